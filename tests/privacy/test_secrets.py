"""Secrets and names planted everywhere, and a search for them in all that is said and all that is written.

A token, a cookie, a JWT or an e-mail address must come out nowhere; names of folders, organisations, servers and ids
in no mode that hides them.
"""

import base64
import contextlib
import itertools
import json
import os
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from statusline import cli
from statusline.demo.standin import Answer, claude_body, codex_body
from statusline.errors import StatuslineError
from statusline.hot.show import FORMATS
from statusline.mcp import answer as mcp_answer
from statusline.redaction import MODES
from statusline.state import salt
from statusline.state.environment import find_environment
from support import machine, transcript_files
from support.credential_files import put
from support.mcp_server import state
from support.vendors import StandIn

HIDING = MODES[1:]
UUID = "7e57ed00-dead-4bad-8bad-000000000001"
ORGANIZATION = "7e57ed00-dead-4bad-8bad-000000000002"
ROLLOUT = "2026/11/21/rollout-2026-11-21T04-44-47-01a1fc6b-d528-7d43-b9a5-4ba2c81ea5c0.jsonl"
ROOT = Path(__file__).parents[2]


def jwt(**claims):
    parts = ({"alg": "RS256"}, {"email": "jwt@planted.example", **claims})
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + ".PLANT"
    )


SECRETS = {
    "access": "sk-ant-oat01-PLANTED-access",
    "refresh": "sk-ant-ort01-PLANTED-refresh",
    "environment": "sk-ant-oat01-PLANTED-environ",
    "cookie": "sk-ant-sid01-PLANTED-cookie",
    "api key": "sk-proj-PLANTED-key",
    "codex refresh": "rt_PLANTED-codex-refresh",
    "jwt": jwt(),
    "mail": "planted.person@planted.example",
}
FORBIDDEN = ("PLANTED", "planted.example", "planted.person", "eyJhbGci", "PLANT")
NAMES = ("Plantagenet", "7e57ed00", "gw-plantco", "plantuser")
EVERYTHING = " ".join(SECRETS.values())


class World:
    """A person whose every folder, file and server is planted with what nobody may learn."""

    def __init__(self, folder, server):
        self.server = server
        self.home = folder / "plantuser"
        self.work = self.home / "Plantagenet Project"
        self.claude, self.codex = self.home / "Plantagenet Claude", self.home / "codex-Plantagenet"
        own = folder / "Plantagenet own"
        self.environ = machine.child_environment(self.home, own) | {
            "CLAUDE_CONFIG_DIR": str(self.claude),
            "CODEX_HOME": str(self.codex),
            "USER": "plantuser",
            "HTTPS_PROXY": f"http://plantuser:{SECRETS['api key']}@gw-plantco.example:8080",
            "ANTHROPIC_API_KEY": SECRETS["api key"],
            "CLAUDE_CODE_MESSAGING_TOKEN": SECRETS["api key"],
        }
        self.written = [Path(self.environ[f"STATUSLINE_{name}_DIR"]) for name in ("CACHE", "STATE")]
        self.plant()

    def plant(self):
        self.work.mkdir(parents=True)
        put(self.work / ".git/HEAD", b"ref: refs/heads/Plantagenet-branch\n")
        oauth = {
            "accessToken": SECRETS["access"], "refreshToken": SECRETS["refresh"], "subscriptionType": "max",
            "expiresAt": int((time.time() + 9_000) * 1000), "scopes": ["user:profile", SECRETS["jwt"]],
            "cookie": SECRETS["cookie"], "note": EVERYTHING,
        }  # fmt: skip
        owner = {"accountUuid": UUID, "organizationUuid": ORGANIZATION, "emailAddress": SECRETS["mail"],
                 "organizationName": "Plantagenet Inc", "displayName": "Plantagenet"}  # fmt: skip
        put(self.claude / ".credentials.json", {"claudeAiOauth": oauth, "organizationUuid": ORGANIZATION})
        put(self.claude / ".claude.json", {"oauthAccount": owner, "customApiKeyResponses": EVERYTHING})
        put(self.claude / "settings.json", {"env": {"TOKEN": EVERYTHING}, "apiKeyHelper": SECRETS["api key"]})
        session = transcript_files.response(1, time.time() - 600, text=EVERYTHING, cwd=str(self.work))
        put(self.claude / "projects/-Plantagenet/session.jsonl", session)
        tokens = {"id_token": jwt(), "access_token": jwt(exp=int(time.time() + 9_000)), "account_id": UUID,
                  "refresh_token": SECRETS["codex refresh"]}  # fmt: skip
        put(self.codex / "auth.json", {"tokens": tokens, "OPENAI_API_KEY": SECRETS["api key"]})
        base = f'chatgpt_base_url = "{self.server.url}/backend-api/"  # {EVERYTHING}\n'
        put(self.codex / "config.toml", f"{base}[mcp.x]\nkey = '{SECRETS['api key']}'\n".encode())
        rollout = (ROOT / "tests/fixtures/codex" / Path(ROLLOUT).name).read_bytes()
        line = json.dumps({"type": "session_meta", "payload": {"cwd": str(self.work), "note": EVERYTHING}}).encode()
        put(self.codex / f"sessions/{ROLLOUT}", line + b"\n" + rollout)
        self.configure("")

    def configure(self, text, head=""):
        put(
            Path(self.environ["STATUSLINE_CONFIG"]),
            f'# {EVERYTHING} Plantagenet\n{head}\n[claude]\nbase_url = "{self.server.url}" # {SECRETS["cookie"]}\n'
            f'{text}\n[[accounts]]\nprovider = "codex"\nlabel = "mine"\n'
            f'folder = "{self.home}/Plantagenet Second"\n'.encode(),
        )

    def run(self, *arguments):
        """Return all that a command said."""
        done = CliRunner(env=dict.fromkeys(os.environ) | self.environ).invoke(cli.command, arguments)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.output

    def shown(self, *arguments):
        """Return what the hot half, or a child of its own, said."""
        document = {"session_id": UUID, "cwd": "/", "transcript_path": str(self.work / "x"), "note": EVERYTHING}
        done = machine.run_statusline(arguments, self.environ, cwd=self.work, input=json.dumps(document))
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def everything_written(self):
        """Return path -> bytes of every file below the cache and the state folder that is not gone by then."""
        found = {}
        for path in (path for root in self.written for path in root.rglob("*") if path.is_file()):
            with contextlib.suppress(FileNotFoundError):  # a journal of SQLite
                found[path] = path.read_bytes()
        return found

    def ask_again(self):
        """Let every server be asked at once."""
        Path(self.environ["STATUSLINE_STATE_DIR"], "schedule.json").unlink(missing_ok=True)
        return self.run("refresh", "--force")


