"""What is written once for many shapes, instants and compiles is what each of them makes of the format by itself."""

import dataclasses

import pytest

from statusline.config import parse, presets, variables
from statusline.format import grammar
from statusline.limits.model import Record
from statusline.limits.pace import Pace
from statusline.limits.view import everywhere
from statusline.render import compiler, segment
from statusline.render.claude_line import ClaudeLayout
from statusline.render.layout import Layout
from support.prompt_files import NOW, claude, codex, record, sample

LEVELLED = """
format = "[$accounts](level)( $cost_today)"
[claude_line]
format = "[$dir](own)[$context](own)($sep$accounts)[$codex](level)( $cost_week)"
"""
CONFIGS = {
    **{name: presets.config(name) for name in ("default", "full", "powerline")},
    "levels": parse(LEVELLED, "toml"),
}
OLD = sample("seven_day", "7d", 91, NOW + 100_000, NOW - 850)
RECORDS = {
    "two accounts": record(claude(sample(used=85), OLD), codex(sample(used=None, resets_at=None))),
    "Codex alone": record(codex()),
    "nobody": Record(),
}
RESETS = (sample(used=30), sample("seven_day", "7d", 55, NOW + 90_000, NOW - 890))
PACE = {"five_hour": Pace(30.0, 30.0, 140.0, NOW + 1_800)}


@pytest.mark.parametrize("kind", [Layout, ClaudeLayout])
@pytest.mark.parametrize("known", RECORDS.values(), ids=RECORDS)
@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_each_state_is_its_own(kind, known, config, monkeypatch):
    monkeypatch.setattr(segment, "texts_of", lambda *_: {})
    views = tuple(dataclasses.replace(view, pace=PACE) for view in everywhere(known, "default", config, NOW))
    inside = kind is ClaudeLayout
    format_ = config.claude_line.format if inside else config.format
    nodes = grammar.parse(format_, variables.CLAUDE_LINE if inside else variables.SEGMENT)
    shared = kind(views, config, NOW)
    for layout, shape in shared.candidates():
        for at in shared.moments():
            alone = kind(views, config, NOW, layout.longest)
            assert layout.text_of_nodes(nodes, shape, at) == alone.text_of_nodes(nodes, shape, at)


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_what_was_written_before_is_as_written_anew(config, monkeypatch):
    def compiled():
        header = compiler.Header(NOW, NOW + 300, "0", ("", "", "", ""))
        records = (record(claude(sample(used=used), OLD), codex(*RESETS)) for used in (10, 85))
        return [compiler.prompt_files(each, "default", config, header) for each in records]

    known = compiled() + compiled()
    monkeypatch.setattr(segment, "texts_of", lambda *_: {})
    assert known == compiled() * 2
