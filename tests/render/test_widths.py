"""Never wider than told, never empty, and the window that binds is there: for any accounts, formats, widths, clocks."""

import dataclasses
import re

from hypothesis import assume, example, given
from hypothesis import strategies as st
from wcwidth import wcswidth

from statusline.config import Config
from statusline.hot import claude_line, prompt_file
from statusline.hot.text import without_colour
from statusline.limits.model import ESTIMATE, OFFICIAL, Problem
from support.prompt_files import NOW, claude, codex, sample, shown, texts, variants

CONTROL = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Mn", "Me", "Zl", "Zp"))
LABELS = st.text(CONTROL, min_size=1, max_size=8) | st.sampled_from(["5h", "週", "🗓️", "5 h"])
WINDOWS = ("five_hour", "seven_day", "seven_day:fable", "thirty_day")
FORMATS = (
    "$accounts",
    "$codex($sep$claude)",
    "[$claude](bold level) [$codex](bg:blue)",
    r"\[$accounts\]",
)
LONG = (
    "[$label](label) [$used](level)( $resets_in)",
    "$symbol$label $gauge [$used](own) $left $resets_at( $pace)( $projected) $source $plan $age",
    "($resets_in )[$gauge](level)",
)
LINES = (
    "$accounts($sep$model)($sep[ctx ](label)$context)($sep$cost)($sep$dir)",
    "$model $context_gauge\n$accounts\n$branch$session$lines$duration$pr$effort",
)


@st.composite
def windows(draw):
    names = draw(st.lists(st.sampled_from(WINDOWS), unique=True, max_size=4))
    return tuple(
        dataclasses.replace(
            sample(
                name,
                draw(LABELS),
                draw(st.none() | st.floats(0, 100)),
                draw(st.none() | st.integers(NOW - 100, NOW + 30 * 86_400)),
                NOW - draw(st.integers(0, 2_000)),
            ),
            confidence=draw(st.sampled_from([OFFICIAL, ESTIMATE])),
        )
        for name in names
    )


@st.composite
def accounts(draw):
    found = []
    for make in (claude, codex):
        if draw(st.booleans()):
            samples = draw(windows())
            problem = draw(st.none() | st.just(Problem("expired", "expired", "m", "r", "claude_oauth")))
            found.append(dataclasses.replace(make(problem=problem), samples=samples))
    assume(found)
    return tuple(found)


configs = st.builds(
    lambda format_, long, line, ascii_, remaining, kind: dataclasses.replace(
        Config(format=format_, ascii=ascii_, remaining=remaining, gauge=kind),
        window=dataclasses.replace(Config().window, format=long),
        claude_line=dataclasses.replace(Config().claude_line, format=line),
    ),
    st.sampled_from(FORMATS),
    st.sampled_from(LONG),
    st.sampled_from(LINES),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["blocks", "braille", "ascii"]),
)
FIELDS = st.fixed_dictionaries(
    {name: st.text(CONTROL, max_size=20) for name in ("model", "dir", "branch", "cost", "session")}
    | {"context": st.sampled_from(["", "0%", "57%", "100%"])}
)
OWN = st.dictionaries(
    st.sampled_from(["five_hour", "seven_day"]),
    st.tuples(st.floats(0, 100), st.integers(NOW + 1, NOW + 90_000), st.integers(NOW - 900, NOW)),
)
LATER = st.integers(0, 40 * 86_400)


@given(accounts(), configs, st.integers(1, 120), LATER)
def test_segment_fits_and_is_not_empty(told, config, width, later):
    files = texts(*told, config=config)
    text = shown(files["plain"], NOW + later, width)
    assert wcswidth(text) <= width
    assert text.strip(" ")
    assert prompt_file.MARK not in text


@given(accounts(), configs, FIELDS, OWN, st.integers(1, 120), LATER)
@example((claude(),), Config(), {}, {}, 1, 0)
def test_claude_line_fits_and_is_not_empty(told, config, fields, own, width, later):
    found = variants(texts(*told, config=config)["claude"])
    line = without_colour(claude_line.compose(found, own, fields, NOW + later, (width, False)))
    assert max(map(wcswidth, line.split("\n"))) <= width
    assert line.strip()
    assert prompt_file.MARK not in line


USES = st.lists(st.integers(1, 100), min_size=1, max_size=4, unique=True)


@given(USES, st.integers(5, 60))
def test_most_used_window_is_never_dropped(uses, width):
    names = [("five_hour", "5h"), ("seven_day", "7d")] * 2
    windows = [sample(*name, used, NOW + 9_000) for name, used in zip(names, uses, strict=False)]
    told = [make(*part) for make, part in ((claude, windows[:2]), (codex, windows[2:])) if part]
    files = texts(*told)
    assert re.search(rf"(?<!\d){max(uses)}%", shown(files["plain"], NOW, width))
    line = without_colour(claude_line.compose(variants(files["claude"]), {}, {}, NOW, (width, False)))
    assert re.search(rf"(?<!\d){max(uses)}%", line)
