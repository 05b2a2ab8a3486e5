"""Our quicker `dataclass` does what the library's does."""

import copy
import dataclasses
import pickle

import pytest

from statusline import frozen

FROZEN = {"frozen": True, "slots": True}


def made(decorate):
    @decorate(**FROZEN)
    class Point:
        x: int
        y: float = 2.0
        secret: str = dataclasses.field(default="s", repr=False)
        tags: list = dataclasses.field(default_factory=list)
        rank: int = dataclasses.field(default=0, compare=False, metadata={"a": 1})

        @property
        def sum(self):
            return self.x + self.y

    @decorate(**FROZEN)
    class Child(Point):
        z: int = 3
        y: float = 5.0

    return Point, Child


KINDS = list(zip(made(frozen.dataclass), made(dataclasses.dataclass), strict=True))


@frozen.dataclass(frozen=True, slots=True)
class Empty:
    pass


@frozen.dataclass(frozen=True, slots=True)
class One:
    value: float


@pytest.mark.parametrize(
    "look",
    [
        lambda kind: repr(kind(1, tags=[2])),
        lambda kind: dataclasses.asdict(kind(1)),
        lambda kind: [(f.name, f.repr, dict(f.metadata)) for f in dataclasses.fields(kind)],
        lambda kind: (kind.__match_args__, kind.__slots__, kind(3).sum),
        lambda kind: (kind(1) == kind(1, rank=5), kind(1) == kind(2), kind(1) == 1),
        lambda kind: kind(1, tags=()).__hash__() == kind(1, tags=(), rank=2).__hash__(),
        lambda kind: dataclasses.asdict(dataclasses.replace(kind(1), x=7)),
        lambda kind: kind(1).tags is kind(1).tags,
        lambda kind: copy.deepcopy(kind(1, tags=[1])).tags,
        lambda kind: kind.__name__ + kind.__qualname__[-5:] + kind.__module__,
    ],
)
@pytest.mark.parametrize(("ours", "librarys"), KINDS, ids=["plain", "inherits"])
def test_what_it_does_is_the_same(look, ours, librarys):
    assert look(ours) == look(librarys)


@pytest.mark.parametrize(
    "mistake",
    [
        lambda kind: kind(),
        lambda kind: kind(1, z=2),
        lambda kind: hash(kind(1)),
        lambda kind: setattr(kind(1), "x", 2),
        lambda kind: delattr(kind(1), "x"),
        lambda kind: dataclasses.replace(kind(1), z=1),
    ],
)
def test_what_it_refuses_is_the_same(mistake):
    errors = []
    for kind in KINDS[0]:
        with pytest.raises((TypeError, AttributeError)) as error:
            mistake(kind)
        errors.append((error.type, str(error.value).rpartition("Point.")[2]))
    assert errors[0] == errors[1]


def test_fields_by_keyword_need_no_order():
    @frozen.dataclass(**FROZEN, kw_only=True)
    class Row:
        name: str = "x"
        tags: list = dataclasses.field(default_factory=list)
        size: int

    assert repr(Row(size=1)).endswith("Row(name='x', tags=[], size=1)")
    assert dataclasses.replace(Row(size=1, tags=[1]), name="y") == Row(name="y", tags=[1], size=1)
    for wrong in (lambda: Row("x", size=1), lambda: Row(name="y"), lambda: setattr(Row(size=1), "size", 2)):
        with pytest.raises((TypeError, dataclasses.FrozenInstanceError)):
            wrong()


def test_few_fields_compare_as_tuples_do():
    nan = float("nan")
    assert One(nan) == One(nan)
    assert (Empty() == Empty(), hash(Empty()) == hash(()), repr(One(1))) == (True, True, "One(value=1)")
    assert pickle.loads(pickle.dumps(One(2))) == One(2)
