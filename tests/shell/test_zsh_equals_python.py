"""What the zsh snippet works out by itself, against the Python that it must equal: paths, clocks, and text as text."""

import itertools
import random
import time

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusline.hot import paths, prompt_file
from statusline.hot.text import printable
from statusline.render import settled
from statusline.render.targets import zsh as zsh_target
from support import zsh_session
from support.prompt_files import NOW, claude, codex, laddered, put, sample, shown, write
from support.zsh_session import FORMATS, live, python_text, timeless

zsh = pytest.fixture(zsh_session.zsh)


# Logins: the same folder and header as paths.py has

LOGINS = {
    "none": {},
    "claude": {"CLAUDE_CONFIG_DIR": "/home/me/.claude work"},
    "codex": {"CODEX_HOME": "/home/me/codex"},
    "all": {
        "CLAUDE_CONFIG_DIR": "/c",
        "CLAUDE_SECURESTORAGE_CONFIG_DIR": "/s",
        "CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-TEST",
        "CODEX_HOME": "/x",
        "CODEX_ACCESS_TOKEN": "at-TEST",
        "OPENAI_FEDERATION_RULE_ID": "idpm_2",
    },
    "relative": {"CLAUDE_CONFIG_DIR": "here/claude", "CODEX_HOME": "../codex"},
    "storage set but empty": {"CLAUDE_SECURESTORAGE_CONFIG_DIR": ""},
    "claude set but empty": {"CLAUDE_CONFIG_DIR": "", "CODEX_HOME": ""},
    "longer than sixty bytes": {"CLAUDE_CONFIG_DIR": "/long" * 40},
    "exactly sixty bytes": {"CLAUDE_CONFIG_DIR": "/" + "a" * 59},
    "not ascii": {"CLAUDE_CONFIG_DIR": "/home/jürgen/世界/🙂"},
    "control characters": {"CLAUDE_CONFIG_DIR": "/a\tb\nc\x7fd\u0085e\u2028f\u00a0g"},
    "not utf-8": {
        "CLAUDE_CONFIG_DIR": b"/a\xff\xe2\x82/\xed\xa0\x80/\xc0\xaf/\xf5z".decode("utf-8", "surrogateescape")
    },
    "shell code": {"CLAUDE_CONFIG_DIR": "/$(touch x)/`touch x`/*?[a]~#^/%n!!"},
    "a token not ascii": {"CLAUDE_CODE_OAUTH_TOKEN": "tökén-🙂"},
    "a token of Codex": {"CODEX_ACCESS_TOKEN": "at-tökén-🙂"},
    "a workload of Codex": {"CODEX_ACCESS_TOKEN": "", "OPENAI_FEDERATION_RULE_ID": "idpm_1"},
}
LOCATE = """
source SNIPPET; _statusline_precmd 0
print -r -- "$_statusline_folder" "$_statusline_config"
print -rn -- "$_statusline_login"
"""


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
@pytest.mark.parametrize("variables", LOGINS.values(), ids=LOGINS)
def test_folder_and_login_equal_python(zsh, environ, tmp_path, monkeypatch, variables, locale):
    monkeypatch.chdir(tmp_path)
    everything = {**environ, **variables, "LANG": locale}
    login = paths.login(everything)
    first, *header = zsh(LOCATE, **everything)
    assert first == f"{paths.cache_dir(everything)}/logins/{paths.login_key(login)} {paths.config_file(everything)}"
    assert "\n".join(header) == prompt_file.UNIT.join(printable(value) for value in login)


PLACES = {
    "nothing set": {},
    "xdg": {"XDG_CACHE_HOME": "/xdg/cache", "XDG_CONFIG_HOME": "/xdg/config"},
    "xdg with a slash at the end": {"XDG_CACHE_HOME": "/xdg/cache/", "XDG_CONFIG_HOME": "/xdg/"},
    "relative xdg counts as unset": {"XDG_CACHE_HOME": "cache", "XDG_CONFIG_HOME": "config"},
    "ours": {"STATUSLINE_CACHE_DIR": "/ours/cache", "STATUSLINE_CONFIG": "/ours/my.toml"},
    "ours from the current folder": {"STATUSLINE_CACHE_DIR": "ours/cache", "STATUSLINE_CONFIG": "my.toml"},
    "a home with slashes at the end": {"HOME": "/tmp/nobody//"},
    "a relative home counts as unset": {"HOME": "tmp"},
    "the root as home": {"HOME": "/"},
}


@pytest.mark.parametrize("variables", PLACES.values(), ids=PLACES)
def test_it_looks_where_python_looks(zsh, environ, tmp_path, monkeypatch, variables):
    monkeypatch.chdir(tmp_path)
    places = {"HOME": environ["HOME"], **variables}
    expected = f"{paths.cache_dir(places)}/logins/default {paths.config_file(places)}"
    unset = {"STATUSLINE_CACHE_DIR": None, "STATUSLINE_CONFIG": None}
    assert zsh(LOCATE, **{**unset, **variables})[0] == expected


# The clock: the same text as Python's

