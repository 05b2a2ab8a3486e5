# shellcheck shell=bash
# The limits of Claude Code and Codex in bash's prompt. Put this at the end of ~/.bashrc:
#
#   eval "$(statusline init bash)"
#
# Bash 5 starts no process for it. An older bash, which has no clock of its own, starts one per prompt (10 to 20 ms).
#
#   STATUSLINE_POSITION    yours: `left` (default) puts the text in front of PS1, `above` on a line of its own, `right` at
#                          the edge of the terminal; `none` only sets the variables below
#   STATUSLINE_WIDTH       yours: the columns there are for the text; otherwise what PS1 and 20 columns for a command
#                          leave, at most half of the line
#   STATUSLINE_NO_REFRESH  yours: if not empty, no prompt starts a refresh
#   NO_COLOR               yours: if not empty, STATUSLINE_PROMPT is plain text; with TERM=dumb there is none
#   STATUSLINE_PROMPT      ours: the painted text, for a place of your own: PS1='\w ${STATUSLINE_PROMPT} \$ '
#   STATUSLINE_SEGMENT     ours: the plain text; starship shows it with [env_var.STATUSLINE_SEGMENT], and nobody else inherits it

# Nothing below may be exported by `set -a` of yours, functions included.
[[ $- != *a* ]] || { _statusline_allexport=1 && set +a; }

