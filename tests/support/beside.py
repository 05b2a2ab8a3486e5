"""Two sessions of a shell beside a neighbour, with and without the snippet, and all that each shows and leaves."""

import contextlib
import os
import re
from pathlib import Path

from statusline import shell_init
from support import bash_session, fish_session
from support.terminal import Terminal

NEIGHBOURS = Path(os.environ.get("STATUSLINE_NEIGHBOURS", "/nonexistent"))
PROMPT = "ready>"
SEGMENT = "C 5h 42%"
# The edited config makes the next prompt start a refresh, behind which `$!` and the jobs have to be as they were.
# Disowned before it ends, for whether and when a shell says that it did is a race of its own.
_COMMANDS = {
    "bash": ("echo status $? pipe ${PIPESTATUS[*]}", "[[ $(jobs -p) == *$!* ]]; echo last $?; disown; kill $!"),
    "zsh": ("echo status $? pipe $pipestatus", "[[ $(jobs -p) == *$!* ]]; echo last $?; disown; kill $!"),
    "fish": (
        "echo status $status pipe $pipestatus",
        "test (jobs -p) = $last_pid; echo last $status; disown; kill $last_pid",
    ),
}
_STATE = {
    "bash": "{ declare -p; declare -f x $(compgen -A function | grep -v ^_statusline); shopt -p; set -o; trap -p;"
    " alias -p; bind -p; bind -X; } >state 2>/dev/null",
    "zsh": "{ typeset -p; functions; setopt; unsetopt; trap; alias; bindkey; zle -l; zmodload; } >state",
    "fish": "begin; set --global; functions -n; functions --handlers; bind; abbr; end >state",
}
_MARK = re.compile(rb"\x1b\]((?:133|633|1337);[^\x07\x1b]*)")
_PROCESS = re.compile(r"(?<=aid=)[-\w]+")
_RIGHT = {"633;H", "633;I"}  # VS Code's around a right prompt, where there is one
# What the snippet may put into a value of the user's or of the neighbour's, and nothing else.
_TEXTS = re.compile(
    r"\\?\$\{_statusline_shown-\}"
    r"|(?:\\n|\n|;)?\\?\$\{_statusline_call-\}(?:\\n|\n)?"
    r"|\\?\$\{_statusline_chain-eval\} "
    r"|%\(0\?\.\.\)%\{%\}.*?%\{%\}%\(0\?\.\.\)"
    r"|(?<= )_statusline_(?:precmd|hide) "
    rf"|{SEGMENT} "
    r"|\[\d+\]=\"_statusline_prompt\" ?"
)
# Whole entries that are the snippet's: its names, in zsh also the modules it reads files and clocks with.
_OURS = re.compile(
    r"(?:(?:declare|typeset) (?:-\S+ )*)?(?:_statusline|STATUSLINE_|prompt_statusline\b|EPOCHSECONDS\b)"
    r"|\S+ _statusline\w+$"
    r"|zsh/(?:datetime|stat|system|parameter)$|typeset -A functions$"
    r'|typeset -a precmd_functions=\( *\)$|typeset (?:RPROMPT|wasr)=(?:""|\'\')$|fish_right_prompt$'
    r"|declare -a precmd_functions=\(\)$|declare -- STARSHIP_PROMPT_COMMAND=\"\"$|declare--PROMPT_COMMAND=$"
)
# What differs from one run of a shell to the next.
_MOVING = re.compile(
    r"(?:declare|typeset) (?:-\S+ )*(?:BASHPID|EPOCHREALTIME|LINENO|PPID|RANDOM|SECONDS|SRANDOM|TTY|TTYIDLE)\b"
    r"|CMD_DURATION "
)
_ENTRY = re.compile(r"^(?=[^\s})])", re.MULTILINE)
# How the shell writes a list or a string once the snippet's part is taken out of it.
_EMPTY = re.compile(r' ?\[\d+\]=""')
_INDEX = re.compile(r"\[\d+\]=")
_ITEM = re.compile(r"(?<=[( ])\$'([^'\\]*)'")
_QUOTED = re.compile(r"=\$'([^'\\]*)'$")
_NUMBER = re.compile(r"(?<=\[1\] )\d+|(?<=\+ )\d+|\b\d{3,}\b")


