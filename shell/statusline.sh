# shellcheck shell=sh disable=SC2154,SC3013,SC3028 # names of login.sh; -nt and EPOCHREALTIME are asked for where they are
# The limits of Claude Code and Codex in the prompt of dash, ksh, mksh and busybox' ash. Put this into the file that ENV
# names, or into ~/.kshrc or ~/.mkshrc:
#
#   case $- in *i*) eval "$(statusline init sh)" ;; esac
#
# A prompt starts no program, but the subshell that the shell makes for a command substitution. Where neither the shell
# nor /proc tells the time (macOS), it starts `date`.
#
#   STATUSLINE_POSITION    yours: `left` (default) puts the text in front of PS1; `none` leaves PS1 alone
#   STATUSLINE_WIDTH       yours: the columns there are for the text; otherwise half of the terminal (COLUMNS)
#   STATUSLINE_NO_REFRESH  yours: if not empty, no prompt starts a refresh
#   NO_COLOR               yours: if not empty, the text is plain; with TERM=dumb there is none
#   prompt_statusline      ours: prints the text, and its argument behind it: PS1='$PWD $(prompt_statusline " ")$ '
#
# Everything but `_statusline_begin` runs in that subshell: no variable of yours is in its way.

prompt_statusline() {
  _sl_status=$?
  set +eux -f
  unset IFS
  [ "${TERM-}" = dumb ] || _statusline_show "${1-}"
  return "$_sl_status" # some shells take the status of a prompt for that of your last command
}

_statusline_show() {
  _statusline_locate
  _statusline_tell_time
  if ! _statusline_owns "$_sl_file" || ! _statusline_open; then
    _sl_text='' _sl_written=0 _sl_after=0
    ! _statusline_installed || _sl_text='…'
    # There, but another user's, or not readable: to wait for it would be in vain.
    if [ -e "$_sl_file" ] && ! _statusline_owns "$_sl_file"; then
      _sl_text=''
      _statusline_write '!'
    fi
  fi
  [ -z "$_sl_text" ] || _statusline_print "$_sl_text$1"
  if [ "$_sl_config" -nt "$_sl_file" ]; then
    _statusline_refresh recompile
  elif [ "$_sl_now" -ge "$_sl_after" ] || [ "$_sl_written" -gt $((_sl_now + 5)) ]; then
    _statusline_refresh refresh
  fi
}

# Set _sl_now: the seconds since 1970.
_statusline_tell_time() {
  case $_statusline_clock in
    variable) _sl_now=${EPOCHREALTIME%%[!0-9]*} ;;
    ksh) _sl_now=$(printf '%(%s)T' now) ;;
    uptime)
      read -r _sl_now _sl_rest </proc/uptime
      _sl_now=$((${_sl_now%%.*} + _statusline_booted))
      ;;
    *) _sl_now=$(date +%s) ;;
  esac
}

