import sys
from pathlib import Path

import pytest

from statusline.errors import InstallError
from statusline.install import tmux_popup
from statusline.state.environment import find_environment
from support.terminal import Terminal

WITHOUT = "set -g mouse on\nbind v split-window -h\n"
TAKEN = {
    "of the user's": ("v", "bind v split-window"),
    "with options": ("u", "bind-key -r -N 'a note' u resize-pane"),
    "of a table": ("u", "bind -T prefix u new-window"),
    "of tmux's own": ("c", ""),
}
FREE = {
    "nothing": ("u", ""),
    "without the prefix": ("u", "bind -n u new-window"),
    "in another table": ("u", "bind -T copy-mode-vi u new-window"),
    "a comment": ("u", "# bind u new-window"),
    "with a modifier": ("M-u", "bind u new-window"),
    "a quote over lines": ("u", "run 'a\nb'"),
}


@pytest.fixture
def here(environ, tmp_path):
    """Return an environment whose tmux says that it is 3.3a."""
    (tmp_path / "bin").mkdir()
    program(tmp_path, "tmux 3.3a")
    environ["PATH"] = f"{tmp_path}/bin"
    return find_environment(environ)


def program(tmp_path, version):
    file = tmp_path / "bin/tmux"
    file.write_text(f"#!/bin/sh\necho '{version}'\n")
    file.chmod(0o755)


@pytest.mark.parametrize(("key", "config"), TAKEN.values(), ids=TAKEN)
def test_a_key_with_a_meaning_is_refused(here, key, config):
    with pytest.raises(InstallError, match=f"The key {key} of tmux has a meaning already"):
        tmux_popup.check(key, here, config)
    assert tmux_popup.free_key(here, config) not in ("", key)


@pytest.mark.parametrize(("key", "config"), FREE.values(), ids=FREE)
def test_a_free_key_is_taken(here, key, config):
    tmux_popup.check(key, here, config)


@pytest.mark.parametrize("key", ["", "a b", '"', "u;", "\n", "C-", "#"])
def test_what_is_no_key_is_refused(here, key):
    with pytest.raises(InstallError, match="not a key that tmux can use"):
        tmux_popup.check(key, here, "")


VERSIONS = {"tmux 3.1c": False, "tmux 3.2": True, "tmux 4.0": True, "tmux master": True, "": False}


@pytest.mark.parametrize(("version", "has"), VERSIONS.items())
def test_popups_come_with_tmux_3_2(here, tmp_path, version, has):
    program(tmp_path, version)
    if not version:
        (tmp_path / "bin/tmux").unlink()
    assert tmux_popup.available(here) == has


def test_a_terminal_is_asked_for_the_key(here, environ, tmp_path):
    config = Path(environ["HOME"], ".tmux.conf")
    config.write_text("bind u new-window\n")
    environ["PATH"] = here.environ["PATH"] + ":/bin:/usr/bin"
    command = [sys.executable, "-P", "-m", "statusline", "install", "tmux"]
    with Terminal(command, environ, folder=tmp_path, columns=120) as terminal:
        terminal.wait_for("Show `statusline watch` in a popup of tmux with prefix y? [Y/n]:")
        terminal.enter("")
        terminal.wait_for_end()
    assert 'set-option -g @statusline_popup "y"\n' in config.read_text()


def test_the_key_stays_until_it_is_off(here, environ, statusline):
    config = Path(environ["HOME"], ".tmux.conf")
    config.write_text(WITHOUT)
    environ["PATH"] = here.environ["PATH"] + ":/bin:/usr/bin"
    refused = statusline("install", "tmux", "--popup", "v")
    assert (refused.returncode, config.read_text()) == (1, WITHOUT)
    assert refused.stderr == "statusline: The key v of tmux has a meaning already. Choose another, such as --popup u.\n"
    assert statusline("install", "tmux", "--popup", "u").returncode == 0
    with_key = config.read_text()
    assert 'set-option -g @statusline_popup "u"\n' in with_key
    assert statusline("install", "tmux").returncode == 0
    assert config.read_text() == with_key
    assert statusline("install", "tmux", "--popup", "off").returncode == 0
    assert "popup" not in config.read_text()
    assert statusline("install", "tmux", "--popup", "M-u").returncode == 0
    assert statusline("uninstall", "tmux").returncode == 0
    assert config.read_text() == WITHOUT
