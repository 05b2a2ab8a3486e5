"""`statusline login claude-web`, as people run it: a pipe or a terminal, a real Secret Service or none."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

from statusline.demo.standin import Answer
from statusline.demo.standin.server import fingerprint
from support import signed_in, web_sessions
from support.vendors import CHALLENGE, web_organization
from support.web_sessions import KEY, LOGIN, OTHER_KEY, PERSONAL, PERSONAL_NAME, REFRESH, TEAM

NO_STORE = [*LOGIN, "--no-store"]
VARIABLE = "STATUSLINE_CLAUDE_SESSION_KEY"
USED = f"Its limits are those of {PERSONAL_NAME} (22222222), the first one with a chat plan"
CHOOSE = "; `statusline orgs --use` chooses another."


@pytest.fixture(autouse=True)
def led(environ, standin):
    web_sessions.lead_to(environ, standin)
    standin.web.accept(KEY, OTHER_KEY)
    environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"


@pytest.fixture
def keyring(environ):
    """Return a function that runs commands beside a Secret Service."""
    del environ["PYTHON_KEYRING_BACKEND"]
    return lambda *commands, **options: web_sessions.beside_a_keyring(environ, *commands, **options)


def nowhere(environ, *texts):
    """Assert that none of our files, the home's or texts holds a key."""
    folders = Path(environ["STATUSLINE_STATE_DIR"]).parent, environ["HOME"]
    for key in (KEY, OTHER_KEY):
        assert web_sessions.files_with(key, *folders) == []
        assert not any(key in text for text in texts)


def test_key_is_tried_kept_and_used(keyring, environ, standin):
    login, refresh = keyring((LOGIN, KEY + "\n"), (REFRESH, ""))
    assert (login.code, login.err) == (0, "")
    assert login.out.splitlines() == [
        "claude.ai accepts the key. It is in the keyring now: statusline, claude-web.",
        USED + CHOOSE,
        "Run `statusline refresh` to get its limits now.",
    ]
    assert (refresh.code, refresh.err) == (0, "")
    assert re.search(r"^claude_web: GET .*: 5h 42\.4%, 7d 18\.5%, Fable 7%; next request", refresh.out, re.MULTILINE)
    assert {request.headers["cookie"] for request in standin.requests} == {fingerprint(f"sessionKey={KEY}")}
    nowhere(environ, login.out, refresh.out)


def test_rotated_cookie_keeps_the_stored_key(keyring, environ, standin):
    listed = [web_organization(PERSONAL, "x", "chat")]
    standin.web.organizations.answer(Answer(body=listed, headers={"Set-Cookie": f"sessionKey={OTHER_KEY}; Path=/"}))
    read = "import keyring, hashlib; key = keyring.get_password('statusline', 'claude-web'); "
    shown = keyring(
        (LOGIN, KEY), (REFRESH, ""), (REFRESH, ""), read + "print(hashlib.sha256(key.encode()).hexdigest())"
    )
    assert "sha256:" + shown[-1].out[:12] == fingerprint(KEY)
    assert {request.headers["cookie"] for request in standin.requests} == {fingerprint(f"sessionKey={KEY}")}
    nowhere(environ)


def test_another_login_keeps_the_choice(keyring, environ, standin):
    results = keyring((LOGIN, KEY), (["orgs", "--use", "3"], ""), (LOGIN, OTHER_KEY), (REFRESH, ""))
    assert [result.code for result in results] == [0, 0, 0, 0]
    assert "Its limits are those of Stand-in Team (44444444), as you chose." in results[2].out
    assert standin.requests[-1].path == f"/api/organizations/{TEAM}/usage"
    assert standin.requests[-1].headers["cookie"] == fingerprint(f"sessionKey={OTHER_KEY}")
    nowhere(environ)


def test_key_gone_from_keyring_is_a_sentence(keyring):
    *_, refresh = keyring(
        (LOGIN, KEY), "import keyring; keyring.delete_password('statusline', 'claude-web')", (REFRESH, "")
    )
    assert refresh.code == 1
    assert "The session key is no longer in the keyring. Log in again: `statusline login claude-web`." in refresh.out


