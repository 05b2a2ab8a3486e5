import pytest

from statusline.history import table
from statusline.history.cycles import Cycle
from statusline.state.samples import Point

START = 1_795_200_000  # 2026-11-20 18:40 UTC
HOUR = 3_600


def cycle(peak, *, ended=None, early=False, limit=None):
    point = Point("claude:1", "five_hour", START, "a", peak, START + 5 * HOUR, "official")
    return Cycle((point,), START, START + 5 * HOUR, ended, early, peak, limit)


CYCLES = [
    cycle(0.4, ended=START + 5 * HOUR),
    cycle(0, ended=START + 6 * HOUR),
    cycle(104.2, ended=START + 7 * HOUR, early=True, limit=START + 2 * HOUR),
    cycle(41.9),
]
TABLES = {
    "as wide as it likes": (
        None,
        [
            "start             end                     peak  limit hit",
            "2026-11-20 18:40  2026-11-20 23:40          1%  –",
            "2026-11-20 18:40  2026-11-21 01:40 early  100%  2026-11-20 20:40",
            "2026-11-20 18:40  running                  41%  –",
        ],
    ),
    "64 columns": (
        64,
        [
            "start             end                     peak  limit hit",
            "2026-11-20 18:40  2026-11-20 23:40          1%  –",
            "2026-11-20 18:40  2026-11-21 01:40 early  100%  2026-11-20 20:40",
            "2026-11-20 18:40  running                  41%  –",
        ],
    ),
    "63 columns": (
        63,
        [
            "start        end                peak  limit hit",
            "11-20 18:40  11-20 23:40          1%  –",
            "11-20 18:40  11-21 01:40 early  100%  11-20 20:40",
            "11-20 18:40  running             41%  –",
        ],
    ),
    "30 columns": (
        30,
        [
            "start        peak  limit hit",
            "11-20 18:40    1%  –",
            "11-20 18:40  100%  11-20 20:40",
            "11-20 18:40   41%  –",
        ],
    ),
}


@pytest.mark.parametrize(("width", "expected"), TABLES.values(), ids=TABLES)
def test_the_table_in(width, expected):
    assert table.lines(CYCLES, width, "–") == expected


def test_where_nothing_was_used_it_says_so():
    assert table.lines([cycle(0)], None, "–") == ["no use recorded"]
