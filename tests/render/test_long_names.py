"""A long name is cut in its middle before anything else goes: it takes no countdown's room, in any target."""

import dataclasses
import json
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statusline.config import Config
from statusline.hot import claude_line, session_document
from statusline.hot.text import shortened, width, without_colour
from support.prompt_files import NOW, claude, codex, sample, shown, texts, variants

LONG_FOLDER = Path(__file__).parents[1] / "fixtures/trials/stdin-long-folder.json"
WEEK = sample("seven_day", "7d", 47, NOW + 345_600)
ACCOUNTS = claude(), codex(sample(used=12, resets_at=NOW + 13_200), WEEK)
LINE = "$accounts($sep$model)($sep$branch)($sep$session)($sep$cost)($sep$dir)"
NAMED = dataclasses.replace(Config(), claude_line=dataclasses.replace(Config().claude_line, format=LINE))
LEAST = 12
NAMES = st.text(st.sampled_from("abc-/ (é週)"), max_size=40).map(session_document.clean)
COUNTDOWN = re.compile(r"(?<=% )\d+[dhm]\d*h?m?")


def countdowns(text):
    return len(COUNTDOWN.findall(text))


@cache
def compiled(accounts, config):
    return texts(*accounts, config=config)


def line(fields, columns, accounts=ACCOUNTS, config=NAMED):
    found = variants(compiled(accounts, config)["claude"])
    return without_colour(claude_line.compose(found, {}, fields, NOW, (columns, False)))


@given(st.fixed_dictionaries(dict.fromkeys(session_document.NAMES, NAMES)), st.integers(1, 160))
@example({"model": "Opus 5.5 (1M context)", "dir": "a-folder-of-24-letters-x"}, 106)
def test_long_field_takes_no_countdown(fields, columns):
    fields = {**fields, "cost": "$12.34"}
    cut = {name: shortened(text, LEAST) for name, text in fields.items()}
    assert countdowns(line(fields, columns)) == countdowns(line(cut, columns))


WITH_COUNTDOWNS = {
    150: " · Opus 5.5 (1M context) · ctx 10% · $12.34 · a-folder-of-24-letters-x",
    120: " · Opus 5.…context) · ctx 10% · $12.34 · a-folde…etters-x",
    110: " · Opus …ntext) · ctx 10% · $12.34 · a-fol…ters-x",
}


@pytest.mark.parametrize(("columns", "rest"), WITH_COUNTDOWNS.items())
def test_countdowns_stay_beside_a_long_folder(columns, rest):
    fields = session_document.fields(json.loads(re.sub('"@NOW[^"]*"', "0", LONG_FOLDER.read_text())))
    found = variants(texts(*ACCOUNTS)["claude"])
    text = without_colour(claude_line.compose(found, {}, fields, NOW, (columns, True)))
    week = "Tue 08:00" if columns == max(WITH_COUNTDOWNS) else "Tue"
    assert text == f"C 5h 42% 2h11m · 7d 18% {week} · X 5h 12% 3h40m · 7d 47% {week}{rest}"


LABELS = st.text(st.sampled_from("abcdefgh-é週"), min_size=1, max_size=40)
ACCOUNT_NAMED = dataclasses.replace(
    Config(), codex=dataclasses.replace(Config().codex, format="([$symbol $label ](label))$windows( $plan)$stale")
)


def labelled(change, label, plan):
    """Return the accounts, the labels of one window and of its account changed."""
    renamed = dataclasses.replace(WEEK, label=change(label))
    named = codex(sample(used=12, resets_at=NOW + 13_200), renamed, label=change(label))
    return claude(), dataclasses.replace(named, plan=change(plan))


@given(LABELS, LABELS, st.integers(1, 160), st.sampled_from([Config(), ACCOUNT_NAMED]))
@example("GPT-5.3-Codex-Spark-Preview 7d", "pro", 70, Config())
def test_long_label_takes_no_countdown(label, plan, columns, config):
    whole = labelled(str, label, plan)
    cut = labelled(lambda text: shortened(text, LEAST), label, plan)
    for target in ("plain", "tmux", "zsh"):
        long, short = (shown(compiled(accounts, config)[target], NOW, columns) for accounts in (whole, cut))
        assert countdowns(long) == countdowns(short)
    assert countdowns(line({}, columns, whole, config)) == countdowns(line({}, columns, cut, config))


def test_a_label_is_cut_before_a_countdown_goes():
    accounts = labelled(str, "GPT-5.3-Codex-Spark 7d", "pro")
    files = texts(*accounts)
    assert shown(files["plain"], NOW, 89) == (
        "C 5h 42% 2h11m · 7d 18% Tue 08:00 · X 5h 12% 3h40m · GPT-5.3-Codex-Spark 7d 47% Tue 08:00"
    )
    assert (
        shown(files["plain"], NOW, 88)
        == "C 5h 42% 2h11m · 7d 18% Tue 08:00 · X 5h 12% 3h40m · GPT-5…ark 7d 47% Tue 08:00"
    )
    assert (
        shown(files["plain"], NOW, 77)
        == "C 5h 42% 2h11m · 7d 18% Tue · X 5h 12% 3h40m · GPT-5.3-Codex-Spark 7d 47% Tue"
    )
    assert shown(files["plain"], NOW, 65) == "C 5h 42% · 7d 18% Tue · X 5h 12% · GPT-5.3-Codex-Spark 7d 47% Tue"


@given(st.text(st.sampled_from("ab é週e\u0301"), max_size=30), st.integers(1, 30))
def test_shortened_text_fits(text, columns):
    short = shortened(text, columns)
    assert width(short) <= columns
    assert short == text or ("…" in short and width(text) > columns)