@pytest.fixture
def world(tmp_path, monkeypatch):
    with StandIn(time.time) as server:
        person = World(tmp_path, server)
        monkeypatch.chdir(person.work)
        yield person


def tell_nothing(said, *more):
    for word in (*FORBIDDEN, *more):
        assert word not in said, f"{word} in: ...{said[max(0, said.find(word) - 300) : said.find(word) + 80]}"


HEADERS = {"Set-Cookie": f"sessionKey={SECRETS['cookie']}", "X-Request": SECRETS["jwt"], "Server": "gw-plantco"}
ERROR = {"error": {"type": SECRETS["mail"], "code": "Plantagenet", "message": EVERYTHING}, "request_id": UUID}


def planted(body):
    """Return an answer with plants wherever there is room."""
    name = {"kind": "weekly_scoped", "percent": 3, "resets_at": None}
    limits = [{**name, "scope": {"model": {"display_name": word}}} for word in (SECRETS["access"], SECRETS["mail"])]
    extra = {"rate_limit": body.get("rate_limit"), "limit_name": SECRETS["jwt"], "metered_feature": SECRETS["api key"]}
    more = {"email": SECRETS["mail"], "user_id": UUID, "plan_type": SECRETS["mail"], "note": EVERYTHING}
    return Answer(200, {**body, **more, "limits": limits, "additional_rate_limits": [extra]}, HEADERS)


OUTCOMES = {
    "answers": None,
    "401": Answer(401, ERROR, HEADERS),
    "403": Answer(403, ERROR, HEADERS),
    "429": Answer(429, ERROR, {**HEADERS, "Retry-After": EVERYTHING}),
    "500": Answer(500, EVERYTHING.encode(), HEADERS),
    "a redirect": Answer(302, b"", {"Location": f"https://{SECRETS['api key']}@gw-plantco.example/{UUID}"}),
    "an error in an answer": Answer(200, ERROR, HEADERS),
    "no JSON": Answer(200, EVERYTHING.encode(), HEADERS),
}
OF_RECORDS = (("explain", "-v"), ("watch", "--once"), ("--format", "json"), ("--format", "prometheus"))


def answer(world, outcome):
    given = OUTCOMES[outcome]
    world.server.claude.answer(given or planted(claude_body(time.time())))
    world.server.codex.answer(given or planted(codex_body(time.time())))


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_whatever_a_server_says_it_stays_there(outcome, world):
    answer(world, outcome)
    tell_nothing(world.ask_again())
    for (name, *rest), mode in itertools.product(OF_RECORDS, MODES):
        arguments = ("show", name, *rest) if name.startswith("-") else (name, *rest)
        said = world.run(*arguments, "--privacy", mode)
        assert said
        tell_nothing(said, *(NAMES if mode in HIDING else ()))
    for path, content in world.everything_written().items():
        tell_nothing(content.decode("latin-1") + str(path.name))


