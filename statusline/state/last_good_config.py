"""The last valid config stays in use when an edit breaks it."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import re
import tomllib
from functools import lru_cache

from statusline.config.options import Config
from statusline.config.reading import BOM, parse, read
from statusline.errors import ConfigError, StorageError
from statusline.redaction import stricter
from statusline.state import files

LAST_GOOD_IS_USED = "The last good config is used."
_COPY = "config.good.toml"
_LIMIT = 1 << 20
_ASKS_OFFLINE = re.compile(r"^\s*offline\s*=\s*true\b", re.MULTILINE)
_ASKS_PRIVACY = re.compile(r"""^\s*privacy\s*=\s*["'](redacted|strict)["']""", re.MULTILINE)


def load_or_last_good(path: str, state_dir: str, *, remember: bool = True) -> tuple[Config, ConfigError | None]:
    """Return the config at path and remember it; if it is invalid, the last valid one (or the defaults) and the error.

    Two lines of a broken config still count: `offline = true`, because a typo elsewhere must not start requests, and a
    `privacy` that hides more than before, because a typo must not reveal names. remember: False does not write.
    """
    try:
        text = read(path) or ""
        config = _parsed(text, path)
    except ConfigError as error:
        return _last_good(path, state_dir), error
    if remember:
        with contextlib.suppress(StorageError, OSError):  # a read-only folder is no error
            _keep(text, os.path.join(state_dir, _COPY))
    return config, None


@lru_cache(maxsize=1)  # a process that stays reads the same text before each merge
def _parsed(text: str, path: str) -> Config:
    return parse(text, path)


def _last_good(path: str, state_dir: str) -> Config:
    try:
        copy = os.path.join(state_dir, _COPY)
        config = parse(_content(copy).decode(), copy)
    except (ConfigError, StorageError, ValueError):  # written by another version, damaged, or not ours
        config = Config()
    text = _text(path)
    wish = _ASKS_PRIVACY.search(text)
    privacy = stricter(config.privacy, wish[1]) if wish else config.privacy
    return dataclasses.replace(config, offline=config.offline or bool(_ASKS_OFFLINE.search(text)), privacy=privacy)


def _text(path: str) -> str:
    try:
        return read(path) or ""
    except ConfigError:
        return ""


def _keep(text: str, copy: str) -> None:
    """Keep the settings of a valid config, without its comments: private notes do not belong in a copy."""
    stamp = f"# {hashlib.sha256(text.encode()).hexdigest()}\n".encode() if text else b""
    if stamp != _content(copy)[: len(stamp) or None]:
        files.write_atomic(copy, stamp + _settings(text).encode())


def _settings(text: str) -> str:
    import tomlkit  # only after an edit

    return tomlkit.dumps(tomllib.loads(text.removeprefix(BOM)))


def _content(copy: str) -> bytes:
    """Return the copy; no copy is the same as an empty config."""
    return files.read_bytes(copy, _LIMIT) or b""
