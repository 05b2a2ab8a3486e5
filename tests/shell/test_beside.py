"""Beside each neighbour a session with the snippet is the session without it, and each prompt has the segment.

A neighbour is a row. Those of the system are run as they are; STATUSLINE_NEIGHBOURS names the folder of others that
`.ci/get-neighbours` makes, whose rows are skipped without it. The rest is written here by the order of its hooks.
"""

from typing import NamedTuple

import pytest

from support.bash_session import show
from support.beside import NEIGHBOURS as CHECKOUTS
from support.beside import sessions
from support.prompt_files import USUAL, sample


class Neighbour(NamedTuple):
    """Lines of an rc file in front of ours and behind ours; the program, or the part of the neighbours'
    folder, that they need.

    moving: which of its names (a pattern) have another value in each session, or keep the text that they have drawn.
    late: it builds PS1 behind ours and is no function, so that the first prompt has no segment yet.
    """

    shell: str
    before: str = ""
    after: str = ""
    needs: str = ""
    checkout: str = ""
    moving: str = ""
    late: bool = False


# Takes PROMPT_COMMAND over after .bashrc, and calls what its DEBUG trap sees first afterwards the user's command.
VSCODE_BASH = r"""
saved=$PROMPT_COMMAND wrapped= running=1 current=
mark() { printf '\033]633;%s\007' "$1"; }
update() {
  [[ $running == 1 ]] || return
  [[ $wrapped == "$PS1" ]] || { wrapped="\[$(mark A)\]$PS1\[$(mark B)\]"; PS1=$wrapped; }
  running=0
}
back() { return "$1"; }
wrapper() { last=$?; back "$last"; eval "$saved"; mark "D;$last"; update; }
preexec() { [[ $running == 0 ]] && { running=1; mark "E;$BASH_COMMAND"; mark C; }; }
trap 'preexec "$_"' DEBUG
update
PROMPT_COMMAND=wrapper
"""
VSCODE_ZSH = r"""
mark() { printf '\033]633;%s\007' "$1" }
update() {
  was=$PROMPT PROMPT="%{$(mark A)%}$PROMPT%{$(mark B)%}"
  [[ -z $RPROMPT ]] || { wasr=$RPROMPT RPROMPT="%{$(mark H)%}$RPROMPT%{$(mark I)%}" }
}
close() { mark "D;$?"; [[ -n $running ]] || return 0; update; running= }
open() { PROMPT=$was RPROMPT=${wasr-} running=1; mark "E;$1"; mark C }
running=1 precmd_functions+=(close) preexec_functions+=(open)
"""
VSCODE_FISH = r"""
function mark; printf '\e]633;%s\a' $argv[1]; end
function close --on-event fish_postexec; mark "D;$status"; end
function open --on-event fish_preexec; mark "E;$argv"; mark C; end
functions --copy fish_prompt theirs
function fish_prompt; mark A; theirs; mark B; end
"""
# iTerm2's: a PS1 that is not the last it wrapped is wrapped anew.
DECORATOR = r"""
decorate() { [[ $PS1 == "$mine" ]] || { mine="\[\e]133;A\a\]$PS1\[\e]133;B\a\]"; PS1=$mine; }; }
PROMPT_COMMAND=decorate
"""
# Ghostty's, kitty's, WezTerm's: marks by precmd and preexec, the prompt's kept in variables.
MARKS_ZSH = r"""
precmd_mark() { printf '\033]133;D;%s\007' $?; [[ $PS1 == *133\;A* ]] || PS1=$'%{\e]133;A\a%}'$PS1$'%{\e]133;B\a%}' }
preexec_mark() { PS1=${PS1//$'%{\e]133;A\a%}'}; PS1=${PS1//$'%{\e]133;B\a%}'}; printf '\033]133;C\007' }
precmd_functions+=(precmd_mark) preexec_functions+=(preexec_mark)
"""
KITTY = """
mark() { printf '\\033]133;A\\007'; }
PS0='\\[\\e]133;C\\a\\]'
PROMPT_COMMAND=("${PROMPT_COMMAND[@]}" mark)
"""
KITTY_ZSH = r"""
_mark_prompt() { PS1="%{$(printf '\033]133;A\007')%}${PS1//\%\{*133;A*%\}/}" }
precmd_functions+=(_mark_prompt)
"""
# bash-preexec's order: all is done by one function and a DEBUG trap.
PREEXEC_ORDER = r"""
preexecs() { [[ -n $inside ]] && { inside=; : "$BASH_COMMAND"; }; return 0; }
precmds() { local s=$?; local f; for f in "${precmd_functions[@]}"; do "$f"; done; inside=1; return $s; }
precmd_functions=()
PROMPT_COMMAND="precmds"
trap 'preexecs "$_"' DEBUG
"""
TIMER = "begin() { :; }\nend() { ended=$?; }\ntrap begin DEBUG\nPROMPT_COMMAND=end"
BUILDER = "build() { PS1='built ready> '; }\n"
LIQUID = f"""
LP_PS1_POSTFIX='ready> ' LP_ENABLE_RUNTIME=1 LP_RUNTIME_THRESHOLD=0 LP_ENABLE_LOAD=0 LP_ENABLE_BATT=0 LP_ENABLE_TEMP=0
. "{CHECKOUTS}/liquidprompt/liquidprompt"
"""
PREEXEC = f'. "{CHECKOUTS}/bash-preexec/bash-preexec.sh"\npreexec() {{ printf "\\033]133;C\\007"; }}\n'
WEZTERM = f'. "{CHECKOUTS}/wezterm/assets/shell-integration/wezterm.sh"\n'
GHOSTTY = f'GHOSTTY_SHELL_FEATURES= && . "{CHECKOUTS}/ghostty/src/shell-integration/bash/ghostty.bash"\n'
GHOSTTY_ZSH = f'. "{CHECKOUTS}/ghostty/src/shell-integration/zsh/ghostty-integration"\n'
ITERM = f'. "{CHECKOUTS}/iterm2/shell_integration/SHELL"\n'
BASH_IT = f'BASH_IT="{CHECKOUTS}/bash-it" BASH_IT_THEME= && . "$BASH_IT/bash_it.sh"\nPS1="ready> "\n'
BLE = f'. "{CHECKOUTS}/ble.sh/ble.sh" --noattach --norc\n'
MISE, ATUIN = 'eval "$(mise activate SHELL)"', 'eval "$(atuin init SHELL)"'
STARSHIP = r"""export STARSHIP_CONFIG="$HOME/starship.toml"
printf '%s\n' 'add_newline = false' 'format = "${env_var.STATUSLINE_SEGMENT}ready> "' >"$STARSHIP_CONFIG"
printf '[env_var.%s]\nformat = "$env_value "\n' STATUSLINE_SEGMENT >>"$STARSHIP_CONFIG"
eval "$(starship init SHELL)"
"""
STARSHIP_FISH = STARSHIP.replace("export STARSHIP_CONFIG=", "set -gx STARSHIP_CONFIG ").replace(
    'eval "$(starship init SHELL)"', "starship init fish | source"
)
P10K_OWN = "_?p9k|_?P9K|_?POWERLEVEL9K_RIGHT|(?i:R?(?:PROMPT|PS1))="
P10K = f"""
POWERLEVEL9K_LEFT_PROMPT_ELEMENTS=(prompt_char) POWERLEVEL9K_RIGHT_PROMPT_ELEMENTS=()
POWERLEVEL9K_PROMPT_CHAR_CONTENT_EXPANSION='ready>' POWERLEVEL9K_DISABLE_CONFIGURATION_WIZARD=true
POWERLEVEL9K_DISABLE_GITSTATUS=true POWERLEVEL9K_RIGHT_PROMPT_FIRST_SEGMENT_START_SYMBOL=
. "{CHECKOUTS}/powerlevel10k/powerlevel10k.zsh-theme"
(( ! ${{+functions[prompt_statusline]}} )) || POWERLEVEL9K_RIGHT_PROMPT_ELEMENTS+=(statusline)
"""
OMZ = f'ZSH="{CHECKOUTS}/ohmyzsh" DISABLE_AUTO_UPDATE=true ZSH_DISABLE_COMPFIX=true\n. "$ZSH/oh-my-zsh.sh"\n'
NEIGHBOURS = {
    "bash, nobody": Neighbour("bash"),
    "bash, VS Code": Neighbour("bash", after=VSCODE_BASH),
    "bash, VS Code and a hook": Neighbour("bash", "PROMPT_COMMAND='seen=$?'", VSCODE_BASH),
    "bash, VS Code and an array": Neighbour("bash", "PROMPT_COMMAND=('seen=$?')", VSCODE_BASH),
    "bash, iTerm2": Neighbour("bash", DECORATOR),
    "bash, a timer": Neighbour("bash", TIMER),
    "bash, a builder": Neighbour("bash", BUILDER + "PROMPT_COMMAND=build"),
    "bash, a builder behind": Neighbour("bash", BUILDER, "PROMPT_COMMAND+=${PROMPT_COMMAND:+$'\\n'}build"),
    "bash, a builder behind on one line": Neighbour(
        "bash", BUILDER + "PROMPT_COMMAND='seen=$?'", 'PROMPT_COMMAND="first=1; $PROMPT_COMMAND; build"'
    ),
    "bash, a builder behind a timer": Neighbour("bash", BUILDER + TIMER, "PROMPT_COMMAND+='; build'"),
    "bash, an assignment behind": Neighbour(
        "bash", after="PROMPT_COMMAND+=${PROMPT_COMMAND:+$'\\n'}\"PS1='built ready> '\"", late=True
    ),
    "bash, an array behind": Neighbour("bash", BUILDER, 'PROMPT_COMMAND=("$PROMPT_COMMAND" build)'),
    "bash, direnv": Neighbour("bash", 'eval "$(direnv hook bash)"', needs="direnv"),
    "bash, direnv behind": Neighbour("bash", after='eval "$(direnv hook bash)"', needs="direnv"),
    "bash, zoxide": Neighbour("bash", 'eval "$(zoxide init bash)"', needs="zoxide"),
    "bash, fzf": Neighbour("bash", ". /usr/share/doc/fzf/examples/key-bindings.bash", needs="fzf"),
    "bash, kitty": Neighbour("bash", KITTY),
    "bash, as bash-preexec": Neighbour("bash", after=PREEXEC_ORDER),
    "bash, bash-preexec": Neighbour("bash", PREEXEC, checkout="bash-preexec"),
    "bash, bash-preexec behind": Neighbour("bash", after=PREEXEC, checkout="bash-preexec"),
    "bash, bash-preexec and a builder": Neighbour(
        "bash", f"{PREEXEC}{BUILDER}PROMPT_COMMAND=build", checkout="bash-preexec"
    ),
    "bash, liquidprompt": Neighbour("bash", LIQUID, checkout="liquidprompt", moving="LP_TTYN|lp_terminal_device"),
    "bash, liquidprompt behind": Neighbour(
        "bash", after=LIQUID, checkout="liquidprompt", moving="LP_TTYN|lp_terminal_device"
    ),
    "bash, WezTerm": Neighbour("bash", WEZTERM, checkout="wezterm"),
    "bash, WezTerm behind": Neighbour("bash", after=WEZTERM, checkout="wezterm"),
    "bash, Ghostty behind": Neighbour(
        "bash", after=GHOSTTY, checkout="ghostty", moving="BASH_REMATCH|declare-.*PROMPT_COMMAND="
    ),
    "bash, real iTerm2": Neighbour("bash", ITERM, checkout="iterm2", moving="ITERM2_"),
    "bash, real iTerm2 behind": Neighbour("bash", after=ITERM, checkout="iterm2", moving="ITERM2_"),
    "bash, bash-it": Neighbour("bash", BASH_IT, checkout="bash-it"),
    "bash, bash-it and a builder": Neighbour(
        "bash", BASH_IT + BUILDER + "safe_append_prompt_command build", checkout="bash-it"
    ),
    "bash, ble.sh": Neighbour("bash", BLE, "ble-attach", checkout="ble.sh", moving=r"_ble_|ble/|HISTCMD|_target|\{\s"),
    "bash, mise": Neighbour("bash", MISE, checkout="bin", moving="__MISE_SESSION"),
    "bash, mise behind": Neighbour("bash", after=MISE, checkout="bin", moving="__MISE_SESSION"),
    "bash, atuin": Neighbour("bash", PREEXEC + ATUIN, checkout="bash-preexec", moving="ATUIN_"),
    "bash, atuin behind": Neighbour("bash", after=PREEXEC + ATUIN, checkout="bash-preexec", moving="ATUIN_"),
    "bash, starship": Neighbour("bash", STARSHIP, checkout="bin", moving=r"STARSHIP_(?:DURATION|\w*TIME)"),
    "bash, starship behind": Neighbour("bash", after=STARSHIP, checkout="bin", moving=r"STARSHIP_(?:DURATION|\w*TIME)"),
    "zsh, nobody": Neighbour("zsh"),
    "zsh, VS Code": Neighbour("zsh", after=VSCODE_ZSH),
    "zsh, kitty": Neighbour("zsh", KITTY_ZSH),
    "zsh, Ghostty": Neighbour("zsh", after=MARKS_ZSH),
    "zsh, direnv": Neighbour("zsh", 'eval "$(direnv hook zsh)"', needs="direnv"),
    "zsh, zoxide": Neighbour("zsh", after='eval "$(zoxide init zsh)"', needs="zoxide"),
    "zsh, fzf": Neighbour("zsh", ". /usr/share/doc/fzf/examples/key-bindings.zsh", needs="fzf"),
    "zsh, oh-my-zsh": Neighbour("zsh", OMZ, checkout="ohmyzsh"),
    "zsh, WezTerm": Neighbour("zsh", after=WEZTERM, checkout="wezterm"),
    "zsh, real Ghostty": Neighbour("zsh", GHOSTTY_ZSH, checkout="ghostty"),
    "zsh, real iTerm2": Neighbour("zsh", after=ITERM, checkout="iterm2", moving="ITERM2_"),
    "zsh, mise": Neighbour("zsh", MISE, checkout="bin", moving="__MISE_SESSION"),
    "zsh, mise behind": Neighbour("zsh", after=MISE, checkout="bin", moving="__MISE_SESSION"),
    "zsh, atuin": Neighbour("zsh", after=ATUIN, checkout="bin", moving="ATUIN_"),
    "zsh, starship": Neighbour("zsh", STARSHIP, checkout="bin", moving=r"STARSHIP_(?:DURATION|\w*TIME)"),
    "zsh, starship behind": Neighbour("zsh", after=STARSHIP, checkout="bin", moving=r"STARSHIP_(?:DURATION|\w*TIME)"),
    "zsh, powerlevel10k": Neighbour("zsh", after=P10K, checkout="powerlevel10k", moving=P10K_OWN),
    "fish, nobody": Neighbour("fish"),
    "fish, VS Code": Neighbour("fish", after=VSCODE_FISH),
    "fish, direnv": Neighbour("fish", "direnv hook fish | source", needs="direnv"),
    "fish, direnv behind": Neighbour("fish", after="direnv hook fish | source", needs="direnv"),
    "fish, zoxide": Neighbour("fish", "zoxide init fish | source", needs="zoxide"),
    "fish, real iTerm2": Neighbour("fish", after=ITERM, checkout="iterm2", moving="ITERM2_"),
    "fish, mise": Neighbour("fish", "mise activate fish | source", checkout="bin", moving="__MISE_SESSION"),
    "fish, atuin": Neighbour("fish", after="atuin init fish | source", checkout="bin", moving="ATUIN_"),
    "fish, starship": Neighbour("fish", STARSHIP_FISH, checkout="bin", moving=r"STARSHIP_(?:DURATION|\w*TIME)"),
}