SPAN = st.sampled_from([-90_000, -3_600, -61, -60, -1, 0, 1, 59, 60, 61, 119, 120, 3_599, 3_600, 7_199, 86_399, 86_400])
SPAN |= st.integers(-200_000, 1_000_000)
WINDOW = st.tuples(st.sampled_from(["five_hour", "seven_day", "seven_day_opus"]), SPAN, st.integers(0, 7_200))
CASE = st.tuples(
    st.lists(WINDOW, min_size=1, max_size=3, unique_by=lambda window: window[0]),
    st.lists(SPAN, min_size=3, max_size=3),
    st.none() | st.integers(1, 60),
)


def random_cases(count):
    """Return count cases, all at once: one shell can then go through them."""
    cases = []

    @settings(max_examples=count)
    @given(CASE)
    def collect(case):
        cases.append(case)

    collect()
    return cases


def test_random_files_and_clocks_equal_python(zsh, environ, tmp_path):
    lines, expected = [], []
    for number, (windows, moves, width) in enumerate(random_cases(60)):
        place = {**environ, "STATUSLINE_CACHE_DIR": str(tmp_path / f"cache{number}")}
        samples = [sample(name, name[-4:], 50, NOW + left, NOW - age) for name, left, age in windows]
        folder = write(place, claude(*samples), formats=FORMATS)
        lines.append(f"STATUSLINE_CACHE_DIR={place['STATUSLINE_CACHE_DIR']} STATUSLINE_WIDTH={width or ''}")
        for now in (NOW, *(NOW + move for move in sorted(moves)), NOW):
            lines.append(f"_statusline_precmd {now}; print -r -- $STATUSLINE_SEGMENT; print -r -- $STATUSLINE_PROMPT")
            expected += [python_text(folder, target, now, width) for target in ("plain", "zsh")]
    script = tmp_path / "cases.zsh"
    script.write_text("\n".join(lines))
    assert zsh(f"source SNIPPET; source {script}", STATUSLINE_NO_REFRESH="1") == expected


LABELS = ("5h ", "42%", "%F{red}", "%%1<<!!%<<", "$HOME `x` \\$", "!1", "\\", "%1<<\\$%<<", "a  b ", "é 世界", "%", "")
PAINTS = ("%F{red}%B", "%b%f", "%{\x1b[2m%}", "%{\x1b[22m%}", "%K{#00ff00}", "%k", "%U%S", "%s%u")


def random_ladder(chance):
    """Return (the painted file, the plain one, now, the columns there are): three variants with holes near now."""
    now = chance.randrange(1_700_000_000, 1_900_000_000)

    def epoch():
        distance = chance.choice((0, 1, 59, 60, 61, chance.randrange(3_700), chance.randrange(180_000)))
        return now + chance.choice((1, -1)) * distance

    def hole():
        span = f"w{chance.choice(('', epoch()))},{chance.choice(('', epoch()))}"
        return 2 * (prompt_file.MARK + chance.choice((span, span, "w", f"t{epoch()}", f"a{epoch()}")),)

    def text():
        label = chance.choice(LABELS)
        return chance.choice(((zsh_target.escape(label), label), (chance.choice(PAINTS), "")))

    ladder = [(most, *(chance.choice((hole, text))() for _ in range(12))) for most in chance.sample(range(1, 60), 3)]
    painted, plain = ([(most, *(pair[side] for pair in pairs)) for most, *pairs in ladder] for side in (0, 1))
    return laddered(*painted, now=now), laddered(*plain, now=now), now, chance.choice(("", *range(1, 60)))


@pytest.fixture
def of_files(zsh, tmp_path):
    """Return a function that gives the plain and the painted text for each (text of a settled file, now, width)."""

    def texts(cases):
        (tmp_path / "cases").write_text("".join(f"{file}\0{now}\0{width}\0" for file, now, width in cases))
        lines = zsh(
            f"""
          source SNIPPET
          file=$STATUSLINE_CACHE_DIR/logins/default/zsh.line
          mkdir -p ${{file:h}}
          while IFS= read -rd '' text && IFS= read -rd '' now && IFS= read -rd '' STATUSLINE_WIDTH; do
            print -rn -- "$text" >$file
            _statusline_stamp= _statusline_precmd $now
            print -r -- "$STATUSLINE_SEGMENT"; print -r -- "$STATUSLINE_PROMPT"
          done <{tmp_path}/cases
        """,
            STATUSLINE_NO_REFRESH="1",
        )
        return list(zip(lines[::2], lines[1::2], strict=True))

    return texts


def test_random_widths_equal_python(of_files):
    chance = random.Random(17)
    cases = [random_ladder(chance) for _ in range(500)]
    expected = [
        (shown(plain, now, width or None), shown(painted, now, width or None)) for painted, plain, now, width in cases
    ]
    assert of_files([(settled.of_target("zsh", file), now, width) for file, _, now, width in cases]) == expected


def test_a_header_may_have_any_length(of_files):
    first, _, body = laddered((30, "long"), (20, "short"), (1, "tiny")).partition("\n")
    files = [settled.of_target("zsh", f"{first}{'m' * length}\n{body}") for length in range(400)]
    assert of_files([(file, NOW, 20) for file in files]) == [("short", "short")] * 400


