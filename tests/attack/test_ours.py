"""A cache that somebody else made, links and pipes in our places: nothing is shown from there, and nothing written."""

import os
import shlex
import stat
import subprocess
import tomllib
from pathlib import Path

import pytest

from statusline import shell_init
from support import prompt_files, signed_in, two_users
from support.machine import run_statusline, shell_or_skip
from support.processes import FAST
from support.two_users import STRANGER, VICTIM, give, needs_root

DOCUMENT = (
    '{"session_id":"s1","model":{"display_name":"Opus"},"cwd":"/",'
    '"rate_limits":{"five_hour":{"used_percentage":71.5,"resets_at":9999999999}}}'
)
BAIT = "$(touch ~/P)`touch ~/P`"
PROMPTS = {
    "zsh": ["-f", "-c", ". {snippet}; setopt prompt_subst; _statusline_precmd; print -r -- ${{(%%)RPROMPT}}"],
    "bash": ["--norc", "-i", "-c", '. {snippet}; _statusline_prompt; echo "${{PS1@P}}"; echo "$STATUSLINE_SEGMENT"'],
    "fish": [
        "--no-config",
        "-c",
        "source {snippet}; _statusline_update; prompt_statusline; eval echo $STATUSLINE_SEGMENT",
    ],
}


@pytest.fixture
def places():
    with two_users.folders() as (home, scratch):
        yield home, scratch


@pytest.fixture
def shared(places, environ):
    """Return the victim's environment and home, and the folder `statusline` of the stranger's in its cache."""
    home, scratch = places
    environ = {
        "HOME": str(home), "PATH": environ["PATH"], "LANG": "C.UTF-8", "XDG_CACHE_HOME": str(scratch), "TERM": "xterm",
        "STATUSLINE_NO_REFRESH": "1",
    }  # fmt: skip
    (scratch / "statusline").mkdir()
    give(scratch, STRANGER)
    (scratch / "statusline").chmod(0o777)
    (home / "important").write_text("do not lose\n")
    give(home, VICTIM)
    return environ, home, scratch / "statusline"


def bait(environ, cache, *, owner):
    """Put prompt files with code in them into the cache."""
    text = BAIT + " 42%"
    own = {**environ, "STATUSLINE_CACHE_DIR": str(cache)}
    folder = prompt_files.write_ladder(own, (40, text), formats=("zsh", "bash", "fish", "plain"), now=2_000_000_000)
    give(cache, owner)
    for each in [cache, *cache.rglob("*")]:
        each.chmod(0o777)
    return folder


def own(environ):
    """Put a prompt file where a render with environ looks."""
    prompt_files.write_ladder(environ, (6, "5h 42"), formats=("zsh", "bash", "fish", "plain"), now=2_000_000_000)


def prompt(shell, uid, environ, home):
    snippet = home / f"init.{shell}"
    snippet.write_text(shell_init.snippet(shell))
    snippet.chmod(0o644)
    words = [word.format(snippet=shlex.quote(str(snippet))) for word in PROMPTS[shell]]
    return two_users.run(uid, [shell_or_skip(shell), *words], environ, start_new_session=True)


def as_a_link(folder, file):
    file.rename(folder / "elsewhere")
    file.symlink_to("elsewhere")


def as_a_pipe(_, file):
    file.unlink()
    os.mkfifo(file)


FOREIGN = {
    "another user's file": lambda folder, _: give(folder.parents[1], STRANGER),
    "a file of one's own in another's folder": lambda folder, file: (give(folder, STRANGER), give(file, VICTIM)),
    "a link": as_a_link,
    "a pipe": as_a_pipe,
}


