import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

from statusline.refresh import tmux
from statusline.state.environment import find_environment
from support import launcher
from support.prompt_files import COUNTDOWN, claude, sample, shown, texts, write, write_ladder
from support.tmux_server import served

PACKAGE = Path(__file__).parents[2]
SCRIPT = PACKAGE / "shell/statusline.tmux"
SEGMENT = "C 5h 42% 2h11m · 7d 18% 4d"


@pytest.fixture
def quiet(environ):
    """Return an environment in which a render starts nothing."""
    environ["STATUSLINE_NO_REFRESH"] = "1"
    return environ


@pytest.fixture
def server(quiet, require):
    with served(require("tmux"), quiet) as server:
        yield server


@pytest.fixture
def configured(home, server, statusline):
    """Return a function that writes tmux.conf, installs, starts the server."""

    def start(text="", *options):
        (home / ".tmux.conf").write_text(text)
        done = statusline("install", "tmux", *options)
        assert done.returncode == 0, done.stderr
        server.start()
        return server

    return start


def account(used=42.4, label="5h"):
    """Return an account whose windows are 2 h 11 min and 4 days from their resets."""
    now = int(time.time())
    first = sample(used=used, label=label, resets_at=now + 7_890, as_of=now)
    return claude(first, sample("seven_day", "7d", 18.5, now + 345_700, now))


def known(environ, *accounts):
    now = int(time.time())
    return write(
        environ,
        *(accounts or (account(),)),
        now=now,
        refresh_after=now + 3_600,
        config=COUNTDOWN,
        formats=("plain", "tmux"),
    )


def test_installed_bar_shows_the_segment(quiet, configured):
    known(quiet)
    with configured("set -g status-right 'mine'\n").client() as client:
        assert client.wait(SEGMENT).endswith(f"mine {SEGMENT}")


def test_default_bar_keeps_its_clock(quiet, configured):
    known(quiet)
    server = configured()
    with server.client() as client:
        assert time.strftime(" %d-%b-%y ", time.gmtime()) + SEGMENT in client.wait(SEGMENT)
    assert (server.option("status-right-length"), server.option("status-interval")) == ("150", "15")


BAR = {
    "on the left": ("set -g @statusline_position left\n", f"{SEGMENT} [one]", "starts"),
    "with a clock": (
        "set -g @statusline_format '<#{statusline} %Y>'\n",
        f"<{SEGMENT} {time.gmtime().tm_year}>",
        "ends",
    ),
    "where a placeholder is": ("set -g status-right '<#{statusline}> mine'\n", f"<{SEGMENT}> mine", "ends"),
    "a placeholder on the left": (
        "set -g status-left '<#{statusline}> '\nset -g status-right r\n",
        f"<{SEGMENT}> ",
        "starts",
    ),
    "a placeholder, off otherwise": (
        "set -g @statusline_position off\nset -g status-left '<#{statusline}> '\nset -g status-right r\n",
        f"<{SEGMENT}> ",
        "starts",
    ),
}


@pytest.mark.parametrize(("config", "shown", "where"), BAR.values(), ids=BAR)
def test_the_options_say_where_it_goes(quiet, configured, config, shown, where):
    known(quiet)
    with configured(config).client() as client:
        bar = client.wait(SEGMENT)
        assert bar.startswith(shown) if where == "starts" else bar.endswith(shown)


def test_off_shows_nothing_and_changes_nothing(quiet, configured):
    known(quiet)
    with configured("set -g @statusline_position off\nset -g status-right mine\n").client() as client:
        client.wait("mine")
        assert client.read(1).endswith("mine")


def test_loading_the_config_again_shows_it_once(home, quiet, configured):
    known(quiet)
    server = configured()
    with server.client() as client:
        client.wait(SEGMENT)
        server.run("source-file", str(home / ".tmux.conf"))
        (home / ".tmux.conf").write_text("set -g status-right mine\n" + (home / ".tmux.conf").read_text())
        server.run("source-file", str(home / ".tmux.conf"))
        assert client.wait("mine").count("5h") == 1


