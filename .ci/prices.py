#!/usr/bin/env python3
"""Write statusline/data/prices.json, and the answers of genai-prices that its test compares with.

    pip install genai-prices
    .ci/prices.py [--published data.json]

The rates are those of the installed genai-prices (MIT), or of the file that it publishes; the credits are copied from
OpenAI's rate card.
"""

import argparse
import json
import random
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from statusline.prices import published, table  # noqa: E402 - the path is set above

PRICES = ROOT / "statusline/data/prices.json"
ANSWERS = ROOT / "tests/fixtures/prices/genai-answers.json"

# OpenAI's help article 20001106, "Codex rate card": credits per million tokens, of input, cached input and output.
CARD = {
    "source": "OpenAI's Codex rate card (help article 20001106), as of 2026-04-23",
    "per_dollar": 25,
    "models": {
        "gpt-5.5": ["125", "12.5", "750"],
        "gpt-5.5-cyber": ["500", "50", "3000"],
        "gpt-5.4": ["62.5", "6.25", "375"],
        "gpt-5.4-mini": ["18.75", "1.875", "113"],
        "gpt-5.3-codex": ["43.75", "4.375", "350"],
        "gpt-5.3-codex-spark": ["0", "0", "0"],
        "gpt-5.2": ["43.75", "4.375", "350"],
    },
    # Not on the card: what users measured.
    "tiers": {
        "gpt-5.4": {"priority": "2"},
        "gpt-5.5": {"priority": "2.5"},
        "gpt-5.6-sol": {"priority": "2.5"},
        "gpt-5.6-terra": {"priority": "2.5"},
        "gpt-5.6-luna": {"priority": "2.5"},
    },
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--published", type=Path, help="the file that genai-prices publishes; default: the package")
    options = parser.parse_args()
    today = datetime.now(UTC).date().isoformat()
    if options.published:
        prices = published.loads(options.published.read_bytes(), published.SOURCE, today)
    else:
        prices = published.read(of_package(), f"{published.SOURCE} {package_version()}", today)
    text = table.as_text(prices)
    card = json.dumps(CARD, indent=1).replace("\n", "\n ")
    PRICES.write_text(text.removesuffix("\n}\n") + f',\n "credits": {card}\n}}\n', encoding="utf-8")
    print(f"{PRICES.relative_to(ROOT)}: {len(prices.models)} models, {PRICES.stat().st_size:,} bytes")
    if not options.published:
        ANSWERS.parent.mkdir(parents=True, exist_ok=True)
        ANSWERS.write_text(answers(prices.models), encoding="utf-8")


def of_package() -> list[object]:
    """Return the data of the installed genai-prices in the form in which it is published."""
    from genai_prices.data import providers

    return [plain(provider) for provider in providers if provider.id in published.PROVIDERS]


def package_version() -> str:
    from importlib.metadata import version

    return version("genai-prices")


def plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if not hasattr(value, "__dict__"):
        return value
    return {name.rstrip("_"): plain(item) for name, item in vars(value).items() if item is not None}


def answers(models: tuple[table.Model, ...], count: int = 500) -> str:
    """Return what genai-prices says that random calls cost, as JSON: name, day, tokens, dollars."""
    from genai_prices import Usage, calc_price

    draw = random.Random(17)  # noqa: S311 - the same calls each time
    models = [model for model in models if not model.name.startswith("ft:")]  # it does not find these
    owners = {model.name: "anthropic" if "claude" in model.name else "openai" for model in models}
    rows = []
    for _ in range(count):
        model = draw.choice(models)
        day = date(2025, 12, 1) + timedelta(days=draw.randrange(360))
        most = draw.choice((10, 5_000, 90_000, 150_000))
        tokens = [draw.randrange(most) for _ in range(5)] + [0, draw.randrange(3)]
        if model.rates[-1].searches is None:
            tokens[-1] = 0
        uncached, read, write_5m, write_1h, output, _, searches = tokens
        answer = calc_price(
            Usage(
                input_tokens=uncached + read + write_5m + write_1h,
                cache_read_tokens=read,
                cache_write_tokens=write_5m + write_1h,
                cache_write_5m_tokens=write_5m,
                cache_write_1h_tokens=write_1h,
                output_tokens=output,
                web_searches=searches,
            ),
            model.name,
            provider_id=owners[model.name],
            genai_request_timestamp=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        )
        rows.append([model.name, day.isoformat(), tokens, str(answer.total_price)])
    return "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"


if __name__ == "__main__":
    main()
