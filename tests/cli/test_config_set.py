from pathlib import Path

import pytest

from support import launcher, signed_in
from support.terminal import Terminal


@pytest.fixture
def config(environ):
    """Return the path of the config; its text is written by a test."""
    return Path(environ["STATUSLINE_CONFIG"])


BEFORE = '# mine\ntheme = "dark"  # for nights\n\n[window]\n# short\nformat = "$used"\n'
SETTINGS = {
    "a key that is there": (BEFORE, ("theme", "light"), BEFORE.replace('"dark"', '"light"')),
    "a key of a table": (BEFORE, ("window.format", "$label $used"), BEFORE.replace('"$used"', '"$label $used"')),
    "a new key": (BEFORE, ("stale_after", "600"), f"stale_after = 600\n\n{BEFORE}"),
    "a new table": (BEFORE, ("claude.symbol", "A"), f'{BEFORE}\n[claude]\nsymbol = "A"\n'),
    "a list": ("", ("windows", '["seven_day"]'), 'windows = ["seven_day"]\n'),
    "text that looks like a number": ("", ("claude.symbol", "'1'"), '[claude]\nsymbol = "1"\n'),
    "behind a BOM": ("\ufeff" + BEFORE, ("theme", "light"), "\ufeff" + BEFORE.replace('"dark"', '"light"')),
}


@pytest.mark.parametrize(("before", "words", "after"), SETTINGS.values(), ids=SETTINGS)
def test_set_writes_one_key_and_keeps_the_rest(config, statusline, before, words, after):
    config.write_text(before)
    done = statusline("config", "set", *words)
    assert (done.returncode, config.read_text()) == (0, after), done.stderr
    assert [line[:6] for line in done.stdout.splitlines()[-3:]] == [" 120  ", "  80  ", "  40  "]


def test_set_shows_in_the_next_prompt(config, environ, standin, statusline):
    signed_in.both(environ, standin)
    statusline("refresh")
    base = config.read_text()
    assert statusline("config", "set", "separator", " | ").returncode == 0
    environ["STATUSLINE_NO_REFRESH"] = "1"
    assert " | 7d 18%" in statusline("--format", "plain").stdout
    assert config.read_text().endswith(base)


WRONG = {
    "an unknown key": (("thme", "light"), 'did you mean "theme"?'),
    "an unknown value": (("theme", "lihgt"), 'Did you mean "light"?'),
    "a value of another kind": (("stale_after", "soon"), "stale_after "),
    "a table as a key": (("window", "x"), "window"),
    "nothing": (("", "x"), "cannot be edited safely"),
    "a dot at the end": (("window.", "x"), "window"),
}


@pytest.mark.parametrize(("words", "sentence"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_set_is_a_sentence(config, statusline, words, sentence):
    config.write_text(BEFORE)
    done = statusline("config", "set", *words)
    assert (done.returncode, done.stdout, config.read_text()) == (1, "", BEFORE)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_dry_run_writes_nothing(config, statusline):
    done = statusline("config", "set", "theme", "light", "--dry-run")
    assert '+theme = "light"' in done.stdout
    assert not config.exists()


def test_edit_in_a_pipe_is_refused(statusline):
    done = statusline("config", "edit")
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr


def test_edit_checks_shows_and_asks(config, environ, tmp_path):
    config.write_text(BEFORE)
    editor = tmp_path / "editor"
    script = 'if [ -e "$0.ran" ]; then sed -i s/lihgt/light/ "$1"; else sed -i s/dark/lihgt/ "$1"; fi; : >"$0.ran"'
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o755)
    command = [launcher.install(tmp_path / "bin"), "config", "edit"]
    with Terminal(command, {**environ, "VISUAL": str(editor)}, folder=tmp_path, columns=100) as terminal:
        terminal.wait_for("Edit it again?")
        terminal.enter("y")
        terminal.wait_for("Keep it?")
        assert "120" in "\n".join(terminal.lines())
        terminal.enter("y")
        terminal.wait_for_end()
    assert config.read_text() == BEFORE.replace("dark", "light")


def test_preview_writes_nothing(config, environ, statusline):
    lines = statusline("preview", "[$used](own)!").stdout.splitlines()
    assert lines[0] == " 120  C 42%! · 71%! · X 12%!"
    assert statusline("preview", "$codex / $claude").stdout.splitlines()[0].startswith(" 120  X 5h 12% ")
    assert statusline("preview", "$model ($repo)").stdout.splitlines()[0] == " 120  Opus 5.5 acme/widgets"
    assert not config.exists()


def test_preview_of_no_format_is_a_sentence(statusline):
    done = statusline("preview", "$labl")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Did you mean $label?" in done.stderr


def test_preview_takes_another_config(statusline, tmp_path):
    file = tmp_path / "other.toml"
    file.write_text('separator = " ~ "\n')
    assert " ~ " in statusline("preview", "--config", str(file)).stdout
