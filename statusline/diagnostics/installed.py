"""Doctor's check of the installed surfaces: runs each of our commands once, and compares the files with install's.

Commands run only from the user's own files; those in a project's files are shown.
"""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

from statusline.diagnostics import tmux_bar
from statusline.errors import StatuslineError
from statusline.install import (
    EVERYTHING,
    changes,
    claude,
    files,
    json_text,
    manifest,
    renderer,
    starship,
    tmux,
    trial,
    waybar,
)
from statusline.install.base import DEFAULTS, USER, Options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from statusline.install.base import Command, Surface
    from statusline.state.environment import Environment

    Problem = tuple[str, str]


def _of_claude(text: str) -> str:
    return claude.renderer_of(json_text.load(text).get(claude.KEY))


# What a surface's file says of its renderer, and the name of the files that count.
_RENDERERS: dict[str, tuple[Callable[[str], str], str]] = {
    "claude": (_of_claude, "render"),
    "tmux": (tmux.renderer_of, "tmux"),
    "starship": (starship.renderer_of, "starship"),
    "waybar": (waybar.renderer_of, "waybar"),
}

_ENOUGH = 1_000  # renders to judge by
_MISSES_PAID = 3  # by one line without Python, in the slowest shell (tests/benchmarks/render_in_sh.py)


def examine(environment: Environment) -> tuple[list[dict[str, object]], list[Problem]]:
    """Return a JSON object per installed surface and file, and (problem, remedy) pairs. No changes."""
    rows: list[dict[str, object]] = []
    problems: list[Problem] = []
    try:
        entries = manifest.load(environment.state)
    except StatuslineError as error:
        return rows, [(error.message, error.remedy)]
    for surface in EVERYTHING.values():
        recorded = [file for name, file in entries if name == surface.name]
        likely = _likely(surface, environment)
        installed_files = [file for file in dict.fromkeys([*recorded, *likely]) if _holds(surface, file)]
        problems += [_overwritten(surface, file) for file in recorded if file not in installed_files]
        if surface.name == "tmux" and installed_files and (unseen := tmux_bar.problem(environment, installed_files[0])):
            problems.append(unseen)
        user_files = _files(surface, environment, (USER,))
        for file in installed_files:
            row, file_problems = _examine(surface, file, environment, run=file in user_files)
            rows.append(row | _renderer(surface.name, file, environment))
            problems += file_problems
        # Settings of another login or another project are never read together.
        read_together = [file for file in installed_files if file in likely]
        if surface.name == "claude" and len(read_together) > 1:
            files_ = ", ".join(read_together)
            problems.append((f"Claude Code has it in {len(read_together)} settings files: {files_}.", "Keep one."))
    return rows, problems


def _examine(
    surface: Surface, file: str, environment: Environment, *, run: bool
) -> tuple[dict[str, object], list[Problem]]:
    text = _text(file)
    row: dict[str, object] = {"surface": surface.name, "file": file, "milliseconds": None, "text": None}
    problems: list[Problem] = []
    try:
        with changes.about(file):
            problems += _gone(surface, file, text)
            for command in trial.ours(surface, text) if run and not problems else ():
                done = trial.run(command, environment.environ)
                row |= {"milliseconds": done.milliseconds, "text": _first_line(trial.seen(surface, done))}
                if done.status != 0:
                    problems.append((f"A command in {file} fails: {command.line}", done.complaint or _again(surface)))
            problems += [(f"{file}: {warning}", "") for warning in surface.warnings(environment, text)]
            if not problems and surface.put(text, "", DEFAULTS) != text:
                problems.append((f"{file} was written by another version of statusline.", _again(surface)))
    except StatuslineError as error:
        problems.append((error.message, error.remedy))
    return row, problems


def _renderer(surface: str, file: str, environment: Environment) -> dict[str, object]:
    """Return who renders a surface, and how many times a shell did by itself, and had Python do so."""
    if surface not in _RENDERERS:
        return {}
    renderer_of, counted = _RENDERERS[surface]
    try:
        by = renderer_of(_text(file))
    except (StatuslineError, ValueError):
        by = ""
    if by != renderer.SHELL:
        return {"renderer": by or None}
    hits, misses = (_size(f"{environment.folder}/{counted}.{name}") for name in ("hits", "misses"))
    return {"renderer": by, "hits": hits, "misses": misses}


def _rather(row: dict[str, object]) -> str:
    """Return how to have Python render, where the shell has cost more than it saved."""
    hits, misses = (number for number in (row["hits"], row["misses"]) if isinstance(number, int))
    if hits + misses < _ENOUGH or hits * _MISSES_PAID >= misses:
        return ""
    return f"; `statusline install {row['surface']} --renderer python` takes less"


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _gone(surface: Surface, file: str, text: str) -> list[Problem]:
    missing = filter(None, map(_missing, surface.commands(text)))
    return [(f"{file} runs {path}, which does not exist any more.", _again(surface)) for path in missing]


def _overwritten(surface: Surface, file: str) -> Problem:
    if not os.path.exists(file):
        return f"{file} does not exist any more, but {surface.name} was installed there.", _either(surface)
    return f"{surface.name} was installed in {file}, and another program has overwritten it.", _either(surface)


def _missing(command: Command) -> str:
    """Return the first absolute path in the command that does not exist: an interpreter or a package that moved."""
    try:
        arguments = shlex.split(command.line)
    except ValueError:
        return ""
    interpreter_part = arguments[:3] if "-IS" in arguments[:2] else []
    return next(
        (argument for argument in interpreter_part if argument.startswith("/") and not os.path.exists(argument)), ""
    )


def _likely(surface: Surface, environment: Environment) -> list[str]:
    return _files(surface, environment, surface.scopes)


def _files(surface: Surface, environment: Environment, scopes: tuple[str, ...]) -> list[str]:
    paths = []
    for scope in scopes:
        try:
            paths += [files.real(path) for path in surface.files(environment, Options(scope))]
        except StatuslineError:
            continue
    return paths


def _holds(surface: Surface, file: str) -> bool:
    try:
        return surface.holds(_text(file))
    except StatuslineError:
        return True


def _text(file: str) -> str:
    try:
        return (files.read(file) or b"").decode("utf-8", "surrogateescape")
    except StatuslineError:
        return ""


def _first_line(output: str) -> str:
    return next(iter(output.splitlines()), "")


def _again(surface: Surface) -> str:
    return f"Run `statusline install {surface.name}`."


def _either(surface: Surface) -> str:
    return f"Run `statusline install {surface.name}`, or `statusline uninstall {surface.name}`."


def lines(rows: list[dict[str, object]]) -> Iterator[str]:
    for row in rows:
        spent = "" if row["milliseconds"] is None else f" in {row['milliseconds']} ms"
        renders = f", rendered by {row['renderer']}" if row.get("renderer") else ""
        if renders and row["surface"] == "tmux":
            renders += " before tmux 3.2"
        if "hits" in row:
            renders += f" ({row['hits']} lines without Python, {row['misses']} with it{_rather(row)})"
        yield f"{str(row['surface']).replace('-', ' ')}: {row['file']}{spent}{renders}"