@needs_root
@pytest.mark.parametrize("spoil", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("shell", PROMPTS)
def test_prompt_takes_only_own_text(shared, shell, spoil):
    environ, home, cache = shared
    folder = bait(environ, cache, owner=VICTIM)
    spoil(folder, folder / f"{shell}.line")
    shown = prompt(shell, VICTIM, environ, home)
    assert "42" not in shown.stdout
    assert not (home / "P").exists()


@needs_root
@pytest.mark.parametrize("shell", PROMPTS)
def test_one_of_ones_own_is_shown(shared, shell):
    environ, home, cache = shared
    own(environ | {"STATUSLINE_CACHE_DIR": str(cache)})
    give(cache, VICTIM)
    assert "5h 42" in prompt(shell, VICTIM, environ, home).stdout
    assert "5h 42" in two_users.statusline(VICTIM, ["show"], environ).stdout
    assert "42" not in two_users.statusline(STRANGER, ["show"], environ).stdout


@needs_root
@pytest.mark.parametrize("shell", PROMPTS)
def test_root_reads_what_is_theirs(shared, shell):
    environ, home, _ = shared
    del environ["XDG_CACHE_HOME"]
    own(environ)
    give(home, VICTIM)
    assert "5h 42" in prompt(shell, 0, environ, home).stdout
    assert "5h 42" in two_users.statusline(0, ["show"], environ).stdout
    give(home / ".cache/statusline", STRANGER)
    assert "42" not in two_users.statusline(0, ["show"], environ).stdout


@needs_root
@pytest.mark.parametrize("spoil", FOREIGN.values(), ids=FOREIGN)
def test_nor_does_the_hot_half(shared, spoil):
    environ, _, cache = shared
    folder = bait(environ, cache, owner=VICTIM)
    spoil(folder, folder / "plain.prompt")
    assert two_users.statusline(VICTIM, ["show"], environ).stdout == "!\n"


@needs_root
@pytest.mark.parametrize("deep", [False, True], ids=["the cache is another's", "it is one's own"])
def test_linked_claim_overwrites_nothing(shared, standin, deep):
    environ, home, cache = shared
    del environ["STATUSLINE_NO_REFRESH"]
    login = cache / "logins/default"
    (login / "spool").mkdir(parents=True)
    important = home / "important"
    for name in ("refresh.claim", "ingest.claim", "spool/s1", "spool/s1.last"):
        (login / name).symlink_to(important)
    (cache / "lock").symlink_to(important)
    (cache / "usage.json").symlink_to(important)
    for pid in range(max(1, os.getpid() - 100), os.getpid() + 1_000):
        (login / f"spool/s1.{pid}.tmp").symlink_to(important)
    give(cache, VICTIM if deep else STRANGER)
    two_users.statusline(VICTIM, ["show", "--format", "claude"], environ, input=DOCUMENT)
    done = two_users.statusline(VICTIM, ["refresh", "--offline"], environ)
    assert important.read_text() == "do not lose\n"
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert ("belongs to another user (uid 2002)" in done.stderr) is not deep
    assert ("Traceback" in two_users.statusline(VICTIM, ["doctor"], environ).stderr) is False


@needs_root
def test_doctor_names_the_owner(shared):
    environ, _, cache = shared
    found = two_users.statusline(VICTIM, ["doctor"], environ)
    assert f"{cache} belongs to another user (uid {STRANGER})" in found.stdout
    assert "chmod" not in found.stdout.partition("Problems")[2]


@needs_root
def test_foreign_link_is_not_followed(shared):
    environ, home, cache = shared
    cache.rmdir()
    (home / "mine").mkdir()
    give(home, VICTIM)
    cache.symlink_to(home / "mine")
    os.lchown(cache, STRANGER, STRANGER)
    done = two_users.statusline(VICTIM, ["refresh", "--offline"], environ)
    assert (done.returncode, list((home / "mine").iterdir())) == (1, [])
    os.lchown(cache, VICTIM, VICTIM)
    two_users.statusline(VICTIM, ["refresh", "--offline"], environ)
    assert (home / "mine/usage.json").exists()


@pytest.mark.parametrize("mask", [0o000, 0o022])
def test_all_that_is_made_is_its_users_alone(home, environ, standin, mask):
    signed_in.both(environ, standin)
    ours = {
        name: value for name, value in environ.items() if name not in ("STATUSLINE_CACHE_DIR", "STATUSLINE_STATE_DIR")
    }
    before = set(home.rglob("*"))
    line = [*FAST, "--format", "claude"]
    subprocess.run(line, env=ours, input=DOCUMENT.encode(), check=True, capture_output=True, timeout=60, umask=mask)
    for words in (["refresh"], ["install", "tmux"], ["install", "fish"], ["install", "claude"]):
        assert run_statusline(words, ours, umask=mask).returncode == 0
    made = [path for path in home.rglob("*") if path not in before]
    assert {path.name for path in made} >= {".cache", ".local", ".config", "spool", "usage.json", "settings.json"}
    open_to_others = [str(path) for path in made if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert open_to_others == []


MENDED = {"requests": (2, 33, 0), "urllib3": (2, 6, 3)}


@pytest.mark.parametrize("name", MENDED)
def test_no_version_with_a_known_hole_is_allowed(name):
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    (bound,) = [line.partition(">=")[2] for line in project["dependencies"] if line.startswith(f"{name}>=")]
    assert tuple(map(int, bound.split("."))) >= MENDED[name]
