import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from statusline.cli.guard import PATIENCE, Post, until_below
from statusline.config import load
from statusline.demo.standin import Answer, claude_body, write_claude_login
from statusline.errors import StatuslineError
from statusline.hot import paths, spawn
from statusline.limits import guard, view
from statusline.limits.guard import BELOW, REACHED, UNKNOWN, Question
from statusline.limits.model import ESTIMATE, Amounts, Block, Problem
from statusline.refresh import run
from statusline.refresh.job import prepare
from statusline.state import files, transaction
from statusline.state import record as records
from statusline.state.environment import find_environment
from support import in_process, machine, prompt_files, signed_in
from support.prompt_files import CONFIG, NOW, claude, codex, record, sample

ROOT = Path(__file__).parents[2]
EXPIRED = Problem("expired", "expired", "The login has expired.", "Run `claude`.", "claude_oauth")
WEEK = sample("seven_day", "7d", 18.5, NOW + 345_600)
OPUS = sample("seven_day_opus", "Opus", 99, NOW + 345_600)
FABLE = sample("seven_day:fable", "Fable", 96, NOW + 345_600)


ALL = Question(95)
OF_CLAUDE = Question(95, ("five_hour",), "claude")


def judged(*accounts, question=ALL, config=CONFIG, now=NOW, looked=True):
    views = view.accounts(record(*accounts), "default", config, NOW)
    found = guard.judge(views, question, config, now, refreshed=looked)
    return found.state, guard.sentence(found, question, now)


STATES = {
    "below": ((claude(),), BELOW, "claude 5h is at 42%, below 95%; resets in 2h11m"),
    "the highest decides": (
        (claude(), codex(sample(used=60, resets_at=None))),
        BELOW,
        "codex 5h is at 60%, below 95%",
    ),
    "at it": (
        (claude(sample(used=95), WEEK),),
        REACHED,
        "claude 5h is at 95%, not below 95%; resets in 2h11m",
    ),
    "a hair below": ((claude(sample(used=94.99)),), BELOW, "claude 5h is at 94%, below 95%; resets in 2h11m"),
    "of two that are at it the later reset": (
        (claude(sample(used=100), sample("seven_day", "7d", 96, NOW + 345_600)),),
        REACHED,
        "claude 7d is at 96%, not below 95%; resets in 4d",
    ),
    "one at it tells more than one unknown": (
        (claude(sample(used=97)), codex(sample(used=None))),
        REACHED,
        "claude 5h is at 97%, not below 95%; resets in 2h11m",
    ),
    "one unknown is not below": (
        (claude(), codex(sample(used=None))),
        UNKNOWN,
        "codex 5h is unknown: it has no number",
    ),
    "a window of one model does not count": ((claude(sample(), OPUS, FABLE),), BELOW, None),
    "unless there is no other": ((claude(FABLE),), REACHED, None),
    "an estimate": (
        (claude(dataclasses.replace(sample(), confidence=ESTIMATE)),),
        BELOW,
        "claude 5h is at ~42%, below 95%; resets in 2h11m",
    ),
    "nobody signed in": ((), UNKNOWN, "claude is unknown: nobody is signed in; run `claude`"),
    "nothing known yet": (
        (dataclasses.replace(claude(), samples=()),),
        UNKNOWN,
        "claude is unknown: no data yet",
    ),
    "no limits in force": (
        (dataclasses.replace(claude(), samples=(), unlimited_at=NOW),),
        BELOW,
        "claude is below 95%: there are no limits",
    ),
    "an expired login with a fresh number": ((claude(sample(), problem=EXPIRED),), BELOW, None),
    "an expired login without one": (
        (dataclasses.replace(claude(), samples=(), problem=EXPIRED),),
        UNKNOWN,
        "claude is unknown: there is no number. The login has expired. Run `claude`",
    ),
    "a label": (
        (claude(sample(), label="work"),),
        BELOW,
        "claude (work) 5h is at 42%, below 95%; resets in 2h11m",
    ),
}


@pytest.mark.parametrize(("accounts", "state", "sentence"), STATES.values(), ids=STATES)
def test_what_decides(accounts, state, sentence):
    found = judged(*accounts)
    assert found[0] == state
    assert sentence in (None, found[1])


