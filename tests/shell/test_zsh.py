"""The zsh snippet without a terminal: its text, zsh's own parser, strict modes, and what it makes of a cache."""

import re
import subprocess

import pytest

from statusline import shell_init
from support import zsh_session
from support.prompt_files import NOW, claude, write
from support.zsh_session import by_the_clock, live, snippet

PLAIN = "C 5h 42% 2h11m · 7d 18% Tue 08:00"
PAINTED = "%{\x1b[2m%}C 5h%{\x1b[22m%} 42%% 2h11m · %{\x1b[2m%}7d%{\x1b[22m%} 18%% Tue 08:00"

zsh = pytest.fixture(zsh_session.zsh)


# The text


def test_word_filled_in_with_the_command():
    assert shell_init.source("zsh").count(shell_init.PLACEHOLDER) == 1
    text = shell_init.snippet("zsh")
    assert shell_init.PLACEHOLDER not in text
    assert f"_statusline_command=({shell_init.fast_command()})" in text.replace("'\\''", "'")


def test_only_documented_names_are_public(zsh):
    names = """
      before=(${(k)parameters} ${(k)functions}); functions_before=(${(k)functions})
      source SNIPPET
      print -l -- ${${(k)parameters}:|before} ${${(k)functions}:|functions_before} | sort
    """
    public = {"STATUSLINE_PROMPT", "STATUSLINE_SEGMENT", "prompt_statusline", "precmd_functions", "EPOCHSECONDS"}
    public |= {"before", "functions_before"}
    strangers = {name for name in zsh(names) if not name.startswith("_statusline_")} - public
    assert strangers == set()


# zsh's own parser


