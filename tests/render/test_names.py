import pytest

from statusline.config import Config, NamedAccount, Provider
from statusline.limits.model import Account, LoginState, Record, Sample, SignedIn
from statusline.render import names

NOW = 1_795_235_413
HERE, WORK, GONE = "claude:00112233445566ff", "claude:ffeeddccbbaa9988", "codex:aabbccddeeff0011"
VALUES = ("", "", "", "")
RECORD = Record(
    {HERE: Account(HERE, "claude"), WORK: Account(WORK, "claude")},
    {
        "default": LoginState(VALUES, {"claude": SignedIn(HERE, 0)}),
        "@work": LoginState(VALUES, {"claude": SignedIn(WORK, 0)}),
    },
)


def name(key, config=None):
    named = names.accounts(RECORD, "default", config or Config(), NOW)(key)
    return named.provider, named.label, named.text


NAMES = {
    "who is signed in here, by the provider alone": (HERE, Config(), ("claude", None, "claude")),
    "another one, by the beginning of its key": (WORK, Config(), ("claude", None, "claude ffeedd")),
    "one the record has forgotten, too": (GONE, Config(), ("codex", None, "codex aabbcc")),
    "a configured one, by its label": (
        WORK,
        Config(accounts=(NamedAccount("claude", "work", "~/.w"),)),
        ("claude", "work", "claude work"),
    ),
}


@pytest.mark.parametrize(("key", "config", "expected"), NAMES.values(), ids=NAMES)
def test_an_account_is_called(key, config, expected):
    assert name(key, config) == expected


def test_login_label_of_its_provider():
    record = Record({GONE: Account(GONE, "codex")}, {"default": LoginState(VALUES, {"codex": SignedIn(GONE, 0)})})
    config = Config(codex=Provider(label="mine"))
    assert names.accounts(record, "default", config, NOW)(GONE).text == "codex mine"


WINDOWS = {
    "five_hour": ("5h", 18_000),
    "seven_day": ("7d", 604_800),
    "seven_day_opus": ("opus", 604_800),
    "thirty_day": ("30d", 2_592_000),
    "window_7200": ("2h", 7_200),
    "seven_day:fable": ("fable 7d", 604_800),
    "fortnight": ("fortnight", None),
    "window_": ("window_", None),
}


@pytest.mark.parametrize(("window", "expected"), WINDOWS.items(), ids=WINDOWS)
def test_unknown_window_goes_by_its_name(window, expected):
    found = names.window(window, None, Config())
    assert (found.label, found.length_seconds) == expected


def test_known_window_goes_by_its_label():
    account = Account(HERE, "claude", samples=(Sample("seven_day:fable", "Fable", 1, NOW, NOW, "a", 604_000),))
    assert names.window("seven_day:fable", account, Config()) == names.WindowName("seven_day:fable", "Fable", 604_000)


def test_no_control_gets_through():
    account = Account(HERE, "claude", label="a\x1b]0;b", samples=(Sample("five_hour", "5\x1bh", 1, NOW, NOW, "a"),))
    named = names.accounts(Record({HERE: account}), "default", Config(), NOW)
    assert named(HERE).text == "claude a?]0;b"
    assert names.window("five_hour", account, Config()).label == "5?h"