def test_dead_key_says_log_in_again(keyring, standin, environ):
    before = keyring((LOGIN, KEY))
    standin.web.accept(OTHER_KEY)
    plain = ["refresh", "-v"]
    *refreshes, login, last = keyring((plain, ""), (plain, ""), (LOGIN, OTHER_KEY), (plain, ""))
    assert "Log in again: `statusline login claude-web`." in refreshes[0].out
    assert "not asked: refused the login" in refreshes[1].out
    assert (login.code, last.code) == (0, 0)
    assert "5h 42.4%" in last.out
    # One for the first login, one for the refusal, one for the second login, two for the last refresh.
    assert len(standin.requests) == 5
    nowhere(environ, before[0].out, *(one.out for one in refreshes))


def test_locked_keyring_names_alternative(keyring, environ):
    keyring("import keyring; keyring.set_password('a', 'b', 'c')")
    (login,) = keyring((LOGIN, KEY), start=web_sessions.LOCKED)
    assert (login.code, login.out) == (1, "")
    assert login.err == (
        "statusline: claude.ai accepts the key, but it was not stored. The keyring cannot be read (KeyringLocked). "
        "Unlock it, or start its service. "
        "Or keep it only in memory: see `statusline login claude-web --no-store`.\n"
    )
    nowhere(environ)


def test_no_keyring_names_alternative(statusline, environ):
    login = statusline(*LOGIN, input=KEY)
    assert (login.returncode, login.stdout) == (1, "")
    assert login.stderr == (
        "statusline: claude.ai accepts the key, but it was not stored. "
        "There is no keyring of the operating system here. Start its service (GNOME Keyring, KWallet). "
        "Or keep it only in memory: see `statusline login claude-web --no-store`.\n"
    )
    assert not Path(environ["STATUSLINE_STATE_DIR"], "web-session.json").exists()
    nowhere(environ)


def test_no_store_says_how_to_pass_it(statusline, environ, standin):
    login = statusline(*NO_STORE, input=f" sessionKey={KEY} \n")
    assert (login.returncode, login.stderr) == (0, "")
    assert login.stdout == (
        "claude.ai accepts the key. The key was not stored. "
        "To use it only in this shell, type it again (hidden):\n"
        f"  bash, zsh:  read -rs {VARIABLE} && export {VARIABLE}\n"
        f"  fish:       read -sgx {VARIABLE}\n"
        f"{USED}{CHOOSE}\n"
        "Run `statusline refresh` to get its limits now.\n"
    )
    environ[VARIABLE] = KEY
    refresh = statusline("refresh", "-v")
    assert (refresh.returncode, refresh.stderr) == (0, "")
    assert "5h 42.4%" in refresh.stdout
    nowhere(environ, login.stdout, refresh.stdout)


@pytest.mark.parametrize(("shell", "read"), [("bash", "read -rs"), ("zsh", "read -rs"), ("fish", "read -sgx")])
def test_what_no_store_says_works_in_the_shell(require, home, shell, read):
    export = "" if shell == "fish" else f" && export {VARIABLE}"
    script = f"{read} {VARIABLE}{export}\nsh -c 'printf %s \"${VARIABLE}\" | wc -c'"
    done = subprocess.run(
        [require(shell), "-c", script], input=KEY + "\n", capture_output=True, encoding="utf-8", check=True, timeout=30
    )
    assert int(done.stdout) == len(KEY)


def test_the_prompt_hides_what_is_typed(environ):
    child = pexpect.spawn(
        sys.executable, ["-P", "-m", "statusline", *NO_STORE], env=environ, encoding="utf-8", timeout=30
    )
    child.expect("the value of `sessionKey`.*sessionKey: ")
    before = child.before + child.after
    child.sendline(KEY)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "claude.ai accepts the key." in child.before
    nowhere(environ, before, child.before)


