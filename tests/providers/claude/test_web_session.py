"""Where the session key comes from, and what is noted without it: a real Secret Service, and none."""

import json
import stat
import time
from pathlib import Path

import pytest

from statusline.config import load
from statusline.config.providers import CLAUDE
from statusline.demo.standin import write_claude_login
from statusline.errors import SourceError, Unauthorized
from statusline.hot import paths, prompt_file
from statusline.providers.claude import organizations, web_keyring, web_session
from statusline.providers.claude.web_session import ENVIRONMENT, KEYRING, VARIABLE, WebSession
from statusline.providers.credentials.fields import digest
from statusline.refresh import run as refresh_run
from statusline.refresh import sign_ins
from statusline.refresh.job import prepare
from statusline.state.environment import find_environment
from support import signed_in, web_sessions
from support.vendors import CHALLENGE, ORGANIZATIONS
from support.web_sessions import API, KEY, OTHER_KEY, PERSONAL, TEAM

STAMP = digest(KEY.encode())
LISTED = organizations.parse(list(ORGANIZATIONS))


@pytest.fixture
def state(tmp_path):
    return str(tmp_path / "state")


KEYS = {
    "as it is": (KEY, KEY),
    "with what a paste leaves around it": (f" \t{KEY}\r\n", KEY),
    "with its name": (f"sessionKey={KEY}", KEY),
    "every character that a cookie may have": (
        "!#$%&'()*+-./09:<=>?@AZ[]^_`az{|}~",
        "!#$%&'()*+-./09:<=>?@AZ[]^_`az{|}~",
    ),
}


@pytest.mark.parametrize(("text", "expected"), KEYS.values(), ids=KEYS)
def test_a_key_is_trimmed(text, expected):
    assert web_session.checked(text, "the input") == expected


NO_KEYS = {
    "nothing": "",
    "spaces": " \n ",
    "its name alone": "sessionKey=",
    "two words": "a b",
    "two cookies": "a;b",
    "two headers": "a,b",
    "quotes": '"a"',
    "a backslash": "a\\b",
    "two lines": "a\nb",
    "a control character": "a\x7fb",
    "another alphabet": "ключ",
    "a byte that is no text": "a\udce9",
    "a document": "x" * 4097,
}


@pytest.mark.parametrize("text", NO_KEYS.values(), ids=NO_KEYS)
def test_no_cookie_value_is_not_quoted(text):
    with pytest.raises(Unauthorized) as caught:
        web_session.checked(text, "the input")
    assert str(caught.value) == (
        "What the input holds is not the value of a cookie. Log in again: `statusline login claude-web`."
    )


def test_no_key_and_note_no_session(state):
    assert web_session.current({VARIABLE: ""}, state) is None
    assert not Path(state).exists()


def test_environment_goes_first(state):
    web_session.remember(WebSession(KEYRING, "stored", TEAM, chosen=True), state)
    assert web_session.current({}, state) == WebSession(KEYRING, "stored", TEAM, chosen=True)
    assert web_session.current({VARIABLE: KEY}, state) == WebSession(ENVIRONMENT, STAMP)


def test_origin_keeps_its_organisation(state):
    web_session.remember(WebSession(KEYRING, "stored", TEAM, chosen=True), state)
    web_session.remember(WebSession(ENVIRONMENT, STAMP, PERSONAL), state)
    assert web_session.current({VARIABLE: OTHER_KEY}, state) == WebSession(
        ENVIRONMENT, digest(OTHER_KEY.encode()), PERSONAL
    )
    assert web_session.renewed(KEYRING, KEY, state) == WebSession(KEYRING, STAMP, TEAM, chosen=True)


def test_account_is_organisation_then_key():
    assert WebSession(KEYRING, STAMP).login.account == f"claude:{STAMP}"
    known = WebSession(KEYRING, STAMP, PERSONAL).login
    # sha256 of 22222222-2222-4222-8222-222222222222
    assert (known.account, known.where, known.credential) == ("claude:b454f82c5857ebab", "claude.ai web session", None)


SETTLED = {
    "nothing known: the first that chats": ((None, False), (PERSONAL, False)),
    "the remembered one": ((TEAM, False), (TEAM, False)),
    "the chosen one, even without a chat": ((API, True), (API, True)),
    "the chosen one is gone": (("99999999-9999-4999-8999-999999999999", True), (PERSONAL, False)),
}


@pytest.mark.parametrize(("before", "after"), SETTLED.values(), ids=SETTLED)
def test_an_organisation_is_kept_while_it_exists(before, after):
    session, organization = web_session.settled(WebSession(KEYRING, "s", *before), LISTED)
    assert (session.organization, session.chosen) == after
    assert organization.uuid == session.organization


