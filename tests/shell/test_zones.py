"""A moment is in the zone of whoever reads it, wherever the file was compiled."""

import shlex
import subprocess
import time

import pytest

from statusline import shell_init
from statusline.config import reading
from statusline.render import variables
from support import bash_session, fish_session, zsh_session
from support.processes import FAST
from support.prompt_files import NOW, claude, sample, write

ZONES = {
    "UTC": "Sun 15:33",
    "": "Sun 15:33",
    "Asia/Tokyo": "Mon 00:33",
    "America/St_Johns": "Sun 12:03",
    "EST5EDT,M3.2.0,M11.1.0": "Sun 10:33",
}
CONFIG = reading.parse("[window]\nformat = '$label $resets_at'\nshort = '$label $resets_at'\n", "config.toml")

zsh = pytest.fixture(zsh_session.zsh)


@pytest.fixture
def compiled(environ, monkeypatch):
    """Compile the prompt files in a system's zone that is none of these, with no TZ."""
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(variables.time, "localtime", lambda epoch: time.gmtime(epoch - 3_600))
    write(environ, claude(sample("seven_day", "7d", 20, NOW + 200_000)), config=CONFIG)
    return {**environ, "STATUSLINE_NO_REFRESH": "1"}


@pytest.mark.parametrize("zone", ZONES)
def test_a_render_reads_its_own_zone(compiled, zone):
    for format_ in ("plain", "tmux", "claude"):
        done = subprocess.run(
            [*FAST, "--format", format_], env={**compiled, "TZ": zone}, input=b"{}\n", capture_output=True, check=True
        )
        assert ZONES[zone] in done.stdout.decode()


def in_turns(assign, show):
    """Return a script that shows the segment in each zone."""
    return "\n".join(line for zone in ZONES for line in (assign.format(zone), show))


def test_bash_reads_its_own_zone(compiled, require, tmp_path):
    script = bash_session.snippet("/bin/true") + "\n" + in_turns("export TZ={}", bash_session.SHOW)
    lines = bash_session.run(require("bash"), script, compiled, tmp_path)
    assert [line.partition(" ")[2] for line in lines] == [f"7d {moment}" for moment in ZONES.values()]


def test_zsh_asks_in_another_zone(compiled, zsh, tmp_path):
    (tmp_path / "real").mkdir()
    path = zsh_session.snippet(tmp_path / "real", FAST)
    script = in_turns("export TZ={}", "_statusline_precmd; print -r -- $STATUSLINE_SEGMENT")
    lines = zsh(f"source {path}\n{script}", STATUSLINE_NO_REFRESH="1")
    assert [line.partition(" ")[2] for line in lines] == [f"7d {moment}" for moment in ZONES.values()]


def test_zsh_asks_once_for_a_text(compiled, zsh, tmp_path):
    program, log = zsh_session.counting(tmp_path)
    (tmp_path / "counting").mkdir()
    path = zsh_session.snippet(tmp_path / "counting", [program])
    zsh(f"source {path}; export TZ=Asia/Tokyo; repeat 3 _statusline_precmd {NOW}", STATUSLINE_NO_REFRESH="1")
    assert [line.partition(" --width")[0] for line in log.read_text().splitlines()] == [
        "--format plain",
        "--format zsh",
    ]


def test_fish_reads_its_own_zone(compiled, require, tmp_path):
    show = "_statusline_update; echo $STATUSLINE_SEGMENT"
    script = shell_init.snippet("fish") + "\n" + in_turns("set -gx TZ {}", show)
    lines = fish_session.run(require("fish"), script, compiled, tmp_path)
    assert [line.partition(" ")[2] for line in lines] == [f"7d {moment}" for moment in ZONES.values()]


def test_sh_reads_its_own_zone(compiled, require, tmp_path):
    snippet = shell_init.source("sh").replace(shell_init.PLACEHOLDER, shlex.quote("/bin/true"))
    script = in_turns("TZ={}; export TZ", "prompt_statusline; echo")
    environ = {**compiled, "TERM": "xterm", "NO_COLOR": "1"}
    command = [require("dash"), "-c", f"{snippet}\n_statusline_begin\n{script}"]
    done = subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, check=True)
    assert [line.partition(" ")[2] for line in done.stdout.decode().splitlines()] == [f"7d {m}" for m in ZONES.values()]
    assert done.stderr == b""
