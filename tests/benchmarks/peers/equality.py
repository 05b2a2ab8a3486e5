# ruff: noqa: T201 - what it prints is what it is for
"""Tokens and dollars of ccusage and ours on the same logs, by day and model, and the reasons where they differ."""

import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from statusline.config import Config
from statusline.cost.ledgers import day_of
from statusline.index import queries
from statusline.prices import price_list
from statusline.prices.table import CLASSES, PICO, STANDARD
from statusline.state import token_index

COUNTS = ("inputTokens", "cacheReadTokens", "cacheCreationTokens", "outputTokens")
NEARLY = 1e-6  # dollars, of a float
FAST = "-fast"  # behind the model of calls that are billed so
TOKENS_DIFFER, NO_REASON = "tokens differ", "dollars differ for no known reason"
ALWAYS = "9999"  # a day after all prices began

# What another calculator may leave out, and the name of it.
WITHOUT = {
    "fee": "no fee for web searches",
    "dated": "the price of today for calls of an earlier day",
    "whole": "a long context raises the price of what is above the threshold only",
    "fast": "no price of fast or priority",
}


def make_differences(home: Path) -> None:
    """Write a transcript with calls that are priced in the ways in which calculators differ."""
    calls = (
        ("claude-opus-4-6", "2026-02-01", {"input_tokens": 300_000}),  # a long context that had its price then
        ("claude-opus-4-6", "2026-02-02", {"server_tool_use": {"web_search_requests": 3}}),
        ("claude-opus-4-6", "2026-11-20", {"speed": "fast"}),
        ("claude-opus-5-5", "2026-11-20", {}),
        ("claude-sonnet-4-6", "2026-02-03", {"cache_read_input_tokens": 250_000}),
        ("claude-nobody-knows-1", "2026-11-20", {}),
    )
    folder = home / ".claude/projects/-differences"
    folder.mkdir(parents=True)
    lines = [json.dumps(_answer(number, *call), separators=(",", ":")) for number, call in enumerate(calls)]
    (folder / "differences.jsonl").write_text("\n".join(lines) + "\n")


def _answer(number: int, model: str, day: str, counts: dict[str, Any]) -> dict[str, Any]:
    usage = {"input_tokens": 10, "output_tokens": 500, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0}
    message = {"id": f"msg_01d{number}", "model": model, "role": "assistant", "usage": {**usage, **counts}}
    session = {"sessionId": "differences", "cwd": "/p", "uuid": f"d{number}", "requestId": f"req_d{number}"}
    return {"type": "assistant", "timestamp": f"{day}T10:00:00.000Z", "message": message, **session}


def report(programs: Path, environ: dict[str, str]) -> int:
    """Print the comparison; return 1 where something is not explained."""
    program = programs / "bin/ccusage"
    if not program.exists():
        print("ccusage is not installed: nothing is compared")
        return 0
    theirs = _theirs(program, environ)
    ours = _ours(environ)
    reasons = Counter(_reason(ours.get(key, []), *theirs.get(key, (Counter(), 0.0))) for key in theirs.keys() | ours)
    print(f"{len(theirs)} days and models of ccusage, {len(ours)} of ours")
    for reason, count in reasons.most_common():
        print(f"{count:6}  {reason}")
    return int(bool(reasons.keys() & {TOKENS_DIFFER, NO_REASON}))


def _theirs(program: Path, environ: dict[str, str]) -> dict[tuple[str, str], tuple[Counter[str], float]]:
    command = [str(program), "daily", "--json", "--offline", "--timezone", "UTC"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    sums: dict[tuple[str, str], tuple[Counter[str], float]] = {}
    for day in json.loads(done.stdout)["daily"]:
        for row in day["modelBreakdowns"]:
            key = (day["period"], row["modelName"].removesuffix(FAST))
            tokens, cost = sums.get(key, (Counter(), 0.0))
            sums[key] = (tokens + Counter({name: row[name] for name in COUNTS}), cost + row["cost"])
    return sums


def _ours(environ: dict[str, str]) -> dict[tuple[str, str], list[queries.Call]]:
    read = [sys.executable, "-P", "-m", "statusline", "index", "read"]
    subprocess.run(read, env=environ, capture_output=True, check=True)
    calls = defaultdict(list)
    with token_index.reading(environ["STATUSLINE_STATE_DIR"]) as index:
        assert index is not None
        for call in queries.calls(index.connection):
            calls[day_of(call.at), call.model or ""].append(call)
    return dict(calls)


def _reason(calls: list[queries.Call], tokens: Counter[str], dollars: float) -> str:
    """Return why both differ."""
    own = Counter[str]()
    for call in calls:
        count = call.tokens
        written = count.cache_write_5m + count.cache_write_1h
        own.update(dict(zip(COUNTS, (count.input, count.cache_read, written, count.output), strict=True)))
    if +own != +tokens:
        return TOKENS_DIFFER
    if _cost(calls, ()) is None:
        return "unpriced by us" + (" and by it" if not dollars else "")
    if not dollars and tokens:
        return "unpriced by it: it counts 0"
    for left_out in _combinations():
        cost = _cost(calls, left_out)
        if cost is not None and abs(cost - dollars) < NEARLY:
            return " and ".join(WITHOUT[name] for name in left_out) or "equal in tokens and dollars"
    return NO_REASON


def _combinations() -> Iterator[tuple[str, ...]]:
    for count in range(len(WITHOUT) + 1):
        yield from combinations(WITHOUT, count)


def _cost(calls: list[queries.Call], left_out: tuple[str, ...]) -> float | None:
    total = 0
    for call in calls:
        cost = _of_call(call, left_out)
        if cost is None:
            return None
        total += cost
    return total / PICO


PRICES = price_list.load("/nonexistent", Config())


def _of_call(call: queries.Call, left_out: tuple[str, ...]) -> int | None:
    day = ALWAYS if "dated" in left_out else day_of(call.at)
    tier = STANDARD if "fast" in left_out else call.tier
    counts = call.tokens._replace(searches=0) if "fee" in left_out else call.tokens
    if "whole" not in left_out:
        return PRICES.dollars(call.model, day, tier, max(0, counts.context - 1), counts)
    parts = [_marginal(call.model, day, tier, place, count) for place, count in enumerate(counts[: len(CLASSES)])]
    fee = PRICES.dollars(call.model, day, tier, 0, counts._replace(**dict.fromkeys((*CLASSES, "reasoning"), 0)))
    return None if fee is None or None in parts else fee + sum(filter(None, parts))


def _marginal(model: str | None, day: str, tier: str, place: int, count: int) -> int | None:
    """Return what tokens of one class cost if only those above a threshold cost more."""
    bounds = sorted({rates.above for known in PRICES.models(model or "") for rates in known.rates} | {0})
    total = 0
    for low, high in zip(bounds, [*bounds[1:], count], strict=True):
        tokens = [0] * (len(CLASSES) + 2)
        tokens[place] = max(0, min(count, high) - low)
        cost = PRICES.dollars(model, day, tier, low, tokens)
        if cost is None:
            return None
        total += cost
    return total