def test_note_is_private_and_forgotten(state):
    web_session.remember(WebSession(KEYRING, STAMP, TEAM, chosen=True), state)
    file = Path(state, "web-session.json")
    assert json.loads(file.read_text()) == {
        "version": 1,
        "sessions": {"keyring": {"stamp": STAMP, "organization": TEAM, "chosen": True}},
    }
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (web_session.forget(state), web_session.forget(state)) == (True, False)
    assert web_session.current({}, state) is None
    assert TEAM not in file.read_text()


BROKEN = {
    "no JSON": b"{",
    "another version": b'{"version": 2, "sessions": {"keyring": {"stamp": "s"}}}',
    "another origin": b'{"version": 1, "sessions": {"elsewhere": {"stamp": "s"}}}',
    "no stamp": b'{"version": 1, "sessions": {"keyring": {}}}',
    "a list": b'{"version": 1, "sessions": []}',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_note_that_cannot_be_read_is_none(state, content):
    Path(state).mkdir()
    Path(state, "web-session.json").write_bytes(content)
    assert web_session.current({}, state) is None


# Who is signed in.


@pytest.fixture
def found(environ):
    """Return a function that finds Claude's sign-in in environ with more variables."""

    def find(**more):
        here = find_environment({**environ, **more})
        return sign_ins.find(here, load(here.config))[CLAUDE]

    return find


def test_nobody_is_signed_in_without_a_session(found):
    sign_in = found()
    assert (sign_in.login, sign_in.web, bool(sign_in.why_not("claude_web"))) == (None, None, True)


def test_session_signs_in_for_its_source(found):
    sign_in = found(**{VARIABLE: KEY})
    assert (sign_in.login.account, sign_in.stamp_for("claude_web")) == (f"claude:{STAMP}", STAMP)
    assert sign_in.why_not("claude_web") is None
    assert (
        sign_in.why_not("claude_oauth")
        == sign_in.why_not("claude_statusline")
        == ("nobody is signed in to Claude Code")
    )


def test_session_left_out_is_none(found, environ):
    signed_in.configure(environ, '[claude]\nsources = ["claude_oauth"]\n')
    assert found(**{VARIABLE: KEY}).login is None


BESIDE = {
    "the same organisation": (PERSONAL, None),
    "another one": (TEAM, "Claude Code is signed in to another organisation than the web session"),
    "not known": (None, "the organisation of the web session is not known"),
}


@pytest.mark.parametrize(("uuid", "reason"), BESIDE.values(), ids=BESIDE)
def test_session_serves_the_same_organisation(found, environ, standin, uuid, reason):
    signed_in.claude(environ, standin)
    web_session.remember(WebSession(ENVIRONMENT, STAMP, uuid), environ["STATUSLINE_STATE_DIR"])
    sign_in = found(**{VARIABLE: KEY})
    assert sign_in.login.where.endswith(".credentials.json")
    assert (sign_in.why_not("claude_oauth"), (sign_in.why_not("claude_web") or "").partition(";")[0] or None) == (
        None,
        reason,
    )
    assert (sign_in.stamp_for("claude_web"), sign_in.stamp_for("claude_oauth")) == (STAMP, sign_in.stamp)


# A whole refresh.


@pytest.fixture
def run(environ, standin):
    web_sessions.lead_to(environ, standin)
    clock = {"now": int(time.time())}

    def run(later=0, **more):
        clock["now"] += later
        here = find_environment({**environ, **more})
        return list(refresh_run.refresh(prepare(here, lambda: clock["now"])))

    return run


def test_no_session_no_word_of_claude_ai(run, environ, standin):
    standin.claude.refuse(401)
    write_claude_login(
        Path(environ["HOME"], ".claude"), "t", time.time() + 999, state_file=Path(environ["HOME"], ".claude.json")
    )
    outcomes = run()
    assert "claude_web" not in {one.source for one in outcomes}
    assert [request.path for request in standin.requests] == ["/api/oauth/usage"]


def test_refresh_shows_session_limits(run, environ, standin):
    outcomes = {one.source: one for one in run(**{VARIABLE: KEY})}
    web = outcomes["claude_web"]
    assert (web.answer, web.error) == ("5h 42.4%, 7d 18.5%, Fable 7%", None)
    assert "(the first organisation; `statusline orgs` chooses)" in web.asked
    assert outcomes["claude_oauth"].answer == "not used: nobody is signed in to Claude Code"
    assert not any(one.error for one in outcomes.values())
    prompt = prompt_file.read(f"{paths.login_dir(environ)}/plain.prompt", paths.login(environ))
    assert prompt_file.fill(prompt[1], int(time.time())).startswith("C 5h 42% 2h")
    assert web_sessions.files_with(KEY, environ["STATUSLINE_CACHE_DIR"], environ["STATUSLINE_STATE_DIR"]) == []


def test_refused_key_waits_a_day_or_a_change(run, standin):
    standin.web.refuse(403)
    first = {one.source: one for one in run(**{VARIABLE: KEY})}["claude_web"]
    assert first.error.status == "unauthorized"
    run(80_000, **{VARIABLE: KEY})
    assert len(standin.requests) == 1
    run(**{VARIABLE: OTHER_KEY})
    assert len(standin.requests) == 2


def test_a_challenge_is_asked_again_later(run, standin):
    standin.web.organizations.answer(CHALLENGE)
    run(**{VARIABLE: KEY})
    run(600, **{VARIABLE: KEY})
    assert len(standin.requests) == 2


def test_session_stands_in_for_a_refused_login(run, environ, standin):
    home = Path(environ["HOME"])
    write_claude_login(home / ".claude", "t", time.time() + 9e9, state_file=home / ".claude.json")
    web_session.remember(WebSession(ENVIRONMENT, STAMP, PERSONAL, chosen=True), environ["STATUSLINE_STATE_DIR"])
    standin.claude.refuse(401)
    outcomes = {one.source: one for one in run(**{VARIABLE: KEY})}
    assert outcomes["claude_oauth"].error
    assert outcomes["claude_web"].answer == "5h 42.4%, 7d 18.5%, Fable 7%"


def test_other_organisation_is_not_asked(run, environ, standin):
    home = Path(environ["HOME"])
    write_claude_login(home / ".claude", "t", time.time() + 9e9, state_file=home / ".claude.json")
    web_session.remember(WebSession(ENVIRONMENT, STAMP, TEAM, chosen=True), environ["STATUSLINE_STATE_DIR"])
    standin.claude.refuse(401)
    outcomes = {one.source: one for one in run(**{VARIABLE: KEY})}
    assert outcomes["claude_web"].answer.startswith("not used: Claude Code is signed in to another organisation")
    assert outcomes["claude_web"].error is None
    assert [request.path for request in standin.requests] == ["/api/oauth/usage"]


# The keyring.

ROUND = """
from statusline.providers.claude import web_keyring
from statusline.errors import SourceError
try:
    print(web_keyring.read("claude-web"), web_keyring.remove("claude-web"))
    web_keyring.write("claude-web", "one")
    web_keyring.write("claude-web", "two")
    print(web_keyring.read("claude-web"), web_keyring.remove("claude-web"), web_keyring.read("claude-web"))
except SourceError as error:
    print(error)
"""


def test_the_keyring_keeps_replaces_and_forgets(environ):
    (result,) = web_sessions.beside_a_keyring(environ, ROUND)
    assert result.out == "None False\ntwo True None\n", result.err


def test_a_locked_keyring_is_one_sentence(environ):
    web_sessions.beside_a_keyring(environ, "import keyring; keyring.set_password('a', 'b', 'c')")
    (result,) = web_sessions.beside_a_keyring(environ, ROUND, start=web_sessions.LOCKED)
    assert result.out == "The keyring cannot be read (KeyringLocked). Unlock it, or start its service.\n", result.err


def plaintext_keyring(folder):
    """Write a backend as keyrings.alt has them: a file in which everybody can read."""
    package = folder / "keyrings" / "alt"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "file.py").write_text(
        "from keyring.backend import KeyringBackend\n"
        "class PlaintextKeyring(KeyringBackend):\n"
        "    priority = 9\n"
        "    def get_password(self, service, username): return 'plain'\n"
        f"    def set_password(self, *all): open({str(folder / 'leak')!r}, 'w').write(repr(all))\n"
    )
    return "keyrings.alt.file.PlaintextKeyring"


BACKENDS = {
    "none": lambda _: "keyring.backends.fail.Keyring",
    "one that forgets": lambda _: "keyring.backends.null.Keyring",
    "a file": plaintext_keyring,
}


@pytest.mark.parametrize("backend", BACKENDS.values(), ids=BACKENDS)
def test_no_system_keyring_is_refused(environ, tmp_path, backend, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend(tmp_path))
    for act in (
        lambda: web_keyring.read("x"),
        lambda: web_keyring.write("x", KEY),
        lambda: web_keyring.remove("x"),
    ):
        with pytest.raises(SourceError, match=r"^There is no keyring of the operating system here"):
            act()
    assert web_sessions.files_with(KEY, tmp_path) == []
