"""The user's own commands: run in the background for what a render asked for, never by the render."""

import sys
import time
from pathlib import Path

import pytest

from statusline.config import parse
from statusline.errors import ConfigError
from statusline.hot import claude_line, command_output
from statusline.refresh import commands
from statusline.refresh.commands import Commands, shown
from statusline.state.environment import find_environment
from support.prompt_files import NOW, claude, texts, variants


@pytest.fixture
def environment(environ):
    return find_environment(environ)


def config_of(**runs):
    return parse("".join(f"[command.{name}]\n{body}\n" for name, body in runs.items()), "")


def ask(environment, config, now=None):
    """Do what a render does; return its texts by name, and whether it asked."""
    keys = {name: settings.key(name) for name, settings in config.command.named}
    variant = "\x1f".join(f"\x1eDcommand.{key}," for key in keys.values())
    found, due = command_output.texts(variant, environment.environ, now or int(time.time()))
    return {name: found[f"command.{key}"] for name, key in keys.items()}, due


def done(environment, config, seconds=20):
    """Have every command run that a render finds due; return the texts."""
    running = Commands(environment)
    ask(environment, config)
    deadline = time.monotonic() + seconds
    running.look(config)
    while not running.idle:
        assert time.monotonic() < deadline
        running.look(config)
        time.sleep(0.01)
    running.close()
    return ask(environment, config)


def test_text_and_failures(environment, tmp_path):
    config = config_of(
        good=r"run = ['printf', '  \n hello \033[31mred\033[0m \007\nmore']",
        bad='run = ["false"]',
        missing='run = ["no-such-program"]',
        slow='run = ["sleep", "60"]\nseconds = 1',
        folder=f'run = ["{tmp_path}"]',
        endless='run = ["yes"]\nseconds = 1',
    )
    found, due = done(environment, config)
    assert found == {"good": "hello red", "bad": "", "missing": "", "slow": "", "folder": "", "endless": ""}
    assert not due
    assert dict(commands.failures(environment.cache, config)) == {
        "bad": "failed with status 1",
        "missing": "names a program that is not in PATH",
        "slow": "did not end in 1 s and was stopped",
        "folder": "cannot be started (Permission denied)",
        "endless": "did not end in 1 s and was stopped",
    }


def test_run_again_when_due_and_old_says_so(environment):
    config = config_of(count='run = ["date", "+%N"]\nevery = 60')
    (first, due), now = done(environment, config), int(time.time())
    assert not due
    assert ask(environment, config, now + 30) == (first, False)
    assert ask(environment, config, now + 61) == (first, True)
    assert ask(environment, config, now + 200) == ({"count": first["count"] + "?"}, True)
    assert ask(environment, config, now - 100) == (first, True)  # the clock was set back


def test_new_settings_count_at_once(environment):
    before, after = config_of(a='run = ["echo", "1"]\nevery = 3600'), config_of(a='run = ["echo", "2"]\nevery = 3600')
    assert done(environment, before)[0] == {"a": "1"}
    assert ask(environment, after) == ({"a": ""}, True)
    assert done(environment, after)[0] == {"a": "2"}


def test_asked_for_by_nobody_is_not_run(environment, tmp_path):
    config = config_of(a=f'run = ["touch", "{tmp_path}/mark"]')
    running = Commands(environment)
    assert not running.look(config)
    assert running.idle
    assert not (tmp_path / "mark").exists()


def test_not_in_the_config_is_not_run(environment, tmp_path):
    other = config_of(a=f'run = ["touch", "{tmp_path}/mark"]')
    ask(environment, other)
    running = Commands(environment)
    assert running.look(config_of(a='run = ["true"]'))
    assert running.idle
    assert not (tmp_path / "mark").exists()


def test_where_it_runs_and_with_what(environment, environ):
    environ |= {"ANTHROPIC_API_KEY": "secret", "BASH_ENV": "/tmp/x"}
    config = config_of(a="""run = ["sh", "-c", 'echo "$PWD ${ANTHROPIC_API_KEY-none} ${BASH_ENV-none} $(wc -c)"']""")
    assert done(find_environment(environ), config)[0] == {"a": "/ none none 0"}


def test_nothing_outlives_its_time(environment, tmp_path):
    config = config_of(a=f"""run = ["sh", "-c", "sleep 61 & echo $! > {tmp_path}/pid; wait"]\nseconds = 1""")
    done(environment, config)
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]:
        assert time.monotonic() < deadline
        time.sleep(0.01)


CLEANED = {
    b"": "",
    b"\n \n\t\n": "",
    b"\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\": "link",
    b"\x1b]0;title\x07text": "text",
    b"a\x00b\xc2\x9bc\x7f": "a b c",
    "a\u202eb\u2066c".encode(): "a b c",
    b"\xff\xfe": "\ufffd\ufffd",
    b"x" * 500: "x" * 39 + "…" + "x" * 40,
    b"50% #[fg=red] $(touch x) %F{red}": "50% #[fg=red] $(touch x) %F{red}",
}


@pytest.mark.parametrize("output", CLEANED)
def test_output_is_one_clean_line(output):
    assert shown(output) == CLEANED[output]


def test_format_shows_it():
    toml = "[claude_line]\nformat = '$accounts( at [$command.clock](bold))( $command.none)'\n"
    toml += "[command.clock]\nrun = ['x']\n"
    key = dict(parse(toml, "").command.named)["clock"].key("clock")
    prompt = variants(texts(claude(), config=parse(toml, ""))["claude"])
    line = claude_line.compose(prompt, {}, {f"command.{key}": "12:00"}, NOW)
    assert line.endswith(" at \x1b[1m12:00\x1b[0m")
    assert " at" not in claude_line.compose(prompt, {}, {}, NOW)


REFUSED = {
    "run = []": "run must name a program.",
    "run = 'date'": "run must be a list of texts: the program and its arguments, each in quotes, between [ and ].",
    "run = ['./x']": 'run must begin with a program: its name in PATH, an absolute path, or one that begins with "~/".',
    "run = ['x']\nevery = 1": "every must be a whole number from 2 to 86400.",
    "every = 5": "run",
}


@pytest.mark.parametrize("body", REFUSED)
def test_refused(body):
    with pytest.raises(ConfigError, match=r"command\.a") as refused:
        parse(f"[command.a]\n{body}\n", "config.toml")
    assert REFUSED[body] in str(refused.value)


def test_only_in_claude_codes_line():
    with pytest.raises(ConfigError, match=r"There is no variable \$command here"):
        parse("format = '$command.a'\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX process")
def test_session_gets_it(environ, statusline, tmp_path):
    Path(environ["STATUSLINE_CONFIG"]).write_text(
        "[claude_line]\nformat = '<$command.a>'\n[command.a]\nrun = ['echo', 'hello']\n"
    )
    statusline("refresh", "--offline")
    document = '{"session_id":"s","model":{"display_name":"Opus"}}'
    deadline = time.monotonic() + 20
    while "<hello>" not in (line := statusline("--format", "claude", input=document).stdout):
        assert time.monotonic() < deadline, line
        time.sleep(0.1)
    statusline("uninstall", "--all")
