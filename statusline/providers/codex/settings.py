"""What Codex CLI's own config decides of its login, of the server it asks, and of who answers a session."""

from __future__ import annotations

import os
import stat
import tomllib
from typing import TYPE_CHECKING, Any

from statusline.errors import SourceError
from statusline.frozen import dataclass
from statusline.hot import paths
from statusline.providers.credentials import files
from statusline.providers.parsing.values import mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SYSTEM_FOLDER = "/etc/codex"
DEFAULT_BASE_URL = "https://chatgpt.com/backend-api"
DEFAULT_STORE = "file"
OWN_PROVIDERS = frozenset({"openai"})
STORES = (DEFAULT_STORE, "keyring", "auto", "ephemeral")


@dataclass(frozen=True, slots=True)
class CodexConfig:
    """What Codex CLI would use: `store` is one of STORES.

    `own_providers` are the model providers that answer for the account that is signed in. `encrypted`: what would be
    in the keyring is in a file that only its key there opens. `only_api_keys`: no other login is taken.
    """

    store: str = DEFAULT_STORE
    base_url: str = DEFAULT_BASE_URL
    own_providers: frozenset[str] = OWN_PROVIDERS
    encrypted: bool = False
    only_api_keys: bool = False


def codex_home(environ: Mapping[str, str]) -> str:
    """Return Codex CLI's folder, absolute."""
    configured = environ.get("CODEX_HOME", "")
    return paths.absolute(configured) if configured else files.home(environ) + "/.codex"


def codex_base_url(environ: Mapping[str, str]) -> str:
    """Return the base URL to ask, without a slash at its end: that of Codex's config if that is the user's own."""
    own, system = read_config(environ).base_url, _system_base_url(environ)
    return system if own != system and _why_not_trusted(environ) else own


def unused_base_url(environ: Mapping[str, str]) -> tuple[str, str] | None:
    """Return a sentence and its remedy where Codex's config names a server that is not asked, None otherwise."""
    if read_config(environ).base_url == _system_base_url(environ) or not (reason := _why_not_trusted(environ)):
        return None
    file = codex_home(environ) + "/config.toml"
    return (
        f"The chatgpt_base_url of {file} is not used: {reason}.",
        "If it is right, put it into the config: `base_url` in the table [codex].",
    )


def _system_base_url(environ: Mapping[str, str]) -> str:
    """Return the base URL without what the file in Codex's own folder says."""
    own = f"{codex_home(environ)}/config.toml"
    return _config(path for path in config_files(environ) if path != own).base_url


def _why_not_trusted(environ: Mapping[str, str]) -> str:
    """Return why the config in CODEX_HOME may be a project's, which could bring a server and a link to the login."""
    configured = environ.get("CODEX_HOME", "")
    if not configured:
        return ""
    if not configured.startswith("/") or environ.get(paths.RELATIVE_CODEX_HOME):
        return "CODEX_HOME is relative"
    folder = os.path.realpath(configured)
    if repository := _repository(folder, os.path.realpath(files.home(environ))):
        return f"CODEX_HOME is inside the repository {repository}"
    try:
        regular = stat.S_ISREG(os.lstat(f"{configured}/auth.json").st_mode)
    except OSError:
        regular = False
    return "" if regular else "no auth.json of its own is beside it"


def _repository(folder: str, home: str) -> str:
    """Return the git work tree that folder is in; empty for none, and where that is the home folder itself."""
    while not os.path.lexists(f"{folder}/.git"):
        if folder == "/":
            return ""
        folder = os.path.dirname(folder)
    return "" if home == folder or home.startswith(folder.rstrip("/") + "/") else folder


def config_files(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the files of Codex CLI's config, each going before those in front of it."""
    return (
        f"{SYSTEM_FOLDER}/config.toml",
        f"{codex_home(environ)}/config.toml",
        f"{SYSTEM_FOLDER}/managed_config.toml",
    )


def read_config(environ: Mapping[str, str]) -> CodexConfig:
    """Return the config, with the default for each key that is missing, unknown or in a file that is broken."""
    return _config(config_files(environ))


def _config(paths_: Iterable[str]) -> CodexConfig:
    document: dict[str, Any] = {}
    for path in paths_:
        document = _laid_over(document, _document(path))
    store, base = document.get("cli_auth_credentials_store"), document.get("chatgpt_base_url")
    return CodexConfig(
        store if isinstance(store, str) and store in STORES else DEFAULT_STORE,
        (base.strip().rstrip("/") if isinstance(base, str) else "") or DEFAULT_BASE_URL,
        OWN_PROVIDERS | set(_with_own_login(document.get("model_providers"))),
        encrypted=mapping(document.get("features")).get("secret_auth_storage") is True,
        only_api_keys=document.get("forced_login_method") == "api",
    )


def _laid_over(lower: dict[str, Any], upper: dict[str, Any]) -> dict[str, Any]:
    """Return lower with the values of upper; tables that both have are merged."""
    merged = {**lower, **upper}
    for name, value in upper.items():
        if isinstance(value, dict) and isinstance(lower.get(name), dict):
            merged[name] = _laid_over(lower[name], value)
    return merged


def _with_own_login(providers: object) -> Iterator[str]:
    for name, table in mapping(providers).items():
        if mapping(table).get("requires_openai_auth") is True:
            yield name


def _document(path: str) -> dict[str, Any]:
    try:
        stored = files.read(path)
        return tomllib.loads(stored.data.decode("utf-8")) if stored else {}
    except (SourceError, ValueError, RecursionError):
        return {}