@pytest.mark.parametrize("neighbour", NEIGHBOURS.values(), ids=NEIGHBOURS)
def test_a_session_is_as_without_it(require, environ, tmp_path, neighbour):
    environ["PATH"] = f"{CHECKOUTS}/bin:{environ['PATH']}"
    if neighbour.needs:
        require(neighbour.needs)
    neighbour = neighbour._replace(
        before=neighbour.before.replace("SHELL", neighbour.shell),
        after=neighbour.after.replace("SHELL", neighbour.shell),
    )
    if neighbour.checkout and not (CHECKOUTS / neighbour.checkout).is_dir():
        pytest.skip("It is not installed, and STATUSLINE_NEIGHBOURS names no folder with its checkout.")
    show(environ, sample(used=42, resets_at=None), formats=USUAL)
    for attempt in ("first", "second", "third"):
        (tmp_path / attempt).mkdir()
        try:
            check(*sessions(require(neighbour.shell), environ, tmp_path / attempt, neighbour))
        except AssertionError:  # what a snippet changes it changes each time; what comes once was a race of the shell
            if attempt == "third":
                raise
        else:
            break


def check(ours, without):
    assert all(ours.pop("segments")), ours["screen"]
    assert not any(without.pop("segments"))
    assert "\n".join(sorted(ours.pop("state") ^ without.pop("state"))) == ""
    assert ours["screen"] == without["screen"]
    assert ours == without
