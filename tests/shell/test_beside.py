"""Beside each neighbour a session with the snippet is the session without it, and the segment is shown."""

from pathlib import Path
from typing import NamedTuple

import pytest

from support.bash_session import show
from support.beside import seen
from support.prompt_files import sample


class Neighbour(NamedTuple):
    """Lines of an rc file in front of ours and behind ours; needs: the program or the file that they use."""

    shell: str
    before: str = ""
    after: str = ""
    needs: str = ""


VSCODE_BASH = r"""
saved=$PROMPT_COMMAND
mark() { printf '\033]633;%s\007' "$1"; }
wrapper() { local s=$?; mark "D;$s"; (exit $s); eval "$saved"; ready=1; }
PROMPT_COMMAND=wrapper
trap '[[ -n ${ready-} ]] && { ready=; mark "E;$BASH_COMMAND"; mark C; }' DEBUG
"""
VSCODE_ZSH = r"""
mark() { printf '\033]633;%s\007' "$1" }
close() { mark "D;$?" }
open() { mark "E;$1"; mark C }
precmd_functions+=(close) preexec_functions+=(open)
"""
DECORATOR = r"""
decorate() { [[ $PS1 == "$mine" ]] || { mine="\[\e]133;A\a\]$PS1\[\e]133;B\a\]"; PS1=$mine; }; }
PROMPT_COMMAND=decorate
"""
TIMER = "begin() { :; }\nend() { ended=$?; }\ntrap begin DEBUG\nPROMPT_COMMAND=end"
BUILDER = "build() { PS1='built ready> '; }\nPROMPT_COMMAND=build"
LIQUID = "LP_ENABLE_LOAD=0\nLP_ENABLE_BATT=0\nLP_PS1_POSTFIX='ready> '\n. /usr/share/liquidprompt/liquidprompt"
KITTY = r"""
mark() { printf '\033]133;A\007'; }
PS0='\[\e]133;C\a\]'
PROMPT_COMMAND=("${PROMPT_COMMAND[@]}" mark)
"""
KITTY_ZSH = r"""
_mark_prompt() { PS1="%{$(printf '\033]133;A\007')%}${PS1//%\{*133;A*%\}/}" }
precmd_functions+=(_mark_prompt)
"""
PREEXEC = r"""
preexecs() { [[ -n $inside ]] && { inside=; : "$BASH_COMMAND"; }; return 0; }
precmds() { local s=$?; local f; for f in "${precmd_functions[@]}"; do "$f"; done; inside=1; return $s; }
precmd_functions=()
PROMPT_COMMAND="precmds"
trap 'preexecs "$_"' DEBUG
"""
VSCODE_FISH = r"""
function __mark_prompt --on-event fish_prompt; printf '\e]633;A\a'; end
function __mark_exec --on-event fish_preexec; printf '\e]633;C\a'; end
function __mark_done --on-event fish_postexec; printf '\e]633;D;%s\a' $status; end
"""
NEIGHBOURS = {
    "bash, nobody": Neighbour("bash"),
    "bash, VS Code": Neighbour("bash", after=VSCODE_BASH),
    "bash, marks as iTerm2": Neighbour("bash", DECORATOR),
    "bash, a timer": Neighbour("bash", TIMER),
    "bash, a builder": Neighbour("bash", BUILDER),
    "bash, direnv": Neighbour("bash", 'eval "$(direnv hook bash)"', needs="direnv"),
    "bash, direnv behind": Neighbour("bash", after='eval "$(direnv hook bash)"', needs="direnv"),
    "bash, zoxide": Neighbour("bash", 'eval "$(zoxide init bash)"', needs="zoxide"),
    "bash, fzf": Neighbour("bash", ". /usr/share/doc/fzf/examples/key-bindings.bash", needs="fzf"),
    "bash, marks as kitty": Neighbour("bash", KITTY),
    "bash, functions as bash-preexec": Neighbour("bash", after=PREEXEC),
    "bash, liquidprompt": Neighbour("bash", LIQUID, needs="/usr/share/liquidprompt/liquidprompt"),
    "zsh, nobody": Neighbour("zsh"),
    "zsh, marks as kitty": Neighbour("zsh", KITTY_ZSH),
    "fish, nobody": Neighbour("fish"),
    "fish, VS Code": Neighbour("fish", after=VSCODE_FISH),
    "fish, direnv": Neighbour("fish", "direnv hook fish | source", needs="direnv"),
    "fish, zoxide": Neighbour("fish", "zoxide init fish | source", needs="zoxide"),
    "zsh, VS Code": Neighbour("zsh", after=VSCODE_ZSH),
    "zsh, direnv": Neighbour("zsh", 'eval "$(direnv hook zsh)"', needs="direnv"),
    "zsh, zoxide": Neighbour("zsh", after='eval "$(zoxide init zsh)"', needs="zoxide"),
    "zsh, fzf": Neighbour("zsh", ". /usr/share/doc/fzf/examples/key-bindings.zsh", needs="fzf"),
}


@pytest.mark.parametrize("neighbour", NEIGHBOURS.values(), ids=NEIGHBOURS)
def test_a_session_is_the_same_with_it(require, environ, tmp_path, neighbour):
    if neighbour.needs.startswith("/") and not Path(neighbour.needs).exists():
        pytest.skip(f"{neighbour.needs} is not installed.")
    if neighbour.needs and not neighbour.needs.startswith("/"):
        require(neighbour.needs)
    show(environ, sample(used=42, resets_at=None))
    session = (neighbour.shell, require(neighbour.shell), environ, tmp_path, neighbour)
    without = seen(*session, with_ours=False)
    beside = seen(*session, with_ours=True)
    assert all(beside.pop("shown")), beside["screen"]
    assert not any(without.pop("shown"))
    ours, theirs = set(beside.pop("state")), set(without.pop("state"))
    assert (sorted(ours - theirs), sorted(theirs - ours)) == ([], [])
    assert beside["screen"] == without["screen"]
    assert beside == without
