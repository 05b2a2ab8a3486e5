"""`usage`: the rows of `statusline cost --format json`, with the tokens of each as one number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.cost import documents, reader, report
from statusline.history import timespec
from statusline.mcp.request import BadArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusline.cost.charges import Total
    from statusline.mcp.request import Request

MAIN = "rows"
MOST_ROWS = 20


def answer(request: Request) -> dict[str, Any]:
    by = request.text("by") or "day"
    with request.calls() as calls:
        wanted = reader.wanted(calls, _since(request), None, request.text("provider") or None, {})
        result = report.read(calls.connection, (by,), calls.zone, wanted, calls.prices, calls.names.shown)
        head = documents.head_of(documents.COST, calls, wanted)
        rows = [{by: group[0], **_sums(total)} for group, total in result.groups.items()]
        return {
            **{name: head[name] for name in ("generated_at", "timezone", "privacy", "coverage", "since")},
            "total": _sums(result.total),
            "rows": rows[:MOST_ROWS],
            **({"rows_left_out": len(rows) - MOST_ROWS} if len(rows) > MOST_ROWS else {}),
        }


def lines(document: dict[str, Any]) -> Iterator[str]:
    total = document["total"]
    usd = f", ${total['list_usd']:.2f} at list prices" if "list_usd" in total else ""
    yield f"{total['calls']:,} calls, {total['tokens']:,} tokens{usd}."


def _since(request: Request) -> int | None:
    try:
        return timespec.moment(request.text("since"), request.now, request.zone) if request.text("since") else None
    except ValueError as error:
        raise BadArgumentError(str(error)) from None


def _sums(total: Total) -> dict[str, object]:
    sums = documents.sums(total)
    money = {name: sums[name] for name in ("list_usd", "unpriced_tokens", "credits") if sums.get(name)}
    return {"calls": total.calls, "tokens": total.tokens.total, **money}
