"""The library's `dataclass`, which makes a frozen class with slots in a tenth of the time: a command makes a hundred.

The library compiles six functions for each class. Its fields and helpers are used as they are; only the constructor is
compiled, for the first object, and what compares, hashes and shows is shared. What is unusual is left to the library.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import MISSING, dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

    Field = dataclasses.Field[Any]

__all__ = ["dataclass"]
_library = dataclass
_OPTIONS: dict[str, Any] = {"frozen": True, "slots": True}


@_library(init=False, repr=False, eq=False, slots=True)
class _Model:
    """What the library puts into a class besides its methods is taken from this one."""

    field: int


_MODEL = {name: value for name, value in vars(_Model).items() if name in ("__dataclass_params__", "__replace__")}
_KIND = vars(_Model)["__dataclass_fields__"]["field"]._field_type  # noqa: SLF001 - the library knows a field by it
_COMPILED_FROM = 10
_NO_FIELDS = re.compile("ClassVar|InitVar|KW_ONLY")


def _frozen(cls: type) -> type:
    if hasattr(cls, "__post_init__"):
        whole: type = _library(**_OPTIONS)(cls)
        return whole
    cls.__doc__ = cls.__doc__ or cls.__name__  # or the library writes the signature there
    own = _own_fields(cls)
    if own is None:
        made: type = _library(init=False, repr=False, eq=False, slots=True)(cls)
        own = {field.name: field for field in fields(made)}
    else:
        members = {name: value for name, value in vars(cls).items() if name not in (*own, "__dict__", "__weakref__")}
        members |= {**_MODEL, "__dataclass_fields__": own, "__match_args__": tuple(own), "__slots__": tuple(own)}
        made = type(cls)(cls.__name__, cls.__bases__, members)
        made.__qualname__ = cls.__qualname__
    every = tuple(own.values())
    methods = {"__init__": _late_constructor(made, every), **_of_values(every), **_of_frozen(list(own))}
    for name, function in methods.items():
        if name not in vars(cls):
            setattr(made, name, function)
    return made


def _own_fields(cls: type) -> dict[str, Field] | None:
    """Return the fields of a class, None if the library has to look what they are."""
    annotations = vars(cls).get("__annotations__", {})
    usual = all(isinstance(kind, str) and not _NO_FIELDS.search(kind) for kind in annotations.values())
    if cls.__bases__ != (object,) or not usual:
        return None
    own = {}
    for name, kind in annotations.items():
        value = vars(cls).get(name, MISSING)
        each: Any = value if isinstance(value, dataclasses.Field) else dataclasses.field(default=value)
        if each.default.__class__.__hash__ is None or not each.init or each.kw_only is True:
            return None
        each.name, each.type, each.kw_only, each._field_type = name, kind, False, _KIND  # noqa: SLF001 - as above
        own[name] = each
    return own


def _late_constructor(cls: type, own: tuple[Field, ...]) -> object:
    """Return a constructor that is compiled for the tenth object: most classes never have as many."""
    made = 0

    def make(self: object, *args: object, **values: object) -> None:
        nonlocal made
        made += 1
        if made < _COMPILED_FROM and _fill(self, own, args, values):
            return
        constructor = _constructor(own)
        if vars(cls)["__init__"] is make:
            cls.__init__ = constructor  # type: ignore[misc]  # it is this class's own
        constructor(self, *args, **values)

    return make


def _fill(self: object, own: tuple[Field, ...], args: tuple[object, ...], values: dict[str, object]) -> bool:
    """Give an object its values; return False for wrong arguments, of which the compiled one complains."""
    used = 0
    for number, field in enumerate(own):
        if number < len(args):
            if field.name in values:
                return False
            value = args[number]
        elif field.name in values:
            used += 1
            value = values[field.name]
        elif field.default is not MISSING:
            value = field.default
        elif field.default_factory is not MISSING:
            value = field.default_factory()
        else:
            return False
        object.__setattr__(self, field.name, value)
    return used == len(values) and len(args) <= len(own)


def _constructor(own: tuple[Field, ...]) -> Callable[..., None]:
    scope: dict[str, Any] = {"_set": object.__setattr__, "_missing": MISSING}
    arguments, lines = ["self"], ["pass"]
    for number, field in enumerate(own):
        argument = value = field.name
        if field.default is not MISSING:
            scope[f"_{number}"] = field.default
            argument += f"=_{number}"
        elif field.default_factory is not MISSING:
            scope[f"_{number}"] = field.default_factory
            argument += "=_missing"
            value = f"_{number}() if {value} is _missing else {value}"
        arguments.append(argument)
        lines.append(f"_set(self, {field.name!r}, {value})")
    exec(f"def __init__({', '.join(arguments)}):\n " + "\n ".join(lines), scope)  # noqa: S102 - as the library does
    constructor: Callable[..., None] = scope["__init__"]
    return constructor


def _of_values(own: tuple[Field, ...]) -> dict[str, object]:
    values = _values([field.name for field in own if field.compare])
    shown = [field.name for field in own if field.repr]

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
        return _frozen if cls is None and options == _OPTIONS else _library(cls, **options)
