"""Anthropic's usage document, by real ones with samples written by hand and by odd ones."""

import pytest
from hypothesis import given

from statusline.errors import BadDocument, RateLimited, ServerFailed, Unauthorized
from statusline.limits.model import Sample, Usage
from statusline.providers.claude import usage_document
from support import any_json
from support.vendor_documents import fixture

NOW = 1_795_236_000  # 2026-11-21 04:40:00 UTC
AS_OF = NOW - 7
WEEK = 604_800
RESET = "2026-11-21T06:59:59.943648+00:00"
RESETS_AT = 1_795_244_400  # 07:00:00


def parse(body):
    return usage_document.parse(body, "claude_oauth", AS_OF, NOW)


def sample(window, label, used, resets_at, length=WEEK):
    return Sample(window, label, used, resets_at, AS_OF, "claude_oauth", length)


def of(usage):
    return {one.window: (one.used_percentage, one.resets_at) for one in usage.samples}


MOCK = (
    sample("five_hour", "5h", 42.0, 1_795_244_400, 18_000),
    sample("seven_day", "7d", 19.0, 1_795_633_200),
    sample("seven_day_opus", "opus", 0.0, None),
    sample("seven_day_sonnet", "sonnet", 7.0, 1_795_633_200),
    sample("seven_day:fable", "Fable", 7.0, 1_795_633_200),
)
PUBLISHED = (
    sample("five_hour", "5h", 47.0, 1_784_676_600, 18_000),
    sample("seven_day", "7d", 13.0, 1_785_171_600),
    sample("seven_day:fable", "Fable", 14.0, 1_785_171_600),
)
REAL = {
    "built from the client's schema": (
        fixture("claude/usage-endpoint-mock.json"),
        Usage(MOCK, extra_usage={"is_enabled": False}, complete=True),
    ),
    "published capture of the server": (
        fixture("claude/usage-endpoint-published-capture-2026-07-21.json"),
        Usage(PUBLISHED, extra_usage={"is_enabled": True, "used": 208.47, "currency": "USD"}, complete=True),
    ),
    "what Claude Code keeps in its state file": (
        fixture("claude/claude.json-excerpt.json")["cachedUsageUtilization"]["utilization"],
        Usage(MOCK, extra_usage={"is_enabled": False}, complete=True),
    ),
    "what Claude Code tells a program that asks": (
        fixture("claude/sdk-control-get_usage-response.json")["response"]["response"]["rate_limits"],
        Usage(MOCK, extra_usage={"is_enabled": False}, complete=True),
    ),
}


@pytest.mark.parametrize(("body", "usage"), REAL.values(), ids=REAL)
def test_real_document_gives_its_windows(body, usage):
    assert parse(body) == usage


def test_nulls_are_valid_without_windows():
    assert parse({"five_hour": None, "seven_day": None, "limits": []}) == Usage((), complete=True)


WINDOWS = {
    "half a percent": ({"utilization": 0.5, "resets_at": RESET}, {"five_hour": (0.5, RESETS_AT)}),
    "a numeric string": ({"utilization": "42.4", "resets_at": RESET}, {"five_hour": (42.4, RESETS_AT)}),
    "over a hundred": ({"utilization": 107.31, "resets_at": RESET}, {"five_hour": (100.0, RESETS_AT)}),
    "not started": ({"utilization": 0, "resets_at": None}, {"five_hour": (0.0, None)}),
    "a reset that is no time": ({"utilization": 7, "resets_at": "soon"}, {"five_hour": (7.0, None)}),
    "an absurd reset": ({"utilization": 7, "resets_at": "2100-01-01T00:00:00Z"}, {"five_hour": (7.0, None)}),
    "no percentage": ({"utilization": None, "resets_at": RESET}, {}),
    "no key for it": ({"resets_at": RESET}, {}),
    "null": (None, {}),
}


@pytest.mark.parametrize(("window", "windows"), WINDOWS.values(), ids=WINDOWS)
def test_a_window_is_what_can_be_meant(window, windows):
    usage = parse({"five_hour": window, "seven_day": None})
    assert of(usage) == windows
    assert usage.complete


NONSENSE = {
    "an epoch for a percentage": {"utilization": NOW, "resets_at": RESET},
    "a boolean for a percentage": {"utilization": True, "resets_at": RESET},
    "a negative percentage": {"utilization": -1, "resets_at": RESET},
    "a list": [42.4],
    "text": "42.4",
    "a bare number": 42.4,
}


