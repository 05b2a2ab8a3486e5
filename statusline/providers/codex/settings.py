"""The two keys of Codex CLI's own config.toml that decide where its login is and which server it asks."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusline.errors import SourceError
from statusline.hot import paths
from statusline.providers.credentials import files

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_BASE_URL = "https://chatgpt.com/backend-api"
DEFAULT_STORE = "file"
STORES = (DEFAULT_STORE, "keyring", "auto", "ephemeral")


@dataclass(frozen=True, slots=True)
class CodexConfig:
    """What Codex CLI would use: `store` is one of STORES."""

    store: str = DEFAULT_STORE
    base_url: str = DEFAULT_BASE_URL


def codex_home(environ: Mapping[str, str]) -> str:
    """Return Codex CLI's folder, absolute."""
    configured = environ.get("CODEX_HOME", "")
    return paths.absolute(configured) if configured else files.home(environ) + "/.codex"


def codex_base_url(environ: Mapping[str, str]) -> str:
    """Return the base URL that Codex CLI asks, without a slash at its end."""
    return read_config(environ).base_url


def read_config(environ: Mapping[str, str]) -> CodexConfig:
    """Return the config, with the default for each key that is missing, unknown or in a file that is broken."""
    document = _document(codex_home(environ) + "/config.toml")
    store, base = document.get("cli_auth_credentials_store"), document.get("chatgpt_base_url")
    return CodexConfig(
        store if isinstance(store, str) and store in STORES else DEFAULT_STORE,
        (base.strip().rstrip("/") if isinstance(base, str) else "") or DEFAULT_BASE_URL,
    )


def _document(path: str) -> dict[str, object]:
    try:
        stored = files.read(path)
        return tomllib.loads(stored.data.decode("utf-8")) if stored else {}
    except (SourceError, ValueError, RecursionError):
        return {}
