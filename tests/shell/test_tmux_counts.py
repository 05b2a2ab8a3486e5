"""tmux from 3.2 on counts the time left by itself: its formats against our own render, in real servers."""

import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from statusline.hot import prompt_file
from statusline.hot.text import DAY, HOUR, MINUTE, duration
from statusline.refresh import tmux
from statusline.render import tmux_format
from statusline.shell_init import fast_command
from statusline.state.environment import find_environment
from support.prompt_files import COUNTDOWN, claude, codex, sample, shown, texts, write, write_ladder
from support.tmux_server import served

SCRIPT = Path(__file__).parents[2] / "shell/statusline.tmux"
TEXT = tmux_format.TEXT


@pytest.fixture
def started(environ, require, tmp_path):
    """Return a function that starts a server with our plugin, whose jobs are logged, and yields it."""

    @contextmanager
    def start(name="jobs", **variables):
        log, program = tmp_path / name, tmp_path / f"{name}.sh"
        program.write_text(f'#!/bin/sh\necho >>{log}\nexec {fast_command()} "$@"\n')
        program.chmod(0o755)
        with served(require("tmux"), {**environ, **variables}) as server:
            server.start()
            server.run("set-option", "-g", "status-right", "|")
            server.run("set-option", "-g", "@statusline_format", "#{statusline}|")
            server.run("set-option", "-g", "@statusline_command", str(program))
            server.run("run-shell", f"sh '{SCRIPT}'")
            server.jobs = lambda: len(log.read_text()) if log.exists() else 0
            yield server

    return start


def accounts(now, label="5h", used=42.4):
    first = sample(label=label, used=used, resets_at=now + 7_890, as_of=now)
    second = sample("seven_day", "7d", 18.5, now + 345_700, now)
    return claude(first, second), codex(sample(used=12, resets_at=now + 13_230, as_of=now, source="codex_oauth"))


def known(environ, now, *given, config=COUNTDOWN):
    given = given or accounts(now)
    write(environ, *given, now=now, refresh_after=now + 3_600, config=config, formats=("plain", "tmux"))
    return texts(*given, now=now, config=config)


def counting(server):
    """Wait until a server counts by itself."""
    end = time.monotonic() + 20
    while not hidden(server, TEXT):
        assert time.monotonic() < end, "the server does not count"
        server.run("refresh-client", "-S", "-t", server.run("list-clients", "-F", "#{client_name}").split("\n")[0])
        time.sleep(0.1)


def hidden(server, name):
    values = server.run("show-environment", "-gh").splitlines()
    return next((value.partition("=")[2] for value in values if value.startswith(f"{name}=")), "")


def inside(client):
    """Return what the bar shows between our bars."""
    return client.bar().split("|")[-2]


def test_redraws_start_no_process(environ, started):
    now = int(time.time())
    plain = known(environ, now)["plain"]
    with started() as server, server.client() as client:
        client.wait("5h 42%")
        counting(server)
        before = server.jobs()
        name = server.run("list-clients", "-F", "#{client_name}")
        server.run(*[word for _ in range(100) for word in ("refresh-client", "-S", "-t", name, ";")][:-1])
        client.terminal.settle(0.2)
        assert server.jobs() == before
        assert inside(client) == shown(plain, int(time.time()))


def test_three_widths_show_what_we_would(environ, started):
    now = int(time.time())
    plain = known(environ, now)["plain"]
    with started() as server, server.client(columns=160) as wide:
        wide.wait("5h 42%")
        counting(server)
        with server.client(columns=76) as middle, server.client(columns=30) as narrow:
            for client, columns in ((wide, 80), (middle, 38), (narrow, 15)):
                text = shown(plain, int(time.time()), columns)
                client.wait(f"|{text}|")


SECONDS = [-1, 0, MINUTE, HOUR, 10 * MINUTE, 2 * HOUR + 9 * MINUTE, 10 * HOUR, DAY, 2 * DAY, 9 * DAY, 1_000 * DAY]


def test_times_are_written_as_we_write_them(environ, require, tmp_path):
    times = [seconds + less for seconds in SECONDS for less in (-1, 0, 1)]
    commands = "".join(f"display-message -p '{tmux_format._duration(str(seconds))}'\n" for seconds in times)
    (tmp_path / "commands").write_text(commands)
    with served(require("tmux"), environ) as server:
        server.start()
        assert server.run("source-file", str(tmp_path / "commands")).split("\n") == [*map(duration, times)]


NASTY = {
    "style": "#[fg=red]x",
    "command": "#(touch pwned)",
    "variable": "#{pid}",
    "hashes and a bracket": "###[bold]",
    "clock": "%s %H:%M 100%%",
    "conditional": "#{?1,a,b}",
    "braces": "}{,#,#}",
    "shell": "$(touch pwned) `touch pwned` ${HOME} ; \\",
    "quotes": "'\"''",
    "config": "'; run-shell 'touch pwned'",
    "a hash at the end": "x#",
}


