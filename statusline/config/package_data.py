"""The texts that lie in the package: themes and presets."""

from __future__ import annotations

import os

_FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data")


def text(kind: str, name: str) -> str:
    with open(os.path.join(_FOLDER, kind, f"{name}.toml"), encoding="utf-8") as file:
        return file.read()
