"""The bash snippet beside others that own the prompt or its hooks, whichever was loaded first."""

import pytest

from support.bash_session import PROMPT, READY, next_prompt, opener, show, wait_for_prompt
from support.prompt_files import sample

# What starship's documentation says of bash: what was in PROMPT_COMMAND moves to STARSHIP_PROMPT_COMMAND, which is
# evaluated before the prompt is drawn; with bash-preexec it is one of the precmd_functions.
STARSHIP = """
starship_precmd() {
    local status=$?
    (exit $status)
    eval "${STARSHIP_PROMPT_COMMAND-}"
    PS1="[$STATUSLINE_SEGMENT|$status] ready> "
}
if [[ -n ${bash_preexec_imported-} ]]; then
    precmd_functions+=(starship_precmd)
elif [[ -z ${PROMPT_COMMAND-} ]]; then
    PROMPT_COMMAND=starship_precmd
else
    STARSHIP_PROMPT_COMMAND=$PROMPT_COMMAND
    PROMPT_COMMAND=starship_precmd
fi
"""
# bash-preexec: at the first prompt it puts itself around what is in PROMPT_COMMAND, in place of its installer, and runs
# the precmd_functions. What its DEBUG trap sees after __bp_interactive_mode is the user's command.
PREEXEC = """
bash_preexec_imported=defined
precmd_functions+=(count_prompts)
count_prompts() { ((prompts += 1)); }
__bp_precmd_invoke_cmd() {
    __bp_last=$?
    __bp_ready=
    local name
    for name in "${precmd_functions[@]}"; do
        (exit $__bp_last)
        "$name"
    done
    return $__bp_last
}
__bp_interactive_mode() { __bp_ready=1; }
__bp_seen() { [[ -z $__bp_ready ]] || { __bp_ready= && preexec_saw=$BASH_COMMAND; }; }
__bp_install() {
    local existing=${PROMPT_COMMAND//$'trap - DEBUG\\n__bp_install'/:}
    PROMPT_COMMAND=__bp_precmd_invoke_cmd$'\\n'$existing
    PROMPT_COMMAND+=$'\\n'__bp_interactive_mode
    trap __bp_seen DEBUG
    __bp_precmd_invoke_cmd
    __bp_interactive_mode
}
__bp_install_string=$'trap - DEBUG\\n__bp_install'
PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\\n'}$__bp_install_string
"""
STRING = "PROMPT_COMMAND='seen=yes;'"
ARRAY = "PROMPT_COMMAND=('seen=yes' 'also=yes')"


@pytest.fixture
def open_bash(require, environ, tmp_path):
    return opener(require("bash"), environ, tmp_path)


@pytest.mark.parametrize("own", ["", STRING, ARRAY], ids=["no command", "a string", "an array"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(STARSHIP, "", id="starship first"),
        pytest.param("", STARSHIP, id="starship last"),
        pytest.param(PREEXEC + STARSHIP, "", id="preexec, starship, ours"),
        pytest.param(PREEXEC, STARSHIP, id="preexec, ours, starship"),
        pytest.param(STARSHIP, PREEXEC, id="starship, ours, preexec"),
        pytest.param("", PREEXEC + STARSHIP, id="ours, preexec, starship"),
    ],
)
def test_starship_draws_this_prompts_text(environ, open_bash, own, before, after):
    show(environ, sample(used=11, resets_at=None))
    show({**environ, "CODEX_HOME": "/work"}, sample(used=22, resets_at=None))
    with open_bash(before=f"{own}\n{before}", after=after) as terminal:
        wait_for_prompt(terminal, "[C 5h 11%|0]")
        for line, row in (
            ("export CODEX_HOME=/work", "[C 5h 22%|0]"),
            ("unset CODEX_HOME; (exit 3)", "[C 5h 11%|3]"),
            ("! true", "[C 5h 11%|1]"),
        ):
            next_prompt(terminal, line)
            wait_for_prompt(terminal, row)
            assert len(terminal.lines()) == 2
        if own:
            next_prompt(terminal, "echo $seen")
            terminal.wait_for_line("yes")


@pytest.mark.parametrize(("before", "after"), [(PREEXEC, ""), ("", PREEXEC)], ids=["preexec first", "preexec last"])
def test_bash_preexec_in_either_order(environ, open_bash, before, after):
    show(environ, sample(resets_at=None))
    with open_bash(before=f"PS1='$? $prompts <$preexec_saw> {PROMPT}'\n{before}", after=after) as terminal:
        wait_for_prompt(terminal, "C 5h 42% 0 1 <>")
        next_prompt(terminal, "false")
        wait_for_prompt(terminal, "C 5h 42% 1 2 <false>")


def test_open_prompt_command_is_completed(environ, open_bash):
    show(environ, sample(resets_at=None))
    with open_bash(before=f"PS1='{PROMPT}' PROMPT_COMMAND='seen=yes # a comment'") as terminal:
        wait_for_prompt(terminal, "C 5h 42%")
        next_prompt(terminal, "echo $seen")
        terminal.wait_for_line("yes")
        terminal.wait_for_line(f"C 5h 42% {READY}")
