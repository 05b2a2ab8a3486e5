"""Claude Code as it is installed here: who is signed in, and what else of it is read, run and asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from statusline.providers.claude.login import claude_identity as identity
from statusline.providers.claude.login import claude_login as login
from statusline.providers.claude.login import claude_state_file, credential_file
from statusline.providers.claude.settings import config_dir
from statusline.providers.credentials import keychain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["addresses", "credential_file", "files", "identity", "login", "problems", "programs"]


def files(environ: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    folder = config_dir(environ)
    yield credential_file(environ), "Claude Code's sign-in; its refresh token is not kept", ""
    yield claude_state_file(environ), "which account that is, and what Claude Code last asked itself", ""
    yield f"{folder}/.config.json", "the same, of older versions", ""
    yield f"{folder}/projects", "token counts, for estimates and the index; text for `context` alone", "**"


def programs() -> tuple[tuple[str, str], ...]:
    return ((keychain.SECURITY, "reads Claude Code's item of the keychain"),) if sys.platform == "darwin" else ()


def addresses(environ: Mapping[str, str]) -> tuple[str, ...]:  # noqa: ARG001 - the protocol's signature
    """Return nothing: its server is in our own config."""
    return ()


def problems(environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:  # noqa: ARG001 - the protocol's signature
    """Return nothing: its settings decide nothing for us."""
    return ()
