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
    from statusline.redaction import Veil
    from statusline.state.environment import Place

_FAILS = " fails: "  # what follows is a command of the user's, and in the remedy what that one said
_OURS = ("Run `", "Set ", "Give ", "Nothing to do")


def files(place: Place) -> tuple[str, ...]:
    """Return the files that it was installed into: they may be anywhere."""
    try:
        return tuple(file for _, file in manifest.load(place.state))
    except StatuslineError:
        return ()


def report(found: Report, veil: Veil, *, foreign: bool = True) -> Report:
    """Return what doctor found as the veil allows. foreign: also, where nothing is hidden, what other programs said."""
    if not veil.hides:
        told = _masked if foreign else _finding
        return replace(found, findings=[told(one, veil) for one in found.findings])
    return replace(
        found,
        versions={**found.versions, "system": _system(found.versions["system"], veil)},
        paths={name: veil.text(str(path)) for name, path in found.paths.items()},
        sign_ins=[_veiled(one, veil) for one in found.sign_ins],
        sources=[_veiled(one, veil) for one in found.sources],
        hosts=[_veiled(one, veil) for one in found.hosts],
        windows=[_veiled(one, veil) for one in found.windows],
        render=_veiled(found.render, veil),
        surfaces=[{**_veiled(one, veil), "text": None} for one in found.surfaces],
        findings=[_finding(one, veil) for one in found.findings],
    )


def _masked(found: Finding, veil: Veil) -> Finding:
    return replace(found, message=veil.text(found.message), remedy=veil.text(found.remedy))


def _veiled(row: dict[str, object], veil: Veil) -> dict[str, object]:
    return {name: _value(name, value, veil) for name, value in row.items()}


def _value(name: str, value: Any, veil: Veil) -> object:
    if not isinstance(value, str):
        return value
    if name == "host" and " " not in value:  # else the words for an official client that asks in its place
        return veil.host(value)
    return {"account": veil.key, "label": veil.label, "file": veil.path}.get(name, veil.text)(value)


def _system(system: object, veil: Veil) -> str:
    return platform.system() if veil.strict else veil.text(str(system))


def _finding(found: Finding, veil: Veil) -> Finding:
    message, fails, _ = found.message.partition(_FAILS)
    if not fails:
        return doctor.Finding(veil.text(message), veil.text(found.remedy))
    remedy = found.remedy if found.remedy.startswith(_OURS) else ""
    return doctor.Finding(f"{veil.text(message)} fails.", veil.text(remedy))