CREDITS = {"has_credits": True, "unlimited": False, "balance": 715.0}
ON_CREDITS = {
    "credits are left": (
        sample(used=100),
        CREDITS,
        BELOW,
        "codex 5h is at 100% and goes on with credits; resets in 2h11m",
    ),
    "a balance that is not said": (sample(used=100), {"has_credits": True}, BELOW, None),
    "credits without end": (sample(used=100), {"unlimited": True}, BELOW, None),
    "no credits": (sample(used=100), {"has_credits": False, "balance": 0.0}, REACHED, None),
    "credits that are used up": (sample(used=100), {**CREDITS, "balance": 0.0}, REACHED, None),
    "nothing said of credits": (sample(used=100), None, REACHED, None),
    "a limit in credits": (dataclasses.replace(sample(used=100), amounts=Amounts(15, 15)), CREDITS, REACHED, None),
    "an old number": (dataclasses.replace(sample(used=100), as_of=NOW - 900), CREDITS, REACHED, None),
}


@pytest.mark.parametrize(("window", "left", "state", "sentence"), ON_CREDITS.values(), ids=ON_CREDITS)
def test_used_up_stops_unless_credits_go_on(window, left, state, sentence):
    account = codex(window, credits=left)
    assert judged(account)[0] == REACHED
    found = judged(account, question=Question(95, credits_help=True))
    assert found[0] == state
    assert sentence in (None, found[1])


def test_blocked_stops_despite_credits():
    block = Block("not_allowed", "The server does not allow any use.", "", "codex_oauth", NOW)
    account = codex(sample(), credits=CREDITS, block=block)
    assert judged(account, question=Question(95, credits_help=True))[0] == REACHED


LATER = {
    "fresh": (42.4, 899, BELOW, "claude 5h is at 42%, below 95%; resets in 1h56m"),
    "stale below says nothing": (42.4, 900, UNKNOWN, "claude 5h is unknown: it was at 42% 15m ago"),
    "stale above still holds": (
        97,
        900,
        REACHED,
        "claude 5h is at 97% (15m ago), not below 95%; resets in 1h56m",
    ),
    "until the reset": (97, 7_859, REACHED, "claude 5h is at 97% (2h10m ago), not below 95%; resets in <1m"),
    "past the reset": (97, 7_860, UNKNOWN, "claude 5h is unknown: it is past its reset"),
}


@pytest.mark.parametrize(("used", "later", "state", "sentence"), LATER.values(), ids=LATER)
def test_what_an_old_number_is_worth(used, later, state, sentence):
    assert judged(claude(sample(used=used)), now=NOW + later) == (state, sentence)


QUESTIONS = {
    "one provider": (Question(50, provider="codex"), BELOW, "codex 5h is at 12%, below 50%; resets in 3h40m"),
    "the other": (
        Question(42, provider="claude"),
        REACHED,
        "claude 5h is at 42%, not below 42%; resets in 2h11m",
    ),
    "one window": (Question(42, ("seven_day",)), BELOW, "claude 7d is at 18%, below 42%; resets in 4d"),
    "a window of one model": (
        Question(95, ("seven_day:fable",)),
        REACHED,
        "claude Fable is at 96%, not below 95%; resets in 4d",
    ),
    "a window that nobody has": (
        Question(95, ("five_hour", "one_day")),
        UNKNOWN,
        "1d is unknown: no account has this window",
    ),
    "a window that only the other provider has": (
        Question(95, ("seven_day",), "codex"),
        UNKNOWN,
        "7d is unknown: no account has this window",
    ),
}


@pytest.mark.parametrize(("question", "state", "sentence"), QUESTIONS.values(), ids=QUESTIONS)
def test_only_what_is_asked_for_counts(question, state, sentence):
    assert judged(claude(sample(), WEEK, FABLE), codex(), question=question) == (state, sentence)


def test_signed_out_provider_only_if_named():
    assert judged(claude())[0] == BELOW
    assert judged(claude(), question=Question(95, provider="codex")) == (
        UNKNOWN,
        "codex is unknown: nobody is signed in; run `codex login`",
    )


def test_provider_off_is_unknown():
    config = dataclasses.replace(CONFIG, codex=dataclasses.replace(CONFIG.codex, enabled=False))
    assert judged(claude(), question=Question(95, provider="codex"), config=config) == (
        UNKNOWN,
        "codex is unknown: it is switched off in the config",
    )


def test_unknown_before_the_first_refresh():
    assert judged(looked=False) == (UNKNOWN, "usage is unknown: no data yet")


