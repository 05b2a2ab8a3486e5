"""Inputs of tests/fixtures/trials with times put in: `@NOW+9` is epoch seconds, `@ISO+9` ISO 8601."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "fixtures" / "trials"
_TIME = re.compile(r'"@(NOW|ISO)\+(-?\d+)"')


def text(name, now):
    """Return an input as text."""

    def put_in(found):
        moment = now + int(found[2])
        return str(moment) if found[1] == "NOW" else f'"{datetime.fromtimestamp(moment, UTC).isoformat()}"'

    return _TIME.sub(put_in, (FOLDER / name).read_text())


def document(name, now):
    """Return an input as JSON; of one that is about an answer, its body."""
    found = json.loads(text(name, now))
    return found.get("usage", found)
