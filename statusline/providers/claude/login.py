"""Claude Code's login: keychain item or `.credentials.json`, and the account in `.claude.json`.

Formats: Claude Code 2.1.329. Only the fields named here are taken; its refresh token is dropped with the rest.
"""

from __future__ import annotations

import hashlib
import os
import sys
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from statusline.config.providers import CLAUDE
from statusline.errors import SourceError
from statusline.hot import paths
from statusline.limits.model import Credential, Login
from statusline.providers.claude.settings import config_dir
from statusline.providers.credentials import fields, files, keychain
from statusline.providers.parsing.values import mapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOKEN_VARIABLE = "CLAUDE_CODE_OAUTH_TOKEN"  # noqa: S105 - the name of a variable
SCOPES_VARIABLE = "CLAUDE_CODE_OAUTH_SCOPES"
STORAGE_VARIABLE = "CLAUDE_SECURESTORAGE_CONFIG_DIR"
CONFIG_VARIABLE = "CLAUDE_CONFIG_DIR"

_SERVICE = "Claude Code-credentials"
_DEFAULT_SCOPES = frozenset({"user:inference"})
_STATE_LIMIT = 64 << 20


class _Owner(NamedTuple):
    account: str = ""
    organization: str = ""


def claude_login(
    environ: Mapping[str, str], platform: str = sys.platform, security: str = keychain.SECURITY
) -> Login | None:
    """Return who is signed in to Claude Code in this environment, None if nobody is.

    `Login.credential` is None where an account is known but no token is. Raises SourceError if a store exists and
    cannot be read; `claude_identity` may know the account even then.
    """
    if environ.get(TOKEN_VARIABLE):
        return _environment_login(environ)
    stored = _stored(environ, platform, security)
    if stored is None:
        return claude_identity(environ)
    document = fields.json_object(stored.data, stored.where)
    oauth = mapping(document.get("claudeAiOauth"))
    owner, state = _owner(oauth, document), _state(environ)[0]
    return Login(
        CLAUDE,
        _account_key(owner, state, environ),
        stored.where,
        _credential(oauth, stored.stamp),
        fields.plan(oauth.get("subscriptionType")),
        organization=_organization(owner, state) or None,
        user=_user(owner, state, environ),
    )


def claude_identity(environ: Mapping[str, str]) -> Login | None:
    """Return the account that Claude Code's state file names, without a credential; None if it names none.

    For where `claude_login` raises: what Claude Code says to its status line still belongs to someone.
    """
    if environ.get(TOKEN_VARIABLE):
        return replace(_environment_login(environ), credential=None)
    state, where = _state(environ)
    if not state.account:
        return None
    key, user = _account_key(_Owner(), state, environ), _user(_Owner(), state, environ)
    return Login(CLAUDE, key, where, organization=state.organization or None, user=user)


def claude_state(environ: Mapping[str, str], login: Login, key: str) -> dict[str, Any]:
    """Return what Claude Code's state file keeps under key for login's account, empty if that is not its account.

    The object must name the account itself, in its `accountUuid`.
    """
    owner, _, document = _state_document(environ)
    value = mapping(document.get(key))
    named = fields.word(value.get("accountUuid"))
    return value if named == owner.account and login.account == _account_key(owner, owner, environ) else {}


def claude_state_file(environ: Mapping[str, str]) -> str:
    return next(_state_files(environ))


def credential_file(environ: Mapping[str, str]) -> str:
    return _storage_dir(environ) + "/.credentials.json"


def _environment_login(environ: Mapping[str, str]) -> Login:
    raw = environ[TOKEN_VARIABLE]
    named = frozenset(environ.get(SCOPES_VARIABLE, "").replace(",", " ").split())
    scopes = named or _DEFAULT_SCOPES
    account = fields.digest(os.fsencode(raw))
    stamp = fields.digest(os.fsencode(raw), " ".join(sorted(scopes)).encode("utf-8", "replace"))
    token = fields.word(raw)
    credential = Credential(token, None, stamp, scopes=scopes) if token else None
    return Login(CLAUDE, f"{CLAUDE}:{account}", TOKEN_VARIABLE, credential)


