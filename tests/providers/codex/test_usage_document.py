"""OpenAI's usage document, by real ones with samples written by hand and by odd ones."""

from dataclasses import replace

import pytest
from hypothesis import given

from statusline.errors import BadDocument
from statusline.limits.model import Amounts, Block, Sample, Usage
from statusline.providers.codex import usage_document
from support import any_json
from support.vendor_documents import fixture

NOW = 1_795_236_000  # 2026-11-21 04:40:00 UTC
AS_OF = NOW - 7
FIVE_HOURS, WEEK = 18_000, 604_800
RESETS_AT = 1_795_245_199


def parse(body):
    return usage_document.parse(body, "codex_oauth", AS_OF, NOW)


def sample(window, label, used, resets_at, length):
    return Sample(window, label, used, resets_at, AS_OF, "codex_oauth", length)


def of(usage):
    return {one.window: (one.label, one.used_percentage) for one in usage.samples}


REAL = {
    "five hours, a week and another model": (
        "codex/wham-usage-mock-5h-weekly.json",
        Usage(
            (
                sample("five_hour", "5h", 12.0, 1_795_245_199, FIVE_HOURS),
                sample("seven_day", "7d", 47.0, 1_795_636_199, WEEK),
                sample("five_hour:codex_bengalfox", "GPT-5.3-Codex-Spark 5h", 3.0, 1_795_254_199, FIVE_HOURS),
                sample("seven_day:codex_bengalfox", "GPT-5.3-Codex-Spark 7d", 1.0, 1_795_840_999, WEEK),
            ),
            plan="pro",
            credits={"has_credits": False, "unlimited": False, "balance": 0.0},
            complete=True,
        ),
    ),
    "a week in the first slot and a limit on spending": (
        "codex/wham-usage-mock-weekly-only.json",
        Usage(
            (
                sample("seven_day", "7d", 100.0, 1_795_530_410, WEEK),
                replace(sample("credits", "credits", 40.0, 1_795_236_679, None), amounts=Amounts(40.0, 100.0)),
            ),
            plan="prolite",
            complete=True,
            block=Block(
                "rate_limit_reached",
                "The limit is reached.",
                "It goes on at the reset. 2 banked resets help at once.",
                "codex_oauth",
                AS_OF,
                1_795_530_410,
            ),
            banked_resets=2,
        ),
    ),
    "published capture of the free plan": (
        "codex/wham-usage-published-capture-free-weekly-primary.json",
        Usage((sample("seven_day", "7d", 3.0, 1_780_378_144, WEEK),), plan="free", complete=True),
    ),
}


@pytest.mark.parametrize(("name", "usage"), REAL.values(), ids=REAL)
def test_real_document_gives_its_windows(name, usage):
    assert parse(fixture(name)) == replace(usage, names_plan=True)


def window(used=12, length=FIVE_HOURS, **fields):
    return {"used_percent": used, "limit_window_seconds": length, "reset_at": RESETS_AT, **fields}


def limits(primary, secondary=None, **fields):
    return {"plan_type": "pro", "rate_limit": {"primary_window": primary, "secondary_window": secondary}, **fields}


LENGTHS = {
    "five hours": (18_000, ("five_hour", "5h", 18_000)),
    "a minute less than five hours": (17_940, ("five_hour", "5h", 18_000)),
    "a week": (604_800, ("seven_day", "7d", 604_800)),
    "a minute less than a week": (604_740, ("seven_day", "7d", 604_800)),
    "thirty days": (2_592_000, ("thirty_day", "30d", 2_592_000)),
    "a day": (86_400, ("one_day", "1d", 86_400)),
    "a numeric string": ("18000", ("five_hour", "5h", 18_000)),
    "two hours": (7_200, ("window_7200", "2h", 7_200)),
    "about two hours": (7_199.5, ("window_7200", "2h", 7_200)),
    "a day and a half": (129_600, ("window_129600", "36h", 129_600)),
    "three days": (259_200, ("window_259200", "3d", 259_200)),
    "half an hour": (1_800, ("window_1800", "30m", 1_800)),
    "a minute": (60, ("window_60", "1m", 60)),
    "a minute and a half": (90, ("window_90", "2m", 90)),
}


@pytest.mark.parametrize(("length", "expected"), LENGTHS.values(), ids=LENGTHS)
@pytest.mark.parametrize("slot", ["primary_window", "secondary_window"])
def test_window_is_its_length_in_any_slot(slot, length, expected):
    (found,) = parse({"rate_limit": {slot: window(length=length)}}).samples
    assert (found.window, found.label, found.length_seconds) == expected