# The command


@pytest.fixture
def statusline(environ, capsys):
    """Return a function that runs `statusline` in this process, in `environ`, which a test may change before."""
    return lambda *arguments: in_process.run(arguments, environ, capsys)


def stock(environ, *accounts, now):
    """Put a record and its prompt files where a process with environ looks; they need no refresh."""
    found = record(*accounts, login=paths.login(environ))
    files.write_atomic(find_environment(environ).record, records.dump(found))
    prompt_files.write(environ, *accounts, now=now)


def at(used, *, resets_in=7_860, seen=0, now=None):
    """Return a Claude account whose five hours are used to so much."""
    now = int(time.time()) if now is None else now
    return claude(sample(used=used, resets_at=now + resets_in, as_of=now - seen))


STATUSES = {
    "below": (at(42), [], 0),
    "at it": (at(95), [], 1),
    "unknown": (at(None), [], 69),
    "unknown is well": (at(None), ["--unknown", "ok"], 0),
    "unknown is not": (at(None), ["--unknown", "fail"], 1),
    "--unknown ok opens nothing else": (at(95), ["--unknown", "ok"], 1),
    "another percentage": (at(42), ["--max", "40"], 1),
    "the percentage itself": (at(42), ["--max=42"], 1),
    "one more": (at(42), ["--max=43"], 0),
    "the other provider": (at(95), ["--provider", "codex"], 69),
}