def test_no_word_of_a_server_is_a_format(environ, started, tmp_path):
    now = int(time.time())
    known(environ, now)
    with started() as server, server.client() as client:
        client.wait("5h 42%")
        counting(server)
        jobs = server.jobs()
        here = find_environment({**environ, "TMUX": server.run("display-message", "-p", "#{socket_path},#{pid},0")})
        for label in NASTY.values():
            with tmux.when_changed(here):
                plain = known(environ, now, *accounts(now, label))["plain"]
            client.wait(f"|{shown(plain, int(time.time()))}|")
        assert server.jobs() == jobs
    assert not [*tmp_path.rglob("pwned"), *Path(environ["HOME"]).rglob("pwned")]


def test_every_server_has_what_one_learns(environ, started):
    now = int(time.time())
    known(environ, now)
    with started("a") as one, started("b", TZ="Asia/Tokyo") as other, one.client() as first, other.client() as second:
        for server, client in ((one, first), (other, second)):
            client.wait("5h 42%")
            counting(server)
        jobs = one.jobs(), other.jobs()
        with tmux.when_changed(find_environment(environ)):  # outside both
            known(environ, now, *accounts(now, used=61))
        first.wait("5h 61%", 5)
        second.wait("5h 61%", 5)
        assert (one.jobs(), other.jobs()) == jobs
        one.run("kill-server")
        with tmux.when_changed(find_environment(environ)):
            known(environ, now, *accounts(now, used=62))
        second.wait("5h 62%", 5)
        assert len([*Path(find_environment(environ).folder, "tmux").iterdir()]) == 1


def test_moments_are_in_the_zone_of_the_server(environ, started):
    now = int(time.time())
    moment = f"{prompt_file.MARK}d{now},%H,UTC,99"
    write_ladder(environ, (60, "a", moment), formats=("tmux",), now=now, refresh_after=now + 3_600)
    with started(TZ="Asia/Tokyo") as server, server.client() as client:
        hour = time.gmtime(now + 9 * HOUR).tm_hour
        client.wait(f"|a{hour:02d}|")
        counting(server)
        client.wait(f"|a{hour:02d}|")


def test_what_ends_ends_without_a_process(environ, started):
    now = int(time.time())
    span = [
        f"{prompt_file.MARK}w,{now + 6}",
        "before",
        f"{prompt_file.MARK}w{now + 6},",
        "after",
        f"{prompt_file.MARK}w",
    ]
    write_ladder(environ, (60, *span, "!"), formats=("tmux",), now=now, refresh_after=now + 3_600)
    with started() as server, server.client() as client:
        client.wait("|before!|")
        counting(server)
        server.run("set-option", "-g", "status-interval", "1")
        jobs = server.jobs()
        client.wait("|after!|")
        assert server.jobs() == jobs


def test_an_old_text_has_its_job(environ, started):
    now = int(time.time())
    write_ladder(environ, (60, "a"), formats=("tmux",), now=now, refresh_after=now + 3_600)
    with started() as server, server.client() as client:
        client.wait("|a|")
        counting(server)
        environ["STATUSLINE_NO_REFRESH"] = "1"
        server.run("set-environment", "-g", "STATUSLINE_NO_REFRESH", "1")
        with tmux.when_changed(find_environment(environ)):
            write_ladder(environ, (60, "b"), formats=("tmux",), now=now - 400, refresh_after=now - 100)
        client.wait("|b|")
        client.terminal.wait_until(lambda _: server.jobs() > 1, "nothing is started")
        assert inside(client) == "b"


def test_a_session_of_another_login_asks(environ, started, tmp_path):
    now = int(time.time())
    known(environ, now)
    other = {**environ, "CODEX_HOME": str(tmp_path / "o, }ther")}
    known(other, now, *accounts(now, used=77))
    with started() as server, server.client() as first:
        first.wait("5h 42%")
        counting(server)
        server.run("set-option", "-g", "status-interval", "1")
        server.run("set-environment", "-t", "one", "CODEX_HOME", other["CODEX_HOME"])
        first.wait("5h 77%")
        server.run("set-environment", "-t", "one", "-u", "CODEX_HOME")
        first.wait("5h 42%")


def test_remove_leaves_no_variable(environ, started):
    known(environ, int(time.time()))
    with started() as server, server.client() as client:
        client.wait("5h 42%")
        counting(server)
        assert "statusline" not in server.run("show-environment", "-g")
        server.run("run-shell", f"sh '{SCRIPT}' remove")
        assert "statusline_" not in server.run("show-environment", "-gh")
        with tmux.when_changed(find_environment(environ)):
            known(environ, int(time.time()), *accounts(int(time.time()), used=61))
        assert "61%" not in server.run("show-environment", "-gh")


def test_what_is_too_long_for_tmux_stays_a_job(environ, started):
    now = int(time.time())
    write_ladder(environ, (9_000, "a" * 8_000), (60, "short"), formats=("tmux",), now=now, refresh_after=now + 3_600)
    with started() as server, server.client(columns=120) as client:
        client.wait("|short|")
        client.terminal.settle(1)
        assert not hidden(server, TEXT)
