import string

from hypothesis import given
from hypothesis import strategies as st

from statusline import providers as all_providers
from statusline.config import (
    SOURCES,
    ClaudeLine,
    Config,
    Estimate,
    Http,
    NamedAccount,
    Provider,
    Styles,
    Target,
    Targets,
    Thresholds,
    WebProvider,
    Window,
    WindowDefaults,
    default_toml,
    effective_toml,
    parse,
)
from statusline.errors import ConfigError


def test_the_defaults_are_these():
    assert Config() == Config(
        offline=False,
        refresh_every=300,
        stale_after=900,
        history_days=400,
        format="$accounts",
        separator=" · ",
        gauge="blocks",
        gauge_width=5,
        gauge_tick=True,
        theme="dark",
        ascii=False,
        remaining=False,
        windows=("five_hour", "seven_day"),
        show_others_from=80,
        time_left=True,
        thresholds=Thresholds(warning=60, critical=85),
        styles=Styles(normal="", warning="", critical="", label="", unknown="", stale=""),
        claude=WebProvider(
            enabled=True,
            symbol="C",
            label="",
            style="",
            format="([$symbol ](label))$windows$stale",
            base_url="https://api.anthropic.com",
            sources=("claude_statusline", "claude_state_file", "claude_oauth", "claude_web", "claude_transcripts"),
            web_url="https://claude.ai",
        ),
        codex=Provider(
            enabled=True,
            symbol="X",
            label="",
            style="",
            format="([$symbol ](label))$windows$stale",
            base_url="",
            sources=("codex_statusline", "codex_rollouts", "codex_oauth"),
        ),
        window=WindowDefaults(
            format="[$label](label) [$used](own)( $resets)( [→ full in $runs_out_in](own))",
            short="[$label](label) [$used](own)( $resets_day)( [→$runs_out_in](own))",
            tiny="([$label](label) )[$used](own)",
            named=(),
        ),
        claude_line=ClaudeLine(format="$accounts($sep$model)($sep[ctx ](label)[$context](own))($sep$cost)($sep$dir)"),
        target=Targets(named=()),
        estimate=Estimate(five_hour_tokens=0, seven_day_tokens=0),
        http=Http(user_agent=""),
        accounts=(),
    )


def test_source_names_are_the_tables():
    assert sorted(name for names in SOURCES.values() for name in names) == sorted(all_providers.SOURCES)


def test_default_toml_reads_back():
    assert parse(default_toml(), "default") == Config()


def test_default_toml_comments_every_key():
    lines = default_toml().splitlines()
    keys = [line.split(" = ")[0] for line in lines if " = " in line and line[0] != "#"]
    assert keys == [line.split(" = ")[0] for line in effective_toml(Config()).splitlines() if " = " in line]
    assert "base_url" in keys
    assert all(lines[at - 1].startswith("# ") for at, line in enumerate(lines) if line and line[0] != "#")


def test_default_toml_shows_an_account():
    head, mark, example = default_toml().partition("# [[accounts]]\n")
    assert head.splitlines()[-1].startswith("# Other logins")
    text = "".join(line.removeprefix("# ") for line in (mark + example).splitlines(keepends=True))
    assert parse(text, "c").accounts == (NamedAccount("claude", "work", "~/.claude-work"),)


def test_default_toml_shows_named_tables():
    text = default_toml()
    for mark in ("# [window.seven_day]\n", "# [target.tmux]\n"):
        head, found, example = text.partition(mark)
        rows, rest = (found + example).split("\n\n", 1)
        text = head + "\n".join(row.removeprefix("# ") for row in rows.split("\n")) + "\n\n" + rest
    config = parse(text, "c")
    assert config.window.named == (("seven_day", Window(thresholds=Thresholds(60, 85))),)
    assert config.target.named == (("tmux", Target()),)
    assert "priority = 0  # Windows with a lower priority are dropped first when the width is short." in text


def test_the_default_toml_begins_like_this():
    assert default_toml().splitlines()[:9] == [
        "# The settings of statusline, each with its default. Only what you change needs to be in your file.",
        "",
        "# Use no network: show only what Claude Code and Codex leave on this machine.",
        "offline = false",
        "",
        "# Seconds between two requests to a server; less than 180 counts as 180.",
        "refresh_every = 300",
        "",
        "# Seconds after which a number is marked as stale.",
    ]


def test_effective_toml_escapes_quotes():
    config = Config(separator='"\\\\', windows=("five_hour",))
    text = effective_toml(config)
    assert 'separator = "\\"\\\\\\\\"' in text.splitlines()
    assert 'windows = ["five_hour"]' in text.splitlines()
    assert parse(text, "c") == config


