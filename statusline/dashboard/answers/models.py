"""The models that were used: tokens by class, what a million of them came to, their prices, and Claude Code's check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.cost import amounts, charges, documents, ledgers, names
from statusline.dashboard import query
from statusline.index import queries
from statusline.prices import document as prices_document

if TYPE_CHECKING:
    from typing import Any

    from statusline.cost.charges import Total
    from statusline.cost.ledgers import Checked
    from statusline.cost.reader import CostReader
    from statusline.dashboard.query import Values
    from statusline.dashboard.source import Source

SCHEMA = "statusline-models/1"


def models(source: Source, values: Values) -> dict[str, Any]:
    """Return each model with its sums and its list prices, the dearest first."""
    with source.calls() as reader:
        wanted = query.wanted(values, reader)
        rows = queries.totals(reader.connection, ("provider", "model"), reader.zone, wanted)
        totals = charges.grouped(rows, reader.prices, lambda row: (row.group[0] or "", row.group[1] or ""))
        ordered = sorted(totals.items(), key=lambda pair: (-pair[1].dollars, -pair[1].tokens.total))
        checked = ledgers.check(reader.connection, reader.prices)
        return {
            **documents.head_of(SCHEMA, reader, wanted),
            "models": [_model(provider, name, total, reader) for (provider, name), total in ordered],
            "ledgers": [_checked(item) for item in checked],
        }


def _model(provider: str, name: str, total: Total, reader: CostReader) -> dict[str, Any]:
    priced = reader.prices.models(name) if name else ()
    tokens = total.tokens.total
    is_priced = total.cost is not None and tokens and not total.unpriced
    document = prices_document.document(reader.prices, priced[:1], reader.now)["models"]
    return {
        "provider": provider,
        "model": names.model(name, reader.names.redactor) if name else charges.NO_NAME,
        **documents.sums(total),
        **({"usd_per_million": amounts.number(total.dollars) * 1e6 / tokens} if is_priced else {}),
        "prices": document,
    }


def _checked(item: Checked) -> dict[str, Any]:
    listed = {} if item.listed is None else {"list_usd": amounts.number(item.listed)}
    charged = {"ledger_usd": amounts.number(item.charged), **listed}
    return {"model": item.model, "ledgers": item.ledgers, "equal": item.equal, **charged}