TOLD = {
    "doctor": ("doctor",),
    "all of doctor": ("doctor", "-v"),
    "doctor as JSON": ("doctor", "-f", "json"),
    "explain": ("explain",),
    "export": ("export", "--format", "json"),
    "history": ("history", "--format", "plot"),
    "history as a table": ("history", "--format", "table"),
    "watch": ("watch", "--once"),
    "support bundle": ("support-bundle", "--output", "-"),
    "privacy": ("privacy",),
    "privacy as JSON": ("privacy", "--format", "json"),
}


def test_no_command_tells_in_any_mode(world):
    answer(world, "answers")
    chain = f"echo {EVERYTHING} Plantagenet; exit 3"
    put(world.claude / "settings.json", {"statusLine": {"type": "command", "command": chain}})
    installed = world.run("install", "claude")
    assert "settings.json" in installed
    world.ask_again()
    answer(world, "a redirect")
    world.ask_again()
    (world.codex / "auth.json").chmod(0o644)
    for arguments, mode in itertools.product(TOLD.values(), HIDING):
        tell_nothing(world.run(*arguments, "--privacy", mode), *NAMES)
    for mode in HIDING:
        world.configure("", f'privacy = "{mode}"')
        for arguments in TOLD.values():
            tell_nothing(world.run(*arguments), *NAMES)


def test_strict_tells_nothing_of_the_machine(world, monkeypatch):
    monkeypatch.setitem(world.environ, "TERM", "plantuser-term")
    answer(world, "answers")
    world.ask_again()
    for arguments in TOLD.values():
        said = world.run(*arguments, "--privacy", "strict")
        facts = {"kernel": os.uname().release, "host": os.uname().nodename, "terminal": "plantuser-term"}
        assert [name for name, fact in facts.items() if fact in said] == []


def test_broken_config_quotes_no_secret(world):
    world.configure('label = 7\nPlantagenet = "x"', 'privacy = "strict"')
    for arguments in (("doctor",), ("explain",), ("export", "--format", "csv"), ("support-bundle", "-o", "-")):
        tell_nothing(world.run(*arguments), *NAMES)


def test_surfaces_and_files_of_a_mode(world):
    answer(world, "answers")
    for mode in MODES:
        world.configure("", f'privacy = "{mode}"')
        world.ask_again()
        for format_ in FORMATS:
            said = world.shown("--format", format_)
            assert said
            tell_nothing(said, *(NAMES if mode in HIDING else ()))
        for path, content in world.everything_written().items():
            tell_nothing(content.decode("latin-1") + path.name)


def test_an_agent_is_told_no_names(world):
    answer(world, "answers")
    world.ask_again()
    environment = find_environment(world.environ)
    for tool, names in itertools.product(("limits", "usage", "who_used"), (False, True)):
        said = json.dumps(mcp_answer.result(tool, {}, environment, int(time.time()), names=names))
        tell_nothing(said, *(() if names else NAMES))


def test_a_command_for_alerts_hears_no_names(world, tmp_path):
    out, script = tmp_path / "heard", tmp_path / "recorder"
    put(script, f'#!/bin/sh\ncat >> "{out}"\n'.encode()).chmod(0o700)
    alerts = (
        f'[alerts]\nenabled = true\nchannels = []\nthresholds = [50]\ncommand = ["{script}", "{SECRETS["api key"]}"]\n'
    )
    world.configure(alerts, 'privacy = "redacted"')
    for used in (10, 60):
        world.server.claude.answer(planted(claude_body(time.time(), five_hour=used)))
        world.ask_again()
        time.sleep(1.1)  # a sample is news only if it is newer, to the second
    heard = next(one for one in map(json.loads, out.read_text().splitlines()) if one["event"] == "threshold")
    account = json.loads(world.run("show", "--format", "json", "--privacy", "redacted"))["accounts"][0]["account"]
    assert heard["account"] == account
    tell_nothing(out.read_text(), *NAMES)


