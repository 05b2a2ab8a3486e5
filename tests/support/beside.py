"""One session of a shell with a neighbour, with and without the snippet, and what the neighbour sees of it."""

import re
import shutil
from pathlib import Path

from statusline import shell_init
from support import bash_session, fish_session
from support.terminal import Terminal

PROMPT = "ready>"
SEGMENT = "C 5h 42%"
_POSIX = (
    "true",
    "(exit 3)",
    "echo status $?",
    "(exit 3) | (exit 4)",
    "sleep 77 & :",
    "[[ $(jobs -p) == *$!* ]]; echo last $?",
    "",
)
_FISH = (
    "true",
    "sh -c 'exit 3'",
    "echo status $status",
    "sh -c 'exit 3' | sh -c 'exit 4'",
    "echo $pipestatus; sleep 77 &",
    "test (jobs -p) = $last_pid; echo last $status",
    "",
)
COMMANDS = {"bash": _POSIX, "zsh": _POSIX, "fish": _FISH}
STATE = {
    "bash": "{ declare -p; declare -F; shopt -p; set -o; trap -p; } >state",
    "zsh": "{ typeset -p; print -l ${(ok)functions}; setopt; trap } >state",
    "fish": "begin; set; set -x; functions -n; functions --handlers; bind; end >state",
}
MARK = re.compile(rb"\x1b\]((?:133|633|7);[^\x07\x1b]*)")
# The names that are ours, and all that stands of us in the values of others.
OURS = re.compile(
    r"^(?:declare|typeset|export)?\s*(?:-\S+ )*(?:_statusline_\w+|STATUSLINE_(?:PROMPT|SEGMENT)|prompt_statusline)\b"
    r"|^\S+ _statusline_\w+$"
)
TRACES = (
    (re.compile(r"\\*\$\{_statusline_shown-\}"), ""),
    (re.compile(r"\\*\$\{_statusline_chain-eval\} (?:'([^']*)'|(\w+))"), r"\1\2"),
    (re.compile(r"(?:\\n|;)\\*\$\{_statusline_call-\}|\\*\$\{_statusline_call-\}(?:\\n)?"), ""),
    (re.compile(r"\b_statusline_(?:precmd|hide|prompt)\b ?"), ""),
    (re.compile(r' \[\d+\]=""\)$'), ")"),
    (re.compile(r"=\$'(.*)'$"), r'="\1"'),  # bash quotes so what has a line feed, as ours between two commands
    (re.compile(r"%\(0\?\.\.\)%\{%\}.*?%\{%\}%\(0\?\.\.\)"), ""),
)
EMPTY = re.compile(
    r"^(?:declare -[-a]|typeset(?: -\w+)?) (?:PROMPT_COMMAND|precmd_functions|preexec_functions|RPROMPT|RPS1)"
    r"""=(?:""|\'\'|\( *\)|\$\'\')?$"""
)
JOB = re.compile(r"\[1\]")  # when a shell says that a job has ended is chance
# What differs from one run of a shell to the next, and the tables in which zsh has all that it knows.
MOVING = re.compile(
    r"\b(BASHPID|BASH_ARGV|BASH_ARGV0|BASH_COMMAND|BASH_LINENO|EPOCHREALTIME|EPOCHSECONDS|LINENO|PPID|RANDOM|SECONDS|"
    r"SRANDOM|TTY|TTYIDLE|_|epochtime|functions|functions_source|commands|parameters|builtins|options|modules|"
    r"_LP_RUNTIME_\w+|status_generation|CMD_DURATION|fish_pid|status|pipestatus|last_pid|COLUMNS|LINES|"
    r"aliases|jobstates|jobtexts|jobdirs|usergroups|userdirs|nameddirs|history|historywords|dirstack|widgets)(=| |$)"
)
NUMBER = re.compile(r"\b\d{4,}\b")


def seen(shell, program, environ, folder, neighbour, *, with_ours):
    """Return what one session shows and leaves: screen, marks and state, without what is the snippet's."""
    with _open(shell, program, environ, folder, neighbour, with_ours) as terminal:
        for number, command in enumerate((*COMMANDS[shell], STATE[shell])):
            _wait_for_prompts(terminal, number + 1)
            terminal.enter(command)
        _wait_for_prompts(terminal, len(COMMANDS[shell]) + 2)
        rows = terminal.lines()
    return {
        "shown": [SEGMENT in row for row in rows if PROMPT in row],
        "screen": [NUMBER.sub("N", row).rstrip() for row in map(_without_segment, rows) if row and not JOB.match(row)],
        "marks": [NUMBER.sub("N", mark.decode()) for mark in MARK.findall(terminal.output)],
        "state": _state(folder / "state" if shell != "fish" else Path(environ["HOME"], "state")),
    }


def _open(shell, program, environ, folder, neighbour, with_ours):
    loaded = shell_init.source(shell).replace(shell_init.PLACEHOLDER, "/bin/true") if with_ours else ":"
    if shell == "bash":
        before = f"PS1='{PROMPT} '\n{neighbour.before}"
        return bash_session.interactive(program, environ, loaded, folder, before=before, after=neighbour.after)
    if shell == "fish":
        shutil.rmtree(Path(environ["HOME"], ".local"), ignore_errors=True)
        before = f"function fish_prompt; printf '{PROMPT} '; end\n{neighbour.before}"
        return fish_session.interactive(program, environ, loaded, before=before, after=neighbour.after)
    (folder / ".zshrc").write_text(f"PROMPT='{PROMPT} '\n{neighbour.before}\n{loaded}\n{neighbour.after}\n")
    return Terminal([program, "-d", "-i"], {**environ, "ZDOTDIR": str(folder)}, folder=folder)


def _wait_for_prompts(terminal, number):
    terminal.wait_until(lambda lines: sum(PROMPT in line for line in lines) >= number, f"no prompt number {number}")
    terminal.settle(0.06)


def _without_segment(row):
    return row.replace(f"{SEGMENT} ", "").replace(SEGMENT, "")


def _state(path):
    """Return the lines of the state without what is ours: whole lines of our names, and our traces in values."""
    lines = []
    for line in path.read_text(errors="replace").splitlines():
        if OURS.search(line) or MOVING.search(line):
            continue
        rest = line
        for trace, instead in TRACES:
            rest = trace.sub(instead, rest)
        if rest and rest != "fish_right_prompt" and not EMPTY.search(rest):
            lines.append(NUMBER.sub("N", rest).rstrip())
    return lines
