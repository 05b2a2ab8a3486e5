"""The zsh snippet on a terminal: where the text stands, and whose prompt it leaves alone."""

import pytest

from support import zsh_session
from support.zsh_session import at_the_right, by_the_clock, live, press_enter, prompts, timeless, wait_for_segments

terminal = pytest.fixture(zsh_session.terminal)


# Where the text goes


def test_segment_at_the_right(terminal, environ):
    live(environ, by_the_clock())
    screen = terminal()
    screen.wait_for_line(at_the_right("C 5h 42% 2h11m"))


def test_colours_reach_the_screen(terminal, environ):
    live(environ, timeless(90))
    screen = terminal()
    screen.wait_for("C 5h 90%")
    column = screen.lines()[0].index("90%")
    assert (screen.cell(0, column).fg, screen.cell(0, column).bold) == ("red", True)
    assert screen.cell(0, 0).fg == "default"


TEXT = "C 5h 42% 2h11m"
RPROMPTS = {
    "set before": ("RPROMPT=mine", "", f"{TEXT} mine"),
    "set after": ("", "RPROMPT=mine", f"{TEXT} mine"),
    "set as RPS1": ("RPS1=mine", "", f"{TEXT} mine"),
    "set by a hook": ("", "precmd() { RPROMPT=mine }", f"{TEXT} mine"),
    "set by a later hook": ("", "hook() { RPROMPT=mine }; precmd_functions+=(hook)", "mine"),
    "a program": ("setopt prompt_subst; RPROMPT='$(echo mine)'", "", f"{TEXT} mine"),
    "ours at the edge": ("RPROMPT=mine", "STATUSLINE_JOIN=right", f"mine {TEXT}"),
    "alone": ("RPROMPT=mine", "STATUSLINE_JOIN=off", "mine"),
}


@pytest.mark.parametrize(("before", "after", "shown"), RPROMPTS.values(), ids=RPROMPTS)
def test_an_rprompt_of_yours_is_joined(terminal, environ, before, after, shown):
    live(environ, by_the_clock())
    screen = terminal(before, after)
    screen.wait_for_line(at_the_right(shown))
    press_enter(screen)
    wait_for_segments(screen, [shown, shown])
    screen.enter('echo "[$STATUSLINE_SEGMENT]"')
    screen.wait_for_line("[C 5h 42% 2h11m]")


def test_the_side_can_be_changed_at_any_time(terminal, environ):
    live(environ, by_the_clock())
    screen = terminal("RPROMPT=mine")
    for side, shown in ("right", f"mine {TEXT}"), ("off", "mine"), ("left", f"{TEXT} mine"):
        screen.enter(f"clear; STATUSLINE_JOIN={side}")
        screen.wait_for_line(at_the_right(shown))


def test_a_right_prompt_that_is_empty_takes_no_room(terminal, environ):
    live(environ, by_the_clock())
    screen = terminal("RPROMPT='%(?..%? failed)'")
    screen.wait_for_line(at_the_right(f"{TEXT} ").rstrip())
    screen.enter("false")
    screen.wait_for_line(at_the_right(f"{TEXT} 1 failed"))


def test_transient_prompt_gets_it_back(terminal, environ):
    live(environ, by_the_clock())
    screen = terminal(after="zle-line-finish() { RPROMPT=; zle reset-prompt }; zle -N zle-line-finish")
    screen.wait_for("2h11m")
    press_enter(screen, 2)
    wait_for_segments(screen, ["", "", "C 5h 42% 2h11m"])
    assert prompts(screen)[-1] == at_the_right("C 5h 42% 2h11m")


def test_the_position_can_be_changed_at_any_time(terminal, environ):
    live(environ, by_the_clock())
    screen = terminal("STATUSLINE_POSITION=left")
    screen.wait_for_line("C 5h 42% 2h11m ready>")
    screen.enter("STATUSLINE_POSITION=none")
    screen.wait_for_line("ready>")
    screen.enter("STATUSLINE_POSITION=right")
    screen.wait_for_line(at_the_right("C 5h 42% 2h11m"))
    screen.enter("STATUSLINE_POSITION=left")
    screen.wait_until(lambda lines: lines[-1] == "C 5h 42% 2h11m ready>", "it is not left again")


def test_ksh_emulation_without_colours(terminal, environ):
    live(environ, by_the_clock())
    screen = terminal(after="setopt prompt_bang prompt_subst no_prompt_percent; emulate ksh")
    screen.wait_for_line(at_the_right("C 5h 42% 2h11m"))


def test_at_the_left_it_is_there_once(terminal, environ):
    folder = live(environ, by_the_clock())
    screen = terminal("STATUSLINE_POSITION=left")
    screen.wait_for_line("C 5h 42% 2h11m ready>")
    screen.enter('saved="(venv) $PROMPT" PROMPT="$saved"')
    screen.wait_for_line("(venv) C 5h 42% 2h11m ready>")
    live(environ, timeless(50))
    assert folder.exists()
    screen.enter('PROMPT="$saved"')
    screen.wait_for_line("(venv) C 5h 50% ready>")


def test_your_own_prompt_can_use_the_painted_text(terminal, environ):
    live(environ, by_the_clock())
    screen = terminal("setopt prompt_subst; PROMPT='<${STATUSLINE_PROMPT}> '; STATUSLINE_POSITION=none")
    screen.wait_for_line("<C 5h 42% 2h11m>")


STARSHIP = """
prompt_starship_precmd() { seen=${STATUSLINE_SEGMENT//\\%/%%} }
precmd_functions+=(prompt_starship_precmd)
setopt prompt_subst
PROMPT='[$seen|$(sh -c '\\''printf %s "$STATUSLINE_SEGMENT" | tr % p'\\'')]> ' RPROMPT='$(:)'
"""


@pytest.mark.parametrize("order", [(STARSHIP, ""), ("", STARSHIP)], ids=["starship first", "starship last"])
def test_starship_keeps_its_rprompt(terminal, environ, order):
    live(environ, by_the_clock())
    screen = terminal(*order)
    screen.wait_for_line("[C 5h 42% 2h11m|C 5h 42p 2h11m]>")


POWERLEVEL10K = """
p10k() { [[ "${*[1,4]}" == 'segment -f 7 -t' ]] && segment+=" <$5>" }
_p9k_precmd() { segment=; prompt_statusline; RPROMPT="p10k$segment" }
precmd_functions+=(_p9k_precmd)
"""


@pytest.mark.parametrize("order", [(POWERLEVEL10K, ""), ("", POWERLEVEL10K)], ids=["theme first", "theme last"])
def test_powerlevel10k_draws_the_segment(terminal, environ, order):
    live(environ, by_the_clock())
    screen = terminal(*order)
    screen.wait_for_line(at_the_right("p10k <C 5h 42% 2h11m>"))
