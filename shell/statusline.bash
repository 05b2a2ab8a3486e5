# shellcheck shell=bash
# The limits of Claude Code and Codex in bash's prompt. Put this at the end of ~/.bashrc:
#
#   eval "$(statusline init bash)"
#
# Bash 5 starts no process for it. An older bash, which has no clock of its own, starts one per prompt (10 to 20 ms).
#
#   STATUSLINE_POSITION    yours: `left` (default) puts the text in front of PS1; `none` only sets the variables below
#   STATUSLINE_WIDTH       yours: the columns there are for the text; otherwise the terminal's (COLUMNS)
#   STATUSLINE_NO_REFRESH  yours: if not empty, no prompt starts a refresh
#   NO_COLOR               yours: if not empty, STATUSLINE_PROMPT is plain text, as with TERM=dumb
#   STATUSLINE_PROMPT      ours: the painted text, for a place of your own: PS1='\w ${STATUSLINE_PROMPT} \$ '
#   STATUSLINE_SEGMENT     ours: the plain text, exported; starship shows it with [env_var.STATUSLINE_SEGMENT]

_statusline_fast=(__STATUSLINE_FAST__)
_statusline_program=${_statusline_fast[${#_statusline_fast[@]} - 1]}
# shellcheck disable=SC2016 # for the prompt to expand; the value is not expanded again, so that data stays data
_statusline_reference='${STATUSLINE_PROMPT:+$STATUSLINE_PROMPT }'

_statusline_prompt() {
  local status=$? options=$-
  if ((BASH_VERSINFO[0] < 5)); then
    _statusline_ask
  else
    local -
    set -f +aeux
    _statusline_update "$EPOCHSECONDS"
  fi
  [[ -n $_statusline_settled ]] || _statusline_hook
  if [ "${STATUSLINE_POSITION-}:${PS1-}" != "$_statusline_placed" ] || ! shopt -q promptvars; then
    _statusline_place
  fi
  # With errexit a status would end the shell.
  [[ $options == *e* ]] || return "$status"
}

# Done again at the first prompt, when .bashrc has run to its end.
_statusline_hook() {
  local IFS=' '
  _statusline_settled=1
  if declare -F starship_precmd >/dev/null; then
    _statusline_starship=1
    [[ ${STARSHIP_PROMPT_COMMAND-} == *_statusline_prompt* ]] ||
      STARSHIP_PROMPT_COMMAND=${STARSHIP_PROMPT_COMMAND:+$STARSHIP_PROMPT_COMMAND$'\n'}_statusline_prompt
  elif [[ "${PROMPT_COMMAND[*]-} ${precmd_functions[*]-}" == *_statusline_prompt* ]]; then
    return 0
  elif [[ -n ${bash_preexec_imported-}${__bp_imported-} ]]; then
    precmd_functions+=(_statusline_prompt)
  elif ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)) && [[ ${PROMPT_COMMAND@a} == *a* ]]; then
    PROMPT_COMMAND+=(_statusline_prompt)
  else
    # shellcheck disable=SC2178,SC2128 # not an array here
    PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}_statusline_prompt
  fi
}