@pytest.mark.parametrize("window", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_makes_it_incomplete(window):
    usage = parse({"five_hour": window, "seven_day": {"utilization": 19, "resets_at": None}})
    assert of(usage) == {"seven_day": (19.0, None)}
    assert not usage.complete


@pytest.mark.parametrize("window", NONSENSE.values(), ids=NONSENSE)
def test_nothing_but_nonsense_is_a_bad_document(window):
    with pytest.raises(BadDocument):
        parse({"five_hour": window})


def limit(kind, percent=7, name="Fable", **fields):
    scope = {"model": {"id": None, "display_name": name}, "surface": None}
    return {"kind": kind, "percent": percent, "resets_at": RESET, "scope": scope, **fields}


LIMITS = {
    "session stands in for five hours": ([limit("session", 42)], {"five_hour": (42.0, RESETS_AT)}),
    "weekly_all stands in for seven days": ([limit("weekly_all", 19)], {"seven_day": (19.0, RESETS_AT)}),
    "the name becomes part of the window": (
        [limit("weekly_scoped", name="Opus 4.5 (1M)")],
        {"seven_day:opus-4.5-1m": (7.0, RESETS_AT)},
    ),
    "of a name twice the highest": (
        [limit("weekly_scoped", 7), limit("weekly_scoped", 9), limit("weekly_scoped", 8)],
        {"seven_day:fable": (9.0, RESETS_AT)},
    ),
    "an id for want of a name": (
        [limit("weekly_scoped", scope={"model": {"id": "claude-x", "display_name": None}})],
        {"seven_day:claude-x": (7.0, RESETS_AT)},
    ),
    "a surface for want of a model": (
        [limit("weekly_scoped", scope={"model": None, "surface": "cowork"})],
        {"seven_day:cowork": (7.0, RESETS_AT)},
    ),
    "a scope without a name": (
        [limit("weekly_scoped", 99, scope=None)],
        {"limit_weekly_scoped": (99.0, RESETS_AT)},
    ),
    "no percentage": ([limit("weekly_scoped", None)], {}),
    "money": ([limit("spend", 96, scope=None)], {"spend_limit": (96.0, RESETS_AT)}),
    "a kind that nobody knows": ([limit("hourly", 97)], {"limit_hourly:fable": (97.0, RESETS_AT)}),
    "… without a scope": ([limit("session_scoped", 97, scope=None)], {"limit_session_scoped": (97.0, RESETS_AT)}),
    "odd kinds": ([limit(None), limit(["session"]), limit({})], {}),
    "entries that are no objects": ([None, 7, "session", ["session"]], {}),
}


@pytest.mark.parametrize(("limits", "windows"), LIMITS.values(), ids=LIMITS)
def test_limits_add_what_the_top_level_lacks(limits, windows):
    assert of(parse({"five_hour": None, "limits": limits})) == windows


def test_finer_percentage_beats_limits():
    body = {"five_hour": {"utilization": 42.4, "resets_at": RESET}, "limits": [limit("session", 42)]}
    assert of(parse(body)) == {"five_hour": (42.4, RESETS_AT)}


def test_limits_replace_a_senseless_top():
    usage = parse({"five_hour": {"utilization": NOW}, "limits": [limit("session", 42)]})
    assert of(usage) == {"five_hour": (42.0, RESETS_AT)}
    assert usage.complete


OPUS = {
    "known by the top level": ({"utilization": 9, "resets_at": RESET}, {"seven_day_opus": (9.0, RESETS_AT)}),
    "null at the top level": (None, {"seven_day:opus": (7.0, RESETS_AT)}),
    "nonsense at the top level": ({"utilization": NOW}, {"seven_day:opus": (7.0, RESETS_AT)}),
    "without a number at the top level": ({"utilization": None}, {"seven_day:opus": (7.0, RESETS_AT)}),
}


@pytest.mark.parametrize(("opus", "windows"), OPUS.values(), ids=OPUS)
def test_one_model_is_not_shown_under_two_names(opus, windows):
    assert of(parse({"seven_day_opus": opus, "limits": [limit("weekly_scoped", name="Opus")]})) == windows


def test_models_from_the_control_answer():
    scoped = {"display_name": "Fable", "utilization": 7, "resets_at": RESET}
    usage = parse({"five_hour": None, "limits": None, "model_scoped": [scoped, scoped, None]})
    assert of(usage) == {"seven_day:fable": (7.0, RESETS_AT)}


def test_a_label_is_clean_and_short():
    name = "\x1b[31m" + "Fable " * 20
    (found,) = parse({"five_hour": None, "limits": [limit("weekly_scoped", name=name)]}).samples
    assert found.label == "[31mFable Fable Fable Fa"


def test_no_list_of_limits_is_incomplete():
    assert not parse({"five_hour": {"utilization": 1}, "limits": "none"}).complete


def test_code_names_are_not_windows():
    body = {"five_hour": None, "nimbus_quill": {"utilization": 0.0}, "tangelo": {"utilization": 100}}
    assert parse(body) == Usage((), complete=True)


UNKNOWN_LABELS = {
    "kind alone": (limit("session_scoped", scope=None), "session scoped"),
    "kind and scope": (limit("session_scoped"), "Fable session"),
    "a scope that is a surface": (limit("monthly", scope={"surface": "cowork"}), "cowork monthly"),
}


@pytest.mark.parametrize(("listed", "label"), UNKNOWN_LABELS.values(), ids=UNKNOWN_LABELS)
def test_unknown_kind_by_kind_and_scope(listed, label):
    (found,) = parse({"limits": [listed]}).samples
    assert found.label == label


def test_no_window_key_says_nothing():
    assert parse({"extra_usage": None}) == Usage((), complete=False)


def test_a_thousand_models_are_cut():
    limits = [limit("weekly_scoped", name=f"m{n}") for n in range(1000)]
    assert len(parse({"limits": limits}).samples) == 32


EXTRA = {
    "cents": (
        {"is_enabled": True, "monthly_limit": 5000, "used_credits": 1234, "utilization": 24.68, "currency": "USD"},
        {"is_enabled": True, "used_percentage": 24.7, "used": 12.34, "limit": 50.0, "currency": "USD"},
    ),
    "a currency without decimals": (
        {"is_enabled": True, "used_credits": 1234, "currency": "JPY", "decimal_places": 0},
        {"is_enabled": True, "used": 1234.0, "currency": "JPY"},
    ),
    "decimals that make no sense": (
        {"is_enabled": True, "used_credits": 1234, "decimal_places": 99},
        {"is_enabled": True, "used": 12.34},
    ),
    "decimals that are a boolean": (
        {"is_enabled": True, "used_credits": 1234, "decimal_places": True},
        {"is_enabled": True, "used": 12.34},
    ),
    "the currency's own decimals where none are named": (
        {"is_enabled": True, "used_credits": 1856, "monthly_limit": 2000, "currency": "JPY"},
        {"is_enabled": True, "used": 1856.0, "limit": 2000.0, "currency": "JPY"},
    ),
    "a currency of thousandths": (
        {"is_enabled": True, "used_credits": 1500, "currency": "KWD"},
        {"is_enabled": True, "used": 1.5, "currency": "KWD"},
    ),
    "nonsense in every field": (
        {"is_enabled": True, "used_credits": -5, "monthly_limit": "x", "utilization": NOW, "currency": "$1\x1b"},
        {"is_enabled": True},
    ),
    "off": ({"is_enabled": False, "monthly_limit": None}, {"is_enabled": False}),
    "not said": ({"used_credits": 5}, None),
    "said by a number": ({"is_enabled": 1}, None),
    "null": (None, None),
    "a list": ([1], None),
}


@pytest.mark.parametrize(("written", "read"), EXTRA.values(), ids=EXTRA)
def test_extra_usage_is_in_units_of_its_currency(written, read):
    assert parse({"five_hour": None, "extra_usage": written}).extra_usage == read


IN_BAND = {
    "too many requests": ({"type": "error", "error": {"type": "rate_limit_error", "message": "…"}}, RateLimited),
    "a dead login": ({"error": {"type": "authentication_error"}}, Unauthorized),
    "a missing scope": ({"error": {"type": "permission_error"}}, Unauthorized),
    "a server in trouble": ({"error": {"type": "overloaded_error"}}, ServerFailed),
    "an error of no type": ({"error": {}}, ServerFailed),
    "an error that is text": ({"error": "sk-ant-oat01-X"}, ServerFailed),
    "a type with a secret": ({"error": {"type": "sk-ant-oat01-X"}}, ServerFailed),
}


@pytest.mark.parametrize(("body", "error"), IN_BAND.values(), ids=IN_BAND)
def test_an_error_inside_an_answer_is_that_error(body, error):
    with pytest.raises(error) as caught:
        parse(body)
    assert "sk-ant" not in str(caught.value)


def test_usage_beside_an_error_is_usage():
    assert parse({"error": {"type": "x"}, "five_hour": None}) == Usage((), complete=True)


@pytest.mark.parametrize("body", [None, [], {}, "five_hour", 7, {"message": "We are moving."}, ["five_hour"]])
def test_other_answer_is_a_bad_document(body):
    with pytest.raises(BadDocument) as caught:
        parse(body)
    assert caught.value.remedy


KEYS = (
    *usage_document.WINDOWS,
    *("limits", "extra_usage", "model_scoped", "error", "utilization", "resets_at", "percent", "kind", "scope"),
    *("model", "surface", "display_name", "id", "is_enabled", "used_credits", "decimal_places", "currency", "type"),
)


@given(any_json.documents(KEYS, ("weekly_scoped", "session", RESET)))
def test_any_json_is_usage_or_a_source_error(body):
    any_json.hold(parse, body)
