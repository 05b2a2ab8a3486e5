"""The library's `dataclass`, which makes a frozen class with slots in a quarter of the time: a command makes a hundred.

The library compiles six functions for each class. Its fields, slots and helpers are used as they are; constructors of
as many fields have one code, and what compares, hashes and shows is shared. What is unusual is left to the library.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, dataclass
from functools import cache, partial
from operator import attrgetter
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

    Field = dataclasses.Field[Any]

__all__ = ["dataclass"]
_library = dataclass
_OPTIONS: dict[str, Any] = {"frozen": True, "slots": True}


def _frozen(cls: type, *, kw_only: bool = False) -> type:
    if hasattr(cls, "__post_init__"):
        whole: type = _library(**_OPTIONS, kw_only=kw_only)(cls)
        return whole
    cls.__doc__ = cls.__doc__ or cls.__name__  # or the library writes the signature there
    made: type = _library(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(cls)
    fields = dataclasses.fields(made)
    constructor = _constructor(fields, kw_only=kw_only)
    methods = {"__init__": constructor, **_of_values(fields), **_of_frozen([field.name for field in fields])}
    for name, function in methods.items():
        if name not in cls.__dict__:
            setattr(made, name, function)
    return made


def _constructor(fields: tuple[Field, ...], *, kw_only: bool) -> object:
    names = {f"_{number}": field.name for number, field in enumerate(fields)}
    code = _template(tuple(field.default_factory is not MISSING for field in fields), kw_only=kw_only)
    consts = tuple(names.get(const, const) for const in code.co_consts)
    code = code.replace(co_varnames=("self", *names.values()), co_consts=consts)
    scope: dict[str, object] = {"_set": object.__setattr__, "_missing": MISSING}
    scope.update((f"_make{number}", field.default_factory) for number, field in zip(names, fields, strict=True))
    optional = [field for field in fields if field.default is not MISSING or field.default_factory is not MISSING]
    constructor = FunctionType(code, scope)
    if kw_only:
        constructor.__kwdefaults__ = {field.name: field.default for field in optional}
    else:
        constructor.__defaults__ = tuple(field.default for field in optional)
    return constructor


@cache
def _template(made: tuple[bool, ...], *, kw_only: bool) -> CodeType:
    """Return a constructor of fields that have numbers for names: it is filled in sooner than another one is compiled.

    made: whether a function makes the value of a field that is not given.
    """
    arguments, lines = ["self", "*"] if kw_only else ["self"], ["pass"]
    for number, is_made in enumerate(made):
        argument = f"_{number}"
        value = f"_make{argument}() if {argument} is _missing else {argument}" if is_made else argument
        arguments.append(argument)
        lines.append(f"_set(self, {argument!r}, {value})")
    scope: dict[str, Any] = {}
    exec(f"def __init__({', '.join(arguments)}):\n " + "\n ".join(lines), scope)  # noqa: S102 - as the library does
    code: CodeType = scope["__init__"].__code__
    return code


def _of_values(fields: tuple[Field, ...]) -> dict[str, object]:
    values = _values([field.name for field in fields if field.compare])
    shown = [field.name for field in fields if field.repr]

    def equal(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    def show(self: object) -> str:
        pairs = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{self.__class__.__qualname__}({pairs})"

    return {"__eq__": equal, "__hash__": hashed, "__repr__": show}


def _values(names: list[str]) -> Callable[[object], tuple[object, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _of_frozen(names: list[str]) -> dict[str, object]:
    def state(self: object) -> list[object]:
        return [getattr(self, name) for name in names]

    def restore(self: object, values: list[object]) -> None:
        for name, value in zip(names, values, strict=True):
            object.__setattr__(self, name, value)

    return {"__setattr__": _refuse_value, "__delattr__": _refuse_end, "__getstate__": state, "__setstate__": restore}


def _refuse_value(_: object, name: str, __: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_end(_: object, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


if not TYPE_CHECKING:  # for mypy it is the library's, with all that it knows of that one

    def dataclass(cls: type | None = None, /, **options: object) -> object:
        """Do what dataclasses.dataclass does."""
        if cls is None and options == _OPTIONS:
            return _frozen
        keywords = cls is None and options == {**_OPTIONS, "kw_only": True}
        return partial(_frozen, kw_only=True) if keywords else _library(cls, **options)
