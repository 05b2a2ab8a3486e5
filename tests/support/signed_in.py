"""Logins of both vendors in a fake home, and a config that leads to the stand-in."""

import time
from pathlib import Path

from statusline.demo.standin import write_claude_login, write_codex_login

TOKEN = "sk-ant-oat01-TEST"


def both(environ, server, *, valid_for=28_800):
    """Sign in to both vendors below environ's HOME and lead both to server."""
    claude(environ, server, valid_for=valid_for)
    codex(environ, server, valid_for=valid_for)


def claude(environ, server, *, valid_for=28_800, token=TOKEN, **options):
    """Sign in to Claude Code."""
    home = Path(environ["HOME"])
    configure(environ, f'[claude]\nbase_url = "{server.url}"\n')
    return write_claude_login(
        home / ".claude", token, time.time() + valid_for, state_file=home / ".claude.json", **options
    )


def codex(environ, server, *, valid_for=28_800):
    """Sign in to Codex CLI."""
    write_codex_login(Path(environ["HOME"]) / ".codex", server.url + "/backend-api/", time.time() + valid_for)


def configure(environ, text):
    """Put text into the config, before what is there."""
    path = Path(environ["STATUSLINE_CONFIG"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + (path.read_text() if path.exists() else ""))
