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

# What few shells need, as texts: to parse them would take as long as all the rest of a shell's start.
_statusline_parts=__STATUSLINE_PARTS__

# PART FUNCTION ARGUMENTS: run a function of hooks.bash (1), rare.bash (2) or login.bash (3). Aliases may have come since.
_statusline_in_part() {
  if [[ -n ${_statusline_parts[$1]-} ]]; then
    local _sl_aliases=''
    ! shopt -q expand_aliases || _sl_aliases=1
    shopt -u expand_aliases
    eval "${_statusline_parts[$1]}"
    _statusline_parts[$1]=''
    [[ -z $_sl_aliases ]] || shopt -s expand_aliases
  fi
  "${@:2}"
}

# Names in functions begin with _sl_, so that a readonly variable of yours is in nobody's way. A status of its own would
# be a failure once more (for `trap … ERR`), and with errexit end the shell; only what follows ours needs it.
# shellcheck disable=SC2319 # the status of the command before
if ((BASH_VERSINFO[0] < 5)); then
  _statusline_prompt() {
    local _sl_status=$? _sl_options=$-
    _statusline_in_part 2 _statusline_ask
    _statusline_in_part 2 _statusline_arrange
    _statusline_show
    [[ $_sl_options == *e* || ${PROMPT_COMMAND[*]-} == "$_statusline_hooked" ]] || return "$_sl_status"
  }
else
  # Bash copies a function to call it, and a DEBUG trap may see each command of this one: here is what the usual prompt
  # needs, and all else is elsewhere.
  _statusline_prompt() {
    local - _sl_status=$? _sl_options=$- _sl_now=$EPOCHSECONDS _sl_lines
    set +aeuxT -f
    # Unquoted, and compared where they stand: half of the time. Whose the file is is looked at when it is taken apart; a
    # pipe would hold the prompt up.
    if [[ $CLAUDE_CONFIG_DIR:${CLAUDE_SECURESTORAGE_CONFIG_DIR-unset}:$CLAUDE_CODE_OAUTH_TOKEN:$CODEX_HOME:$CODEX_ACCESS_TOKEN:$OPENAI_FEDERATION_RULE_ID:$HOME == "$_statusline_environment" &&
      $STATUSLINE_CACHE_DIR:$STATUSLINE_CONFIG:$XDG_CACHE_HOME:$XDG_CONFIG_HOME:${_statusline_relative:+$PWD}:$TZ:$NO_COLOR:$TERM:$COLUMNS:$STATUSLINE_WIDTH:$STATUSLINE_POSITION == "$_statusline_surroundings" &&
      $PS1 == "$_statusline_parsed" && ${_statusline_probe@P} == "$_statusline_measured" && -f $_statusline_file && -r $_statusline_file ]]; then
      mapfile -n 3 _sl_lines <"$_statusline_file"
      [[ $_sl_now -ge $_statusline_filled_at && $_sl_now -lt $_statusline_filled_until && ${_sl_lines[0]} == "$_statusline_first" ]] || _statusline_fill
    else
      _statusline_renew
    fi
    [[ $_sl_now -lt $_statusline_refresh_after && ! $_statusline_config -nt $_statusline_file && -z $_statusline_misplaced ]] ||
      _statusline_attend
    [[ ${PROMPT_COMMAND[*]} == "$_statusline_hooked" || $_sl_options == *e* ]] || return "$_sl_status"
  }
fi

# The login, the prompt or the room for the text is another one.
_statusline_renew() {
  local _sl_environment=$CLAUDE_CONFIG_DIR:${CLAUDE_SECURESTORAGE_CONFIG_DIR-unset}:$CLAUDE_CODE_OAUTH_TOKEN:$CODEX_HOME:$CODEX_ACCESS_TOKEN:$OPENAI_FEDERATION_RULE_ID:$HOME
  local _sl_surroundings=$STATUSLINE_CACHE_DIR:$STATUSLINE_CONFIG:$XDG_CACHE_HOME:$XDG_CONFIG_HOME:${_statusline_relative:+$PWD}:$TZ:$NO_COLOR:$TERM:$COLUMNS:$STATUSLINE_WIDTH:$STATUSLINE_POSITION
  if [[ $_sl_environment != "$_statusline_environment" || $_sl_surroundings != "$_statusline_surroundings" ]]; then
    _statusline_environment=$_sl_environment _statusline_surroundings=$_sl_surroundings
    _statusline_locate
    _statusline_misplaced=1
  fi
  [[ $PS1 == "$_statusline_parsed" ]] || _statusline_parse
  [[ ${_statusline_probe@P} == "$_statusline_measured" ]] || _statusline_measure
  [[ ! -f $_statusline_file || ! -r $_statusline_file ]] || mapfile -n 3 _sl_lines <"$_statusline_file"
  _statusline_fill
}

