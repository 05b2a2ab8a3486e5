import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from statusline.hot import prompt_file, show
from statusline.hot.text import printable
from statusline.limits import view
from statusline.limits.model import Problem
from statusline.providers.claude import usage_document as claude_usage_document
from statusline.providers.codex import usage_document as codex_usage_document
from statusline.refresh import run as refresh_run
from statusline.refresh.job import prepare
from statusline.render.prometheus import fragments
from statusline.state import transaction
from statusline.state.environment import find_environment
from support import signed_in
from support.prompt_files import CONFIG, NOW, claude, codex, record, sample, texts
from support.vendors import ODD_CLAUDE, ODD_CODEX

CLAUDE = {"provider": "claude", "account": "01234567"}
CODEX = {"provider": "codex", "account": "fedcba98"}
RESET = NOW + 7_860


def exposition(*accounts, now=NOW, config=CONFIG):
    """Return what `--format prometheus` prints at now, with the line end that show adds."""
    views = view.everywhere(record(*accounts), "default", config, NOW)
    return prompt_file.fill(fragments(views, config), now) + "\n"


def samples(text):
    """Return {(name, label values): value}, as Prometheus' own parser reads text."""
    found = [one for family in text_string_to_metric_families(text) for one in family.samples]
    read = {(one.name, tuple(one.labels.values())): one.value for one in found}
    assert len(read) == len(found), "a series is there twice"
    return read


def test_a_whole_exposition_out_of_a_prompt_file(tmp_path):
    file = tmp_path / "prometheus.prompt"
    file.write_text(texts(claude(sample(), requests={"claude_oauth": 3}), codex())["prometheus"])
    assert prompt_file.fill(prompt_file.read(str(file), None)[1], NOW) + "\n" == (
        "# HELP statusline_used_ratio Share of the limit that is used; none once the window is past its reset.\n"
        "# TYPE statusline_used_ratio gauge\n"
        'statusline_used_ratio{provider="claude",account="01234567",window="five_hour"} 0.424\n'
        'statusline_used_ratio{provider="codex",account="fedcba98",window="five_hour"} 0.12\n'
        "# HELP statusline_reset_timestamp_seconds When the window resets.\n"
        "# TYPE statusline_reset_timestamp_seconds gauge\n"
        'statusline_reset_timestamp_seconds{provider="claude",account="01234567",window="five_hour"} 1800007860\n'
        'statusline_reset_timestamp_seconds{provider="codex",account="fedcba98",window="five_hour"} 1800013200\n'
        "# HELP statusline_sample_timestamp_seconds When the share was observed.\n"
        "# TYPE statusline_sample_timestamp_seconds gauge\n"
        'statusline_sample_timestamp_seconds{provider="claude",account="01234567",window="five_hour"} 1800000000\n'
        'statusline_sample_timestamp_seconds{provider="codex",account="fedcba98",window="five_hour"} 1800000000\n'
        "# HELP statusline_stale 1 if that is longer ago than stale_after, else 0.\n"
        "# TYPE statusline_stale gauge\n"
        'statusline_stale{provider="claude",account="01234567",window="five_hour"} 0\n'
        'statusline_stale{provider="codex",account="fedcba98",window="five_hour"} 0\n'
        "# HELP statusline_used_amount What is used of a limit in money or credits; none past its reset.\n"
        "# TYPE statusline_used_amount gauge\n"
        "# HELP statusline_limit_amount The limit in money or credits.\n"
        "# TYPE statusline_limit_amount gauge\n"
        "# HELP statusline_blocked 1 if the vendor lets nobody work on with the account, else 0.\n"
        "# TYPE statusline_blocked gauge\n"
        'statusline_blocked{provider="claude",account="01234567"} 0\n'
        'statusline_blocked{provider="codex",account="fedcba98"} 0\n'
        "# HELP statusline_tokens_total Tokens of the calls since midnight that the logs of this machine show.\n"
        "# TYPE statusline_tokens_total counter\n"
        "# HELP statusline_list_dollars_total What these would cost at list prices; none without a price.\n"
        "# TYPE statusline_list_dollars_total counter\n"
        "# HELP statusline_requests_total How often a source was asked over the network.\n"
        "# TYPE statusline_requests_total counter\n"
        'statusline_requests_total{provider="claude",account="01234567",source="claude_oauth"} 3\n'
    )


