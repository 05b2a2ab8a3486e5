"""Print pyproject's lower bounds as pip constraints: `pip install -c FILE '.[test,zst]'` then takes these versions.

The linters are left out: they are run as the newest there is, and no test uses them.
"""

import tomllib
from pathlib import Path

LINTERS = ("import-linter", "mypy", "ruff", "types-requests")


def bounds(document: dict) -> set[str]:
    """Return every requirement of pyproject.toml that is to be tested."""
    project = document["project"]
    extras = (line for lines in project["optional-dependencies"].values() for line in lines)
    return {line for line in (*project["dependencies"], *extras) if not line.startswith(LINTERS)}


if __name__ == "__main__":
    found = bounds(tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text()))
    print("\n".join(sorted(line.replace(">=", "==") for line in found)))