# Bring STATUSLINE_PROMPT and STATUSLINE_SEGMENT up to _sl_now (epoch seconds), and set until when they are right: the next
# full minute of one of the clocks.
_statusline_fill() {
  local _sl_clock _sl_i _sl_left _sl_next
  if [[ $_sl_now -lt $_statusline_opened_at || $_sl_now -ge $_statusline_opened_until || ${_sl_lines[0]} != "$_statusline_first" ]]; then
    _statusline_first=${_sl_lines[0]}
    _statusline_open || _statusline_in_part 2 _statusline_pending
  fi
  _statusline_filled_at=$_sl_now _statusline_filled_until=$_statusline_opened_until
  STATUSLINE_PROMPT=${_statusline_texts[2]} STATUSLINE_SEGMENT=${_statusline_texts[3]} _sl_i=3
  for _sl_clock in "${_statusline_clocks[@]}"; do
    if ((_sl_clock >= 0)); then
      ((_sl_left = _sl_clock - _sl_now, _sl_left < 60 || (_sl_next = _sl_now + _sl_left % 60 + 1) >= _statusline_filled_until || (_statusline_filled_until = _sl_next)))
    else
      ((_sl_left = _sl_now + _sl_clock, (_sl_next = _sl_now + 60 - _sl_left % 60) >= _statusline_filled_until || (_statusline_filled_until = _sl_next)))
    fi
    if ((_sl_left >= 3600 && _sl_left < 86400)); then
      _sl_left=$((_sl_left / 3600))h$((_sl_left / 600 % 6))$((_sl_left / 60 % 10))m
    elif ((_sl_left >= 172800)); then
      _sl_left=$((_sl_left / 86400))d
    elif ((_sl_left >= 86400)); then
      _sl_left=1d$((_sl_left % 86400 / 3600))h
    elif ((_sl_left >= 60)); then
      _sl_left=$((_sl_left / 60))m
    else
      _sl_left='<1m'
    fi
    STATUSLINE_PROMPT+=$_sl_left${_statusline_texts[++_sl_i]} STATUSLINE_SEGMENT+=$_sl_left${_statusline_texts[++_sl_i]}
  done
  _statusline_shown=${STATUSLINE_PROMPT:+$STATUSLINE_PROMPT }
  ((_statusline_most <= _statusline_beside)) || _statusline_in_part 2 _statusline_finish
}

# Put the text where it belongs, and start a refresh, if either is to be done.
_statusline_attend() {
  if [[ $_statusline_config -nt $_statusline_file ]]; then
    _statusline_in_part 2 _statusline_refresh 2
  elif ((_sl_now >= _statusline_refresh_after)); then
    _statusline_in_part 2 _statusline_refresh 60
  fi
  [[ -z $_statusline_misplaced ]] || _statusline_show
}

