"""Where direnv or mise sets another login for a folder, the first prompt after `cd` has its numbers, in any order."""

import time

import pytest

from statusline import shell_init
from support import bash_session, fish_session
from support.beside import NEIGHBOURS
from support.prompt_files import claude, sample, write
from support.terminal import Terminal

PROMPT = "ready>"
TOOLS = {"direnv": "direnv hook", "mise": "mise activate"}
SHELLS = ["bash", "zsh", "fish"]


def start(shell, program, environ, folder, before, after):
    loaded = shell_init.source(shell).replace(shell_init.PLACEHOLDER, "/bin/true")
    if shell == "bash":
        return bash_session.interactive(
            program, environ, loaded, folder, before=f"PS1='{PROMPT} '\n{before}", after=after
        )
    if shell == "fish":
        return fish_session.interactive(program, environ, loaded, before=before, after=after)
    (folder / "snippet").write_text(loaded)
    (folder / ".zshrc").write_text(f"PROMPT='{PROMPT} '\n{before}\neval \"$(<{folder}/snippet)\"\n{after}\n")
    return Terminal([program, "-d", "-i"], {**environ, "ZDOTDIR": str(folder)}, folder=folder)


def wait_for_prompt(terminal, number, used):
    def seen(rows):
        prompts = [row for row in rows if PROMPT in row]
        return len(prompts) == number and "%" in prompts[-1]

    terminal.wait_until(seen, f"no prompt number {number} that is whole")
    assert f"5h {used}%" in [row for row in terminal.lines() if PROMPT in row][-1]


@pytest.mark.parametrize("order", ["before", "behind"])
@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("shell", SHELLS)
def test_the_first_prompt_has_this_folder_s_account(require, environ, tmp_path, shell, tool, order):
    if tool == "mise" and not (NEIGHBOURS / "bin/mise").exists():
        pytest.skip("STATUSLINE_NEIGHBOURS names no folder with a mise.")
    environ |= {
        "HOME": str(tmp_path),
        "PATH": f"{NEIGHBOURS}/bin:{environ['PATH']}",
        "MISE_TRUSTED_CONFIG_PATHS": str(tmp_path),
        "DIRENV_LOG_FORMAT": "",
    }
    project, now = tmp_path / "project", int(time.time())
    project.mkdir()
    (project / "mise.toml").write_text('[env]\nCODEX_HOME = "/other"\n')
    (project / ".envrc").write_text("export CODEX_HOME=/other\n")
    allow = "direnv allow project" if tool == "direnv" else ""
    for login, used in (({}, 42), ({"CODEX_HOME": "/other"}, 91)):
        write({**environ, **login}, claude(sample(used=used, resets_at=None)), now=now)
    hook = f"{TOOLS[tool]} {shell}"
    hook = f"{hook} | source" if shell == "fish" else f'eval "$({hook})"'
    lines = (f"{allow}\n{hook}", "") if order == "before" else (allow, hook)
    require(tool) if tool == "direnv" else None
    with start(shell, require(shell), environ, tmp_path, *lines) as terminal:
        wait_for_prompt(terminal, 1, 42)
        for number, (folder, used) in enumerate((("project", 91), ("..", 42)), 2):
            terminal.enter(f"cd {folder}")
            wait_for_prompt(terminal, number, used)
