"""Redacts doctor's report: each value by its kind, without output of other programs."""

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

_FAILS = " fails: "  # a command of the user's follows, and its output in the remedy
_OURS = ("Run `", "Set ", "Give ", "Nothing to do")


def files(environment: Environment) -> tuple[str, ...]:
    """Return the files of installed surfaces, which may be anywhere."""
    try:
        return tuple(file for _, file in manifest.load(environment.state))
    except StatuslineError:
        return ()


def report(original: Report, redactor: Redactor, *, foreign: bool = True) -> Report:
    """Return the redacted report. foreign: without redaction, include the output of other programs."""
    if not redactor.hides:
        redact = _masked if foreign else _finding
        return replace(original, findings=[redact(item, redactor) for item in original.findings])
    return replace(
        original,
        versions={**original.versions, "system": _system(original.versions["system"], redactor)},
        paths={name: redactor.text(str(path)) for name, path in original.paths.items()},
        sign_ins=[_redacted(item, redactor) for item in original.sign_ins],
        sources=[_redacted(item, redactor) for item in original.sources],
        hosts=[_redacted(item, redactor) for item in original.hosts],
        windows=[_redacted(item, redactor) for item in original.windows],
        render=_redacted(original.render, redactor),
        background={**original.background, "process": None},
        surfaces=[{**_redacted(item, redactor), "text": None} for item in original.surfaces],
        findings=[_finding(item, redactor) for item in original.findings],
    )


def _masked(finding: Finding, redactor: Redactor) -> Finding:
    return replace(finding, message=redactor.text(finding.message), remedy=redactor.text(finding.remedy))


def _redacted(row: dict[str, object], redactor: Redactor) -> dict[str, object]:
    return {name: _value(name, value, redactor) for name, value in row.items()}


def _value(name: str, value: Any, redactor: Redactor) -> object:
    if not isinstance(value, str):
        return value
    if name == "host" and " " not in value:  # otherwise it describes an official client that asks instead
        return redactor.host(value)
    return {"account": redactor.key, "label": redactor.label, "file": redactor.path}.get(name, redactor.text)(value)


def _system(system: object, redactor: Redactor) -> str:
    return platform.system() if redactor.strict else redactor.text(str(system))


def _finding(finding: Finding, redactor: Redactor) -> Finding:
    message, fails, _ = finding.message.partition(_FAILS)
    if not fails:
        return _masked(finding, redactor)
    remedy = finding.remedy if finding.remedy.startswith(_OURS) else ""
    return doctor.Finding(f"{redactor.text(message)} fails.", redactor.text(remedy))