# Read what is shown from the settled file; statusline/render/settled.py has the format. Fails if the file is not ours, not
# whole or not this login's. Of the first variant that fits, else of the last; that one is right also where it is too long.
# More than the first state and its widest variant is read only where it is needed.
# shellcheck disable=SC2206 # split on purpose; -f is set
_statusline_open() {
  local IFS=$'\037' _sl_header _sl_state _sl_at=1 _sl_i=1 _sl_until _sl_clocks
  [[ -O $_statusline_file && -O $_statusline_folder && ! -L $_statusline_file ]] || _statusline_in_part 2 _statusline_owns "$_statusline_file" || return
  _sl_header=(${_sl_lines[0]})
  [[ "${_sl_header[*]:5:4}" == "$_statusline_login" ]] ||
    _statusline_in_part 3 _statusline_is_printed "${_sl_header[*]:5:4}" "$_statusline_login" || return
  until
    _sl_state=(${_sl_lines[_sl_at]}) _sl_until=${_sl_state[0]#$'\036u'}
    [[ ${#_sl_state[@]} -lt 3 || -z $_sl_until || $_sl_until == *[!0-9]* || $_sl_now -lt $_sl_until ]]
  do
    ((_sl_at += 2 * ${#_sl_state[@]} - 3))
    mapfile -s "$_sl_at" -n 1 -O "$_sl_at" _sl_lines <"$_statusline_file"
  done
  until
    _statusline_most=${_sl_state[_sl_i]%%,*}
    [[ $_statusline_most == *[!0-9]* || $_statusline_most -le $_statusline_room || $_sl_i -ge ${#_sl_state[@]}-2 ]]
  do
    ((_sl_i += 1))
  done
  ((_sl_at += 2 * _sl_i - 1))
  # The second line is for another zone; only an exported one counts.
  [[ ${_sl_state[_sl_i]} == *,2 || ${TZ@a}${_sl_header[11]} == '' || ${TZ@a} == *x* && ${TZ:-UTC} == "${_sl_header[11]}" ]] || ((_sl_at += 1))
  [[ ${_sl_lines[_sl_at]} ]] || mapfile -s "$_sl_at" -n 1 -O "$_sl_at" _sl_lines <"$_statusline_file"
  _statusline_texts=(${_sl_lines[_sl_at]}) IFS=$'\035' _sl_clocks=${_statusline_texts[1]}
  [[ -z $_sl_clocks || $_sl_clocks == [ta]*[0-9] && $_sl_clocks != *[!0-9ta$'\035']* && $_sl_clocks != *[ta$'\035'][!0-9ta]* && $_sl_clocks != *[!$'\035'][ta]* ]] ||
    _statusline_in_part 2 _statusline_date || return
  # A moment to come is a number, one that was is less than nothing.
  _sl_clocks=${_sl_clocks//t/} _statusline_clocks=(${_sl_clocks//a/-})
  [[ ${#_sl_header[@]}${_sl_header[0]} == '13statusline 1' && $_statusline_most && ${_sl_header[1]}${_sl_header[2]}$_sl_until$_statusline_most != *[!0-9]* &&
    ${#_statusline_texts[@]} -eq 2*${#_statusline_clocks[@]}+5 && -z ${_statusline_texts[0]} && ${_statusline_texts[-1]} == $'\n' ]] || return
  ((_statusline_refresh_after = _sl_header[1] > _sl_now + 5 ? 0 : _sl_header[2]))
  _statusline_opened_at=$_sl_now _statusline_opened_until=${_sl_until:-9999999999}
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

# Set _statusline_room to the columns there are for the text, _statusline_row to the most that goes beside the prompt, and
# _statusline_beside to the same, or to less than nothing where there is more to do than to put the text in front.
_statusline_measure() {
  local _sl_columns=${COLUMNS-} _sl_used=0 _sl_command=20 _sl_before=$_statusline_room
  _statusline_misplaced=1 _statusline_row=9999 _statusline_room=9999
  ((BASH_VERSINFO[0] < 5)) || _statusline_measured=${_statusline_probe@P}
  [[ $_sl_columns == [1-9]* && $_sl_columns != *[!0-9]* && $_sl_columns != ?????* ]] || _sl_columns=''
  if [[ ${STATUSLINE_WIDTH-} == [1-9]* && $STATUSLINE_WIDTH != *[!0-9]* && $STATUSLINE_WIDTH != ?????* ]]; then
    _statusline_room=$STATUSLINE_WIDTH
  elif [[ -n $_sl_columns && ${STATUSLINE_POSITION-} == above ]]; then
    _statusline_room=$((_sl_columns - 1))
  elif [[ -n $_sl_columns ]]; then
    [[ ${STATUSLINE_POSITION-} == right ]] && _statusline_room=$_sl_columns || _statusline_room=$((_sl_columns / 2))
    # What else starship's prompt has is not known; an older bash would have to start a process to know.
    if [[ -z $_statusline_starship ]] && ! ((BASH_VERSINFO[0] < 5)); then
      _statusline_count
      ((_statusline_row = _sl_used < _sl_columns ? _sl_columns - _sl_used - _sl_command - 1 : 0))
      ((_statusline_room <= _statusline_row)) || _statusline_room=$_statusline_row
      [[ ${STATUSLINE_POSITION-} != none ]] || _statusline_row=9999
    fi
  fi
  _statusline_beside=$_statusline_row
  [[ ' none above right ' != *" ${STATUSLINE_POSITION-} "* && -z ${NO_COLOR-} && ${TERM-} != dumb && ${#_statusline_dot} == 1 ]] || _statusline_beside=-1
  ((_statusline_room == _sl_before)) || _statusline_opened_until=0 # another variant may fit
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

# Find the files of the login that the environment names; mostly it names none.
_statusline_locate() {
  _statusline_relative='' _statusline_first='' _statusline_measured=''
  _statusline_filled_until=0 _statusline_opened_until=0 _statusline_started_at=0
  if [[ ${HOME-} == /*[!/] && $OSTYPE != darwin* && -z "${CLAUDE_CONFIG_DIR+1}${CLAUDE_SECURESTORAGE_CONFIG_DIR+1}\
${CLAUDE_CODE_OAUTH_TOKEN+1}${CODEX_HOME+1}${CODEX_ACCESS_TOKEN+1}${OPENAI_FEDERATION_RULE_ID+1}\
${STATUSLINE_CACHE_DIR+1}${STATUSLINE_CONFIG+1}${XDG_CACHE_HOME+1}${XDG_CONFIG_HOME+1}" ]]; then
    _statusline_login=$'\037\037\037'
    _statusline_folder=$HOME/.cache/statusline/logins/default _statusline_config=$HOME/.config/statusline/config.toml
  else
    _statusline_in_part 3 _statusline_find_login 2>/dev/null # where LC_ALL is unknown to the system, bash warns
  fi
  _statusline_file=$_statusline_folder/bash.line
}

# Where the text goes; each time for starship, which takes it from its environment.
_statusline_show() {
  case $_statusline_settled in
    '')
      _statusline_settled=1
      # shellcheck disable=SC2016 # as above
      [[ ${PROMPT_COMMAND[*]-}${STARSHIP_SHELL-} == '${_statusline_call-}' ]] || _statusline_in_part 1 _statusline_settle
      ;;
    1)
      _statusline_settled=2
      ! _statusline_is_lost || _statusline_in_part 1 _statusline_come_last
      ;;
  esac
  [[ -z $_statusline_starship ]] || export STATUSLINE_SEGMENT
  _statusline_place
}

# Whether PS1 was built anew, and not just got marks around it.
_statusline_is_lost() {
  [[ $_statusline_placed == *"$_statusline_reference"* && ${PS1-} != *"$_statusline_reference"* ]]
}

_statusline_place() {
  _statusline_misplaced=''
  if [[ -n $_statusline_starship$_statusline_embedded || ${STATUSLINE_POSITION-} == none || ${TERM-} == dumb ]] || ! shopt -q promptvars; then
    _statusline_in_part 2 _statusline_place_otherwise
  else
    _statusline_refer
  fi
  _statusline_placed=$PS1 _statusline_parsed=$PS1
  [[ -z $_statusline_starship && -n $_statusline_settled ]] || _statusline_placed='' _statusline_misplaced=1
}

# Let PS1 refer to the text. One that goes back to the start of the line writes over what is in front of that.
_statusline_refer() {
  local _sl_start=''
  case ${PS1-} in
    *STATUSLINE_PROMPT* | *"$_statusline_reference"*) return 0 ;;
    '\r'*) _sl_start='\r' ;;
    '\[\r\]'* | '\[\e[G\]'* | '\[\e[1G\]'* | '\[\033[G\]'* | '\[\033[1G\]'*) _sl_start=${PS1%%'\]'*}'\]' ;;
  esac
  PS1=${PS1-}
  PS1=$_sl_start$_statusline_reference${PS1#"$_sl_start"}
}

# Put the call into PROMPT_COMMAND, once, at load: behind what builds PS1. Who takes PROMPT_COMMAND over afterwards
# (VS Code, bash-preexec) calls what was there.
_statusline_hook() {
  _statusline_hooked=''
  if [[ -n ${PROMPT_COMMAND[*]+1}${STARSHIP_SHELL-}${BLE_VERSION-}${bash_preexec_imported-}${__bp_imported-} ]]; then
    _statusline_in_part 1 _statusline_join
  else
    # shellcheck disable=SC2016 # as above
    PROMPT_COMMAND='${_statusline_call-}' _statusline_put='${_statusline_call-}' _statusline_kept=''
    _statusline_hooked=$PROMPT_COMMAND
  fi
}

# Nothing here may be exported (allexport) or end the shell (errexit, nounset).
_statusline_begin() {
  ((BASH_VERSINFO[0] < 5)) || local -
  ((BASH_VERSINFO[0] < 5)) || set -f +aeux
  _statusline_placed='' _statusline_starship='' _statusline_embedded=${_statusline_embedded-}
  _statusline_environment='' _statusline_surroundings='' _statusline_relative='' _statusline_shown=''
  _statusline_parsed='' _statusline_own='' _statusline_measured='' _statusline_first=''
  _statusline_misplaced=1 _statusline_filled_at=0 _statusline_filled_until=0 _statusline_refresh_after=0
  _statusline_room=0 _statusline_row=0 _statusline_most=0
  _statusline_put=${_statusline_put-} _statusline_kept=${_statusline_kept-}
  _statusline_file='' _statusline_folder='' _statusline_config='' _statusline_login=''
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