@pytest.mark.parametrize("emulation", ["zsh", "ksh", "sh", "csh"])
def test_zsh_parses_it_in_every_emulation(require, tmp_path, emulation):
    command = [require("zsh"), "--emulate", emulation, "-n", snippet(tmp_path)]
    result = subprocess.run(command, capture_output=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


# Strict modes

STRICT = {
    "plain zsh": "",
    "err_exit and nounset": "setopt err_exit nounset",
    "err_return and pipe_fail": "setopt err_return pipe_fail",
    "ksh": "emulate ksh",
    "sh": "emulate sh",
    "ksh arrays and word splitting": "setopt ksh_arrays sh_word_split glob_subst",
    "everything exported, globals warned of": "setopt all_export warn_create_global",
    "no clobbering": "setopt no_clobber",
    "odd globbing": "setopt no_nomatch null_glob sh_glob no_bare_glob_qual",
    "octal and c numbers": "setopt octal_zeroes c_bases",
    "another IFS": "IFS=:0123456789abc",
    "single bytes": "setopt no_multibyte",
    "built-ins hidden by functions": "local zstat typeset print emulate() { echo no; }",
    "built-ins hidden by aliases": "setopt aliases; alias local=no typeset=no emulate=no export=no zstat=no",
    "a trap on failures": "TRAPZERR() { echo trapped; }",
    "its own words taken": "REPLY=mine reply=(mine) path=($path) file=mine now=mine text=mine",
}
SMOKE = """
%s
REPLY=mine
case $1 in
  (source) . SNIPPET; . SNIPPET;;
  (eval) code="$(<SNIPPET)"; eval "$code"; eval "$code";;
esac
before="$(set -o) $PATH $PWD $IFS"
_statusline_precmd
_statusline_precmd
\\builtin print -r -- "$STATUSLINE_SEGMENT"
\\builtin print -r -- "${precmd_functions[*]}"
\\builtin print -r -- "$REPLY"
[[ "$(set -o) $PATH $PWD $IFS" == "$before" ]] && \\builtin print same
"""


@pytest.mark.parametrize("way", ["source", "eval"])
@pytest.mark.parametrize("mode", STRICT.values(), ids=STRICT)
def test_strict_modes_change_nothing(zsh, environ, tmp_path, mode, way):
    live(environ, by_the_clock())
    code = (SMOKE % mode).replace("$1", way)
    assert zsh(code) == ["C 5h 42% 2h11m", "_statusline_precmd", "mine", "same"]


def test_trace_does_not_show_the_token(require, environ, tmp_path):
    environ["CLAUDE_CODE_OAUTH_TOKEN"] = "sk-ant-oat01-TEST"
    code = f"setopt xtrace; source '{snippet(tmp_path)}'; _statusline_precmd; print -r -- \"<$STATUSLINE_SEGMENT>\""
    done = subprocess.run([require("zsh"), "-f", "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout == "<…>\n"
    assert "_statusline_precmd" in done.stderr
    assert "sk-ant" not in done.stderr


def test_prompt_comes_under_trace_options(require, environ, tmp_path):
    live(environ, by_the_clock())
    code = f"setopt xtrace verbose; source {snippet(tmp_path)}; _statusline_precmd; print -r -- $STATUSLINE_SEGMENT"
    result = subprocess.run([require("zsh"), "-f", "-c", code], env=environ, capture_output=True, check=True)
    assert result.stdout.decode() == "C 5h 42% 2h11m\n"


# Files


def cut(line, characters):
    """Return a function that cuts a file off behind so many characters of a line; the first line is 0."""
    return lambda text: "".join([*text.splitlines(keepends=True)[:line], text.split("\n")[line][:characters]])


FOREIGN = {
    "another version": lambda text: text.replace("statusline 1", "statusline 2"),
    "a short header": lambda text: text.replace("\x1f", "", 1),
    "a long header": lambda text: text.replace("\n", "\x1f\n", 1),
    "only a header": cut(1, 0),
    "cut in the index": cut(1, 20),
    "cut in an entry": cut(1, 30),
    "only an index": cut(2, 0),
    "cut in the text": cut(2, 10),
    "cut at its end": cut(2, None),
    "an unknown hole": lambda text: text.replace("\x1ft1", "\x1fq1", 1),
    "a hole that is no number": lambda text: text.replace("\x1ft18", "\x1ft$?", 1),
    "an end that is no number": lambda text: re.sub("\x1f1[0-9]*,", "\x1fa[$(echo 1 >&2)],", text),
    "a width that is no number": lambda text: text.replace("\n\x1f", "\n\x1fa[$(echo 1 >&2)]\x1f"),
    "a place that is no number": lambda text: re.sub(",[0-9]+,([0-9]+),", r",a[$(echo 1 >&2)],\1,", text),
    "a start that is no number": lambda text: text.replace("\x1f0", "\x1fa[$(echo 1 >&2)]", 2),
    "a start that is another": lambda text: text.replace("\n\x1f000", "\n\x1f001"),
    "a time that is no number": lambda text: text.replace("\x1f1", "\x1fx[$(echo 1 >&2)]", 1),
    "a stamp that is no number": lambda text: text.replace("\x1f0\x1f", "\x1fx[$(echo 1 >&2)]\x1f", 1),
    "of another login": lambda text: text.replace("\x1f0\x1f", "\x1f0\x1f/elsewhere", 1),
    "empty": lambda _: "",
    "binary": lambda _: "\x00\udcff\x1e\x1f\n",
}
SHOW = 'source SNIPPET; _statusline_precmd {now}; print -r -- "$STATUSLINE_SEGMENT"; print -r -- "$STATUSLINE_PROMPT"'


@pytest.mark.parametrize("change", FOREIGN.values(), ids=FOREIGN)
def test_broken_or_foreign_file_is_missing(zsh, environ, change):
    path = write(environ, claude()) / "zsh.line"
    path.write_bytes(change(path.read_text()).encode("utf-8", "surrogateescape"))
    assert zsh(SHOW.format(now=NOW)) == ["…", "…"]


def test_without_a_file_there_is_a_placeholder(zsh):
    assert zsh(SHOW.format(now=NOW)) == ["…", "…"]


def test_both_texts_are_there_whole(zsh, environ):
    write(environ, claude())
    assert zsh(SHOW.format(now=NOW)) == [PLAIN, PAINTED]


def test_nobody_signed_in_shows_nothing(zsh, environ):
    write(environ)
    assert zsh(SHOW.format(now=NOW)) == ["", ""]


def test_no_other_target_s_file_is_read(zsh, environ):
    folder = write(environ, claude())
    for path in folder.iterdir():
        if path.name != "zsh.line":
            path.unlink()
    assert zsh(SHOW.format(now=NOW)) == [PLAIN, PAINTED]
