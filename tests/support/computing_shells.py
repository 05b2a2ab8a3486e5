"""bash and fish as computers of texts and of paths: scripts with the snippet loaded, for many cases in one process."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from statusline.hot import prompt_file as hot_prompt_file
from statusline.render import settled
from support import bash_session, fish_session
from support.bash_session import SHOW
from support.fish_session import quoted

R = hot_prompt_file.MARK
NEVER = 9_999_999_999


class Answer(NamedTuple):
    """What a shell makes of a prompt file: the plain and the painted text, until when, and texts at later moments."""

    texts: tuple[str, str]
    until: int
    later: tuple[tuple[int, tuple[str, str]], ...] = ()


@dataclass(frozen=True)
class Kind:
    """A shell: how its session is run, and the words of its language that a test needs."""

    session: object
    answers: Callable
    odd: tuple[str, ...]  # fragments of a prompt file
    longest: int  # seconds that it may go on with a text
    export: Callable  # name, bytes -> a line
    restore: Callable  # name, the value before -> a line
    private: Callable  # name, text -> a line
    locate: str
    show: str
    unlike: frozenset[str] = frozenset()  # logins of which it knows less than Python

    @property
    def name(self):
        return self.session.__name__.rpartition(".")[2].removesuffix("_session")

    def opened(self, program, environ, folder):
        return Shell(self, program, environ, folder)


@dataclass(frozen=True)
class Shell:
    """A shell in an environment and a folder."""

    kind: Kind
    program: str
    environ: dict[str, str]
    folder: object

    def run(self, script, **variables):
        loaded = self.kind.session.snippet(self.kind.session.recorder(self.folder)[0])
        return self.kind.session.run(self.program, f"{loaded}\n{script}", self.environ | variables, self.folder)

    def answers(self, cases):
        """Return an Answer for each (prompt file, now, columns)."""
        return self.kind.answers(self, cases)

    def each(self, logins, command, locale="C.UTF-8"):
        """Return the lines that command prints in each of the logins, which are name -> bytes."""
        lines = []
        for variables in logins:
            lines += [self.kind.export(name, value) for name, value in variables.items()]
            lines.append(command)
            lines += [self.kind.restore(name, self.environ.get(name)) for name in variables]
        return self.run("\n".join(lines), LC_ALL=locale)


def in_bash(shell, cases):
    """Ask at once, in the last second that a text holds, and in the first second that it does not."""
    settled_cases = ((settled.of_target("bash", text), now, width) for text, now, width in cases)
    (shell.folder / "cases").write_text("".join(f"{line}\0{now}\0{width}\0" for line, now, width in settled_cases))
    lines = shell.run(
        f"""
        set -fE
        trap 'echo trapped' ERR
        mkdir -p "$STATUSLINE_CACHE_DIR/logins/default"
        _statusline_environment= _statusline_relative= STATUSLINE_NO_REFRESH=1
        unset EPOCHSECONDS
        while IFS= read -r -d '' text && IFS= read -r -d '' now && IFS= read -r -d '' STATUSLINE_WIDTH; do
            printf %s "$text" >"$STATUSLINE_CACHE_DIR/logins/default/bash.line"
            for moment in "$now" last first; do
                [[ $moment != last ]] || moment=$((_statusline_filled_until - 1))
                [[ $moment != first ]] || moment=$_statusline_filled_until
                EPOCHSECONDS=$moment
                _statusline_prompt
                printf '%s\\n' "$STATUSLINE_SEGMENT" "$STATUSLINE_PROMPT" "$moment"
            done
        done <{shlex.quote(str(shell.folder / "cases"))}""",
        TERM="xterm",
    )
    moments = list(zip(map(int, lines[2::3]), zip(lines[::3], lines[1::3], strict=True), strict=True))
    answers = []
    for (_, texts), last, first in zip(moments[::3], moments[1::3], moments[2::3], strict=True):
        assert first[0] == last[0] + 1
        answers.append(Answer(texts, first[0], (last, first) if first[0] < NEVER else (last,)))
    return answers


def in_fish(shell, cases):
    """Ask at once."""
    names = []
    for number, (text, now, width) in enumerate(cases):
        file = shell.folder / f"{number}.line"
        file.write_text(settled.of_target("fish", text))
        names.append(f"{file}\0{now}\0{width or 9_999}\0")
    (shell.folder / "cases").write_text("".join(names))
    lines = shell.run(f"""
        _statusline_locate
        set -lx IFS \\n
        while builtin read --null --local file; and builtin read --null --local now
            builtin read --null --global _statusline_room
            _statusline_take $now 0 <$file
            set -g _statusline_read_until $_statusline_times[4]
            set -q _statusline_elsewhere; and echo elsewhere
            _statusline_fill $now
            string join -- \\n $STATUSLINE_SEGMENT
            builtin math "ceil($_statusline_until)"
        end <{quoted(shell.folder / "cases")}""")
    return [Answer((text, text), int(until)) for text, until in zip(lines[::2], lines[1::2], strict=True)]


def _bytes(sign, value):
    return "".join(f"\\{sign}{byte:02x}" for byte in value)


ALL = (
    Kind(
        bash_session,
        in_bash,
        ("5h ", "42%", "%s%n", "\\n\\$(x)", "$HOME", "é–", "", "\x01\x1b[1;31m\x02", "\x01\x1b[0m\x02", "* ?", "&"),
        NEVER,
        lambda name, value: f"export {name}=$'{_bytes('x', value)}'",
        lambda name, before: f"unset {name}" if before is None else f"export {name}={shlex.quote(before)}",
        lambda name, text: f"{name}={shlex.quote(text)}",
        '_statusline_begin\nprintf \'%s\\n\' "$_statusline_folder" "$_statusline_config"',
        SHOW,
    ),
    Kind(
        fish_session,
        in_fish,
        (f"{R}w", "5h ", ",7", "-n", "w3,4", "é \\1 $2 ", "", "%s%n", "$HOME", "* ?", "&"),
        NEVER,
        lambda name, value: f"set -gx {name} ''{_bytes('X', value)}",
        lambda name, before: f"set -e {name}" if before is None else f"set -gx {name} {quoted(before)}",
        lambda name, text: f"set -g {name} {quoted(text)}",
        "set -e _statusline_folder\n_statusline_locate\n"
        "string escape --style=url -- $_statusline_folder $_statusline_config",
        "_statusline_update\necho $STATUSLINE_SEGMENT",
        frozenset({"bytes that are no text", "XDG, with a slash at the end"}),
    ),
)
