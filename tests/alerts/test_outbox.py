"""Alerts on their way: claims, retries, and what is of no more use. Times are seconds after NOW."""

import dataclasses

import pytest

from statusline.alerts import outbox, store
from statusline.alerts.event import Event
from statusline.alerts.outbox import Attempt, Outbox, Pending, Sent
from statusline.alerts.rules import AlertState
from statusline.alerts.store import AlertFile, ChannelError
from statusline.alerts.window import WindowState
from support.prompt_files import NOW

DAY = 86_400
BOTH = ("desktop", "command")


def event(kind="threshold", *, window="five_hour", account="claude:1", at=0, until=DAY):
    return Event(kind, "claude", account, NOW + at, NOW + until, window=window)


def box(*events, channels=BOTH):
    return outbox.put(Outbox(), events or (event(),), channels)


def due(found, at):
    return outbox.claimed(found, NOW + at)[1]


def tried(found, at, **delivered):
    """Return found after its first event was claimed and tried."""
    found, ((first, _), *_) = outbox.claimed(found, NOW + at)
    return outbox.settled(found, first, delivered, NOW + at)


def test_delivered_everywhere_is_done():
    done = tried(box(), 5, desktop=True, command=True)
    assert done == Outbox((), (Sent(event(), NOW + 5, BOTH),))


def test_one_deliverer_at_a_time():
    claimed, work = outbox.claimed(box(), NOW)
    assert work == [(event(), BOTH)]
    assert due(claimed, 0) == due(claimed, 119) == []


def test_the_claim_of_one_that_died_ends():
    claimed, _ = outbox.claimed(box(), NOW)
    assert due(claimed, 120) == [(event(), BOTH)]


def test_a_claim_from_the_future_does_not_count():
    claimed, _ = outbox.claimed(box(), NOW + 10 * DAY)
    assert due(claimed, 0) == [(event(), BOTH)]


def test_a_retry_from_the_future_does_not_count():
    failed = tried(box(), DAY // 2, desktop=False, command=False)
    assert due(failed, 0) == [(event(), BOTH)]


def test_only_the_failed_channel_is_retried():
    failed = tried(box(), 0, desktop=True, command=False)
    assert failed.pending[0].delivered == ("desktop",)
    assert due(failed, 59) == []
    assert due(failed, 60) == [(event(), ("command",))]
    assert tried(failed, 60, command=True).sent == (Sent(event(), NOW + 60, BOTH),)


def test_untried_is_tried_next_time():
    assert due(tried(box(), 0), 0) == [(event(), BOTH)]


def test_failures_wait_longer_to_a_limit():
    found, at, waits = box(channels=("command",)), 0, []
    while found.pending:
        found = tried(found, at, command=False)
        following = next((at + wait for wait in range(0, 4_000, 30) if due(found, at + wait)), at)
        waits.append(following - at)
        at = following
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 0]
    assert found.sent == (Sent(event(), NOW + at, ()),)


POINTLESS = {
    "its time has passed": (event(until=60), {"now": 60}, True),
    "its time has not passed": (event(until=60), {"now": 59}, False),
    "nobody wants the channel any more": (event(), {"channels": ("bell",)}, True),
    "a login that works again": (event("login"), {"mended": {"claude:1"}}, True),
    "another account's login works": (event("login"), {"mended": {"claude:2"}}, False),
    "a threshold of an account that works": (event(), {"mended": {"claude:1"}}, False),
}


@pytest.mark.parametrize(("one", "changes", "gone"), POINTLESS.values(), ids=POINTLESS)
def test_what_is_of_no_more_use_is_not_delivered(one, changes, gone):
    usual = {"channels": BOTH, "mended": (), "now": 0, **changes}
    found = outbox.tidied(box(one), usual["channels"], usual["mended"], NOW + usual["now"])
    assert [told.event for told in found.sent] == ([one] if gone else [])
    assert bool(found.pending) is not gone


def test_new_window_drops_its_old_alerts():
    old = [event(), event("run_out"), event("login"), event(window="seven_day"), event(account="claude:2")]
    found = outbox.put(box(*old), [event("early_reset")], BOTH)
    assert [one.event for one in found.pending] == [*old[2:], event("early_reset")]


def test_without_a_channel_nothing_is_kept():
    assert box(channels=()) == Outbox()


def test_the_lists_do_not_grow_for_ever():
    found = box(*(event(at=number) for number in range(150)), channels=("bell",))
    assert len(found.pending) == 100
    for times in range(30):
        found = tried(found, times * outbox.CLAIM, bell=True)
    assert (len(found.pending), len(found.sent)) == (70, 20)


BOOK = AlertFile(
    AlertState(
        {("claude:1", "seven_day:fable"): WindowState(NOW, 10.5, 80.0, None, run_out=True, doubt="fell")},
        {"claude:1": ("a", "-")},
    ),
    Outbox(
        (Pending(event(), (Attempt("bell", 2, NOW),), ("tmux",), NOW + 9),),
        (Sent(dataclasses.replace(event("login"), label="é", remedy="Run `claude`."), NOW, ()),),
    ),
    {"bell": ChannelError("No terminal of yours was found.", NOW)},
)


def test_the_book_is_read_back_as_it_was_written():
    assert store.load(store.dump(BOOK)) == BOOK


DAMAGE = [b"", b"{", b"[]", b'{"version":2}', b'{"version":1,"windows":7}', b"\xff", b"[" * 100_000, None]


@pytest.mark.parametrize("data", DAMAGE, ids=lambda data: repr(data)[:30])
def test_a_damaged_book_is_an_empty_one(data):
    assert store.load(data) == AlertFile()


@pytest.mark.parametrize("wrong", ["null", '"x"', "true", "-1", "1e999", "NaN", "[]", "{}", "1001"])
def test_unreadable_entry_is_left_out(wrong):
    text = store.dump(BOOK).decode().replace('"peak":80.0', f'"peak":{wrong}')
    assert store.load(text.encode()) == dataclasses.replace(BOOK, state=AlertState({}, BOOK.state.logins))