def test_changed_options_show_at_the_next_load(home, quiet, configured):
    known(quiet)
    server = configured("set -g status-right mine\n")
    config = home / ".tmux.conf"
    text = config.read_text()
    with server.client() as client:
        assert client.wait(SEGMENT).endswith(SEGMENT)
        for option, shown in (
            ("@statusline_position left", lambda bar: bar.startswith(f"{SEGMENT} ") and bar.count("5h") == 1),
            ("@statusline_position off", lambda bar: "5h" not in bar and bar.endswith("mine")),
            ("@statusline_format ' <#{statusline}>'", lambda bar: bar.endswith(f"mine <{SEGMENT}>")),
        ):
            config.write_text(f"set -g {option}\n{text}")
            server.run("set-option", "-gu", "@statusline_position")
            server.run("source-file", str(config))
            client.terminal.wait_until(lambda rows, shown=shown: bool(rows) and shown(rows[-1]), f"not after {option}")


@pytest.mark.skipif(not os.path.exists("/proc/self/exe"), reason="the system does not tell a process's program")
def test_server_without_tmux_on_its_path(home, quiet, statusline, require, tmp_path):
    known(quiet)
    bare = tmp_path / "bare"
    bare.mkdir()
    for name in ("sh", "cat", "test", "sleep"):
        (bare / name).symlink_to(require(name))
    (home / ".tmux.conf").write_text("")
    assert statusline("install", "tmux").returncode == 0
    with served(require("tmux"), {**quiet, "PATH": str(bare)}) as server:
        server.start()
        with server.client() as client:
            client.wait(SEGMENT)


UNSEEN = {
    "not loaded": ("set -gu @statusline", "has not loaded our block yet"),
    "set after the block": ("set -g status-right mine", "shows the segment nowhere"),
    "a format of one's own": ("set -g status-format[0] mine", "shows the segment nowhere"),
    "no bar": ("set -g status off", "is off"),
    "shown": ("set -g status-left x", ""),
    "where the user wants it": ("set -g status-format[0] '#{E:@statusline}'; set -g status-right mine", ""),
}


@pytest.mark.parametrize(("command", "sentence"), UNSEEN.values(), ids=UNSEEN)
def test_doctor_asks_the_running_server(quiet, configured, statusline, command, sentence):
    known(quiet)
    server = configured()
    with server.client() as client:
        client.wait(SEGMENT)
        for one in command.split("; "):
            server.run(*shlex.split(one))
        pid = server.run("display-message", "-p", "#{pid}")
        quiet["TMUX"] = f"{server.socket},{pid},0"
        said = statusline("doctor").stdout
        assert ("running tmux" in said) == bool(sentence), said
        assert sentence in said


# The form of Oh my tmux: a config whose lines, less two characters, are a shell script, which sets the bar later.
POLYGLOT = """# : << 'EOF'
set -g status-right 'before'
if-shell -b 'test -e ~/.tmux.conf.local' 'source-file ~/.tmux.conf.local'
run-shell -b "cut -c3- ~/.tmux.conf | sh -s _apply"
bind m run-shell "cut -c3- ~/.tmux.conf | sh -s _toggle"
# EOF
#
# set -e
# _apply() {
#   tmux set-option -g status-right 'theme'
# }
# _toggle() {
#   tmux set-option -g @toggled yes
# }
#
# "$@"
"""
LOCAL = "# : << EOF\nset -g status-left ''\n# EOF\n#\n# mine() { :; }\n"


def local_lines(home):
    return (home / ".tmux.conf.local").read_text().splitlines(keepends=True)