PLAIN = st.text(
    st.characters(
        exclude_categories=("Cc", "Cs", "Zl", "Zp"),
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    max_size=200,
)
PERCENT = st.integers(0, 100)
HEADER = st.text(string.ascii_letters + string.digits + ' /().;"\\', max_size=200).map(str.strip)
ADDRESSES = st.sampled_from(["https://host.example", "https://host.example:8443/a%20b", "http://localhost:1"])


def some_of(names):
    return st.lists(st.sampled_from(names), unique=True).map(tuple)


def providers(kind, names, addresses, **more):
    return st.builds(
        kind, enabled=st.booleans(), symbol=PLAIN, label=PLAIN, base_url=addresses, sources=some_of(names), **more
    )


def pairs(names, values):
    """Return tables with some of names, in any order."""
    return st.permutations(names).flatmap(
        lambda order: st.lists(values, max_size=len(order)).map(lambda some: tuple(zip(order, some, strict=False)))
    )


SEGMENTS = st.sampled_from(["", "$accounts", "($claude)[$sep](dim)$codex", "\\$\\\\ \u65e5"])
WINDOW_FORMATS = st.sampled_from(["", "$used", '[$gauge "](bold own)( $resets_in)'])
LINES = SEGMENTS | st.sampled_from(["$accounts\n$model", "\\\\n\n\n"])
COLORS = st.sampled_from(["auto", "none", "16", "256", "truecolor"])
THRESHOLDS = st.tuples(PERCENT, PERCENT).map(lambda both: Thresholds(min(both), max(both)))
NAMED_WINDOWS = st.builds(
    Window,
    PLAIN,
    WINDOW_FORMATS,
    WINDOW_FORMATS,
    WINDOW_FORMATS,
    st.sampled_from(["", "bold own", "fg:208"]),
    st.booleans(),
    st.none() | THRESHOLDS,
    st.integers(-1000, 1000),
)
CONFIGS = st.builds(
    Config,
    offline=st.booleans(),
    refresh_every=st.integers(180, 86_400),
    stale_after=st.integers(1, 2_592_000),
    format=SEGMENTS,
    separator=st.sampled_from(["", " | ", "[ \ue0b1 ](fg:245)", "\\\\"]),
    gauge=st.sampled_from(["blocks", "braille", "ascii"]),
    gauge_width=st.integers(1, 40),
    gauge_tick=st.booleans(),
    theme=st.sampled_from(["dark", "light"]),
    ascii=st.booleans(),
    remaining=st.booleans(),
    windows=some_of(["five_hour", "seven_day", "seven_day_opus", "thirty_day", "window_7200", "seven_day:fable-2.1"]),
    show_others_from=PERCENT,
    time_left=st.booleans(),
    thresholds=THRESHOLDS,
    styles=st.builds(Styles, *[st.sampled_from(["", "bold red", "fg:208 bg:#222222", "none"])] * 6),
    claude=providers(WebProvider, SOURCES["claude"], ADDRESSES, web_url=ADDRESSES),
    codex=providers(Provider, SOURCES["codex"], ADDRESSES | st.just("")),
    window=st.builds(
        WindowDefaults,
        WINDOW_FORMATS,
        WINDOW_FORMATS,
        WINDOW_FORMATS,
        pairs(["five_hour", "seven_day:fable-2.1", "window_7200"], NAMED_WINDOWS),
    ),
    claude_line=st.builds(ClaudeLine, LINES),
    target=st.builds(Targets, pairs(["tmux", "plain"], st.builds(Target, SEGMENTS, COLORS, st.integers(0, 1000)))),
    http=st.builds(Http, HEADER),
    accounts=st.lists(
        st.builds(
            NamedAccount,
            st.sampled_from(["claude", "codex"]),
            st.text(string.ascii_lowercase + "ü \"'\\_.", min_size=1, max_size=22).map(lambda text: f"x{text}x"),
            PLAIN.filter(lambda text: len(text) < 190).map(lambda text: "~/" + text),
        ),
        unique_by=lambda one: one.label,
        max_size=3,
    ).map(tuple),
)
FRAGMENTS = st.sampled_from(
    [
        *("offline", "windows", "claude", "codex", "thresholds", "warning", "sources", "http", '"five_hour"', "true"),
        *("window", "target", "tmux", "format", "claude_line", "$used", "'[$accounts](bold", "'(", "日"),
        *("accounts", "label", "1", "-1", "nan", "1e400", "0x" + "f" * 5000, "1" * 5000, "2026-11-21", "\\u202e", "é"),
        *("[", "]", "[[", "]]", "{", "}", "=", " = ", ".", ",", "#", '"', "'", '"""', "'''", "\\", " "),
        *("\n", "\r\n", "\r", "\ud800", "\ufeff", "\x00", "\x1e"),
    ]
)


@given(CONFIGS)
def test_any_config_reads_back_from_its_toml(config):
    assert parse(effective_toml(config), "config.toml") == config


@given(st.text() | st.text(st.characters(codec=None)) | st.lists(FRAGMENTS, max_size=30).map("".join))
def test_any_text_is_a_config_or_a_config_error(text):
    try:
        config = parse(text, "config.toml")
    except ConfigError as error:
        message = str(error)
        assert message.startswith("config.toml ")
        assert message.replace("\n", "").isprintable()
    else:
        assert parse(effective_toml(config), "config.toml") == config
