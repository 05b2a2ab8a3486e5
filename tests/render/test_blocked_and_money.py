"""What every surface says of an account that is blocked, and of a limit in money."""

import dataclasses
import json
import re

import pytest

from statusline.alerts import message, rules
from statusline.config import parse
from statusline.hot import claude_line
from statusline.hot.text import without_colour
from statusline.limits import guard, view
from statusline.limits.model import Amounts, Block, Sample
from statusline.render import prometheus
from statusline.state import record as records
from statusline.state.schedule import Entry
from support.prompt_files import CONFIG, NOW, claude, codex, record, sample, shown, texts, variants

BLOCK = Block("owner_credits_gone", "The workspace is out of credits.", "Its owner adds some.", "codex_oauth", NOW)
BLOCKED = codex(block=BLOCK)
SPEND = Sample("spend_limit", "spend", 96.4, NOW + 777_600, NOW, "claude_oauth", amounts=Amounts(482.0, 500.0, "USD"))


def plain(*accounts, width=None, config=CONFIG):
    return shown(texts(*accounts, config=config)["plain"], width=width)


@pytest.mark.parametrize(
    ("width", "text"),
    {60: "X blocked · 5h 12% 3h40m", 14: "X blocked", 3: "X !", 1: "!"}.items(),
)
def test_blocked_is_a_word_that_stays_to_the_end(width, text):
    assert plain(BLOCKED, width=width) == text


def test_blocked_is_in_the_critical_style():
    config = dataclasses.replace(CONFIG, styles=dataclasses.replace(CONFIG.styles, critical="bold red"))
    assert re.search(r"\x1b\[[0-9;]*31[0-9;]*mblocked", shown(texts(BLOCKED, config=config)["ansi"]))


@pytest.mark.parametrize(
    ("columns", "text"), {80: "C blocked · 5h 42% 2h11m · 7d 18% Tue 08:00", 13: "C blocked", 7: "C !", 5: "!"}.items()
)
def test_claude_s_own_line_says_blocked_too(columns, text):
    found = variants(texts(claude(block=dataclasses.replace(BLOCK, source="claude_oauth")))["claude"])
    line = claude_line.compose(found, {}, {}, NOW, (columns, True))
    assert without_colour(line) == text


def test_json_says_why_blocked_and_help():
    account = json.loads(shown(texts(BLOCKED)["json"]))["accounts"][1]
    assert account["status"] == "blocked"
    assert account["blocked"] == {
        "reason": "owner_credits_gone",
        "message": "The workspace is out of credits.",
        "remedy": "Its owner adds some.",
        "as_of": NOW,
        "source": "codex_oauth",
    }


def test_waybar_has_a_class_and_a_line_for_it():
    document = json.loads(shown(texts(BLOCKED)["waybar"]))
    assert "blocked" in document["class"]
    assert "blocked: The workspace is out of credits." in document["tooltip"]


def test_block_alone_is_critical():
    assert json.loads(shown(texts(dataclasses.replace(BLOCKED, samples=()))["waybar"]))["class"] == [
        "critical",
        "blocked",
    ]


def test_prometheus_has_a_gauge_for_it():
    assert 'statusline_blocked{provider="codex",account="fedcba98"} 1' in shown(texts(BLOCKED)["prometheus"])


@pytest.mark.parametrize(("until", "final"), [(None, True), (NOW + 600, False)])
def test_guard_stops_at_a_block(until, final):
    account = codex(block=dataclasses.replace(BLOCK, until=until))
    views = view.accounts(record(account), "default", CONFIG, NOW)
    found = guard.judge(views, guard.Question(95), CONFIG, NOW, refreshed=True)
    assert (found.state, found.final) == (guard.REACHED, final)
    said = guard.sentence(found, guard.Question(95), NOW)
    assert said.startswith("codex is blocked: The workspace is out of credits. Its owner adds some")
    assert said.endswith("; until 10m from now") == (until is not None)


def test_a_block_is_over_when_its_time_is():
    account = codex(block=dataclasses.replace(BLOCK, until=NOW))
    assert view.view(account, CONFIG, NOW).status == "ok"


def test_a_new_block_is_told_once():
    config = parse("[alerts]\nenabled = true\n", "config.toml")

    def look(facts, account):
        return rules.judge(facts, (view.view(account, config, NOW),), dict[tuple[str, str], Entry](), config, NOW)

    facts, _ = look(rules.AlertState(), codex())
    facts, (event,) = look(facts, BLOCKED)
    assert look(facts, BLOCKED)[1] == ()
    notice = message.notice(event, NOW)
    assert (notice.title, notice.body) == (
        "Codex is blocked",
        "The workspace is out of credits. Its owner adds some.",
    )
    assert notice.document["reason"] == "owner_credits_gone"


def test_the_record_keeps_a_block_and_amounts():
    kept = record(codex(block=BLOCK, banked_resets=2), claude(SPEND))
    assert records.load(records.dump(kept)) == kept


def test_money_limit_is_a_window():
    files = texts(claude(SPEND))
    assert shown(files["plain"]) == "C spend 96% Sun 08:00"
    window = json.loads(shown(files["json"]))["accounts"][0]["windows"][0]
    assert window["amounts"] == {"unit": "USD", "used": 482, "limit": 500}
    labels = 'provider="claude",account="01234567",window="spend_limit"'
    text = shown(files["prometheus"])
    assert f"statusline_used_ratio{{{labels}}} 0.964" in text
    assert f'statusline_used_amount{{{labels},unit="USD"}} 482' in text
    assert f'statusline_limit_amount{{{labels},unit="USD"}} 500' in text
    assert "spend 96% Sun 08:00 (482 of 500 USD)" in json.loads(shown(files["waybar"]))["tooltip"]


def test_formats_show_amounts_and_credits():
    config = dataclasses.replace(
        CONFIG, codex=dataclasses.replace(CONFIG.codex, format="$windows( $credits cr)( $banked banked)")
    )
    account = codex(sample(used=12), credits={"has_credits": True, "balance": 1234.5}, banked_resets=2)
    assert plain(account, config=config).endswith(" 1,234.50 cr 2 banked")


def test_a_metric_of_a_block_needs_no_window():
    fragments = prometheus.fragments((view.view(dataclasses.replace(BLOCKED, samples=()), CONFIG, NOW),), CONFIG)
    assert any("statusline_blocked{" in fragment for fragment in fragments)


def test_only_the_old_window_has_its_age():
    old = sample("seven_day:fable", "Fable", 100, NOW + 345_600, NOW - 1_800)
    assert plain(claude(sample(), old)) == "C 5h 42% 2h11m · Fable 100% Tue 08:00 (30m ago)"
    assert plain(claude(old, sample(as_of=NOW - 1_800))) == "C 5h 42% 2h11m · Fable 100% Tue 08:00 (30m ago)"
    behind = sample(as_of=NOW - 1_800)
    assert (
        plain(claude(behind, sample("seven_day", "7d", 18, NOW + 345_600)))
        == "C 5h 42% 2h11m (30m ago) · 7d 18% Tue 08:00"
    )