CLOCKS = {
    "fresh": (NOW, 0.424, 0),
    "a moment before it is stale": (NOW + 899, 0.424, 0),
    "stale": (NOW + 900, 0.424, 1),
    "a moment before the reset": (RESET - 1, 0.424, 1),
    "past the reset": (RESET, None, 1),
    "a week later": (NOW + 604_800, None, 1),
    "a clock set back": (NOW - 500, 0.424, 0),
}


@pytest.mark.parametrize(("now", "ratio", "stale"), CLOCKS.values(), ids=CLOCKS)
def test_clock_takes_the_ratio_away(now, ratio, stale):
    found = samples(exposition(claude(sample()), now=now))
    window = ("claude", "01234567", "five_hour")
    assert found.get(("statusline_used_ratio", window)) == ratio
    assert found["statusline_stale", window] == stale
    assert found["statusline_reset_timestamp_seconds", window] == RESET
    assert found["statusline_sample_timestamp_seconds", window] == NOW


MISSING = {
    "no number": (sample(used=None), {"statusline_used_ratio"}),
    "no reset": (sample(resets_at=None), {"statusline_reset_timestamp_seconds"}),
    "half a percent is no missing one": (sample(used=0.5), set()),
    "nor is nothing used": (sample(used=0), set()),
}


@pytest.mark.parametrize(("one", "left_out"), MISSING.values(), ids=MISSING)
def test_a_value_that_is_missing_has_no_line(one, left_out):
    gauges = {f"statusline_{name}" for name in ("used_ratio", "stale")} | {
        f"statusline_{name}_timestamp_seconds" for name in ("reset", "sample")
    }
    assert {name for name, _ in samples(exposition(claude(one)))} == (gauges - left_out) | {"statusline_blocked"}


def test_a_window_that_never_ends_keeps_its_ratio():
    found = samples(exposition(claude(sample(used=0.5, resets_at=None)), now=NOW + 604_800))
    assert found["statusline_used_ratio", ("claude", "01234567", "five_hour")] == 0.005


def test_nobody_signed_in_has_no_series():
    assert samples(exposition()) == {}
    account = ("claude", "01234567")
    assert samples(exposition(dataclasses.replace(claude(), samples=()))) == {("statusline_blocked", account): 0}
    assert samples(prompt_file.pending("prometheus", NOW) + "\n") == {}


def test_failure_is_counted_keeps_numbers():
    problem = Problem("rate_limited", "rate_limited", "Too many.", "Wait.", "claude_oauth", NOW + 900)
    found = samples(exposition(claude(sample(), problem=problem, requests={"claude_oauth": 2, "claude_web": 1})))
    assert found["statusline_used_ratio", ("claude", "01234567", "five_hour")] == 0.424
    assert found["statusline_requests_total", ("claude", "01234567", "claude_oauth")] == 2
    assert found["statusline_requests_total", ("claude", "01234567", "claude_web")] == 1


NAMES = {
    "a plain one": ("work", "work"),
    "quotes and backslashes": ('a "b" \\ c\\', 'a "b" \\ c\\'),
    "a backslash before an n": ("a\\n", "a\\n"),
    "a line feed and the marks of a prompt file": ("a\nb\x1e\x1fc", "a?b??c"),
    "beyond ASCII": ("büro 日", "büro 日"),
    "braces and commas": ('x="1",y{}', 'x="1",y{}'),
}


@pytest.mark.parametrize(("label", "read"), NAMES.values(), ids=NAMES)
def test_any_label_reads_back_as_it_was(label, read):
    config = dataclasses.replace(CONFIG, claude=dataclasses.replace(CONFIG.claude, label=label))
    text = exposition(claude(sample()), config=config)
    assert samples(text)["statusline_used_ratio", ("claude", read, "five_hour")] == 0.424