def _stored(environ: Mapping[str, str], platform: str, security: str) -> files.Stored | None:
    """Return the first store that holds a login. A keychain that fails matters only if no file stands in for it."""
    failure: SourceError | None = None
    if platform == "darwin":
        try:
            item = _with_login(keychain.generic_password(environ, keychain_service(environ), security))
        except SourceError as error:
            item, failure = None, error
        if item:
            return item
    file = _with_login(files.read(credential_file(environ)))
    if failure and not file:
        raise failure
    return file


def _with_login(stored: files.Stored | None) -> files.Stored | None:
    """Return stored if it holds a login, as opposed to nothing or the tokens of MCP servers alone."""
    return stored if stored and mapping(fields.json_object(stored.data, stored.where).get("claudeAiOauth")) else None


def keychain_service(environ: Mapping[str, str]) -> str:
    """Return the name of Claude Code's keychain item: a folder other than the default adds a part of its hash."""
    folder = environ.get(STORAGE_VARIABLE, environ.get(CONFIG_VARIABLE, ""))
    if not folder:
        return _SERVICE
    normal = unicodedata.normalize("NFC", folder)
    return f"{_SERVICE}-{hashlib.sha256(os.fsencode(normal)).hexdigest()[:8]}"


def _credential(oauth: dict[str, Any], stamp: str) -> Credential | None:
    token = fields.word(oauth.get("accessToken"))
    if not token:
        return None
    return Credential(token, fields.seconds(oauth.get("expiresAt")), stamp, scopes=_scopes(oauth.get("scopes")))


def _scopes(value: object) -> frozenset[str] | None:
    if isinstance(value, str):
        return frozenset(value.replace(",", " ").split())
    return frozenset(scope for scope in value if isinstance(scope, str)) if isinstance(value, list) else None


def _owner(*objects: dict[str, Any]) -> _Owner:
    def first(name: str) -> str:
        return next(filter(None, (fields.word(item.get(name)) for item in objects)), "")

    return _Owner(first("accountUuid"), first("organizationUuid"))


def _state(environ: Mapping[str, str]) -> tuple[_Owner, str]:
    """Return the owner that Claude Code's state file names, and the file; of its e-mail nothing is kept."""
    owner, where, _ = _state_document(environ)
    return owner, where


def _state_document(environ: Mapping[str, str]) -> tuple[_Owner, str, dict[str, Any]]:
    for path in _state_files(environ):
        try:
            stored = files.read(path, _STATE_LIMIT)
        except SourceError:  # it only adds the account's identity: the login itself is elsewhere
            continue
        document = (fields.lenient_json(stored.data) or {}) if stored else {}
        owner = _owner(mapping(document.get("oauthAccount")))
        if owner.account:
            return owner, path, document
    return _Owner(), "", {}


def state_file(environ: Mapping[str, str]) -> str:
    """Return the file of Claude Code's own state, beside its folder or in the configured one."""
    configured = environ.get(CONFIG_VARIABLE, "")
    return (paths.absolute(configured) if configured else files.home(environ)) + "/.claude.json"


def _state_files(environ: Mapping[str, str]) -> Iterator[str]:
    yield state_file(environ)
    yield config_dir(environ) + "/.config.json"  # where old versions kept it; Claude Code reads it still


def _account_key(owner: _Owner, state: _Owner, environ: Mapping[str, str]) -> str:
    account, organization = owner.account or state.account, _organization(owner, state)
    identity = f"{account}|{organization}" if account or organization else os.path.realpath(config_dir(environ))
    storage = _storage_dir(environ)
    if not owner.account and storage != config_dir(environ):
        # Two logins may share one state file, which names only the one that signed in last.
        identity += "|" + os.path.realpath(storage)
    return f"{CLAUDE}:{fields.digest(os.fsencode(identity))}"


def _user(owner: _Owner, state: _Owner, environ: Mapping[str, str]) -> str | None:
    """Return the uuid of the account; of two logins that share one state file, it names only the last one's."""
    shared = _storage_dir(environ) != config_dir(environ)
    return owner.account or (None if shared else state.account or None)


def _organization(owner: _Owner, state: _Owner) -> str:
    same = owner.account in ("", state.account)
    return owner.organization or (state.organization if same else "")


def _storage_dir(environ: Mapping[str, str]) -> str:
    override = environ.get(STORAGE_VARIABLE)
    if override is None:
        return config_dir(environ)
    return paths.absolute(override) if override else files.home(environ) + "/.claude"
