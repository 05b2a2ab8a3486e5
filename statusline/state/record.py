"""usage.json: the record to and from JSON. Unreadable entries are left out one by one, never guessed."""

from __future__ import annotations

import json
import math
import re
from dataclasses import fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from statusline.config.providers import PROVIDERS
from statusline.errors import Sentence
from statusline.limits.model import (
    ESTIMATE,
    OFFICIAL,
    Account,
    Amounts,
    Block,
    LoginState,
    Problem,
    Record,
    Sample,
    SignedIn,
)
from statusline.state.json_fields import (
    UnfitError,
    build,
    count,
    each,
    flag,
    left_out,
    optional,
    percentage,
    sentence,
    text,
    versioned,
)

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = 1
LIMIT = 4 << 20

_WINDOW = re.compile(r"[a-z0-9_]+(:[a-z0-9._-]+)?")  # as data/statusline-1.schema.json has it
_MOST_HOURS = 72


def dump(record: Record) -> bytes:
    """Return the record as JSON. It has no field for a secret or an e-mail address, so it cannot contain any."""
    document = {
        "version": VERSION,
        "accounts": {key: _account_fields(account) for key, account in record.accounts.items()},
        "logins": {key: _login_fields(state) for key, state in record.logins.items()},
    }
    return json.dumps(document, separators=(",", ":")).encode("ascii") + b"\n"


@lru_cache(maxsize=2)  # a refresh opens the same one ten times
def load(data: bytes | None) -> Record:
    """Return the record in `data`, an empty record if it is missing, corrupt or of another version."""
    return load_checked(data)[0]


def load_checked(data: bytes | None) -> tuple[Record, str | None]:
    """Return the record as `load` does, and a clause for people about what was wrong with `data`, if anything."""
    document, reason = versioned(data, VERSION)
    lost: list[str] = []
    accounts = each(document.get("accounts", {}), lost, lambda key, value: _account(key, value, lost))
    logins = each(document.get("logins", {}), lost, lambda _, value: _login_state(value, lost))
    return Record(accounts, logins), reason or left_out(lost)


def _window(value: object) -> str:
    if not _WINDOW.fullmatch(text(value)):
        raise UnfitError("not the name of a window")
    return text(value)


def _confidence(value: object) -> str:
    if value not in (OFFICIAL, ESTIMATE):
        raise UnfitError("not a confidence")
    return text(value)


def _provider(value: object) -> str:
    if value not in PROVIDERS:
        raise UnfitError("not a provider")
    return text(value)


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict) or not _finite(value):
        raise UnfitError("not an object of plain values")
    return value


def _finite(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_finite, value.values()))
    if isinstance(value, list):
        return all(map(_finite, value))
    return not isinstance(value, float) or math.isfinite(value)


def _amount(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise UnfitError("not an amount")
    return value


def _hours(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -_MOST_HOURS <= value <= _MOST_HOURS:
        raise UnfitError("not a few hours")
    return value


_AMOUNTS = {"used": optional(_amount), "limit": optional(_amount), "currency": optional(text)}
_SAMPLE = {
    "window": _window,
    "label": text,
    "used_percentage": optional(percentage),
    "resets_at": optional(count),
    "as_of": count,
    "source": text,
    "length_seconds": optional(count),
    "confidence": _confidence,
    "since": optional(count),
    "amounts": optional(lambda value: build(Amounts, _AMOUNTS, value)),
}
_PROBLEM = {
    "code": text,
    "status": text,
    "message": sentence,
    "remedy": sentence,
    "source": text,
    "retry_at": optional(count),
}
_BLOCK = {
    "reason": text,
    "message": sentence,
    "remedy": sentence,
    "source": text,
    "as_of": count,
    "until": optional(count),
}
_ACCOUNT_PARTS: dict[str, Callable[[object], object]] = {
    "label": text,
    "plan": text,
    "credits": _object,
    "extra_usage": _object,
    "problem": lambda value: build(Problem, _PROBLEM, value),
    "next_refresh_at": count,
    "unlimited_at": count,
    "unnamed_at": count,
    "block": lambda value: build(Block, _BLOCK, value),
    "banked_resets": count,
    "clock_off": _hours,
    "plan_named": flag,
    "requests": lambda value: {text(source): count(requests) for source, requests in _object(value).items()},
}
_SIGNED_IN = {
    "account": text,
    "since": count,
    "problem": optional(lambda value: build(Problem, _PROBLEM, value)),
}


def _account(key: str, value: object, lost: list[str]) -> Account:
    if not isinstance(value, dict):
        raise UnfitError("not an object")
    account = Account(account=key, provider=_provider(value.get("provider")))
    fields = {name: value[name] for name in _ACCOUNT_PARTS if name in value}
    parts = each(fields, lost, lambda name, part: _ACCOUNT_PARTS[name](part))
    listed = value.get("samples", [])
    numbered = {str(index): sample for index, sample in enumerate(listed)} if isinstance(listed, list) else None
    samples = each(numbered, lost, lambda _, sample: build(Sample, _SAMPLE, sample))
    return replace(account, samples=tuple(samples.values()), **parts)  # type: ignore[arg-type]  # checked by the table


def _login_state(value: object, lost: list[str]) -> LoginState:
    if not isinstance(value, dict) or not isinstance(value.get("values"), list):
        raise UnfitError("not a login")
    return LoginState(tuple(map(text, value["values"])), each(value.get("signed_in"), lost, _signed_in))


def _signed_in(provider: str, value: object) -> SignedIn:
    _provider(provider)
    return build(SignedIn, _SIGNED_IN, value)


def _account_fields(account: Account) -> dict[str, object]:
    document = _fields(account)
    del document["account"]
    document["samples"] = [_sample_fields(sample) for sample in account.samples]
    for part in ("problem", "block"):
        if part in document:
            document[part] = _fields(document[part])
    return document


def _sample_fields(sample: Sample) -> dict[str, object]:
    written = _fields(sample)
    return {**written, "amounts": _fields(sample.amounts)} if sample.amounts else written


def _signed_in_fields(signed_in: SignedIn) -> dict[str, object]:
    written = _fields(signed_in)
    return {**written, "problem": _fields(signed_in.problem)} if signed_in.problem else written


def _login_fields(state: LoginState) -> dict[str, object]:
    return {
        "values": list(state.values),
        "signed_in": {provider: _signed_in_fields(signed_in) for provider, signed_in in state.signed_in.items()},
    }


def _fields(item: Sample | Amounts | Problem | Block | SignedIn | Account) -> dict[str, Any]:
    values = {field.name: getattr(item, field.name) for field in fields(item)}
    return {
        name: [value.template, value.fields] if isinstance(value, Sentence) else value
        for name, value in values.items()
        if value is not None
    }