_statusline_place() {
  local text=${STATUSLINE_PROMPT-} ps1=${PS1-}
  ps1=${ps1#"$_statusline_embedded"} _statusline_embedded=''
  if [[ ${STATUSLINE_POSITION-} == none || -n $_statusline_starship ]]; then
    ps1=${ps1/"$_statusline_reference"/}
  elif shopt -q promptvars || [[ -o posix ]]; then
    [[ $ps1 == *STATUSLINE_PROMPT* ]] || ps1=$_statusline_reference$ps1
  elif [[ -n $text ]]; then
    text=${text//\\/\\\\}
    text=${text//$'\001'/\\[}
    _statusline_embedded="${text//$'\002'/\\]} "
    ps1=$_statusline_embedded${ps1/"$_statusline_reference"/}
  fi
  PS1=$ps1
  _statusline_placed=${STATUSLINE_POSITION-}:$PS1
}

_statusline_ask() {
  local text='' plain='' width
  _statusline_width
  [[ ! -r $_statusline_program ]] ||
    text=$("${_statusline_fast[@]}" --format bash ${width:+"--width=$width"} </dev/null 2>/dev/null) || :
  STATUSLINE_PROMPT=$text
  while [[ $text == *$'\001'*$'\002'* ]]; do
    plain+=${text%%$'\001'*}
    text=${text#*$'\002'}
  done
  export STATUSLINE_SEGMENT=$plain$text
  _statusline_unpaint
}

# Set width to the columns there are, empty if nobody knows.
_statusline_width() {
  for width in "${STATUSLINE_WIDTH-}" "${COLUMNS-}"; do
    [[ $width != [1-9]* || $width == *[!0-9]* || $width == ?????* ]] || return 0
  done
  width=''
}

_statusline_unpaint() {
  [[ -z ${NO_COLOR-} && ${TERM-} != dumb ]] || STATUSLINE_PROMPT=$STATUSLINE_SEGMENT
}

# Bring STATUSLINE_PROMPT and STATUSLINE_SEGMENT up to NOW (epoch seconds), and start a refresh if one is due.
_statusline_update() {
  local now=$1 first='' environment
  environment=$CLAUDE_CONFIG_DIR:${CLAUDE_SECURESTORAGE_CONFIG_DIR-unset}:$CLAUDE_CODE_OAUTH_TOKEN:$CODEX_HOME
  environment+=:$HOME:$STATUSLINE_CACHE_DIR:$STATUSLINE_CONFIG:$XDG_CACHE_HOME:$XDG_CONFIG_HOME:$NO_COLOR:$TERM
  environment+=:$STATUSLINE_WIDTH:$COLUMNS
  [[ -z $_statusline_relative ]] || environment+=:$PWD
  [ "$environment" = "$_statusline_environment" ] || _statusline_locate 2>/dev/null
  ! _statusline_owns "$_statusline_file" || read -r first <"$_statusline_file"
  if [ "$first" != "$_statusline_first" ] ||
    ((now < _statusline_opened_at || now >= _statusline_opened_until)); then
    _statusline_first=$first
    _statusline_open "$now" 2>/dev/null || _statusline_pending "$now"
    _statusline_fill "$now"
  elif ((now < _statusline_filled_at || now >= _statusline_filled_until)); then
    _statusline_fill "$now"
  fi
  if ((now >= _statusline_refresh_after || _statusline_written_at > now + 5)) ||
    [[ $_statusline_config -nt $_statusline_file ]]; then
    _statusline_refresh "$now"
  fi
}

__STATUSLINE_LOGIN__

# FILE: whether it is a plain file of yours in a folder of yours. Another user's text could be code in a prompt, and a pipe
# would hold it up. For root in somebody's home what lies there is good enough.
_statusline_owns() {
  [[ -f $1 && -r $1 && ! -L $1 ]] || return
  [[ -O $1 && -O ${1%/*} ]] || [[ $EUID == 0 && $HOME == /*[!/]* && ! -O $HOME && $1 == "$HOME"/* ]]
}

# Take the prompt file (statusline/snapshot.py) apart: two formats for printf, and the clocks that are shown at NOW.
# Fails if the file is not ours, not whole or not this login's.
# shellcheck disable=SC2206 # split on purpose; -f is set
_statusline_open() {
  local now=$1 IFS=$'\037' LC_ALL=C shown=1 i piece from until text=() header body pieces
  _statusline_owns "$_statusline_file" || return 1
  mapfile -d '' text <"$_statusline_file"
  # Longer, it is damaged, and to take it apart would hold up the prompt.
  [[ ${text[0]-} == $'statusline 1\037'*$'\n'* && ${#text[0]} -le 32768 && ${text[0]} == *[$'\037\n']$'\036.' ]] || return 1
  header=(${text[0]%%$'\n'*}.)
  [[ ${#header[@]} == 10 && ${header[1]} && ${header[2]} && ${header[1]}${header[2]} != *[!0-9]* ]] || return 1
  for i in 0 1 2 3; do
    _statusline_is_printed "${header[5 + i]}" "${_statusline_login[i]}" || return 1
  done
  body=${text[0]#*$'\n'} body=${body%$'\036.'}
  [[ $body != $'\036f'* ]] || _statusline_choose || return 1
  body=${body//\\/\\\\}
  pieces=(${body//%/%%})
  _statusline_painted='' _statusline_plain='' _statusline_clocks=()
  _statusline_opened_at=$now _statusline_opened_until=9999999999
  for piece in "${pieces[@]}"; do
    case ${piece::2} in
      $'\001'*) ((shown)) && _statusline_painted+=$piece ;;
      $'\036w')
        from=${piece:2} until=''
        [[ $from != *,* ]] || until=${from#*,} from=${from%%,*}
        [[ $from$until != *[!0-9]* ]] || return 1
        ((from = 10#0$from, until = 10#${until:-9999999999}, shown = from <= now && now < until))
        ((from <= now || from >= _statusline_opened_until)) || _statusline_opened_until=$from
        ((until <= now || until >= _statusline_opened_until)) || _statusline_opened_until=$until
        ;;
      $'\036t' | $'\036a')
        [[ ${piece:2} && ${piece:2} != *[!0-9]* ]] || return 1
        ((shown)) || continue
        [[ $piece == $'\036t'* ]] && until=1 || until=-1
        _statusline_clocks+=("$((until * 10#${piece:2}))")
        _statusline_painted+=%s _statusline_plain+=%s
        ;;
      $'\036'*) return 1 ;;
      *) ((shown)) && _statusline_painted+=$piece _statusline_plain+=$piece ;;
    esac
  done
  _statusline_written_at=$((10#${header[1]})) _statusline_refresh_after=$((10#${header[2]}))
  # Another file with the same first line may follow.
  ((now >= _statusline_written_at + 5)) || _statusline_opened_until=$now
}

# Leave of body the first rung that fits, else the last.
_statusline_choose() {
  local width most rest=$body$'\n'
  _statusline_width
  while [[ -n $rest ]]; do
    body=${rest%%$'\n'*}$'\037' rest=${rest#*$'\n'}
    most=${body%%$'\037'*} most=${most:2}
    [[ $body == $'\036f'* && $most && $most != *[!0-9]* && $most != ??????????* ]] || return 1
    body=${body#*$'\037'}
    ((width && 10#$most > width)) || break
  done
}

# Nothing is known yet; nothing ever will be once the package is gone.
_statusline_pending() {
  _statusline_painted='' _statusline_clocks=()
  [[ ! -r $_statusline_program ]] || _statusline_painted='…'
  _statusline_plain=$_statusline_painted
  _statusline_opened_at=$1 _statusline_opened_until=9999999999 _statusline_written_at=0 _statusline_refresh_after=0
}

# Set the two texts as of NOW, and until when they are right: the next full minute of one of the clocks.
# shellcheck disable=SC2059 # these are formats
_statusline_fill() {
  local now=$1 clock left rest least=$((_statusline_opened_until - $1 - 1)) times=()
  for clock in "${_statusline_clocks[@]}"; do
    ((left = clock < 0 ? now + clock : clock - now, rest = clock < 0 ? 59 - left % 60 : left % 60, 1))
    ((rest >= least)) || least=$rest
    if ((left >= 172800)); then
      times+=("$((left / 86400))d")
    elif ((left >= 86400)); then
      times+=("1d$((left % 86400 / 3600))h")
    elif ((left >= 3600)); then
      times+=("$((left / 3600))h$((left % 3600 / 600))$((left % 600 / 60))m")
    elif ((left >= 60)); then
      times+=("$((left / 60))m")
    else
      times+=('<1m')
    fi
  done
  _statusline_filled_at=$now _statusline_filled_until=$((now + 1 + (least > 0 ? least : 0)))
  printf -v STATUSLINE_PROMPT "$_statusline_painted" "${times[@]}"
  printf -v STATUSLINE_SEGMENT "$_statusline_plain" "${times[@]}"
  _statusline_unpaint
  export STATUSLINE_SEGMENT
}

# Start the hot half, which starts the real refresh, unless somebody has just done so.
_statusline_refresh() {
  local now=$1 claim='' file=$_statusline_folder/refresh.claim
  ((now < _statusline_started_at || now >= _statusline_started_at + 60)) || return 0
  [[ -z ${STATUSLINE_NO_REFRESH-} && -x ${_statusline_fast[0]} && -r $_statusline_program ]] || return 0
  ! _statusline_owns "$file" || read -r claim <"$file"
  [[ $claim != *[!0-9]* ]] || claim=''
  ((now < 10#0$claim - 5 || now >= 10#0$claim + 60)) || return 0
  _statusline_started_at=$now
  (trap '' HUP INT QUIT && "${_statusline_fast[@]}" --format plain </dev/null >/dev/null 2>&1 &)
}

# Nothing here may be exported (allexport) or end the shell (errexit, nounset).
_statusline_begin() {
  ((BASH_VERSINFO[0] < 5)) || local -
  ((BASH_VERSINFO[0] < 5)) || set -f +aeux
  _statusline_placed='' _statusline_starship='' _statusline_embedded=${_statusline_embedded-}
  _statusline_environment='' _statusline_relative=''
  _statusline_file='' _statusline_folder='' _statusline_config='' _statusline_login=()
  _statusline_hook
  _statusline_settled=''
  ((BASH_VERSINFO[0] < 5)) || _statusline_update "$EPOCHSECONDS"
}

[[ $- != *i* ]] || _statusline_begin