_statusline_fast=(__STATUSLINE_FAST__)
_statusline_program=${_statusline_fast[${#_statusline_fast[@]} - 1]}
# shellcheck disable=SC2016 # for the prompt to expand; the value is not expanded again, so that data stays data
_statusline_reference='${_statusline_shown-}'
# What PROMPT_COMMAND calls, by variables that no child has: one that inherits an exported PROMPT_COMMAND finds nothing to
# call there, or just what was there before.
_statusline_call=_statusline_prompt
# shellcheck disable=SC2016 # as above
_statusline_probe='$_statusline_call'
_statusline_dot=$'\302\267' # one character where the locale knows UTF-8
_statusline_chain=_statusline_after

# Names in functions begin with _sl_, so that a readonly variable of yours is in nobody's way. A status of its own would
# be a failure once more (for `trap … ERR`), and with errexit end the shell; only what follows ours needs it.
# shellcheck disable=SC2319 # the status of the command before
if ((BASH_VERSINFO[0] < 5)); then
  _statusline_prompt() {
    local _sl_status=$? _sl_options=$-
    _statusline_ask
    _statusline_arrange
    _statusline_show
    [[ $_sl_options == *e* || ${PROMPT_COMMAND[*]-} == "$_statusline_hooked" ]] || return "$_sl_status"
  }
else
  # Bash copies a function to call it, and a DEBUG trap may see each command of this one: here is what the usual prompt
  # needs, and all else is elsewhere.
  _statusline_prompt() {
    local - _sl_status=$? _sl_options=$- _sl_now=$EPOCHSECONDS _sl_first='' _sl_environment="\
${CLAUDE_CONFIG_DIR-}:${CLAUDE_SECURESTORAGE_CONFIG_DIR-unset}:${CLAUDE_CODE_OAUTH_TOKEN-}:${CODEX_HOME-}:${HOME-}:\
${STATUSLINE_CACHE_DIR-}:${STATUSLINE_CONFIG-}:${XDG_CACHE_HOME-}:${XDG_CONFIG_HOME-}:${NO_COLOR-}:${TERM-}:\
${STATUSLINE_WIDTH-}:${COLUMNS-}:${STATUSLINE_POSITION-}:${CODEX_ACCESS_TOKEN-}:${OPENAI_FEDERATION_RULE_ID-}:\
${TZ-}:${_statusline_relative:+$PWD}"
    set +aeuxT -f
    # Whose it is is looked at when it is taken apart; a pipe would hold the prompt up.
    [[ ! -f $_statusline_file || ! -r $_statusline_file ]] || read -r _sl_first <"$_statusline_file"
    [[ $_sl_environment == "$_statusline_environment" && ${PS1-} == "$_statusline_parsed" &&
      ${_statusline_probe@P} == "$_statusline_measured" && $_sl_first == "$_statusline_first" &&
      _sl_now -ge _statusline_filled_at && _sl_now -lt _statusline_filled_until ]] || _statusline_renew
    [[ $_sl_now -lt $_statusline_refresh_after && ! $_statusline_config -nt $_statusline_file && -z $_statusline_misplaced ]] ||
      _statusline_attend
    [[ $_sl_options == *e* || ${PROMPT_COMMAND[*]-} == "$_statusline_hooked" ]] || return "$_sl_status"
  }
fi

# Where the text goes; each time for starship, which takes it from its environment.
_statusline_show() {
  case $_statusline_settled in
    '') _statusline_settle ;;
    1)
      _statusline_settled=2
      ! _statusline_is_lost || _statusline_come_last
      ;;
  esac
  [[ -z $_statusline_starship ]] || export STATUSLINE_SEGMENT
  _statusline_place
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

# Put the call into PROMPT_COMMAND, once, at load: behind what builds PS1. Who takes PROMPT_COMMAND over afterwards
# (VS Code, bash-preexec) calls what was there.
_statusline_hook() {
  local IFS=' '
  _statusline_hooked=
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
  _statusline_settled=1
  if declare -F starship_precmd >/dev/null; then
    _statusline_join_starship
  elif _statusline_look_behind; then
    _statusline_follow "$_sl_rest" || _statusline_come_last
  fi
}

# Whether PS1 was built anew, and not just got marks around it.
_statusline_is_lost() {
  [[ $_statusline_placed == *"$_statusline_reference"* && ${PS1-} != *"$_statusline_reference"* ]]
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

_statusline_place() {
  local _sl_text=${_statusline_shown-} _sl_ps1=${PS1-} _sl_start=
  _sl_ps1=${_sl_ps1#"$_statusline_embedded"} _statusline_embedded=''
  if [[ ${STATUSLINE_POSITION-} == none || -n $_statusline_starship || ${TERM-} == dumb ]]; then
    _sl_ps1=${_sl_ps1/"$_statusline_reference"/}
  elif shopt -q promptvars || [[ -o posix ]]; then
    # A prompt that goes back to the start of the line writes over what is in front of that.
    case $_sl_ps1 in
      '\r'*) _sl_start='\r' ;;
      '\[\r\]'* | '\[\e[G\]'* | '\[\e[1G\]'* | '\[\033[G\]'* | '\[\033[1G\]'*) _sl_start=${_sl_ps1%%'\]'*}'\]' ;;
    esac
    [[ $_sl_ps1 == *STATUSLINE_PROMPT* || $_sl_ps1 == *"$_statusline_reference"* ]] ||
      _sl_ps1=$_sl_start$_statusline_reference${_sl_ps1#"$_sl_start"}
  elif [[ -n $_sl_text ]]; then
    # Nothing that would be code with promptvars on again, or in a child that inherits PS1.
    _sl_text=${_sl_text//[\$\\]/?}
    _sl_text=${_sl_text//'`'/"'"}
    _sl_text=${_sl_text//$'\001'/\\[}
    _statusline_embedded=${_sl_text//$'\002'/\\]}
    _sl_ps1=$_statusline_embedded${_sl_ps1/"$_statusline_reference"/}
  fi
  PS1=$_sl_ps1
  _statusline_placed=$PS1 _statusline_parsed=$PS1 _statusline_misplaced=''
  [[ -z $_statusline_starship && -n $_statusline_settled ]] || _statusline_placed='' _statusline_misplaced=1
  # What is not referred to is put in anew each time.
  if [[ -n $_statusline_embedded ]] || ! shopt -q promptvars; then _statusline_misplaced=1; fi
}

_statusline_ask() {
  local _sl_text='' _sl_plain='' _sl_width
  _statusline_measure
  _sl_width=$((_statusline_room > 0 ? _statusline_room : 1)) _statusline_most=0
  ((_sl_width < 9999)) || _sl_width=''
  [[ ! -r $_statusline_program || ${TERM-} == dumb ]] ||
    _sl_text=$("${_statusline_fast[@]}" --format bash ${_sl_width:+"--width=$_sl_width"} </dev/null 2>/dev/null) || :
  STATUSLINE_PROMPT=$_sl_text
  while [[ $_sl_text == *$'\001'*$'\002'* ]]; do
    _sl_plain+=${_sl_text%%$'\001'*}
    _sl_text=${_sl_text#*$'\002'}
  done
  STATUSLINE_SEGMENT=$_sl_plain$_sl_text
  _statusline_unpaint
}

# Set _statusline_probe to what tells, as a prompt, that PS1 is as wide as before: PS1 itself, but if it does more than look
# at variables, the folder and the minute. A variable in it tells whether they are looked at.
# shellcheck disable=SC2016 # what the pattern is for must not be expanded
_statusline_parse() {
  _statusline_parsed=${PS1-} _statusline_measured=''
  _statusline_own=${_statusline_parsed/"$_statusline_reference"/}
  _statusline_own=${_statusline_own#"$_statusline_embedded"}
  _statusline_probe=$_statusline_own'$_statusline_call'
  case $_statusline_own in
    *'`'* | *'$('* | *'$['* | *'${'*[=[]*) ! shopt -q promptvars || _statusline_probe='\w\A$_statusline_call' ;;
  esac
}

# Set _statusline_room to the columns there are for the text, _statusline_row to the most that goes beside the prompt.
_statusline_measure() {
  local _sl_columns=${COLUMNS-} _sl_used=0 _sl_command=20
  _statusline_measured=${_statusline_probe@P} _statusline_misplaced=1 _statusline_plainly='' _statusline_row=9999 _statusline_room=9999
  [[ $_sl_columns == [1-9]* && $_sl_columns != *[!0-9]* && $_sl_columns != ?????* ]] || _sl_columns=''
  if [[ ${STATUSLINE_WIDTH-} == [1-9]* && $STATUSLINE_WIDTH != *[!0-9]* && $STATUSLINE_WIDTH != ?????* ]]; then
    _statusline_room=$STATUSLINE_WIDTH
  elif [[ -n $_sl_columns && ${STATUSLINE_POSITION-} == above ]]; then
    _statusline_room=$((_sl_columns - 1))
  elif [[ -n $_sl_columns ]]; then
    [[ ${STATUSLINE_POSITION-} == right ]] && _statusline_room=$_sl_columns || _statusline_room=$((_sl_columns / 2))
    # What else starship's prompt has is not known; an older bash would have to start a process to know.
    if [[ -z $_statusline_starship ]] && ((BASH_VERSINFO[0] >= 5)); then
      _statusline_count
      ((_statusline_row = _sl_used < _sl_columns ? _sl_columns - _sl_used - _sl_command - 1 : 0))
      ((_statusline_room <= _statusline_row)) || _statusline_room=$_statusline_row
      [[ ${STATUSLINE_POSITION-} != none ]] || _statusline_row=9999
    fi
  fi
  ((_statusline_least <= _statusline_room && _statusline_room < _statusline_enough)) || _statusline_opened_until=0
}

# Set _sl_used to the columns of PS1's first line without ours. Only a command on that line needs some behind it.
_statusline_count() {
  local STATUSLINE_PROMPT='' _sl_text _sl_rest
  if [[ $_statusline_probe != "$_statusline_own"* ]]; then
    _sl_rest=$(set +E && printf %s "${_statusline_own@P}") 2>/dev/null </dev/null
  else
    _sl_rest=${_statusline_own@P}
  fi
  [[ $_sl_rest != *$'\n'* ]] || _sl_command=0
  _sl_rest=${_sl_rest%%$'\n'*}
  while [[ $_sl_rest == *$'\001'*$'\002'* ]]; do
    _sl_text+=${_sl_rest%%$'\001'*}
    _sl_rest=${_sl_rest#*$'\002'}
  done
  _sl_text+=$_sl_rest
  _sl_rest=${_sl_text//[[:ascii:]]/} # each of these may take two
  _sl_used=$((${#_sl_text} + ${#_sl_rest}))
}

# Set _statusline_shown, which PS1 refers to, to the text with what puts it into its place.
_statusline_arrange() {
  local _sl_position=${STATUSLINE_POSITION-} _sl_text=${STATUSLINE_PROMPT-} _sl_length=${#STATUSLINE_SEGMENT}
  ((_statusline_most <= _statusline_row)) || _sl_position=above
  [[ -n $_sl_text ]] || _sl_position=none
  case $_sl_position in
    none) _statusline_shown='' ;;
    above) _statusline_shown=$_sl_text$'\n' ;;
    right)
      ((${#_statusline_dot} == 1)) || _sl_length=$_statusline_most
      _sl_text=${_sl_text//[$'\001\002']/}
      _statusline_shown=$'\001\e7\e['$((COLUMNS - _sl_length))$'G'$_sl_text$'\e8\002'
      ;;
    *)
      _statusline_shown="$_sl_text "
      # For as long as nothing but the time changes, there is no more to do.
      [[ ${#_statusline_dot} != 1 || ${TERM-} == dumb ]] || _statusline_plainly=1
      ;;
  esac
}

# A terminal that is a program (Emacs' TRAMP) reads the prompt: there is no text for it at all.
_statusline_unpaint() {
  [[ ${TERM-} != dumb ]] || STATUSLINE_SEGMENT=''
  [[ -z ${NO_COLOR-} && ${TERM-} != dumb ]] || STATUSLINE_PROMPT=$STATUSLINE_SEGMENT
}

# Bring STATUSLINE_PROMPT and STATUSLINE_SEGMENT up to _sl_now (epoch seconds): something but the time has changed.
_statusline_renew() {
  if [[ $_sl_environment != "$_statusline_environment" ]]; then
    _statusline_locate 2>/dev/null
    [[ ! -f $_statusline_file || ! -r $_statusline_file ]] || read -r _sl_first <"$_statusline_file"
    _statusline_misplaced=1
  fi
  [[ ${PS1-} == "$_statusline_parsed" ]] || _statusline_parse
  [[ ${_statusline_probe@P} == "$_statusline_measured" ]] || _statusline_measure
  if [[ $_sl_first != "$_statusline_first" || _sl_now -lt _statusline_opened_at || _sl_now -ge _statusline_opened_until ]]; then
    _statusline_first=$_sl_first
    _statusline_open || _statusline_pending
  fi
  _statusline_fill
}

# Put the text where it belongs, and start a refresh, if either is to be done.
_statusline_attend() {
  if [[ $_statusline_config -nt $_statusline_file ]]; then
    _statusline_refresh 2
  elif ((_sl_now >= _statusline_refresh_after)); then
    _statusline_refresh 60
  fi
  [[ -z $_statusline_misplaced ]] || _statusline_show
}

__STATUSLINE_LOGIN__

# FILE: whether it is a plain file of yours in a folder of yours. Another user's text could be code in a prompt, and a pipe
# would hold it up. For root in somebody's home what lies there is good enough.
_statusline_owns() {
  [[ -f $1 && -r $1 && ! -L $1 ]] || return
  [[ -O $1 && -O ${1%/*} ]] || [[ $EUID == 0 && $HOME == /*[!/]* && ! -O $HOME && $1 == "$HOME"/* ]]
}

# Read what is shown from the settled file; statusline/render/settled.py has the format. Fails if the file is not ours, not
# whole or not this login's. Of the first variant that fits, else of the last; that one is right also where it is too long.
# More than the first state and its widest variant is read only where it is needed.
# shellcheck disable=SC2206 # split on purpose; -f is set
_statusline_open() {
  local IFS=$'\037' _sl_lines=() _sl_header _sl_state _sl_until _sl_at=1 _sl_i=1 _sl_variant _sl_zone=''
  _statusline_owns "$_statusline_file" && mapfile -n 3 _sl_lines <"$_statusline_file" || return
  _sl_header=(${_sl_lines[0]-})
  [[ ${_sl_header[0]-} == 'statusline 1' && ${#_sl_header[@]} == 13 && ${_sl_header[1]} && ${_sl_header[2]} && ${_sl_header[1]}${_sl_header[2]} != *[!0-9]* ]] || return
  [[ "${_sl_header[*]:5:4}" == "${_statusline_login[*]}" ]] || _statusline_is_this_login || return
  while :; do
    _sl_state=(${_sl_lines[_sl_at]-})
    [[ ${_sl_state[0]-} == $'\036u'* && ${_sl_state[*]: -1} == $'\n' && ${#_sl_state[@]} != 2 && ${_sl_state[0]:2} != *[!0-9]* ]] || return
    _sl_until=${_sl_state[0]:2}
    ((_sl_until = 10#${_sl_until:-9999999999}, _sl_now >= _sl_until)) || break
    ((_sl_at += 2 * ${#_sl_state[@]} - 3))
    mapfile _sl_lines <"$_statusline_file"
  done
  _statusline_least=-9999 _statusline_enough=10000
  while :; do
    _sl_variant=${_sl_state[_sl_i]}
    [[ $_sl_variant == [0-9]* && $_sl_variant != *[!0-9,]* ]] || return
    ((_statusline_most = 10#${_sl_variant%%,*}, _statusline_most > _statusline_room && _sl_i < ${#_sl_state[@]} - 2)) || break
    ((_statusline_enough = _statusline_most, _sl_i += 1))
  done
  ((_statusline_most > _statusline_room)) || _statusline_least=$_statusline_most
  [[ ${TZ@a} != *x* ]] || _sl_zone=${TZ:-UTC}
  ((_sl_at += 2 * _sl_i - 1))
  [[ $_sl_zone == "${_sl_header[11]}" || $_sl_variant == *,2 ]] || ((_sl_at += 1))
  [[ ${_sl_lines[_sl_at]-} ]] || mapfile _sl_lines <"$_statusline_file"
  _statusline_texts=(${_sl_lines[_sl_at]})
  IFS=$'\035'
  _statusline_clocks=(${_statusline_texts[1]-})
  [[ ${_statusline_clocks[*]} != *d* ]] || _statusline_date || return
  [[ ${#_statusline_clocks[@]} == 0 ]] || _statusline_count_down || return
  [[ -z ${_statusline_texts[0]} && ${_statusline_texts[*]: -1} == $'\n' ]] && ((${#_statusline_texts[@]} == 2 * ${#_statusline_clocks[@]} + 5)) || return
  ((_statusline_refresh_after = 10#${_sl_header[1]} > _sl_now + 5 ? 0 : 10#${_sl_header[2]}, _statusline_most <= _statusline_row)) || _statusline_plainly=''
  _statusline_opened_at=$_sl_now _statusline_opened_until=$_sl_until
}

_statusline_is_this_login() {
  local _sl_i LC_ALL=C
  for _sl_i in 0 1 2 3; do
    _statusline_is_printed "${_sl_header[5 + _sl_i]}" "${_statusline_login[_sl_i]}" || return
  done
}

# Make each clock a number: a moment to come, or less than 0 for one that was.
_statusline_count_down() {
  local _sl_clocks=$'\035'${_statusline_clocks[*]}
  [[ $_sl_clocks != *[!0-9ta$'\035']* && $_sl_clocks != *$'\035'[!ta]* && $_sl_clocks != *[ta][!0-9]* && $_sl_clocks != *[ta]0[0-9]* && $_sl_clocks != *[0-9][ta]* && $_sl_clocks == *[0-9] ]] || return
  _statusline_clocks=("${_statusline_clocks[@]/#a/-}")
  _statusline_clocks=("${_statusline_clocks[@]#t}")
}

# Write the moments as they are in this zone.
# shellcheck disable=SC2059 # the format is the file's
_statusline_date() {
  local _sl_clocks=("${_statusline_clocks[@]}") _sl_texts=("${_statusline_texts[@]}") _sl_shape _sl_moment _sl_last=3
  _statusline_clocks=() _statusline_texts=("${_sl_texts[@]:0:4}")
  for _sl_i in "${!_sl_clocks[@]}"; do
    if [[ ${_sl_clocks[_sl_i]} == d* ]]; then
      _sl_shape=${_sl_clocks[_sl_i]#*,} _sl_moment=${_sl_clocks[_sl_i]%%,*}
      _sl_shape=${_sl_shape%%,*} _sl_moment=${_sl_moment:1}
      [[ $_sl_moment && $_sl_moment != *[!0-9]* && $_sl_moment != ????????????* && $_sl_shape != *[$'\036\037()']* ]] || return 1
      printf -v _sl_moment "%($_sl_shape)T" "$_sl_moment"
      _statusline_texts[_sl_last - 1]+=$_sl_moment${_sl_texts[2 * _sl_i + 4]}
      _statusline_texts[_sl_last]+=$_sl_moment${_sl_texts[2 * _sl_i + 5]}
    else
      _statusline_clocks+=("${_sl_clocks[_sl_i]}")
      _statusline_texts+=("${_sl_texts[@]:2*_sl_i+4:2}")
      ((_sl_last += 2))
    fi
  done
  _statusline_texts+=("${_sl_texts[@]:2*${#_sl_clocks[@]}+4}")
}

# Nothing is known yet; nothing ever will be once the package is gone.
_statusline_pending() {
  local _sl_word=''
  _statusline_clocks=() _statusline_most=1 _statusline_least=-9999 _statusline_enough=10000 _statusline_plainly=''
  [[ ! -r $_statusline_program ]] || _sl_word='…'
  # There, but another user's, or not readable: to wait for it would be in vain.
  [[ ! -e $_statusline_file ]] || _statusline_owns "$_statusline_file" || _sl_word='!'
  _statusline_texts=('' '' "$_sl_word" "$_sl_word")
  _statusline_opened_at=$_sl_now _statusline_opened_until=9999999999 _statusline_refresh_after=0
}

# Set the two texts as of _sl_now, and until when they are right: the next full minute of one of the clocks.
_statusline_fill() {
  local _sl_clock _sl_i=3 _sl_left _sl_next
  _statusline_filled_at=$_sl_now _statusline_filled_until=$_statusline_opened_until
  STATUSLINE_PROMPT=${_statusline_texts[2]} STATUSLINE_SEGMENT=${_statusline_texts[3]}
  for _sl_clock in "${_statusline_clocks[@]}"; do
    if ((_sl_clock < 0)); then
      ((_sl_left = _sl_now + _sl_clock, _sl_next = _sl_now + 60 - _sl_left % 60))
    else
      ((_sl_left = _sl_clock - _sl_now, _sl_next = _sl_left < 60 ? _statusline_filled_until : _sl_now + _sl_left % 60 + 1))
    fi
    ((_sl_next >= _statusline_filled_until)) || _statusline_filled_until=$_sl_next
    if ((_sl_left >= 3600 && _sl_left < 86400)); then
      _sl_left=$((_sl_left / 3600))h$((_sl_left % 3600 / 600))$((_sl_left % 600 / 60))m
    elif ((_sl_left >= 172800)); then
      _sl_left=$((_sl_left / 86400))d
    elif ((_sl_left >= 86400)); then
      _sl_left=1d$((_sl_left % 86400 / 3600))h
    elif ((_sl_left >= 60)); then
      _sl_left=$((_sl_left / 60))m
    else
      _sl_left='<1m'
    fi
    STATUSLINE_PROMPT+=$_sl_left${_statusline_texts[++_sl_i]} STATUSLINE_SEGMENT+=$_sl_left${_statusline_texts[_sl_i += 1]}
  done
  if [[ $_statusline_plainly && $STATUSLINE_PROMPT && -z ${NO_COLOR-} ]]; then
    _statusline_shown="$STATUSLINE_PROMPT "
  else
    _statusline_finish
  fi
}

_statusline_finish() {
  _statusline_unpaint
  ((${#_statusline_dot} == 1)) || _statusline_count_cells 2>/dev/null
  _statusline_arrange
}

# Where the locale does not know UTF-8 (containers, ssh), readline takes each byte for a cell: all but the first of a
# character are said to take none.
_statusline_count_cells() {
  local LC_ALL=C _sl_painted=$STATUSLINE_PROMPT _sl_byte _sl_i _sl_open=''
  STATUSLINE_PROMPT=''
  for ((_sl_i = 0; _sl_i < ${#_sl_painted}; _sl_i++)); do
    _sl_byte=${_sl_painted:_sl_i:1}
    if [[ $_sl_byte == [$'\200'-$'\277'] ]]; then
      [[ -n $_sl_open ]] || STATUSLINE_PROMPT+=$'\001' _sl_open=1
    else
      [[ -z $_sl_open ]] || STATUSLINE_PROMPT+=$'\002' _sl_open=''
    fi
    STATUSLINE_PROMPT+=$_sl_byte
  done
  [[ -z $_sl_open ]] || STATUSLINE_PROMPT+=$'\002'
}

# Start the hot half, which starts the real refresh, unless somebody did within so many seconds; an edited config (2)
# does not wait for what others have started.
_statusline_refresh() {
  local _sl_claim='' _sl_file=$_statusline_folder/refresh.claim
  ((_sl_now < _statusline_started_at || _sl_now >= _statusline_started_at + $1)) || return 0
  [[ -z ${STATUSLINE_NO_REFRESH-} && -x ${_statusline_fast[0]} && -r $_statusline_program ]] || return 0
  ! _statusline_owns "$_sl_file" || read -r _sl_claim <"$_sl_file"
  [[ $_sl_claim != *[!0-9]* ]] || _sl_claim=''
  (($1 < 60 || _sl_now < 10#0$_sl_claim - 5 || _sl_now >= 10#0$_sl_claim + 60)) || return 0
  _statusline_started_at=$_sl_now
  (trap '' HUP INT QUIT && "${_statusline_fast[@]}" --format plain </dev/null >/dev/null 2>&1 &)
}

# Nothing here may be exported (allexport) or end the shell (errexit, nounset).
_statusline_begin() {
  ((BASH_VERSINFO[0] < 5)) || local -
  ((BASH_VERSINFO[0] < 5)) || set -f +aeux
  _statusline_placed='' _statusline_starship='' _statusline_embedded=${_statusline_embedded-}
  _statusline_environment='' _statusline_relative='' _statusline_shown=''
  _statusline_parsed='' _statusline_own='' _statusline_measured='' _statusline_first=''
  _statusline_misplaced=1 _statusline_filled_at=0 _statusline_filled_until=0 _statusline_refresh_after=0
  _statusline_room=0 _statusline_row=0 _statusline_most=0 _statusline_least=0 _statusline_enough=0
  _statusline_put=${_statusline_put-} _statusline_kept=${_statusline_kept-}
  _statusline_file='' _statusline_folder='' _statusline_config='' _statusline_login=()
  # What a shell around this one exported is older than what is known here.
  export -n STATUSLINE_SEGMENT
  _statusline_hook
  # At once, so that what puts marks around PS1 finds it in there, and need not do so anew.
  _statusline_settled=0
  if ! ((BASH_VERSINFO[0] < 5)); then _statusline_prompt; else _statusline_place; fi
  _statusline_settled='' _statusline_placed='' _statusline_misplaced=1
}

[[ $- != *i* ]] || {
  # No function would see it, and there is nothing to run behind it where PROMPT_COMMAND is empty: that is a fork less.
  _statusline_debug=''
  [[ -z ${PROMPT_COMMAND[*]-} ]] || _statusline_debug=$(trap -p DEBUG)
  _statusline_begin
}
[[ -z ${_statusline_allexport-} ]] || { unset -v _statusline_allexport && set -a; }
