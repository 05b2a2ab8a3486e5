"""What doctor found, as others may read it: each value by what it is, and no word of another program."""

from __future__ import annotations

import platform
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from statusline.diagnostics import doctor
from statusline.errors import StatuslineError
from statusline.install import manifest

if TYPE_CHECKING:
    from statusline.diagnostics.doctor import Finding, Report
    from statusline.redaction import Redactor
    from statusline.state.environment import Environment

_FAILS = " fails: "  # what follows is a command of the user's, and in the remedy what that one said
_OURS = ("Run `", "Set ", "Give ", "Nothing to do")


def files(environment: Environment) -> tuple[str, ...]:
    """Return the files that it was installed into: they may be anywhere."""
    try:
        return tuple(file for _, file in manifest.load(environment.state))
    except StatuslineError:
        return ()


def report(found: Report, redactor: Redactor, *, foreign: bool = True) -> Report:
    """Return what doctor found as the veil allows. foreign: also, where nothing is hidden, what other programs said."""
    if not redactor.hides:
        told = _masked if foreign else _finding
        return replace(found, findings=[told(one, redactor) for one in found.findings])
    return replace(
        found,
        versions={**found.versions, "system": _system(found.versions["system"], redactor)},
        paths={name: redactor.text(str(path)) for name, path in found.paths.items()},
        sign_ins=[_veiled(one, redactor) for one in found.sign_ins],
        sources=[_veiled(one, redactor) for one in found.sources],
        hosts=[_veiled(one, redactor) for one in found.hosts],
        windows=[_veiled(one, redactor) for one in found.windows],
        render=_veiled(found.render, redactor),
        surfaces=[{**_veiled(one, redactor), "text": None} for one in found.surfaces],
        findings=[_finding(one, redactor) for one in found.findings],
    )


def _masked(found: Finding, redactor: Redactor) -> Finding:
    return replace(found, message=redactor.text(found.message), remedy=redactor.text(found.remedy))


def _veiled(row: dict[str, object], redactor: Redactor) -> dict[str, object]:
    return {name: _value(name, value, redactor) for name, value in row.items()}


def _value(name: str, value: Any, redactor: Redactor) -> object:
    if not isinstance(value, str):
        return value
    if name == "host" and " " not in value:  # else the words for an official client that asks in its place
        return redactor.host(value)
    return {"account": redactor.key, "label": redactor.label, "file": redactor.path}.get(name, redactor.text)(value)


def _system(system: object, redactor: Redactor) -> str:
    return platform.system() if redactor.strict else redactor.text(str(system))


def _finding(found: Finding, redactor: Redactor) -> Finding:
    message, fails, _ = found.message.partition(_FAILS)
    if not fails:
        return doctor.Finding(redactor.text(message), redactor.text(found.remedy))
    remedy = found.remedy if found.remedy.startswith(_OURS) else ""
    return doctor.Finding(f"{redactor.text(message)} fails.", redactor.text(remedy))
