"""A clock that is hours off, by what a server has just said of its windows."""

import dataclasses
import time

import pytest

from statusline.demo.standin import Answer, claude_body
from statusline.limits.clock import hours_off
from support import signed_in
from support.prompt_files import NOW, sample

HOUR = 3_600
WEEK = sample("seven_day", "7d", 18, NOW + 168 * HOUR)
CLOCKS = {
    "right": ([sample(), WEEK], None),
    "eleven hours behind": ([sample(resets_at=NOW + 16 * HOUR)], 11),
    "six hours ahead": ([sample(resets_at=NOW - 6 * HOUR)], -6),
    "a window that contradicts": (
        [sample(resets_at=NOW + 16 * HOUR), sample("seven_day", "7d", 1, NOW + HOUR)],
        None,
    ),
    "minutes are no hours": ([sample(resets_at=NOW + 5 * HOUR + 1_800)], None),
    "a vendor's mistake": ([sample(resets_at=NOW + 68 * 24 * HOUR)], None),
    "no reset": ([sample(resets_at=None)], None),
    "no length": ([dataclasses.replace(sample(resets_at=NOW + 99 * HOUR), length_seconds=None)], None),
    "no windows": ([], None),
}


@pytest.mark.parametrize(("samples", "hours"), CLOCKS.values(), ids=CLOCKS)
def test_a_clock_is_off_if_every_window_says_so(samples, hours):
    assert hours_off(samples, NOW) == hours


def test_doctor_names_a_clock_hours_behind(environ, standin, statusline):
    signed_in.claude(environ, standin)
    standin.claude.answer(Answer(body=claude_body(time.time() + 11 * HOUR, seven_day=None)))
    statusline("refresh")
    assert "The clock of this machine is " in statusline("doctor").stdout
