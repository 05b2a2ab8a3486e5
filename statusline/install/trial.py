"""Running an installed command, without a trace in the cache and without a refresh.

A file may come from somebody else (a cloned repository, a copied home), so what stands in it is not run: only what
equals, byte for byte, a command that install would write today.
"""

from __future__ import annotations

import tempfile
import time
from typing import TYPE_CHECKING

from statusline.errors import InstallError
from statusline.frozen import dataclass
from statusline.install import codex, mcp, renderer
from statusline.install.base import DEFAULTS, Options
from statusline.state import process

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusline.install.base import Command, Surface

SECONDS = 10.0
_KINDS = (DEFAULTS, Options(names=True), Options(renderer=renderer.PYTHON))


@dataclass(frozen=True, slots=True)
class Trial:
    """The result of a command: output, stderr, exit status (None: it did not end in time), and duration."""

    output: str
    complaint: str
    status: int | None
    milliseconds: int

    @property
    def good(self) -> bool:
        return self.status == 0 and bool(self.output.strip())


def ours(surface: Surface, text: str) -> list[Command]:
    """Return the commands in text that install would write just so."""
    kinds = (surface.put("", "", options) for options in _KINDS)
    wanted = [command for kind in kinds for command in surface.commands(kind)]
    return [command for command in surface.commands(text) if command in wanted]


def run(command: Command, environ: Mapping[str, str]) -> Trial:
    """Run the command once; one that reads a sample document gets an empty cache of its own."""
    shell = process.find(command.shell, environ)
    if shell is None:
        raise InstallError(
            "{program}, which is to run {command_line}, is not there.", program=command.shell, command_line=command.line
        )
    with tempfile.TemporaryDirectory(prefix="statusline-") as folder:
        apart = {"STATUSLINE_CACHE_DIR": folder} if command.stdin and not command.in_cache else {}
        trial_variables = {"STATUSLINE_NO_REFRESH": "1", **apart}
        return _run([shell, "-c", command.line], command.stdin, {**environ, **trial_variables})


def seen(surface: Surface, trial: Trial) -> str:
    """Return what people see of an output: Codex draws what is in an answer, an agent sees the names of tools."""
    if surface.name == codex.Codex.name:
        return codex.drawn(trial.output)
    return mcp.listed(trial.output) if surface.name.startswith("mcp-") else trial.output


def _run(arguments: list[str], stdin: bytes, environ: Mapping[str, str]) -> Trial:
    started = time.perf_counter()
    try:
        done = process.run(arguments, environ, SECONDS, data=stdin, stderr=process.PIPE)
    except TimeoutError as error:
        return Trial("", str(error), None, int(SECONDS * 1_000))
    spent = round((time.perf_counter() - started) * 1_000)
    output, complaint = (data.decode("utf-8", "replace").rstrip("\n") for data in (done.output, done.errors))
    return Trial(output, complaint, done.status, spent)