NO_LENGTHS = [None, 0, -18_000, 59, 400 * 86_400, "long", True, [18_000]]


@pytest.mark.parametrize("length", NO_LENGTHS)
def test_lengthless_window_by_its_place(length):
    usage = parse(limits(window(12, length), window(47, length)))
    assert of(usage) == {"primary": ("limit", 12.0), "secondary": ("limit 2", 47.0)}
    assert {one.length_seconds for one in usage.samples} == {None}
    assert usage.complete


RESETS = {
    "at": ({"reset_at": RESETS_AT}, RESETS_AT),
    "at goes before after": ({"reset_at": RESETS_AT, "reset_after_seconds": 5}, RESETS_AT),
    "after": ({"reset_at": None, "reset_after_seconds": 9_000}, AS_OF + 9_000),
    "after, where at makes no sense": ({"reset_at": 0, "reset_after_seconds": "9000"}, AS_OF + 9_000),
    "a negative after": ({"reset_at": None, "reset_after_seconds": -1}, None),
    "an absurd after": ({"reset_at": None, "reset_after_seconds": 10**12}, None),
    "neither": ({"reset_at": None}, None),
}


@pytest.mark.parametrize(("fields", "resets_at"), RESETS.values(), ids=RESETS)
def test_reset_is_a_time_or_seconds_after(fields, resets_at):
    (found,) = parse(limits(window(**fields))).samples
    assert found.resets_at == resets_at


NO_WINDOWS = {
    "null": limits(None),
    "no limit at all": {"plan_type": "self_serve_business_usage_based", "rate_limit": None},
    "no slots": {"rate_limit": {}},
}


@pytest.mark.parametrize("body", NO_WINDOWS.values(), ids=NO_WINDOWS)
def test_an_account_without_windows_is_valid(body):
    usage = parse(body)
    assert (usage.samples, usage.complete) == ((), True)


def test_no_percentage_is_not_understood():
    with pytest.raises(BadDocument):
        parse(limits(window(None)))
    usage = parse(limits(window(None), window(47, WEEK)))
    assert (of(usage), usage.complete) == ({"seven_day": ("7d", 47.0)}, False)


def test_no_word_of_limits_is_incomplete():
    assert parse({"plan_type": "pro"}) == Usage((), plan="pro", complete=False, names_plan=True)


NONSENSE = {
    "an epoch for a percentage": limits(window(NOW)),
    "a boolean for a percentage": limits(window(used=True)),
    "a slot that is a list": limits([window()]),
    "a slot that is empty": limits({}),
    "limits that are text": {"rate_limit": "none"},
}


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE)
def test_nothing_but_nonsense_is_a_bad_document(body):
    with pytest.raises(BadDocument):
        parse(body)


def test_fuller_of_two_equal_lengths():
    assert of(parse(limits(window(12), window(80)))) == {"five_hour": ("5h", 80.0)}
    assert of(parse(limits(window(80), window(12)))) == {"five_hour": ("5h", 80.0)}


def extra(name="Spark", feature="codex_bengalfox", primary=None):
    limit = {"primary_window": primary or window(3), "secondary_window": None}
    return {"limit_name": name, "metered_feature": feature, "rate_limit": limit}


EXTRAS = {
    "name and id": ([extra()], {"five_hour:codex_bengalfox": ("Spark 5h", 3.0)}),
    "no name": ([extra(None)], {"five_hour:codex_bengalfox": ("codex_bengalfox 5h", 3.0)}),
    "no id": ([extra("GPT 5.3", None)], {"five_hour:gpt-5.3": ("GPT 5.3 5h", 3.0)}),
    "neither": ([extra(None, None)], {}),
    "a long name": (
        [extra("GPT-5.3-Codex-Spark-Preview")],
        {"five_hour:codex_bengalfox": ("GPT-5.3-Codex-Spark-P 5h", 3.0)},
    ),
    "a name with an escape": ([extra("\x1b[31mSpark")], {"five_hour:codex_bengalfox": ("[31mSpark 5h", 3.0)}),
    "another length": (
        [extra(primary=window(3, 7_200))],
        {"window_7200:codex_bengalfox": ("Spark 2h", 3.0)},
    ),
    "of an id twice the higher": (
        [extra(), extra(primary=window(9))],
        {"five_hour:codex_bengalfox": ("Spark 5h", 9.0)},
    ),
    "a limit that is null": ([{**extra(), "rate_limit": None}], {}),
    "entries that are no objects": ([None, 7, "x"], {}),
    "no list": ("x", {}),
    "null": (None, {}),
}