@pytest.mark.parametrize("secret", SECRETS)
def test_session_secret_is_kept_nowhere(world, secret):
    word, later = SECRETS[secret], int(time.time()) + 9_000
    limits = {key: {"used_percentage": 42, "resets_at": later} for key in ("five_hour", word)}
    document = {
        "session_id": UUID, "session_name": word, "cwd": str(world.work), "transcript_path": word,
        "workspace": {"current_dir": f"/{word}", "repo": {"owner": word}}, "model": {"id": word, "display_name": word},
        "worktree": {"name": word, "branch": word}, "pr": {"url": word}, "rate_limits": limits,
    }  # fmt: skip
    world.configure('[claude_line]\nformat = "$claude $model $session $branch $dir"')
    world.ask_again()
    done = machine.run_statusline(("--format", "claude"), world.environ, cwd=world.work, input=json.dumps(document))
    assert "42%" in done.stdout
    assert word[:8] in done.stdout, "the line is for the person whose session it is"
    world.ask_again()
    kept = world.everything_written()
    assert any(UUID in path.name for path in kept), "the numbers are"
    for path, content in kept.items():
        tell_nothing(content.decode("latin-1") + path.name)
    for arguments in TOLD.values():
        tell_nothing(world.run(*arguments))


def test_codex_session_secrets_are_kept_nowhere(world):
    words = iter(SECRETS.values())
    model = {"id": next(words), "display_name": next(words), "provider": "openai"}
    thread = {"id": UUID, "name": next(words), "model": model, "workspace": {"cwd": f"/{next(words)}"}}
    document = state(int(time.time()), used=42, **thread)
    world.configure('[claude_line]\nformat = "$codex $model $session $dir"')
    for _ in range(2):  # the first one says that the line is wanted
        done = machine.run_statusline(("--format", "codex"), world.environ, cwd=world.work, input=json.dumps(document))
        world.ask_again()
    assert thread["name"][:8] in done.stdout, "the line is for the person whose session it is"
    world.ask_again()
    kept = world.everything_written()
    assert any(UUID in path.name for path in kept), "the numbers are"
    for path, content in kept.items():
        tell_nothing(content.decode("latin-1") + path.name)


BROKEN = {
    "a source": 'sources = ["{}"]',
    "a key": '"{}" = 1',
    "a window": 'windows = ["{}"]',
    "a value of another kind": 'disabled = "{}"',
    "no TOML": "label = {}",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_no_error_of_a_config_quotes_a_secret(world, broken):
    for secret in SECRETS.values():
        world.configure(broken.format(secret))
        with pytest.raises(StatuslineError) as caught:
            world.run("config", "check")
        tell_nothing(str(caught.value))
        tell_nothing(world.run("accounts"))


def test_bundle_has_no_address(world):
    world.configure(f'label = "{SECRETS["mail"]}"')
    world.ask_again()
    for mode in MODES:
        said = world.run("support-bundle", "--output", "-", "--privacy", mode)
        assert 'claude.label = "[mail]"' in said
        tell_nothing(said)


def test_codex_address_password_is_hidden(world):
    address = f"https://plant:{SECRETS['api key']}@gw-plantco.example/backend-api?key={SECRETS['jwt']}"
    put(world.codex / "config.toml", f'chatgpt_base_url = "{address}"\n'.encode())
    world.environ["ALL_PROXY"] = f"http://[{SECRETS['api key']}"
    tell_nothing(world.ask_again())
    for arguments, mode in itertools.product(TOLD.values(), MODES):
        tell_nothing(world.run(*arguments, "--privacy", mode), *(NAMES if mode in HIDING else ()))
    for path, content in world.everything_written().items():
        tell_nothing(content.decode("latin-1") + path.name)


def test_environment_token_leaves_a_checksum(world):
    world.environ["CLAUDE_CODE_OAUTH_TOKEN"] = SECRETS["environment"]
    answer(world, "answers")
    tell_nothing(world.ask_again())
    names = " ".join(str(path) for root in world.written for path in root.rglob("*"))
    tell_nothing(names)
    assert "+t" in names
    for mode in HIDING:
        tell_nothing(world.run("doctor", "-v", "--privacy", mode), *NAMES)


def test_account_has_one_hash_here(world):
    answer(world, "answers")
    world.ask_again()
    claude = json.loads(world.run("show", "--format", "json", "--privacy", "redacted"))["accounts"][0]["account"]
    assert claude in world.run("explain", "-v", "--privacy", "strict")
    assert claude in world.run("export", "--format", "csv", "--privacy", "redacted")
    assert claude in world.run("support-bundle", "--output", "-")
    assert claude not in world.run("explain", "-v")
    Path(world.environ["STATUSLINE_STATE_DIR"], salt.NAME).unlink()
    assert claude not in world.run("explain", "-v", "--privacy", "redacted")


def test_the_search_finds_what_is_planted(world):
    assert all(any(word in secret for word in FORBIDDEN) for secret in SECRETS.values())
    normal = world.run("doctor", "-v")
    assert "Plantagenet" in normal
    assert "plantuser" in normal
    assert sys.prefix in normal
    with pytest.raises(AssertionError, match="Plantagenet"):
        tell_nothing(normal, *NAMES)