@pytest.mark.parametrize(("account", "arguments", "status"), STATUSES.values(), ids=STATUSES)
def test_status_is_the_answer_with_a_line(environ, statusline, account, arguments, status):
    stock(environ, account, now=int(time.time()))
    environ["STATUSLINE_NO_REFRESH"] = "1"
    done = statusline("guard", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert re.fullmatch(r"statusline: .* is .*\.\n", done.stderr)


def test_quiet_says_nothing(environ, statusline):
    stock(environ, at(97), now=int(time.time()))
    done = statusline("guard", "-q", "--wait", "--max", "98")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", ["five_hour", "5h"])
def test_window_by_its_name_or_label(environ, statusline, name):
    stock(environ, at(97), now=int(time.time()))
    environ["STATUSLINE_NO_REFRESH"] = "1"
    assert statusline("guard", "--window", name).returncode == 1
    assert "7d is unknown: no account has" in statusline("guard", "--window", "7d").stderr


def test_a_window_has_the_name_that_the_config_gives_it(environ, statusline):
    stock(environ, at(97), now=int(time.time()))
    signed_in.configure(environ, '[window.five_hour]\nlabel = "session"\n')
    assert statusline("guard", "--window", "session").stderr.startswith("statusline: claude session is at 97%")


def test_broken_config_counts_the_last_good(environ, statusline):
    stock(environ, at(97), now=int(time.time()))
    Path(environ["STATUSLINE_CONFIG"]).parent.mkdir(parents=True, exist_ok=True)
    Path(environ["STATUSLINE_CONFIG"]).write_text("ofline = true\n")
    environ["STATUSLINE_NO_REFRESH"] = "1"
    done = statusline("guard")
    told, answer = done.stderr.splitlines()
    assert 'unknown key "ofline"' in told
    assert told.endswith("The last good config is used.")
    assert (done.returncode, answer.startswith("statusline: claude 5h is at 97%")) == (1, True)
    assert statusline("guard", "--quiet").stderr == ""


WRONG = {
    "no percentage": (["--max", "0"], "--max"),
    "more than all": (["--max", "101"], "--max"),
    "no number": (["--max", "x"], "--max"),
    "no window": (["--window", "seven_days"], 'unknown window "seven_days"; did you mean "seven_day"?'),
    "no provider": (["--provider", "gemini"], "gemini"),
    "no such account": (["--account", "x"], "No account has the label 'x'; available: work."),
    "an account of another provider": (["-a", "work", "--provider", "codex"], "'work' belongs to claude, not to codex"),
    "no answer": (["--unknown", "maybe"], "maybe"),
    "an argument": (["now"], "now"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_wrong_options_are_status_2(environ, statusline, arguments, said):
    signed_in.configure(environ, '[[accounts]]\nprovider = "claude"\nlabel = "work"\nfolder = "~/.claude-work"\n')
    done = statusline("guard", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_unreadable_cache_is_unknown(environ, statusline):
    Path(find_environment(environ).record).mkdir(parents=True)
    done = statusline("guard")
    assert done.returncode == 69
    assert done.stderr.startswith("statusline: ")
    assert "Traceback" not in done.stderr
    assert statusline("guard", "--unknown", "fail", "--wait").returncode == 1


def test_stale_cache_starts_a_refresh(environ, standin):
    def statusline(*arguments):
        return machine.run_statusline(arguments, environ)

    signed_in.both(environ, standin)
    environ["STATUSLINE_NO_REFRESH"] = "1"
    assert statusline("guard").stderr == "statusline: usage is unknown: no data yet.\n"
    assert not Path(environ["STATUSLINE_CACHE_DIR"]).exists()
    del environ["STATUSLINE_NO_REFRESH"]
    assert statusline("guard").returncode == 69
    standin.wait_for(2)
    assert statusline("guard", "--wait").returncode == 0
    assert statusline("guard").returncode == 0
    assert len(standin.requests) == 2


def test_config_account_is_judged_alone(environ, standin, statusline):
    signed_in.both(environ, standin)
    with Path(environ["STATUSLINE_CONFIG"]).open("a") as config:
        config.write('[[accounts]]\nprovider = "codex"\nlabel = "mine"\nfolder = "~/.codex"\n')
    assert statusline("refresh").returncode == 0
    done = statusline("guard", "-a", "mine", "--max", "40")
    assert done.returncode == 1
    assert done.stderr.startswith("statusline: codex (mine) 7d is at 47%, not below 40%; resets in 4d")
    of_the_other = statusline("guard", "--provider", "claude", "--max", "10").stderr
    assert of_the_other.startswith("statusline: claude 7d is at 18%, not below 10%")


# Waiting, in simulated time: the refreshes run in this process, by the same clock, over real sockets


class World:
    """A clock that only sleeping moves, `slept` seconds a look, and what was told; `happens` is called at each look."""

    def __init__(self, environ, question, clock):
        self.clock = clock
        here = find_environment(environ)
        self.post = Post(here, load(here.config), here.key, question, self.start)
        self.told, self.looks, self.slept, self.most = [], 0, 30, 1_000
        self.happens = lambda: None

    def start(self, folder, what, _, now):
        if claimed := spawn.claim(f"{folder}/{what}.claim", now, spawn.CLAIM_LIFE):
            self.refresh()
        return claimed

    def refresh(self):
        list(run.refresh(prepare(self.post.environment, self.clock)))

    def sleep(self, _):
        self.looks += 1
        if self.looks > self.most:
            raise TimeoutError
        self.clock.now += self.slept
        self.happens()

    def wait(self):
        def tell(sentence, about, until, now):
            self.told.append(about)

        return until_below(self.post, tell, self.clock, self.sleep)

    def reset(self):
        """Return when the five hours end, as the record has it."""
        (account,) = transaction.read(self.post.environment, self.clock.now).record.accounts.values()
        return next(one.resets_at for one in account.samples if one.window == "five_hour")


@pytest.fixture
def world(environ, standin, clock):
    """Return the world in which a login of Claude Code has just been told that its five hours are used up."""
    signed_in.claude(environ, standin, valid_for=10 * 365 * 86_400)
    answer(standin, clock, 97)
    made = World(environ, OF_CLAUDE, clock)
    made.refresh()
    return made


def answer(standin, clock, used, five_hour_in=7_860):
    standin.claude.answer(Answer(200, claude_body(clock.now, used, five_hour_in=five_hour_in)))


def test_waits_for_reset_and_answer(world, standin, clock):
    reset = world.reset()
    answer(standin, clock, 3, five_hour_in=reset + 18_000 - clock.now)
    found = world.wait()
    assert (found.state, found.used) == (BELOW, 3)
    assert list(dict.fromkeys(world.told)) == ["reached claude 5h", "unknown claude 5h"]
    assert reset + 60 <= clock.now < reset + 60 + 2 * world.slept
    assert len(standin.requests) == 2


def test_failing_server_keeps_the_schedule(world, standin, clock):
    clock.now = world.reset()
    for _ in range(1_000):
        standin.claude.refuse(500)
    world.most, world.slept = 60, 60
    with pytest.raises(TimeoutError):
        world.wait()
    assert clock.now >= world.reset() + 3_600
    # Twice after half a minute or so, then at growing distances up to ten minutes.
    assert 6 <= len(standin.requests) - 1 <= 10


def test_others_answer_ends_the_wait(world, standin, clock):
    answer(standin, clock, 2)
    world.happens = lambda: world.refresh() if world.looks == 20 else None
    assert world.wait().state == BELOW
    assert world.looks == 20
    assert len(standin.requests) == 2


JUMPS = {"the machine slept for a day": 86_400, "the clock is set forward by a year": 365 * 86_400}


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_clock_jump_past_the_reset(world, standin, clock, jump):
    def happens():
        if world.looks == 3:
            clock.now += jump
            answer(standin, clock, 1)

    world.happens = happens
    assert world.wait().state == BELOW
    assert world.looks == 4
    assert len(standin.requests) == 2


def test_clock_set_back_asks_no_more(world, standin, clock):
    clock.now -= 3_600
    world.most = 60
    with pytest.raises(TimeoutError):
        world.wait()
    assert len(standin.requests) == 1


def sign_out(environ):
    Path(environ["HOME"], ".claude", ".credentials.json").unlink()
    Path(environ["HOME"], ".claude.json").unlink()


def let_the_login_expire(environ):
    home = Path(environ["HOME"])
    write_claude_login(home / ".claude", signed_in.TOKEN, time.time() - 100, state_file=home / ".claude.json")


def go_offline(environ):
    signed_in.configure(environ, "offline = true\n")


FUTILE = {
    "nobody is signed in": (sign_out, "claude is unknown: nobody is signed in; run `claude`"),
    "the login has expired": (let_the_login_expire, "claude 5h is unknown: it is past its reset. The "),
    "offline": (go_offline, "claude 5h is unknown: it is past its reset"),
}


@pytest.mark.parametrize(("bring_about", "said"), FUTILE.values(), ids=FUTILE)
def test_a_wait_that_cannot_help_ends(environ, world, clock, bring_about, said):
    bring_about(environ)
    clock.now = world.reset()
    futile = World(environ, OF_CLAUDE, clock)
    found = futile.wait()
    assert (found.state, found.final) == (UNKNOWN, True)
    assert guard.sentence(found, OF_CLAUDE, clock.now).startswith(said)
    assert futile.looks < 5


def test_endless_refresh_is_given_up(world, clock):
    clock.now = world.reset() + 100
    world.post = dataclasses.replace(world.post, start=lambda *_: False)
    with pytest.raises(
        StatuslineError, match=r"background refresh does not finish\. Run `statusline refresh` to see why\."
    ):
        world.wait()
    assert world.looks == PATIENCE


# Waiting, as a process

WAITING = "statusline: claude 5h is at 97%, not below 95%; resets in 2h1"


def test_without_terminal_a_line_per_change(environ):
    stock(environ, at(97), now=int(time.time()))
    command = [sys.executable, "-P", "-m", "statusline", "guard", "--wait"]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr.readline().startswith(WAITING)
        time.sleep(1.1)
        stock(environ, at(3), now=int(time.time()))
        rest = child.stderr.read()
    assert re.fullmatch(r"statusline: claude 5h is at 3%, below 95%; resets in 2h1\dm\.\n", rest)
    assert child.returncode == 0


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["INT", "TERM"])
def test_a_signal_ends_it_cleanly(environ, number, status):
    stock(environ, at(97), now=int(time.time()))
    command = [sys.executable, "-P", "-m", "statusline", "guard", "--wait"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr.readline().startswith(WAITING)
        child.send_signal(number)
        assert child.communicate(timeout=20) == ("", "")
    assert child.returncode == status


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("columns", [30, 100])
def test_at_a_terminal_one_line_goes_away(environ, tmp_path, columns):
    from support.terminal import Terminal

    stock(environ, at(97), now=int(time.time()))
    command = [sys.executable, "-P", "-m", "statusline", "guard", "--wait"]
    with Terminal(command, environ, folder=tmp_path, columns=columns) as terminal:
        terminal.wait_for("claude 5h is at 97%"[: columns - 6])
        drawn = len(terminal.output)
        terminal.wait_until(lambda _: len(terminal.output) > drawn, "it is drawn again")
        assert len(list(filter(None, terminal.lines()))) == 1
        terminal.send("\x03")
        assert terminal.wait_for_end() == 130
        assert "claude 5h" not in terminal.text()
        assert b"\x1b[?25h" in terminal.output.rpartition(b"\x1b[?25l")[2]


def test_it_costs_hardly_anything_while_it_waits(environ):
    stock(environ, at(97), now=int(time.time()))
    command = [sys.executable, "-P", "-m", "statusline", "guard", "--wait"]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as child:
        child.stderr.readline()
        before = cpu_seconds(child.pid)
        time.sleep(2)
        spent = cpu_seconds(child.pid) - before
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=20)
    assert spent <= 0.06


def cpu_seconds(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        pytest.skip("there is no /proc")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# The recipes of docs/guard.md, word for word

PAGE = (ROOT / "docs" / "guard.md").read_text(encoding="utf-8")
HOOK = {
    "session_id": "3f0d2f5e-1111-4222-8333-944455556666",
    "transcript_path": "/home/you/.claude/projects/widgets/3f0d2f5e.jsonl",
    "cwd": "/home/you/widgets",
    "permission_mode": "default",
    "hook_event_name": "UserPromptSubmit",
    "prompt": "Go on.",
}
TOOL = {
    **HOOK,
    "hook_event_name": "PreToolUse",
    "tool_name": "Bash",
    "tool_input": {"command": "true"},
    "tool_use_id": "toolu_01",
}


@pytest.fixture
def on_path(environ, tmp_path):
    """Put `statusline` on environ's PATH."""
    command = tmp_path / "bin" / "statusline"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m statusline "$@"\n')
    command.chmod(0o755)
    environ["PATH"] = f"{command.parent}:{environ['PATH']}"
    environ["STATUSLINE_NO_REFRESH"] = "1"
    return command


def hook_command():
    settings = json.loads(re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1])
    (matcher,) = settings["hooks"]["UserPromptSubmit"]
    (hook,) = matcher["hooks"]
    assert hook["type"] == "command"
    return hook["command"]


HOOKED = {
    "below": (at(42), 0, HOOK),
    "at it": (at(95), 2, HOOK),
    "at it, before a tool": (at(95), 2, TOOL),
    "unknown": (at(None), 0, HOOK),
}


@pytest.mark.parametrize(("account", "status", "document"), HOOKED.values(), ids=HOOKED)
def test_hook_blocks_only_over_the_limit(environ, on_path, account, status, document):
    stock(environ, account, now=int(time.time()))
    done = subprocess.run(
        ["sh", "-c", hook_command()],
        input=json.dumps(document),
        env=environ,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith("statusline: claude 5h is ")


def test_hook_lets_all_through_when_gone(environ, on_path):
    on_path.unlink()
    environ["PATH"] = str(on_path.parent)
    done = subprocess.run(["/bin/sh", "-c", hook_command()], env=environ, capture_output=True, check=False)
    assert done.returncode == 0


def ci_steps():
    """Return the shell text of each `run:` of the page's workflow."""
    text = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1]
    steps = []
    for step in re.split(r"^- ", text, flags=re.MULTILINE)[1:]:
        block = re.search(r"^  run: (?:\|\n((?:    .*\n?)+)|(.*)$)", step, re.MULTILINE)
        steps.append(re.sub(r"^    ", "", block[1], flags=re.MULTILINE) if block[1] else block[2])
    return steps


def ci(script, environ, folder):
    """Run a step as GitHub Actions does where no shell is named; return it and what it left in GITHUB_OUTPUT."""
    output = folder / "output"
    output.touch()
    (folder / "step.sh").write_text(script)
    done = subprocess.run(
        ["bash", "-e", str(folder / "step.sh")],
        env={**environ, "GITHUB_OUTPUT": str(output)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done, output.read_text()


@pytest.mark.parametrize(("used", "said"), [(42.4, "room=yes\n"), (97, "")], ids=["room", "no room"])
def test_ci_step_says_if_there_is_room(environ, standin, on_path, tmp_path, used, said):
    signed_in.claude(environ, standin)
    standin.claude.answer(Answer(200, claude_body(time.time(), used)))
    done, output = ci(ci_steps()[0], environ, tmp_path)
    assert (done.returncode, output) == (0, said)


def test_ci_step_waits_for_room(environ, on_path, tmp_path):
    stock(environ, at(42), now=int(time.time()))
    done, _ = ci(ci_steps()[1], environ, tmp_path)
    assert done.returncode == 0
    assert "below 80%" in done.stderr
