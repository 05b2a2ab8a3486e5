"""The vendors' real documents, and what two documents can have in common."""

import json
from pathlib import Path

FIXTURES = Path(__file__).parents[1] / "fixtures"


def fixture(name):
    """Return the JSON document `claude/…` or `codex/…`."""
    return json.loads((FIXTURES / name).read_text())


def shape(document):
    """Return the keys all the way down; a list by its first entry, a value by nothing."""
    if isinstance(document, dict):
        return {key: shape(value) for key, value in document.items()}
    return [shape(document[0])] if isinstance(document, list) and document else None