def test_no_process_has_the_key_as_argument(environ, standin):
    standin.web.organizations.answer(Answer(body=[web_organization(PERSONAL, "x", "chat")], delay=1.0))
    command = [sys.executable, "-P", "-m", "statusline", *NO_STORE]
    with subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdin.write(KEY.encode())
        child.stdin.close()
        standin.wait_for(1)
        if sys.platform == "linux":
            assert KEY.encode() not in Path(f"/proc/{child.pid}/cmdline").read_bytes()
            assert KEY.encode() not in Path(f"/proc/{child.pid}/environ").read_bytes()
            children = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text()
            assert children == ""
        assert child.wait(30) == 0
        assert KEY.encode() not in child.stdout.read()


REFUSALS = {
    "a dead key": (
        lambda web: web.accept("x"),
        "127.0.0.1:PORT does not accept the sign-in (status 403). Log in again: `statusline login claude-web`.",
    ),
    "a challenge for browsers": (
        lambda web: web.organizations.answer(CHALLENGE),
        "127.0.0.1:PORT sent a page for browsers (status 403). It is asked again later.",
    ),
    "no organisation": (
        lambda web: web.organizations.answer(Answer(body=[])),
        (
            "This claude.ai account has no organisation with a chat plan, so it has no limits to show. "
            "Open claude.ai, finish its first steps there, then log in again."
        ),
    ),
}


@pytest.mark.parametrize(("prepare", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_key_that_is_not_accepted_is_not_stored(keyring, environ, standin, prepare, sentence):
    prepare(standin.web)
    login, read = keyring((LOGIN, KEY), "import keyring; print(keyring.get_password('statusline', 'claude-web'))")
    assert (login.code, login.out) == (1, "")
    assert login.err == f"statusline: {sentence.replace('PORT', str(standin.port))}\n"
    assert read.out == "None\n"
    assert not Path(environ["STATUSLINE_STATE_DIR"], "web-session.json").exists()


@pytest.mark.parametrize(
    "text", ["", "\n", "two words", "a;b", "a\nb"], ids=["nothing", "a line", "words", "two", "lines"]
)
def test_what_is_no_key_is_not_sent(statusline, standin, text):
    login = statusline(*LOGIN, input=text)
    assert (login.returncode, login.stdout) == (1, "")
    assert login.stderr.startswith("statusline: What the input holds is not the value of a cookie.")
    assert standin.requests == ()


TYPED = {
    "after the service": [*LOGIN, KEY],
    "in its place": ["login", KEY],
    "as an option": [*LOGIN, f"--key={KEY}"],
    "as an option's value": [*LOGIN, "--key", KEY],
}


@pytest.mark.parametrize("arguments", TYPED.values(), ids=TYPED)
def test_key_on_the_command_line_is_refused(statusline, standin, arguments):
    login = statusline(*arguments)
    assert (login.returncode, login.stdout) == (2, "")
    assert "`login claude-web` takes no key" in login.stderr
    assert KEY not in login.stderr
    assert standin.requests == ()


def test_offline_is_obeyed(statusline, environ, standin):
    signed_in.configure(environ, "offline = true\n")
    login = statusline(*LOGIN, input=KEY)
    assert login.stderr == (
        "statusline: The config has `offline = true`, so claude.ai was not asked. Remove it first.\n"
    )
    assert (login.returncode, standin.requests) == (1, ())


def test_other_organisation_is_not_used(statusline, environ, standin):
    standin.web.organizations.answer(Answer(body=[web_organization(TEAM, "Team", "chat")]))
    home = Path(environ["HOME"])
    signed_in.write_claude_login(home / ".claude", "t", time.time() + 9e9, state_file=home / ".claude.json")
    environ[VARIABLE] = KEY
    assert statusline(*NO_STORE, input=KEY).stdout.splitlines()[-1] == (
        "The session is not used here: Claude Code is signed in to another organisation than the web session; "
        "`statusline orgs` lists them."
    )


def test_config_without_the_source_is_named(statusline, environ, standin):
    Path(environ["STATUSLINE_CONFIG"]).write_text(f'[claude]\nsources = ["claude_oauth"]\nweb_url = "{standin.url}"\n')
    assert statusline(*NO_STORE, input=KEY).stdout.splitlines()[-1] == (
        "claude.ai is not asked: the config's claude.sources leave out claude_web."
    )