# Whether it is a plain file of yours in a folder of yours: another user's text could hold anything. For root in
# somebody's home what lies there is good enough.
_statusline_owns() {
  [ -f "$1" ] && [ -r "$1" ] && [ ! -h "$1" ] || return 1
  [ ! -O "$1" ] || [ ! -O "${1%/*}" ] || return 0
  _statusline_is_guest || return 1
  case $1 in "$HOME"/*) return 0 ;; esac
  return 1
}

# Whether this is root with the HOME of somebody else.
_statusline_is_guest() {
  [ -O / ] && [ ! -O "$HOME" ]
}

# Take the prompt file apart and set _sl_text to what it says now. Fails if it is not whole or not this login's.
_statusline_open() {
  _statusline_read "$_sl_file"
  # Longer, it is damaged, and to take it apart would hold up the prompt.
  [ "${#_sl_content}" -le 32768 ] || return 1
  case $_sl_content in
    *"$_statusline_newline$_statusline_mark". | *"$_statusline_unit$_statusline_mark".) ;;
    *) return 1 ;;
  esac
  _statusline_is_mine && _statusline_choose || return 1
  # The time that counts from the start of this shell may be wrong: the clock was set.
  if [ "$_statusline_clock" = uptime ] && { [ "$_sl_now" -ge "$_sl_after" ] || [ "$_sl_now" -lt $((_sl_written - 5)) ]; }; then
    _sl_now=$(date +%s)
  fi
  _statusline_fill
}

# Whether the header is of this version and this login; sets what it says of times.
_statusline_is_mine() {
  IFS=$_statusline_unit
  # shellcheck disable=SC2086 # split on purpose; -f is set
  set -- ${_sl_content%%"$_statusline_newline"*}.
  unset IFS
  [ "$#" = 10 ] && [ "$1" = 'statusline 1' ] && _statusline_is_number "$2" && _statusline_is_number "$3" || return 1
  _statusline_bound "$2" && _sl_written=$_sl_number
  _statusline_bound "$3" && _sl_after=$_sl_number
  _statusline_is_printed "$6" "$_sl_claude" && _statusline_is_printed "$7" "$_sl_storage" &&
    _statusline_is_printed "$8" "$_sl_token" && _statusline_is_printed "$9" "$_sl_codex"
}

# FIELD VALUE: whether the header's field is the value, in which control characters and stray bytes became `?`. The
# folder is named after the value too, so what is between two of them need not be compared.
_statusline_is_printed() {
  [ "$1" != "$2" ] || return 0
  case $1 in
    *\?*) ;;
    *) return 1 ;;
  esac
  _sl_first=${1%%\?*} _sl_last=${1##*\?}
  case $2 in
    "$_sl_first"*"$_sl_last") return 0 ;;
  esac
  return 1
}

_statusline_is_number() {
  case $1 in
    '' | *[!0-9]* | ?????????????*) return 1 ;;
  esac
}

# Set _sl_number to a time, which some shells can count to 2038 only.
_statusline_bound() {
  _sl_number=$1
  [ -n "$_statusline_narrow" ] || return 0
  case $1 in
    ???????????* | [3-9]????????? | 2[2-9]???????? | 21[5-9]???????) _sl_number=2147483647 ;;
  esac
}

_statusline_is_width() {
  case $1 in
    *[!0-9]* | ?????* | 0* | '') return 1 ;;
  esac
}

# Set _sl_body to the first variant that fits, else the last.
_statusline_choose() {
  _sl_rest=${_sl_content#*"$_statusline_newline"} _sl_rest=${_sl_rest%"$_statusline_mark".}$_statusline_newline
  _sl_width=${STATUSLINE_WIDTH-}
  _statusline_is_width "$_sl_width" || {
    _sl_width=''
    ! _statusline_is_width "${COLUMNS-}" || _sl_width=$((COLUMNS / 2))
  }
  while [ -n "$_sl_rest" ]; do
    _sl_body=${_sl_rest%%"$_statusline_newline"*}$_statusline_unit
    _sl_rest=${_sl_rest#*"$_statusline_newline"}
    case $_sl_body in
      "${_statusline_mark}f"*) ;;
      "$_statusline_unit") return 0 ;;
      *) return 1 ;;
    esac
    _sl_most=${_sl_body%%"$_statusline_unit"*} _sl_most=${_sl_most#??}
    _statusline_is_number "$_sl_most" || return 1
    _sl_body=${_sl_body#*"$_statusline_unit"}
    if [ -z "$_sl_width" ] || [ "$_sl_most" -le "$_sl_width" ]; then break; fi
  done
}

# Set _sl_text to what _sl_body says now; fails at a hole that it does not know.
_statusline_fill() {
  _sl_text='' _sl_shown=1
  IFS=$_statusline_unit
  # shellcheck disable=SC2086 # split on purpose; -f is set
  set -- $_sl_body
  unset IFS
  for _sl_piece; do
    case $_sl_piece in
      "${_statusline_mark}w"*) _statusline_look "${_sl_piece#??}" || return 1 ;;
      "$_statusline_mark"[ta]*)
        _statusline_is_number "${_sl_piece#??}" || return 1
        [ -z "$_sl_shown" ] || _statusline_count "$_sl_piece"
        ;;
      "${_statusline_mark}d"*) _statusline_date "${_sl_piece#??}" || return 1 ;;
      "$_statusline_mark"*) return 1 ;;
      "$_statusline_start"*) [ -z "$_sl_shown" ] || [ -n "${NO_COLOR-}" ] || _statusline_paint "$_sl_piece" ;;
      *) [ -z "$_sl_shown" ] || _statusline_write "$_sl_piece" ;;
    esac
  done
}

# FROM,UNTIL: whether what follows is shown now.
_statusline_look() {
  _sl_shown=1
  case $1 in *[!0-9,]*) return 1 ;; esac
  _statusline_bound "${1%%,*}"
  [ "${_sl_number:-0}" -le "$_sl_now" ] || _sl_shown=''
  case $1 in
    *,?*)
      _statusline_bound "${1#*,}"
      [ "$_sl_now" -lt "$_sl_number" ] || _sl_shown=''
      ;;
  esac
}

# Add the time to or since an epoch: 3d, 1d4h, 2h05m, 14m, <1m.
_statusline_count() {
  _statusline_bound "${1#??}"
  case $1 in
    ?t*) _sl_span=$((_sl_number - _sl_now)) ;;
    *) _sl_span=$((_sl_now - _sl_number)) ;;
  esac
  if [ "$_sl_span" -ge 172800 ]; then
    _sl_text=$_sl_text$((_sl_span / 86400))d
  elif [ "$_sl_span" -ge 86400 ]; then
    _sl_text=${_sl_text}1d$((_sl_span % 86400 / 3600))h
  elif [ "$_sl_span" -ge 3600 ]; then
    _sl_text=$_sl_text$((_sl_span / 3600))h$((_sl_span % 3600 / 600))$((_sl_span % 600 / 60))m
  elif [ "$_sl_span" -ge 60 ]; then
    _sl_text=$_sl_text$((_sl_span / 60))m
  else
    _sl_text="$_sl_text<1m"
  fi
}

# EPOCH,STRFTIME,TZ,TEXT: add a moment in this zone. Where that is not the file's, `date` is asked.
_statusline_date() {
  _sl_rest=${1#*,} _sl_number=${1%%,*}
  _sl_shape=${_sl_rest%%,*} _sl_rest=${_sl_rest#*,}
  _statusline_is_number "$_sl_number" || return 1
  [ -n "$_sl_shown" ] || return 0
  if [ "${_sl_rest%%,*}" = "${TZ+${TZ:-UTC}}" ]; then
    _statusline_write "${_sl_rest#*,}"
  else
    _statusline_write "$(LC_ALL=C date -d "@$_sl_number" "+$_sl_shape" 2>/dev/null || LC_ALL=C date -r "$_sl_number" "+$_sl_shape" 2>/dev/null)"
  fi
}

# Add a colour, between what tells the shell that it takes no room.
_statusline_paint() {
  _sl_piece=${1#?}
  _sl_text=$_sl_text$_statusline_opening${_sl_piece%?}$_statusline_closing
}

# Add text, with a character doubled that the shell takes out of a prompt.
_statusline_write() {
  _sl_rest=$1
  if [ -n "$_statusline_special" ]; then
    while :; do
      case $_sl_rest in
        *"$_statusline_special"*) ;;
        *) break ;;
      esac
      _sl_text=$_sl_text${_sl_rest%%"$_statusline_special"*}$_statusline_special$_statusline_special
      _sl_rest=${_sl_rest#*"$_statusline_special"}
    done
  fi
  _sl_text=$_sl_text$_sl_rest
}

__STATUSLINE_LOGIN__

_statusline_installed() {
  set -- __STATUSLINE_FAST__
  [ -x "$1" ] || return 1
  for _sl_program; do :; done
  [ -r "$_sl_program" ]
}

# Start the hot half, which starts the real $1 (refresh, recompile), unless somebody has just done so. Where it could not
# note that, each prompt would start one more.
_statusline_refresh() {
  [ -z "${STATUSLINE_NO_REFRESH-}" ] && _statusline_installed || return 0
  _sl_content=''
  if [ -d "$_sl_folder" ]; then
    [ -w "$_sl_folder" ] && ! _statusline_is_guest || return 0
  fi
  ! _statusline_owns "$_sl_folder/$1.claim" || _statusline_read "$_sl_folder/$1.claim"
  case $_sl_content in
    *[!0-9]* | '' | 0* | ???????????*) _sl_claim=0 ;;
    *) _sl_claim=$_sl_content ;;
  esac
  [ "$_sl_now" -lt $((_sl_claim - 5)) ] || [ "$_sl_now" -ge $((_sl_claim + 60)) ] || return 0
  (
    trap '' HUP INT QUIT
    __STATUSLINE_FAST__ --format plain </dev/null >/dev/null 2>&1 &
  )
}

# What each shell's prompt is like.
_statusline_begin() {
  _statusline_newline='
'
  _statusline_special='' _statusline_opening='' _statusline_closing='' _statusline_narrow='' _statusline_ksh=''
  _statusline_start=$(printf '\001')
  _statusline_unit=$(printf '\037')
  _statusline_mark=$(printf '\036')
  [ $((2147483647 + 1)) -gt 0 ] || _statusline_narrow=1
  # shellcheck disable=SC2016 # for the prompt to expand
  _statusline_reference='${_statusline_call:+$($_statusline_call " " 2>/dev/null)}'
  case ${KSH_VERSION-} in
    *MIRBSD* | *LEGACY*) _statusline_begin_mksh ;;
    ?*) _statusline_special='!' _statusline_ksh=$(eval "printf '%(%s)T' now" 2>/dev/null) ;;
    *) _statusline_begin_ash ;;
  esac
  _statusline_set_clock
  # By a variable that no child has: one that inherits an exported PS1 finds nothing to call.
  _statusline_call=prompt_statusline
  case ${STATUSLINE_POSITION-}:${PS1-} in
    none:* | *_statusline_call* | *prompt_statusline*) ;;
    *) PS1=${_statusline_before-}$_statusline_reference${PS1-} ;;
  esac
}

# mksh: what stands between two of the first character of PS1, which a carriage return follows, takes no room.
_statusline_begin_mksh() {
  _statusline_cr=$(printf '\r')
  case ${PS1-} in
    ?"$_statusline_cr"*)
      _statusline_opening=${PS1%"${PS1#?}"}
      PS1=${PS1#??}
      ;;
    *) _statusline_opening=$_statusline_start ;;
  esac
  _statusline_closing=$_statusline_opening _statusline_before=$_statusline_opening$_statusline_cr
}

# dash's prompt is printed as it is. busybox' ash, which knows substrings, and bash as sh edit the line.
_statusline_begin_ash() {
  if [ -n "${BASH_VERSION-}" ]; then
    _statusline_opening=$_statusline_start _statusline_closing=$(printf '\002')
  elif [ "$(eval 'printf %s "${PATH:0:1}"' 2>/dev/null)" = "${PATH%"${PATH#?}"}" ]; then
    # shellcheck disable=SC1003 # a backslash
    _statusline_opening='\[' _statusline_closing='\]' _statusline_special='\'
  fi
}

_statusline_set_clock() {
  _statusline_clock='date'
  _statusline_booted=$(date +%s)
  case ${EPOCHREALTIME-}:$_statusline_ksh in
    "$_statusline_booted"* | $((_statusline_booted + 1))*) _statusline_clock=variable ;;
    *:?*) _statusline_clock=ksh ;;
    *)
      if [ -r /proc/uptime ] && read -r _statusline_uptime _statusline_rest </proc/uptime; then
        _statusline_clock=uptime _statusline_booted=$((_statusline_booted - ${_statusline_uptime%%.*}))
      fi
      ;;
  esac
}

# FILE: set _sl_content to it, without a line feed at its end. `read` in a prompt makes ksh forget what it edits.
if [ -n "${KSH_VERSION-}" ]; then
  _statusline_print() { print -rn -- "$1"; }
  eval '_statusline_read() { _sl_content=$(<"$1"); }'
else
  _statusline_print() { printf %s "$1"; }
  _statusline_read() {
    _sl_content=''
    while IFS= read -r _sl_line; do
      _sl_content=$_sl_content$_sl_line$_statusline_newline
      [ "${#_sl_content}" -le 32768 ] || return 0
    done <"$1"
    _sl_content=$_sl_content$_sl_line
    _sl_content=${_sl_content%"$_statusline_newline"}
  }
fi

# zsh expands no command in a prompt unless it is asked to, and has a snippet of its own.
if [ -z "${ZSH_VERSION-}" ]; then
  case $- in *i*) _statusline_begin ;; esac
fi
