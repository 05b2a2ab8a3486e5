# shellcheck shell=bash disable=SC2034,SC2154 # the names are those of statusline.bash, which this is a part of
# A PROMPT_COMMAND that is not ours alone, bash-preexec and starship. A shell reads this once it needs it.

# Put the call into a PROMPT_COMMAND that has something, or into what else runs commands before a prompt.
_statusline_join() {
  local IFS=' '
  if declare -F starship_precmd >/dev/null; then
    _statusline_join_starship
    return 0
  fi
  [[ -z ${bash_preexec_imported-}${__bp_imported-} ]] || _statusline_join_preexec
  [[ ${PROMPT_COMMAND[*]-} != *_statusline_c* ]] || return 0
  if _statusline_readonly; then return 0; fi
  # shellcheck disable=SC2178,SC2128 # an array only where it is said to be one
  if _statusline_listed; then
    # Into the last entry: an entry of its own would be a command more at top level, behind a DEBUG trap that comes later.
    local _sl_places=("${!PROMPT_COMMAND[@]}")
    local _sl_last=${_sl_places[*]: -1}
    _sl_last=${_sl_last:-0}
    _statusline_entry "${PROMPT_COMMAND[_sl_last]-}"
    PROMPT_COMMAND[_sl_last]=$_statusline_put
  else
    _statusline_entry "${PROMPT_COMMAND-}"
    PROMPT_COMMAND=$_statusline_put
  fi
  _statusline_hooked=${PROMPT_COMMAND[*]}
}

# The whole of what stood in PROMPT_COMMAND, then ours: as one command, behind which a DEBUG trap sees no other.
_statusline_after() {
  eval "$1"
  if [[ -n $_statusline_starship ]]; then
    export -n STATUSLINE_SEGMENT
  else
    _statusline_prompt
  fi
}

# bash-preexec runs its functions before the rest of PROMPT_COMMAND: right for starship, which may be one of them, and too
# early for what builds PS1.
_statusline_join_preexec() {
  [[ " ${precmd_functions[*]-} " == *' _statusline_prompt '* ]] || precmd_functions+=(_statusline_prompt)
}

# Set _statusline_put to what runs $1 and then ours. A DEBUG trap (timers have one) takes each command for the start of
# one of yours, so there both are one. Not around bash-preexec's installer, which looks for its own text and your traps,
# but in front of it: what came behind it at the first prompt would be taken for your first command.
_statusline_entry() {
  local _sl_quoted
  _statusline_kept=$1
  if [[ -n ${__bp_install_string-} && $1 == *"$__bp_install_string" ]]; then
    _statusline_put="${1%"$__bp_install_string"}\${_statusline_call-}"$'\n'$__bp_install_string
  elif [[ -n $1 && -n ${_statusline_debug-} && $1 != *__bp_install* ]]; then
    printf -v _sl_quoted %q "$1"
    _statusline_put="\${_statusline_chain-eval} $_sl_quoted"
  else
    _statusline_put=${1:+$1$'\n'}"\${_statusline_call-}"
  fi
}

# Whether each of a list of commands is run; an older bash runs the first.
_statusline_listed() {
  ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)) && [[ ${PROMPT_COMMAND@a} == *a* ]]
}

_statusline_readonly() {
  ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)) && [[ -n ${PROMPT_COMMAND+set} && ${PROMPT_COMMAND@a} == *r* ]]
}

# At the first prompt: is it starship's, whose environment has the text? Was something put behind ours since?
_statusline_settle() {
  local _sl_rest
  if declare -F starship_precmd >/dev/null; then
    _statusline_join_starship
  elif _statusline_look_behind; then
    _statusline_follow "$_sl_rest" || _statusline_come_last
  fi
}

# Set _sl_rest to what stands behind ours; fails if nothing does.
_statusline_look_behind() {
  local IFS=$'\n'
  # shellcheck disable=SC2178,SC2128 # a string, or the first part of an array
  _statusline_listed && _sl_rest=${PROMPT_COMMAND[*]-} || _sl_rest=${PROMPT_COMMAND-}
  [[ -n $_statusline_put && $_sl_rest == *"$_statusline_put"* && $_sl_rest != *__bp_* ]] || return
  _sl_rest=${_sl_rest#*"$_statusline_put"}
  [[ $_sl_rest == *[![:space:]\;]* ]]
}

# Behind what builds PS1. As one command, for that may have set a DEBUG trap, which no function sees.
_statusline_come_last() {
  local _sl_i _sl_rest
  _statusline_settled=2
  _statusline_look_behind || return 0
  # shellcheck disable=SC2178,SC2128 # as above
  if _statusline_listed; then
    for _sl_i in "${!PROMPT_COMMAND[@]}"; do
      _statusline_withdraw "${PROMPT_COMMAND[_sl_i]}"
      PROMPT_COMMAND[_sl_i]=$_statusline_entry
    done
  else
    _statusline_withdraw "$PROMPT_COMMAND"
    PROMPT_COMMAND=$_statusline_entry
  fi
  _statusline_debug=1
  _statusline_hook
}

# Set _statusline_entry to $1 as it would be without ours.
_statusline_withdraw() {
  _statusline_entry=$1
  [[ $1 == *"$_statusline_put"* ]] || return 0
  _statusline_entry=${1/"$_statusline_put"/"${_statusline_kept:-:}"}
  [[ -n $_statusline_kept || $1 != "$_statusline_put"* ]] || _statusline_entry=${1#"$_statusline_put"}
  _statusline_entry=${_statusline_entry#"${_statusline_entry%%[![:space:];&|]*}"}
}

# The last command of $1, if it is a function, is followed by a look at PS1 at this prompt, which is being made already.
# Fails if it is none.
_statusline_follow() {
  local _sl_name=${1%"${1##*[![:space:];]}"}
  _sl_name=${_sl_name##*[;&|$'\n']}
  _sl_name=${_sl_name#"${_sl_name%%[![:space:]]*}"}
  _sl_name=${_sl_name%%[[:space:]]*}
  [[ $_sl_name == [[:alpha:]_]* && $_sl_name != *[![:word:]]* && $(declare -pF "$_sl_name" 2>/dev/null) == 'declare -f'[!r]* ]] || return
  _statusline_theirs=$(declare -f "$_sl_name")
  eval "$_sl_name() { _statusline_restore \"\$?\"; $_sl_name \"\$@\"; _statusline_look_again; }"
}

_statusline_look_again() {
  local _sl_status=$?
  ! _statusline_is_lost || { _statusline_come_last && _statusline_prompt; }
  return "$_sl_status"
}

# Make the function what it was; the status ($1) is what it sees.
_statusline_restore() {
  eval "$_statusline_theirs"
  _statusline_theirs=''
  return "$1"
}

# starship shows STATUSLINE_SEGMENT of its environment: ours comes before it, and takes it out of the environment after.
_statusline_join_starship() {
  _statusline_starship=1
  [[ ${STARSHIP_PROMPT_COMMAND-} == *_statusline_call* ]] ||
    STARSHIP_PROMPT_COMMAND=${STARSHIP_PROMPT_COMMAND:+$STARSHIP_PROMPT_COMMAND$'\n'}"\${_statusline_call-}"
  # shellcheck disable=SC2128,SC2178 # starship sets a string
  if [[ ${PROMPT_COMMAND-} == starship_precmd ]] && ! _statusline_readonly; then
    PROMPT_COMMAND="\${_statusline_chain-eval} starship_precmd"
  fi
}