@pytest.mark.parametrize("local", [LOCAL, "", None], ids=["as it comes", "empty", "none"])
def test_oh_my_tmux_gets_it_in_its_local_file(home, quiet, statusline, server, local):
    known(quiet)
    (home / ".tmux.conf").write_text(POLYGLOT)
    if local is not None:
        (home / ".tmux.conf.local").write_text(local)
    assert statusline("install", "tmux").returncode == 0
    assert (home / ".tmux.conf").read_text() == POLYGLOT
    server.start()
    with server.client() as client:
        assert client.wait(SEGMENT).endswith(f"theme {SEGMENT}")
        client.terminal.send("\x02m")
        client.terminal.wait_until(lambda _: server.option("@toggled") == "yes", "the key of the config fails")
        assert not any("returned" in row for row in client.terminal.lines())
    if local == LOCAL:  # that one is a script as well
        script = subprocess.run(["sh"], input="".join(line[2:] for line in local_lines(home)), text=True, check=False)
        assert script.returncode == 0
    assert statusline("uninstall", "tmux").returncode == 0
    after = (home / ".tmux.conf.local").read_text() if (home / ".tmux.conf.local").exists() else None
    assert after == local


BEFORE = {
    "as tmux comes": "",
    "with a bar that stands still": "set -g status-interval 0\nset -g status-right-length 20\n",
    "with a slow bar": "set -g status-interval 600\nset -g status-right 'a;'\n",
    "with a placeholder": "set -g status-left '[#{statusline}]'\n",
}
OPTIONS = [f"status-{name}" for name in ("right", "left", "right-length", "left-length", "interval")]


@pytest.mark.parametrize("config", BEFORE.values(), ids=BEFORE)
def test_remove_gives_the_running_bar_back(server, home, quiet, config):
    (home / ".tmux.conf").write_text(config)
    server.start()
    before = [server.option(name) for name in OPTIONS]
    for _ in range(2):
        server.run("run-shell", f"sh '{SCRIPT}'")
    assert [server.option(name) for name in OPTIONS] != before
    assert 0 < int(server.option("status-interval")) <= 60
    server.run("run-shell", f"sh '{SCRIPT}' remove")
    assert [server.option(name) for name in OPTIONS] == before
    assert "@statusline" not in server.run("show-options", "-g")


def test_each_session_shows_its_own_login(quiet, configured, tmp_path):
    other = {**quiet, "CLAUDE_CONFIG_DIR": str(tmp_path / "it's my login")}
    known(quiet)
    known(other, account(used=77))
    server = configured()
    server.run("set-environment", "-t", "one", "CLAUDE_CONFIG_DIR", other["CLAUDE_CONFIG_DIR"])
    server.start("two")
    with server.client("one") as one, server.client("two") as two:
        assert "5h 77%" in one.wait("5h")
        assert "5h 42%" in two.wait("5h")


def test_a_global_login_reaches_the_bar_too(quiet, configured, tmp_path):
    other = {**quiet, "CODEX_HOME": str(tmp_path / "codex")}
    known(other, account(used=77))
    server = configured()
    server.run("set-environment", "-g", "CODEX_HOME", other["CODEX_HOME"])
    with server.client() as client:
        client.wait("5h 77%", 40)


LONG, SHORT, TINY = "a" * 60, "b" * 30, "c" * 10


def known_in_three_lengths(environ):
    now = int(time.time())
    write_ladder(environ, (60, LONG), (30, SHORT), (10, TINY), formats=("tmux",), now=now, refresh_after=now + 3_600)


def test_each_client_gets_what_fits(quiet, configured):
    known_in_three_lengths(quiet)
    server = configured()
    with server.client(columns=120) as wide, server.client(columns=119) as narrow:
        wide.wait(LONG)
        narrow.wait(SHORT)
        narrow.terminal.resize(59)
        assert narrow.wait(TINY).endswith(TINY)
        narrow.terminal.resize(60)
        assert narrow.wait(SHORT).endswith(SHORT)
        assert LONG in wide.bar()


OWN_WIDTHS = {
    "a number": ("30", SHORT),
    "less": ("29", TINY),
    "a format": ("'#{?#{==:#{client_width},200},20,60}'", TINY),
}


