import subprocess

import pytest

from support import launcher
from support.terminal import Terminal

SHELLS = {
    "bash": (["--norc", "--noprofile", "-i"], "PS1='ready> '", "{script}"),
    "zsh": (["-f", "-i"], "PS1='ready> '", "autoload -U compinit; compinit -u; {script}"),
    "fish": (["--no-config", "-i"], "function fish_prompt; echo -n 'ready> '; end", "{script}"),
}


@pytest.fixture
def path(tmp_path, environ):
    """Put `statusline` on a PATH, as an installation does."""
    program = launcher.install(tmp_path / "bin")
    environ |= {"PATH": f"{program.parent}:{environ['PATH']}"}
    return program


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes_command_and_arguments(shell, require, path, environ, tmp_path, statusline):
    arguments, prompt, load = SHELLS[shell]
    script = tmp_path / "script"
    script.write_text(statusline("completion", shell).stdout)
    with Terminal([require(shell), *arguments], environ, folder=tmp_path, columns=200) as terminal:
        terminal.enter(prompt)
        terminal.enter(load.format(script=f". {script}") + "; echo lo''aded")
        terminal.wait_for_line("loaded")
        terminal.send("statusline unin\t")
        terminal.wait_for("statusline uninstall")
        terminal.send("cla\t")
        terminal.wait_for("statusline uninstall claude")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_one_the_shell_can_read(shell, require, tmp_path, statusline):
    script = tmp_path / "script"
    done = statusline("completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    script.write_text(done.stdout)
    subprocess.run([require(shell), "-n", script], check=True, timeout=30)


def test_it_asks_the_program_and_not_the_prompt(statusline, environ):
    environ |= {"_STATUSLINE_COMPLETE": "bash_complete", "COMP_WORDS": "statusline unin", "COMP_CWORD": "1"}
    assert statusline().stdout == "plain,uninstall\n"


def test_options_of_show_are_offered(statusline, environ):
    environ |= {"_STATUSLINE_COMPLETE": "bash_complete", "COMP_WORDS": "statusline --", "COMP_CWORD": "1"}
    options = ["--account", "--chain", "--format", "--help", "--privacy", "--version", "--width"]
    assert sorted(statusline().stdout.splitlines()) == [f"plain,{option}" for option in options]


def test_wrong_usage_is_click_s(statusline):
    assert statusline("completion").returncode == 2
    assert statusline("completion", "tcsh").returncode == 2


def test_init_of_an_unknown_shell_is_clicks(statusline):
    assert statusline("init").returncode == 2
    assert statusline("init", "tcsh").returncode == 2
    assert "install SHELL" in statusline("init", "--help").stdout


@pytest.mark.parametrize("words", ["statusline foo ", "statusline index foo "])
def test_a_mistyped_command_breaks_no_completion(words, environ, statusline):
    environ |= {"_STATUSLINE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()))}
    done = statusline()
    assert (done.returncode, done.stderr) == (0, "")
