import os
import shutil
from pathlib import Path

import pytest

from statusline.config import parse
from statusline.cost import summary
from statusline.hot import prompt_file
from statusline.limits.model import Record
from statusline.redaction import NO_REDACTION
from statusline.refresh import costs as refresh_costs
from statusline.render import compiler
from statusline.render.costs import NO_COSTS
from statusline.state.environment import find_environment
from support.cost_index import DAY, MILLION, NOW, OPUS

CONFIG = parse('format = "[$cost_today](dim) of $cost_week"', "c.toml")


@pytest.fixture
def costs(filled, environ):
    """Return a function that reads the costs at a moment, in UTC."""
    environ.update(STATUSLINE_STATE_DIR=str(filled), TZ="UTC")
    return lambda now=NOW: summary.read(find_environment(environ), CONFIG, NO_REDACTION, now)


def test_costs_of_today_and_of_seven_days(costs):
    assert (costs().today, costs().week) == ("$15.05", "$55.05")
    assert (costs(NOW + DAY).today, costs(NOW + DAY).week) == ("", "$55.05")
    assert costs(NOW + 30 * DAY) == NO_COSTS


def test_metrics_have_each_model_of_today(costs):
    models = {use.model: use for use in costs().models}
    assert models[OPUS].tokens["cache_write_1h"] == MILLION
    assert models[OPUS].dollars == pytest.approx(14.2)
    assert models["gpt-6.2-sol"].dollars is None


@pytest.mark.parametrize("content", [None, b"", b"no database"], ids=["missing", "empty", "damaged"])
def test_without_an_index_there_is_no_cost(environ, tmp_path, content):
    environ["STATUSLINE_STATE_DIR"] = str(tmp_path)
    if content is not None:
        (tmp_path / "tokens.sqlite3").write_bytes(content)
    assert summary.read(find_environment(environ), CONFIG, NO_REDACTION, NOW) == NO_COSTS
    assert sorted(path.name for path in tmp_path.iterdir()) == (["tokens.sqlite3"] if content is not None else [])


def test_prompt_files_have_the_costs(costs):
    header = compiler.Header(NOW, NOW + 300, "0", ("", "", "", ""))
    texts = compiler.prompt_files(Record(), "default", CONFIG, header, costs=costs())
    body = texts["plain"].partition("\n")[2]
    assert "$15.05 of $55.05" in body.replace(prompt_file.UNIT, "")
    metrics = texts["prometheus"]
    assert f'\nstatusline_tokens_total{{provider="claude",model="{OPUS}",class="cache_write_1h"}} 1000000' in metrics
    assert f'\nstatusline_list_dollars_total{{provider="claude",model="{OPUS}"}} 14.200000' in metrics
    assert 'statusline_list_dollars_total{provider="codex",model="gpt-6.2-sol"}' not in metrics


def test_costs_are_read_again_after_a_change(filled, environ, monkeypatch, tmp_path):
    shutil.copy(filled / "tokens.sqlite3", tmp_path)
    environ.update(STATUSLINE_STATE_DIR=str(tmp_path), TZ="UTC")
    reads = []
    read = summary.read
    monkeypatch.setattr(summary, "read", lambda *arguments: reads.append(arguments) or read(*arguments))
    environment = find_environment(environ)
    first = refresh_costs.read(environment, CONFIG, NO_REDACTION, NOW)
    assert refresh_costs.read(environment, CONFIG, NO_REDACTION, NOW + 60) == first
    assert (first.week, len(reads)) == ("$55.05", 1)
    refresh_costs.read(environment, CONFIG, NO_REDACTION, NOW + DAY)
    (tmp_path / "prices.json").touch()
    refresh_costs.read(environment, CONFIG, NO_REDACTION, NOW + DAY)
    os.utime(tmp_path / "tokens.sqlite3", (NOW, NOW))
    refresh_costs.read(environment, CONFIG, NO_REDACTION, NOW + DAY)
    assert len(reads) == 4
    (Path(environ["STATUSLINE_CACHE_DIR"]) / "costs.json").write_text('{"stamp": 1}')
    refresh_costs.read(environment, CONFIG, NO_REDACTION, NOW + DAY)
    assert len(reads) == 5
