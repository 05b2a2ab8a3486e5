"""Whether OpenAI lets anybody work on. What Codex CLI 0.171.0 made of the same words is in the comments."""

import pytest

from statusline.providers.codex import rate_limits, usage_document

NOW = 1_795_236_000
FIVE_HOURS_RESET, WEEK_RESET, POOL_RESET = NOW + 9_000, NOW + 400_000, NOW + 920_777
CREDITS = {"has_credits": True, "unlimited": False, "balance": "715"}


def usage(five=10, week=37, allowed=True, reached=False, **more):
    def window(used, length, resets_at):
        return {"used_percent": used, "limit_window_seconds": length, "reset_at": resets_at}

    limit = {"allowed": allowed, "limit_reached": reached}
    limit["primary_window"] = window(five, 18_000, FIVE_HOURS_RESET)
    limit["secondary_window"] = window(week, 604_800, WEEK_RESET)
    return usage_document.parse({"rate_limit": limit, **more}, "codex_oauth", NOW, NOW)


def reached(word):
    return {"rate_limit_reached_type": {"type": word}}


def pool(used=15_000):
    limit = {"limit": "15000", "used": str(used), "used_percent": used // 150, "reset_at": POOL_RESET}
    return {"spend_control": {"reached": used >= 15_000, "individual_limit": limit}}


BLOCKED = {
    "allowed is false": (usage(allowed=False), "not_allowed", None),
    "allowed is false and a limit is reached": (usage(allowed=False, reached=True), "rate_limit_reached", None),
    "a full window": (usage(five=100, allowed=False, reached=True), "rate_limit_reached", FIVE_HOURS_RESET),
    "a full window, and not a word of why": (usage(five=100, allowed=False), "rate_limit_reached", FIVE_HOURS_RESET),
    "two full windows": (usage(100, 100, allowed=False, reached=True), "rate_limit_reached", WEEK_RESET),
    "credits that are not allowed either": (
        usage(100, allowed=False, reached=True, credits=CREDITS),
        "rate_limit_reached",
        FIVE_HOURS_RESET,
    ),
    "a reached limit, where nothing is said of use": (usage(allowed=None, reached=True), "rate_limit_reached", None),
    "a reached limit that has a name, without credits": (
        usage(**reached("rate_limit_reached")),
        "rate_limit_reached",
        None,
    ),
    "a workspace without credits": (
        usage(100, **reached("workspace_owner_credits_depleted")),
        "workspace_owner_credits_depleted",
        None,
    ),
    "a member's limit": (
        usage(**pool(), **reached("workspace_member_usage_limit_reached")),
        "workspace_member_usage_limit_reached",
        POOL_RESET,
    ),
    "a spending limit": (usage(**pool()), "spend_control_reached", POOL_RESET),
    "a word that is not known yet": (usage(allowed=False, **reached("month_of_sundays")), "month_of_sundays", None),
    "a word that is none": (usage(allowed=False, **reached("<b>")), "not_allowed", None),
}


@pytest.mark.parametrize(("found", "reason", "until"), BLOCKED.values(), ids=BLOCKED)
def test_the_account_is_blocked_by(found, reason, until):
    assert (found.block.reason, found.block.until) == (reason, until)
    assert (found.block.source, found.block.as_of) == ("codex_oauth", NOW)
    assert found.block.message.endswith(".")
    assert found.block.remedy.endswith(".")


FREE = {
    "nothing is reached": usage(),
    "a limit is reached, and use is allowed": usage(reached=True),  # ordinaryUsageAllowed true
    "Codex goes on with credits": usage(100, reached=True, credits=CREDITS),  # ordinaryUsageAllowed true
    "the same, and the limit has a name": usage(100, reached=True, credits=CREDITS, **reached("rate_limit_reached")),
    "a word that is not known, and use is allowed": usage(**reached("month_of_sundays")),  # Codex drops the word
    "a pool that is not used up": usage(**pool(14_400)),
}


@pytest.mark.parametrize("found", FREE.values(), ids=FREE)
def test_the_account_is_not_blocked_where(found):
    assert found.block is None


BANKED = {0: "", 1: " A banked reset helps at once.", 2: " 2 banked resets help at once."}


@pytest.mark.parametrize(("count", "words"), BANKED.items())
def test_banked_resets_counted_and_named(count, words):
    found = usage(week=100, allowed=False, reached=True, rate_limit_reset_credits={"available_count": count})
    assert (found.banked_resets, found.block.remedy) == (count, f"It goes on at the reset.{words}")


def answer(**more):
    snapshot = {"limitId": "codex", "primary": {"usedPercent": 10, "windowDurationMins": 300}}
    result = {"rateLimits": {**snapshot, **more.pop("main", {})}, **more}
    return rate_limits.parse(result, "codex_client", NOW, NOW)


ANSWERS = {
    "use is not allowed": (answer(ordinaryUsageAllowed=False), "not_allowed"),
    "a spending limit": (answer(main={"spendControlReached": True}), "spend_control_reached"),
    "a workspace": (
        answer(ordinaryUsageAllowed=True, main={"rateLimitReachedType": "workspace_owner_credits_depleted"}),
        "workspace_owner_credits_depleted",
    ),
    "credits to go on with": (
        answer(
            ordinaryUsageAllowed=True,
            main={"credits": {"hasCredits": True}, "rateLimitReachedType": "rate_limit_reached"},
        ),
        None,
    ),
    "nothing": (answer(ordinaryUsageAllowed=True), None),
    "an older Codex that does not say": (answer(), None),
}


@pytest.mark.parametrize(("found", "reason"), ANSWERS.values(), ids=ANSWERS)
def test_codex_says_what_blocks(found, reason):
    assert (found.block and found.block.reason) == reason


def test_codex_itself_counts_banked_resets():
    assert answer(rateLimitResetCredits={"availableCount": 2, "credits": None}).banked_resets == 2
    assert answer(rateLimitResetCredits=None).banked_resets is None
