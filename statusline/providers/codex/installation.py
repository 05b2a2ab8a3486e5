"""Codex CLI as it is installed here: who is signed in, and what else of it is read, run and asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.providers.codex.login import codex_login as login
from statusline.providers.codex.login import credential_file
from statusline.providers.codex.settings import codex_base_url, codex_home, config_files, unused_base_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["addresses", "credential_file", "files", "identity", "login", "problems", "programs"]


def identity(environ: Mapping[str, str]) -> None:
    """Return nothing: only the credential says whose it is."""


def files(environ: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    folder = codex_home(environ)
    yield credential_file(environ), "Codex CLI's sign-in; its refresh token is not kept", ""
    for path in config_files(environ):
        yield path, "where that sign-in is kept, which server Codex asks, and which providers take it", ""
    for name in ("sessions", "archived_sessions"):
        yield f"{folder}/{name}", "the limits that Codex wrote down, and token counts; text for `context` alone", "**"


def programs() -> tuple[tuple[str, str], ...]:
    """Return nothing: no program is run to find out who is signed in."""
    return ()


def addresses(environ: Mapping[str, str]) -> tuple[str, ...]:
    return (codex_base_url(environ),)


def problems(environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return a sentence and a remedy where the server in Codex's own config is not asked."""
    unused = unused_base_url(environ)
    return (unused,) if unused else ()