@pytest.mark.parametrize(("width", "text"), OWN_WIDTHS.values(), ids=OWN_WIDTHS)
def test_the_columns_can_be_set(quiet, configured, width, text):
    known_in_three_lengths(quiet)
    with configured(f"set -g @statusline_width {width}\n").client() as client:
        assert client.wait(text).endswith(f" {text}")


def test_without_a_client_there_is_no_width(configured):
    server = configured()
    command = server.option("@statusline_job").removeprefix("#(").removesuffix(")")
    assert server.run("display-message", "-p", command).endswith(" --format tmux")
    assert " --width #{" in command


NASTY = {
    "style": "#[fg=red]x",
    "command": "#(touch pwned)",
    "variable": "#{pid}",
    "short variable": "#S#H",
    "hashes": "#",
    "two hashes": "##",
    "three hashes and a bracket": "###[bold]",
    "four hashes and a bracket": "####[bold]",
    "clock": "%H:%M 100%%",
    "conditional": "#{?1,a,b}",
    "braces": "}{,#,#}",
    "shell": "$(touch pwned) `touch pwned` ${HOME} ; \\",
    "quotes": "'\"",
    "a hash at the end": "x#",
}


@pytest.mark.parametrize("label", NASTY.values(), ids=NASTY)
def test_no_word_of_a_server_is_code_for_tmux(quiet, configured, label, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    nasty = account(label=label)
    now = int(time.time())
    known(quiet, nasty)
    plain = texts(nasty, now=now, config=COUNTDOWN)["plain"]
    with configured("set -g status-right 'mine'\n").client() as client:
        assert client.wait("18%").endswith("mine " + shown(plain, now))
    assert not list(tmp_path.rglob("pwned"))
    assert not Path(quiet["HOME"], "pwned").exists()


def test_changed_refresh_is_seen_at_once(quiet, configured):
    folder = known(quiet)
    server = configured("set -g status-interval 600\n")
    server.run("set-option", "-g", "status-interval", "600")
    here = find_environment({**quiet, "TMUX": f"{server.socket},1,0"})
    with server.client() as client:
        client.wait("5h 42%")
        with tmux.when_changed(here):
            known(quiet, account(used=61))
        client.wait("5h 61%", 5)
        (folder / "tmux.prompt").write_text((folder / "tmux.prompt").read_text().replace("61%", "62%"))
        assert "5h 61%" in client.read(1.5)


def test_what_looks_the_same_is_not_drawn_again(quiet, tmp_path):
    log = tmp_path / "log"
    environ = {**quiet, "TMUX": "x,1,0", "PATH": fake(tmp_path, f'echo "$*" >>{log}')}
    here = find_environment(environ)
    known(quiet)
    with tmux.when_changed(here):
        time.sleep(1.1)
        known(quiet)
    assert not log.exists()
    with tmux.when_changed(here):
        known(quiet, account(used=61))
    assert log.read_text() == "-S x list-clients -F #{client_name}\n"


def test_silent_tmux_is_not_waited_for(quiet, tmp_path):
    here = find_environment({**quiet, "TMUX": "x,1,0", "PATH": fake(tmp_path, "exec sleep 30")})
    started = time.monotonic()
    with tmux.when_changed(here):
        known(quiet)
    assert time.monotonic() - started < 3


def test_tmux_gets_no_token_of_the_environment(quiet, tmp_path):
    log = tmp_path / "log"
    secret = {"CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-X", "CLAUDE_CODE_MESSAGING_TOKEN": "X", "ANY_KEY": "X"}
    secret["CODEX_ACCESS_TOKEN"] = "at-X"
    here = find_environment({**quiet, **secret, "TMUX": "x,1,0", "PATH": fake(tmp_path, f"env >{log}")})
    tmux.push(here)
    given = dict(line.split("=", 1) for line in log.read_text().splitlines())
    assert given["TMUX"] == "x,1,0"
    assert not given.keys() & secret.keys()


def test_outside_tmux_nothing_is_started(quiet, tmp_path):
    log = tmp_path / "log"
    here = find_environment({**quiet, "PATH": fake(tmp_path, f"touch {log}")})
    with tmux.when_changed(here):
        known(quiet)
    assert not log.exists()


def fake(folder, body):
    """Return a PATH whose tmux is a script."""
    program = folder / "bin/tmux"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    return f"{program.parent}:{os.environ['PATH']}"


def test_bar_from_a_folder_with_any_name(home, quiet, server, tmp_path):
    root = tmp_path / """it's "x" $HOME `y` #{pid} #(z) %H ; \\ ~"""
    root.mkdir()
    for name in ("statusline", "shell"):
        (root / name).symlink_to(PACKAGE / name)
    environ = {**quiet, "PYTHONPATH": os.pathsep.join([str(root), *sys.path])}
    arguments = [sys.executable, "-P", "-m", "statusline", "install", "tmux"]
    subprocess.run(arguments, env=environ, check=True, capture_output=True, timeout=60)
    assert "pid" in (home / ".tmux.conf").read_text()
    known(quiet)
    server.start()
    with server.client() as client:
        client.wait(SEGMENT)


def test_block_is_silent_without_package(home, server, statusline, tmp_path):
    statusline("install", "tmux")
    config = home / ".tmux.conf"
    config.write_text(config.read_text().replace(str(SCRIPT), str(tmp_path / "gone")) + "set -g status-right mine\n")
    server.start()
    with server.client() as client:
        client.wait("mine")
        assert client.terminal.lines()[0] == ""


@pytest.mark.parametrize("script", [SCRIPT, PACKAGE / "statusline.tmux"], ids=["the plugin", "where TPM looks"])
def test_uninstalled_it_asks_the_command(quiet, server, tmp_path, script):
    known(quiet)
    program = launcher.install(tmp_path / "bin")
    server.environ["PATH"] = f"{program.parent}:{server.environ['PATH']}"
    server.start()
    server.run("run-shell", str(script))
    with server.client() as client:
        client.wait(SEGMENT)


@pytest.mark.parametrize(
    "command", [["shellcheck"], ["shfmt", "-d", "-i", "2", "-ci"], ["dash", "-n"]], ids=lambda c: c[0]
)
def test_the_script_passes_its_linters(command, require):
    require(command[0])
    done = subprocess.run([*command, SCRIPT], check=False, capture_output=True, encoding="utf-8", timeout=30)
    assert (done.returncode, done.stdout) == (0, "")


def popups(server):
    """Return what the prefix table does with the key, empty for nothing."""
    listed = server.run("list-keys", "-T", "prefix").splitlines()
    return [line.split(maxsplit=4)[4] for line in listed if line.split()[3] == "u"]


def test_a_key_shows_watch_in_a_popup(quiet, configured):
    known(quiet)
    server = configured("", "--popup", "u")
    with server.client(rows=20) as client:
        client.wait(SEGMENT)
        client.terminal.send("\x02u")
        client.terminal.wait_for("? help")
        client.terminal.send("q")
        client.terminal.wait_until(lambda rows: not any("? help" in row for row in rows), "the popup is closed")
    (first,) = popups(server)
    server.run("source-file", f"{quiet['HOME']}/.tmux.conf")
    assert popups(server) == [first]
    server.run("run-shell", f"sh {SCRIPT} remove")
    assert popups(server) == []


def test_a_key_of_the_users_stays(quiet, server, home):
    known(quiet)
    (home / ".tmux.conf").write_text(f"bind u new-window\nset -g @statusline_popup u\nrun-shell 'sh {SCRIPT}'\n")
    server.start()
    assert popups(server) == ["new-window"]


def test_a_key_bound_anew_is_not_unbound(quiet, configured):
    known(quiet)
    server = configured("", "--popup", "u")
    server.run("bind-key", "u", "new-window")
    server.run("run-shell", f"sh {SCRIPT} remove")
    assert popups(server) == ["new-window"]
