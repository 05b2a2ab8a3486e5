# ruff: noqa: T201 - what it prints is what it is for
"""Which themes of oh-my-zsh and bash-it show the segment, at 80 and at 100 columns. Not in the gate: it takes minutes.

    STATUSLINE_NEIGHBOURS=$(.ci/get-neighbours) PYTHONPATH=tests .venv/bin/python tests/benchmarks/themes.py [THEME...]

Each theme is loaded in a shell with the snippet and in one without it, and both draw two prompts. A line is printed for
each theme that shows no segment at one of them, or whose own text is not all there; the status is 1 if there is one.
"""

import concurrent.futures
import os
import sys
import tempfile
import time
from pathlib import Path

from statusline import shell_init
from support import machine
from support.beside import SEGMENT
from support.prompt_files import claude, sample, write
from support.terminal import Terminal

COLUMNS = (80, 100)
PATIENCE = 6
# Unless they are named: `random` is another one at each start; `humza` tells zsh that some of its text takes no room,
# so that all at the right is drawn in two rows; `atomic` hides no escape from bash, so that its line is full and the
# shortest form stands above; `modern` stops at its first prompt, at a variable that is not set.
LEFT_OUT = {"random", "humza", "atomic", "modern"}


def oh_my_zsh(folder, checkout, theme, block):
    """Write a .zshrc; return what starts the shell."""
    lines = (
        f'ZSH="{checkout}" ZSH_THEME="{theme}" ZSH_CACHE_DIR="{folder}" ZSH_COMPDUMP="{folder}/dump"',
        "DISABLE_AUTO_UPDATE=true ZSH_DISABLE_COMPFIX=true plugins=(git)",
        '. "$ZSH/oh-my-zsh.sh"',
        block,
    )
    (folder / ".zshrc").write_text("\n".join(lines) + "\n")
    return ["zsh", "-d", "-i"]


def bash_it(folder, checkout, theme, block):
    """Write a .bashrc; return what starts the shell."""
    lines = (f'BASH_IT="{checkout}" BASH_IT_THEME="{theme}"', '. "$BASH_IT/bash_it.sh"', block)
    (folder / ".bashrc").write_text("\n".join(lines) + "\n")
    return ["bash", "--rcfile", folder / ".bashrc", "-i"]


FRAMEWORKS = {
    "ohmyzsh": ("zsh", oh_my_zsh, "themes/*.zsh-theme"),
    "bash-it": ("bash", bash_it, "themes/*/*.theme.bash"),
}


def screen(framework, checkout, theme, columns, *, with_ours):
    """Return the rows after two prompts, and how many segments there were after the first."""
    shell, start, _ = FRAMEWORKS[framework]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        environ = machine.child_environment(folder, folder) | {"ZDOTDIR": str(folder)}
        write(environ, claude(sample(used=42, resets_at=None)), now=int(time.time()))
        text = shell_init.source(shell).replace(shell_init.PLACEHOLDER, "/bin/true")
        (folder / "snippet").write_text(text if with_ours else "")
        command = start(folder, checkout, theme, f'eval "$(cat {folder}/snippet)"')
        with Terminal(command, environ, folder=folder, columns=columns, rows=40) as terminal:
            first = prompts(terminal, 1 if with_ours else 0)
            terminal.send("\r")
            prompts(terminal, 2 if with_ours else 0)
            return [row.replace(name, "FOLDER") for row in terminal.lines()], first


def prompts(terminal, segments):
    """Wait until the screen is still and has so many segments; return how many it has in the end."""
    deadline = time.monotonic() + PATIENCE
    count = -1
    while time.monotonic() < deadline and (count < segments or not terminal.text().strip()):
        terminal.settle(0.4)
        count = terminal.text().count(SEGMENT)
    return count


def verdict(framework, checkout, theme, columns):
    """Return what is wrong with a theme, or None."""
    ours, first = screen(framework, checkout, theme, columns, with_ours=True)
    without, _ = screen(framework, checkout, theme, columns, with_ours=False)
    count = "\n".join(ours).count(SEGMENT)
    if first < 1 or count < 2:
        return f"{first} at the first prompt, {count} after the second", ours, without
    words = [set(" ".join(rows).replace(SEGMENT, "").split()) for rows in (ours, without)]
    missing = {word for word in words[1] - words[0] if not any(letter.isdigit() for letter in word)}
    return (f"its own text is missing: {' '.join(sorted(missing))}", ours, without) if missing else None


def main(names):
    checkouts = Path(os.environ["STATUSLINE_NEIGHBOURS"])
    cases = [
        (framework, checkouts / framework, path.name.split(".")[0], columns)
        for framework, (_, _, pattern) in FRAMEWORKS.items()
        for path in sorted((checkouts / framework).glob(pattern))
        for columns in COLUMNS
        if path.name.split(".")[0] in names or not (names or path.name.split(".")[0] in LEFT_OUT)
    ]
    wrong = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for case, result in zip(cases, pool.map(lambda case: verdict(*case), cases), strict=True):
            if result:
                wrong += 1
                what, ours, without = result
                print(f"{case[0]} {case[2]} at {case[3]} columns: {what}")
                for title, rows in (("with", ours), ("without", without)):
                    print(*(f"    {title:8}|{row}" for row in rows[:6]), sep="\n")
    print(f"{len(cases) - wrong} of {len(cases)} show it as they should")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