def sessions(program, environ, folder, neighbour):
    """Return what a session with the snippet leaves, and what one without it does; they run at the same time."""
    with contextlib.ExitStack() as stack:
        pair = [_Session(program, environ, folder / name, neighbour) for name in ("ours", "none")]
        for each in pair:
            stack.enter_context(each.terminal)
        typed = ("true", "sh -c 'exit 3' | sh -c 'exit 4'", *_COMMANDS[neighbour.shell])
        typed = (*typed[:3], 'sleep 77 & touch "$STATUSLINE_CONFIG"', typed[3], "", _STATE[neighbour.shell])
        for number, line in enumerate(typed, 1):
            for each in pair:
                each.wait_for_prompts(number)
                each.terminal.enter(line)
        for each in pair:
            each.wait_for_prompts(len(typed) + 1)
        return [each.result() for each in pair]


class _Session:
    def __init__(self, program, environ, folder, neighbour):
        folder.mkdir()
        self.folder, self.with_ours, shell = folder, folder.name == "ours", neighbour.shell
        self.first = 2 if neighbour.late else 1
        self.moving = re.compile(rf"(?:\w+ )?(?:-\S+ )*(?:{neighbour.moving or '(?!)'})")
        environ = {**environ, "HOME": str(folder), "STATUSLINE_CONFIG": str(folder / "config.toml")}
        loaded = shell_init.source(shell).replace(shell_init.PLACEHOLDER, "/bin/true") if self.with_ours else ":"
        if shell == "bash":
            before = f"PS1='{PROMPT} '\n{neighbour.before}"
            options = {"before": before, "after": neighbour.after}
            self.terminal = bash_session.interactive(program, environ, loaded, folder, **options)
        elif shell == "zsh":
            (folder / "snippet.zsh").write_text(loaded)
            lines = (f"PROMPT='{PROMPT} '", neighbour.before, 'eval "$(<snippet.zsh)"', neighbour.after)
            (folder / ".zshrc").write_text("\n".join(lines) + "\n")
            self.terminal = Terminal(
                [program, "-d", "-i"], {**environ, "ZDOTDIR": str(folder)}, folder=folder, columns=200
            )
        else:
            options = {"before": neighbour.before, "after": neighbour.after, "columns": 200}
            self.terminal = fish_session.interactive(program, environ, loaded, **options)

    def wait_for_prompts(self, number):
        """Wait for so many prompts, the last of them with the segment, which zsh and fish draw behind it."""

        def seen(rows):
            prompts = [row for row in rows if PROMPT in row]
            return len(prompts) >= number and (not self.with_ours or number < self.first or SEGMENT in prompts[-1])

        self.terminal.wait_until(seen, f"no prompt number {number} that is whole")

    def result(self):
        rows = [row.replace(f"{SEGMENT} ", "").replace(SEGMENT, "").rstrip() for row in self.terminal.lines()]
        marks = [mark.decode() for mark in _MARK.findall(self.terminal.output)]
        shown = [SEGMENT in row for row in self.terminal.lines() if PROMPT in row]
        return {
            "segments": shown[self.first - 1 :],
            "screen": [self._plain(row) for row in rows],
            "marks": [
                _PROCESS.sub("N", mark.replace(str(self.folder), "FOLDER")) for mark in marks if mark not in _RIGHT
            ],
            "state": self._state(),
        }

    def _state(self):
        text = _TEXTS.sub("", (self.folder / "state").read_text(errors="replace"))
        others = [entry.strip() for entry in _ENTRY.split(text) if not _OURS.match(entry)]
        entries = [self._plain(_as_written(entry)) for entry in others]
        return {entry for entry in entries if not any(known.match(entry) for known in (_OURS, _MOVING, self.moving))}

    def _plain(self, text):
        return _NUMBER.sub("N", text.replace(str(self.folder), "FOLDER"))


def _as_written(entry):
    if entry.startswith(("declare -a PROMPT_COMMAND=", "declare -a precmd_functions=")):
        entry = _ITEM.sub(_in_double_quotes, _INDEX.sub("", _EMPTY.sub("", entry))).replace("( ", "(")
    if " PROMPT_COMMAND=" in entry:
        # What runs them as one quotes them, and bash-preexec leaves a `:` where its installer was.
        return re.sub(r"\\n|:(?=['\"])|[\s\"'$\\]", "", entry)
    return _QUOTED.sub(lambda match: "=" + _in_double_quotes(match), entry)


def _in_double_quotes(match):
    return '"' + re.sub(r'([$"])', r"\\\1", match[1]) + '"'