def test_each_second_equals_python(zsh, environ):
    five_hours = sample(resets_at=NOW + 190, as_of=NOW - 100)
    week = sample("seven_day", "7d", 18, NOW + 3_700, NOW - 40)
    folder = write(environ, claude(five_hours, week), codex(), formats=FORMATS)
    code = f"""
      source SNIPPET
      for (( n = {NOW} - 10; n < {NOW} + 1300; n++ )); do _statusline_precmd $n; print -r -- $STATUSLINE_SEGMENT; done
    """
    lines = zsh(code, STATUSLINE_NO_REFRESH="1")
    assert lines == [python_text(folder, "plain", now) for now in range(NOW - 10, NOW + 1_300)]
    assert len(set(lines)) > 20


SPANS = {
    "until": f"\x1ew,{NOW + 3}",
    "from": f"\x1ew{NOW + 3},",
    "from and until": f"\x1ew{NOW + 2},{NOW + 5}",
    "always": "\x1ew,",
    "one ends another": f"\x1ew,{NOW + 2}\x1fb\x1f\x1ew{NOW + 4},",
}


@pytest.mark.parametrize("span", SPANS.values(), ids=SPANS)
def test_span_shown_to_the_very_second(zsh, environ, span):
    folder = write(environ, formats=FORMATS)
    body = f"a\x1f{span}\x1fc\x1f\x1et{NOW + 60}\x1f\x1ew\x1fd\x1f\x1e."
    for target in ("plain", "zsh"):
        put(folder, target, (folder / f"{target}.prompt").read_text().partition("\n")[0] + "\n" + body)
    show = "_statusline_precmd $n; print -r -- $STATUSLINE_SEGMENT"
    lines = zsh(f"source SNIPPET; for (( n = {NOW}; n < {NOW} + 8; n++ )); do {show}; done", STATUSLINE_NO_REFRESH="1")
    assert lines == [python_text(folder, "plain", now) for now in range(NOW, NOW + 8)]


# Nasty strings

NASTY = (
    "$(touch x)",
    "`touch x`",
    "${HOME}",
    "$HOME",
    "$((1+1))",
    "$[1+1]",
    "%n %~ %# %%",
    "%F{red}",
    "%{%}",
    "%(?.a.b)",
    "%(0?..)%{%}",
    "%D{%s}",
    "!!",
    "!1",
    "\\u\\w",
    "\\$",
    "\\\\",
    "\\e[31m",
    "#[fg=red]",
    "\\[",
    "'\"",
    '"; touch x; "',
    "*?[a-z]~^#",
    "<(touch x)",
    "=(touch x)",
    "é 世界 🙂",
    "$'\\x41'",
    "a  b ",
)
OPTIONS = ("prompt_subst", "prompt_bang")
STATES = [tuple(chosen) for count in range(3) for chosen in itertools.combinations(OPTIONS, count)]


def visible(text):
    """Return what a terminal shows of text."""
    screen = pyte.Screen(200, 1)
    pyte.Stream(screen).feed(text)
    return screen.display[0].rstrip()


@pytest.mark.parametrize("position", ["right", "left"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: "+".join(state) or "neither")
def test_text_is_never_expanded(zsh, environ, tmp_path, state, position):
    lines, expected = [], []
    for number, text in enumerate(NASTY):
        place = {**environ, "STATUSLINE_CACHE_DIR": str(tmp_path / f"cache{number}")}
        folder = live(place, timeless(42, label=text))
        lines.append(f"STATUSLINE_CACHE_DIR={place['STATUSLINE_CACHE_DIR']}; _statusline_precmd")
        lines.append('print -rP -- "${RPROMPT-}${PROMPT%user}"')
        expected.append(python_text(folder, "plain", int(time.time())))
    script = tmp_path / "nasty.zsh"
    script.write_text("\n".join(lines))
    # Options that a later hook changes must not matter either: they are set after the snippet has placed its text.
    late = f"setopt {' '.join(state)}" if state else ":"
    for when in (
        f"{late}; source {script}",
        f"source =(sed 's/^print/{late}; print/; s/$/; unsetopt {' '.join(OPTIONS)}/' {script})",
    ):
        lines = zsh(f"source SNIPPET; STATUSLINE_POSITION={position} PROMPT=user; {when}")
        assert [visible(line) for line in lines] == expected
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("bang", ["setopt prompt_bang", "unsetopt prompt_bang"])
def test_without_prompt_percent_by_reference(zsh, environ, bang):
    live(environ, timeless(42, label="%n$(x)!`x`\\"))
    code = f"""
      source SNIPPET; _statusline_precmd; setopt no_prompt_percent prompt_subst; {bang}
      _statusline_precmd; print -rP -- $RPROMPT
      unsetopt prompt_subst; _statusline_precmd; print -r -- "[$RPROMPT]"
      setopt prompt_percent; unsetopt prompt_bang; _statusline_precmd; print -rP -- $RPROMPT
    """
    by_reference, nothing, in_colours = zsh(code)
    assert (by_reference, nothing) == ("C %n$(x)!`x`\\ 42%", "[]")
    assert visible(in_colours) == by_reference