@pytest.mark.parametrize(("additional", "windows"), EXTRAS.values(), ids=EXTRAS)
def test_other_limits_have_id_and_name(additional, windows):
    assert of(parse({"rate_limit": None, "additional_rate_limits": additional})) == windows


def test_main_limit_keeps_its_place():
    body = limits(window(12), additional_rate_limits=[extra("Codex", "codex")])
    assert of(parse(body)) == {"five_hour": ("5h", 12.0)}


def test_code_review_is_a_limit_of_its_own():
    review = {"primary_window": window(5, WEEK), "secondary_window": None}
    assert of(parse({"code_review_rate_limit": review})) == {"seven_day:code_review": ("review 7d", 5.0)}


CREDITS = {
    "a string": (
        {"has_credits": True, "unlimited": False, "balance": "12.5"},
        {"has_credits": True, "unlimited": False, "balance": 12.5},
    ),
    "no balance": (
        {"has_credits": False, "unlimited": True, "balance": None},
        {"has_credits": False, "unlimited": True},
    ),
    "a balance that is text": ({"has_credits": True, "balance": "plenty"}, {"has_credits": True}),
    "wrong types": ({"has_credits": "yes", "unlimited": 1, "balance": 5}, None),
    "null": (None, None),
    "a list": ([1], None),
}


@pytest.mark.parametrize(("written", "read"), CREDITS.values(), ids=CREDITS)
def test_credits_are_what_is_said_of_them(written, read):
    assert parse({"rate_limit": None, "credits": written}).credits == read


def pool(used=14_400, limit=15_000, **more):
    fields = {"limit": str(limit), "used": str(used), "remaining": str(limit - used), "reset_at": RESETS_AT, **more}
    return {"reached": used >= limit, "individual_limit": fields}


POOLS = {
    "the percentage": (pool(used_percent=96), (96.0, RESETS_AT, Amounts(14_400, 15_000))),
    "what remains": (pool(remaining_percent=4), (96.0, RESETS_AT, Amounts(14_400, 15_000))),
    "the amounts": (pool(), (96.0, RESETS_AT, Amounts(14_400, 15_000))),
    "seconds to the reset": (pool(reset_at=None, reset_after_seconds=60), (96.0, AS_OF + 60, Amounts(14_400, 15_000))),
    "a percentage alone": ({"individual_limit": {"used_percent": 3}}, (3.0, None, Amounts())),
}


@pytest.mark.parametrize(("spending", "expected"), POOLS.values(), ids=POOLS)
def test_a_pool_of_credits_is_a_window_read_from(spending, expected):
    (found,) = parse({"rate_limit": None, "spend_control": spending}).samples
    assert (found.window, found.label, found.length_seconds) == ("credits", "credits", None)
    assert (found.used_percentage, found.resets_at, found.amounts) == expected


NO_POOLS = {
    "no limit": {"reached": False, "individual_limit": None},
    "nothing in it": {"individual_limit": {}},
    "null": None,
}


@pytest.mark.parametrize("spending", [*NO_POOLS.values(), []], ids=[*NO_POOLS, "a list"])
def test_there_is_no_pool_where_none_is_named(spending):
    assert parse({"rate_limit": None, "spend_control": spending}).samples == ()


def test_unknown_pool_is_not_freedom():
    with pytest.raises(BadDocument):
        parse({"rate_limit": None, "spend_control": {"individual_limit": {"used": -1, "used_percent": NOW}}})


PLANS = {"long": ("self_serve_business_usage_based",) * 2, "an escape": ("\x1b[1mpro", "[1mpro"), "a number": (7, None)}


@pytest.mark.parametrize(("written", "read"), PLANS.values(), ids=PLANS)
def test_the_plan_is_a_clean_text(written, read):
    assert parse({"rate_limit": None, "plan_type": written}).plan == read


@pytest.mark.parametrize("body", [None, [], {}, "rate_limit", 7, {"detail": "We are moving."}])
def test_other_answer_is_a_bad_document(body):
    with pytest.raises(BadDocument) as caught:
        parse(body)
    assert caught.value.remedy


KEYS = (
    *("rate_limit", "additional_rate_limits", "code_review_rate_limit", "credits", "spend_control", "plan_type"),
    *("primary_window", "secondary_window", "used_percent", "limit_window_seconds", "reset_at"),
    *(
        "reset_after_seconds",
        "limit_name",
        "metered_feature",
        "has_credits",
        "balance",
        "individual_limit",
        "error",
    ),
)


@given(any_json.documents(KEYS, (FIVE_HOURS, WEEK, RESETS_AT, 12)))
def test_any_json_is_usage_or_a_source_error(body):
    any_json.hold(parse, body)