def test_equal_labels_differ_by_key():
    config = dataclasses.replace(CONFIG, claude=dataclasses.replace(CONFIG.claude, label="work"))
    accounts = [claude(sample()), dataclasses.replace(claude(sample()), account="claude:99999999aaaaaaaa")]
    body = fragments(tuple(view.view(one, config, NOW) for one in accounts), config)
    assert {labels[1] for _, labels in samples(prompt_file.fill(body, NOW) + "\n")} == {"01234567", "99999999"}


@pytest.mark.parametrize("name", ODD_CLAUDE)
def test_odd_claude_answers_give_an_exposition(name):
    odd(claude_usage_document, ODD_CLAUDE[name](NOW), claude())


@pytest.mark.parametrize("name", ODD_CODEX)
def test_odd_codex_answers_give_an_exposition(name):
    odd(codex_usage_document, ODD_CODEX[name](NOW), codex())


def odd(parser, body, account):
    from statusline.errors import SourceError

    try:
        usage = parser.parse(body, "s", NOW, NOW)
    except SourceError:
        return
    for later in (0, 1_000, 20_000, 604_801):
        found = samples(exposition(dataclasses.replace(account, samples=usage.samples), now=NOW + later))
        assert len({labels[2] for _, labels in found if labels[2:]}) == len(usage.samples)


@given(st.text(max_size=30), st.floats(0, 1000), st.integers(-604_800, 604_800), st.integers(-604_800, 604_800))
def test_any_input_is_an_exposition(window, used, reset, later):
    found = samples(exposition(claude(sample(window=window, used=used, resets_at=NOW + reset)), now=NOW + later))
    name = printable(window)
    ratio = found.get(("statusline_used_ratio", ("claude", "01234567", name)))
    assert ratio is None if later >= reset else ratio == pytest.approx(used / 100, abs=0.0001)
    assert ("statusline_stale", ("claude", "01234567", name)) in found


def test_requests_are_what_servers_saw(environ, standin, clock):
    signed_in.both(environ, standin)

    def counted():
        text = show.segment("prometheus", environ, clock.now)[0] + "\n"
        return {labels[2]: value for (name, labels), value in samples(text).items() if name.endswith("_total")}

    def run():
        list(refresh_run.refresh(prepare(find_environment(environ), clock)))

    run()
    assert counted() == {"claude_oauth": 1, "codex_oauth": 1}
    run()  # too early
    assert counted() == {"claude_oauth": 1, "codex_oauth": 1}
    standin.claude.refuse(429)
    clock.now += 400
    run()
    assert counted() == {"claude_oauth": 2, "codex_oauth": 2}
    assert len(standin.requests) == 4


def test_what_was_never_sent_is_not_counted(environ, standin, clock):
    signed_in.claude(environ, standin, valid_for=-100)
    list(refresh_run.refresh(prepare(find_environment(environ), clock)))
    assert standin.requests == ()
    (account,) = transaction.read(find_environment(environ), clock.now).record.accounts.values()
    assert account.requests is None


def test_senseless_count_is_left_out(environ, standin, clock):
    signed_in.claude(environ, standin)
    here = find_environment(environ)
    list(refresh_run.refresh(prepare(here, clock)))
    stored = json.loads(Path(here.record).read_bytes())
    (account,) = stored["accounts"].values()
    account["requests"] = {"claude_oauth": "many"}
    Path(here.record).write_text(json.dumps(stored))
    (read,) = transaction.read(here, clock.now).record.accounts.values()
    assert read.requests is None
    assert read.samples


def test_config_account_has_its_exposition(environ, standin, statusline):
    signed_in.both(environ, standin)
    environ["STATUSLINE_NO_REFRESH"] = "1"
    with Path(environ["STATUSLINE_CONFIG"]).open("a") as config:
        config.write('[[accounts]]\nprovider = "codex"\nlabel = "mine"\nfolder = "~/.codex"\n')
    assert samples(statusline("-f", "prometheus", "-a", "mine").stdout) == {}
    assert statusline("refresh").returncode == 0
    found = samples(statusline("-f", "prometheus", "-a", "mine").stdout)
    assert {labels[:2] for _, labels in found} == {("codex", "mine")}
    assert statusline("-f", "prometheus", "-a", "nobody").stdout == ""
