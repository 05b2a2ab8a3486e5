"""The labels that may be kept of a tool or a command: those of fixed lists. All else is `other`, and says nothing."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

OTHER, OF_A_SERVER = "other", "mcp"

TOOLS = frozenset(
    """
    Agent AskUserQuestion Bash BashOutput Edit EnterPlanMode ExitPlanMode Glob Grep KillShell LS MultiEdit NotebookEdit
    NotebookRead Read SendMessage Skill SlashCommand Task TaskOutput TaskStop TodoRead TodoWrite ToolSearch WebFetch
    WebSearch Write apply_patch exec_command list_dir local_shell read_file request_user_input send_input shell
    shell_command spawn_agent update_plan view_image wait web_search write_stdin
    """.split()  # noqa: SIM905 - words are easier to read without quotes
)
COMMANDS = frozenset(
    """
    apt awk aws az bash brew bun bundle cargo cat cd chmod clang cmake composer cp curl deno diff docker dotnet du echo
    find fd gcc gcloud gh git go gradle grep head helm java jq kill kubectl ls make mkdir mv mvn mypy node npm npx perl
    php pip pnpm poetry printf ps psql pytest python python3 rails rg rm rsync ruby ruff rustc sed sh sleep sort sqlite3
    ssh statusline tail tar terraform tmux touch tree tsc uv wc wget which xargs xcodebuild yarn zsh
    """.split()  # noqa: SIM905 - words are easier to read without quotes
)
_BEFORE = frozenset({"sudo", "env", "time", "nohup", "exec", "command"})
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=\S*")
_SHELLS = frozenset({"bash", "sh", "zsh"})
_LOOKED_AT = 400  # characters of a command


def tool(name: str) -> str:
    if name.startswith("mcp__"):
        return OF_A_SERVER
    return name if name in TOOLS else OTHER


def command(line: str) -> str:
    """Return the family of a command line: its first program that is not `cd`."""
    for part in re.split(r"&&|\|\||[;|\n]", line[:_LOOKED_AT]):
        words = [word for word in part.split() if not _ASSIGNMENT.fullmatch(word)]
        while words and words[0] in _BEFORE:
            words.pop(0)
        if words and words[0] != "cd":
            name = os.path.basename(words[0].strip("\"'()"))
            return name if name in COMMANDS else OTHER
    return OTHER


def of_arguments(arguments: Sequence[object]) -> str:
    """Return the family of a command that is given as a list; of `bash -lc LINE` that of the line."""
    words = [word for word in arguments if isinstance(word, str)]
    if len(words) > 2 and os.path.basename(words[0]) in _SHELLS:  # noqa: PLR2004 - the shell, its option and the line
        return command(words[-1])
    return command(" ".join(words))
