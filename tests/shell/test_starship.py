import os
import subprocess
import time
from pathlib import Path

import pytest

from statusline.diagnostics import installed
from statusline.state.environment import find_environment
from support import launcher, sh_bars
from support.prompt_files import claude, sample, shown, texts, write
from support.terminal import Terminal

PACKAGE = Path(__file__).parents[2]
# The environment of a test is a bare one, so this is read before.
NAMED = os.environ.get("STATUSLINE_STARSHIP", "")
SHELLS = {
    "zsh": (".zshrc", 'eval "$({starship} init zsh)"'),
    "bash": (".bashrc", 'eval "$({starship} init bash)"'),
    "fish": (".config/fish/config.fish", "{starship} init fish | source"),
}
NASTY = [
    "plain",
    "%n %~ 100%% %{",
    "$(touch pwned) `touch pwned` ${HOME}",
    "\\u \\[ \\n !! '\"",
    "[x](red) $all ${custom} ()",
    "#[fg=red] {{}}",
]


@pytest.fixture
def starship(require):
    """Return the path of a real starship."""
    return NAMED or require("starship")


def known(environ, label="5h"):
    """Write fresh prompt files; return what the plain one shows."""
    now = int(time.time())
    account = claude(sample(label=label, resets_at=now + 7_890, as_of=now))
    write(environ, account, now=now, refresh_after=now + 3_600)
    return shown(texts(account, now=now)["plain"], now)


def configured(home, text):
    config = home / ".config/starship.toml"
    config.parent.mkdir(exist_ok=True)
    config.write_text("add_newline = false\n" + text)
    return config


@pytest.mark.parametrize("label", NASTY)
@pytest.mark.parametrize("shell", SHELLS)
def test_starship_shows_the_segment_once(owned, environ, tmp_path, require, shell, label):
    environ["STATUSLINE_NO_REFRESH"] = "1"
    text = known(environ, label)
    owned(shell)
    with Terminal([require(shell), "-i"], environ, folder=tmp_path, columns=150) as terminal:
        terminal.wait_for("❯")
        terminal.enter("echo do''ne")
        terminal.wait_until(lambda rows: "done" in rows and rows[-1].endswith("❯"), "no second prompt")
        terminal.settle()
        prompt = terminal.lines()[-1]
    if shell == "bash" and os.geteuid() == 0:
        text = text.replace("$", "#")  # starship 1.22 writes `$` as `\\$`, which bash shows to root as `#`
    assert prompt == f"{text} ❯"
    assert not [*tmp_path.rglob("pwned"), *Path(environ["HOME"]).rglob("pwned")]


@pytest.fixture
def owned(home, starship, statusline):
    """Return a function that gives a shell's prompt to starship, and puts our segment into it."""

    def own(shell):
        configured(home, 'format = "${env_var.STATUSLINE_SEGMENT}$character"\n')
        file, line = SHELLS[shell]
        (home / file).parent.mkdir(parents=True, exist_ok=True)
        (home / file).write_text(line.format(starship=starship) + "\n")
        for name in ("starship", shell):
            done = statusline("install", name)
            assert done.returncode == 0, done.stderr

    return own


def test_an_empty_segment_leaves_nothing_behind(home, environ, starship, statusline):
    configured(home, 'format = "${env_var.STATUSLINE_SEGMENT}>"\n')
    assert statusline("install", "starship").returncode == 0
    for changes in ({}, {"STATUSLINE_SEGMENT": ""}):
        assert prompt(starship, {**environ, **changes}).strip() == ">"


def test_the_default_format_shows_it(home, environ, starship, statusline):
    assert statusline("install", "starship").returncode == 0
    assert "C 5h 42% 2h11m" in prompt(starship, {**environ, "STATUSLINE_SEGMENT": "C 5h 42% 2h11m"})


def test_custom_module_works_without_snippet(home, environ, starship, tmp_path):
    environ["STATUSLINE_NO_REFRESH"] = "1"
    text = known(environ)
    program = launcher.install(tmp_path / "bin")
    environ["PATH"] = f"{program.parent}:{environ['PATH']}"
    documented = (PACKAGE / "shell/starship.toml").read_text().partition("# [custom")[2]
    module = "[custom" + documented.replace("\n# ", "\n")
    configured(home, f'command_timeout = 5000\nformat = "${{custom.statusline}}>"\n{module}')
    assert f"{text} >" in prompt(starship, environ)
    assert "%{\x1b[2m%}C 5h%{\x1b[0m%}" in raw_prompt(starship, environ, "zsh")  # wrapped for the shell it prompts in


def prompt(starship, environ):
    """Return what starship prints, without its colours."""
    first, *rest = raw_prompt(starship, environ, "sh").split("\x1b[")
    return first + "".join(part.partition("m")[2] for part in rest)


def raw_prompt(starship, environ, shell):
    """Return what starship prints for a shell."""
    environ = {**environ, "STARSHIP_SHELL": shell, "TERM": "xterm"}
    command = [starship, "prompt"]
    return subprocess.run(command, env=environ, capture_output=True, encoding="utf-8", check=True, timeout=30).stdout


def test_without_a_snippet_the_shell_of_a_command_prints(environ, statusline, starship):
    for name in ("STATUSLINE_CACHE_DIR", "STATUSLINE_CONFIG"):  # with either, Python renders
        del environ[name]
    environ["STATUSLINE_NO_REFRESH"] = "1"
    bar = sh_bars.prepared(Path(environ["HOME"]), int(time.time()), "starship")
    assert statusline("install", "starship", "--renderer", "sh").returncode == 0
    prompt = [starship, "prompt"]
    texts = [subprocess.run(prompt, env=environ, capture_output=True, check=True).stdout for _ in range(3)]
    assert ["42%" in text.decode() for text in texts] == [True] * 3
    assert bar.hits >= 2
    rows, _ = installed.examine(find_environment(environ))
    assert [(row["surface"], row["renderer"]) for row in rows] == [("starship", "sh")]
