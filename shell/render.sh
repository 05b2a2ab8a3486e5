# shellcheck shell=sh disable=SC3010,SC2086,SC3013,SC3028,SC3067 # -nt, -O and EPOCHSECONDS are in the shells that install chooses this for
# Claude Code's line without an interpreter, inside the `sh -c` that Claude Code starts anyway. The command is
#
#     set -- PYTHON -IS FAST.PY --format claude && . RENDER.SH
#
# It fills the line that the last render has settled for this session (statusline/hot/session_line.py): numbers and
# clocks, as long as all else that decides about it is as it was. Otherwise that command renders, as if there were no
# line, and settles the next one. No program is started, nothing is evaluated, and what a file or the document says is
# data: split at one character, with globbing off, and compared or printed.
#
# The clock is the shell's own if it has one, else the uptime. The mtime of /proc/$$ is now by the wall clock, and that of
# a settled line is its end: so no suspend, step of the clock or new boot can show a line past its end.

# The time left or passed in _sl_left, as statusline/hot/text.py has it.
_statusline_clock() {
  if [ "$_sl_left" -lt 60 ]; then
    _sl_out="$_sl_out<1m"
  elif [ "$_sl_left" -lt 3600 ]; then
    _sl_out=$_sl_out$((_sl_left / 60))m
  elif [ "$_sl_left" -lt 86400 ]; then
    _sl_out=$_sl_out$((_sl_left / 3600))h$((_sl_left % 3600 / 600))$((_sl_left % 600 / 60))m
  elif [ "$_sl_left" -lt 172800 ]; then
    _sl_out=${_sl_out}1d$((_sl_left % 86400 / 3600))h
  else
    _sl_out=$_sl_out$((_sl_left / 86400))d
  fi
}

# A cost in dollars to cents. Half a cent, what is no plain number, and nothing are left to Python.
_statusline_cents() {
  case $1 in '' | .* | *[!0-9.]* | *.*.*) return 1 ;; *.*) ;; *) set -- "$1." ;; esac
  _sl_whole=${1%%.*} _sl_rest=${1#*.}0000
  case $_sl_whole in ?????? | ??????* | 0?*) return 1 ;; esac
  _sl_tail=${_sl_rest#??} _sl_cents=${_sl_rest%"${_sl_rest#??}"}
  case $_sl_tail in
    [0-4]*) ;;
    5*[1-9]* | [6-9]*)
      _sl_cents=$((1$_sl_cents + 1))
      [ "$_sl_cents" -lt 200 ] || _sl_whole=$((_sl_whole + 1))
      _sl_cents=${_sl_cents#?}
      ;;
    *) return 1 ;;
  esac
  [ "$_sl_whole.$_sl_cents" != 0.00 ] && _sl_cost=\$$_sl_whole.$_sl_cents
}

# Whether the pieces of the document ($@) are those of the settled line; take the open numbers out of them.
_statusline_same() {
  [ $# -eq "$_sl_pieces" ] || return 1
  IFS=$_sl_unit
  _sl_skip=
  for _sl_piece in $_sl_plan; do
    if [ -z "$_sl_skip" ]; then
      case $_sl_piece in '' | *[!0-9]* | ????*) return 1 ;; esac
      _sl_skip=$_sl_piece
      [ "$_sl_skip" -lt $# ] || return 1
      shift "$_sl_skip"
      continue
    fi
    _sl_skip=
    case $_sl_piece in
      cost)
        case $1 in '"cost":{"total_cost_usd":'*) _statusline_cents "${1#*:*:}" || return 1 ;; *) return 1 ;; esac
        ;;
      context)
        case $1 in '"used_percentage":'*) _sl_context=${1#*:}% ;; *) return 1 ;; esac
        case $_sl_context in [0-9]% | [1-9][0-9]% | 100%) ;; *) return 1 ;; esac
        [ "${_sl_context%\%}" -ge "$_sl_least" ] && [ "${_sl_context%\%}" -lt "$_sl_most" ] || return 1
        ;;
      session) [ "$1" = "{\"session_id\":\"$CLAUDE_CODE_SESSION_ID\"" ] || return 1 ;;
      *) [ "$1" = "$_sl_piece" ] || return 1 ;;
    esac
    shift
  done
}

# Add the fragments ($@) to _sl_out, which has so many columns for what is open (_sl_room).
_statusline_fill() {
  for _sl_piece; do
    case $_sl_piece in
      "$_sl_mark"[ta]*[!0-9]* | "$_sl_mark"[ta]) return 1 ;;
      "$_sl_mark"t*) _sl_left=$((${_sl_piece#??} - _sl_now)) && _statusline_clock ;;
      "$_sl_mark"a*) _sl_left=$((_sl_now - ${_sl_piece#??})) && _statusline_clock ;;
      "$_sl_mark"Dcost) _sl_out=$_sl_out$_sl_cost _sl_room=$((_sl_room - ${#_sl_cost})) ;;
      "$_sl_mark"Dcontext) _sl_out=$_sl_out$_sl_context _sl_room=$((_sl_room - ${#_sl_context})) ;;
      "$_sl_mark"*) return 1 ;;
      *) _sl_out=$_sl_out$_sl_piece ;;
    esac
  done
  [ "$_sl_room" -ge 0 ]
}

# The document into _sl_document, without its newline. Most shells read a byte a system call, to leave what is behind the
# line; bash can read to the end, which has come at once in a session that is settled.
_statusline_read() {
  if [ -z "${BASH_VERSION-}" ]; then
    read -r _sl_document
    return
  fi
  # shellcheck disable=SC3040 # bash has it, and reads bytes with it
  set +o posix
  # shellcheck disable=SC3045 # bash has -N
  if ! read -r -N 2400 _sl_document; then
    case $_sl_document in *"}$_sl_end") _sl_document=${_sl_document%?} && return ;; esac
  fi
  _sl_end=
  return 1
}

# Print the line of this session. $1: the renderer's own program.
_statusline_show() {
  # Another login, another place, other colours, another cloud: Python knows.
  [ -z "${CLAUDE_CONFIG_DIR-}${CLAUDE_SECURESTORAGE_CONFIG_DIR+x}${CLAUDE_CODE_OAUTH_TOKEN-}${CODEX_HOME-}" ] || return 1
  [ -z "${CODEX_ACCESS_TOKEN-}${OPENAI_FEDERATION_RULE_ID-}${STATUSLINE_CACHE_DIR-}${STATUSLINE_CONFIG-}" ] || return 1
  [ -z "${CLAUDE_CODE_USE_BEDROCK-}${CLAUDE_CODE_USE_VERTEX-}${CLAUDE_CODE_USE_FOUNDRY-}${ANTHROPIC_BASE_URL-}" ] || return 1
  [ -z "${STATUSLINE_WIDTH-}${NO_COLOR-}" ] && [ "${TERM-}" != dumb ] || return 1
  case ${CLAUDE_CODE_SESSION_ID-} in '' | *[!A-Za-z0-9-]*) return 1 ;; esac
  case ${HOME-} in /*) ;; *) return 1 ;; esac
  _sl_folder=$HOME/.cache _sl_config=$HOME/.config
  case ${XDG_CACHE_HOME-} in /*) _sl_folder=$XDG_CACHE_HOME ;; esac
  case ${XDG_CONFIG_HOME-} in /*) _sl_config=$XDG_CONFIG_HOME ;; esac
  _sl_folder=$_sl_folder/statusline/logins/default _sl_config=$_sl_config/statusline/config.toml
  _sl_prompt=$_sl_folder/claude.prompt _sl_file=$_sl_folder/spool/$CLAUDE_CODE_SESSION_ID.line
  # Ours, not ended by the wall clock, and of the prompt file, the config and the program as they are.
  [ -f "$_sl_file" ] && [ ! -L "$_sl_file" ] && [ -O "$_sl_file" ] && [ -O "$_sl_folder" ] || return 1
  [ -f "$_sl_prompt" ] && [ ! -L "$_sl_prompt" ] && [ -O "$_sl_prompt" ] && [ -r "$1" ] || return 1
  [ "$_sl_file" -nt "/proc/$$" ] && [ "/proc/$$" -nt "$_sl_prompt" ] || return 1
  if [ "$_sl_config" -nt "$_sl_prompt" ] || [ "$1" -nt "$_sl_prompt" ]; then return 1; fi
  read -r _sl_first <"$_sl_prompt" && { read -r _sl_head && read -r _sl_line; } <"$_sl_file" && [ "$_sl_first" = "$_sl_head" ] || return 1
  # Whether it is whole: it ends with a unit.
  case $_sl_line in *"$_sl_unit") ;; *) return 1 ;; esac
  _sl_now=${EPOCHSECONDS-} # where the shell has it

  IFS=$_sl_unit
  set -- $_sl_line
  IFS=
  [ $# -gt 10 ] || return 1
  case $1$2$3$4$5$6$7${10} in *[!0-9]* | '') return 1 ;; esac
  case $_sl_now in
    '' | *[!0-9]*) read -r _sl_now </proc/uptime && _sl_now=${_sl_now%% *} && _sl_now=$((($1 + ${_sl_now%.*}${_sl_now#*.}) / 100)) || return 1 ;;
  esac
  [ "$_sl_now" -ge "$2" ] && [ "$_sl_now" -lt "$3" ] && [ "$8" = "${COLUMNS-}" ] && [ "$9" = "${TZ--}" ] || return 1
  _sl_room=$4 _sl_least=$5 _sl_most=$6 _sl_pieces=$7 _sl_steps=${10} _sl_plan='' _sl_out='' _sl_cost='' _sl_context=''
  shift 10
  [ $# -gt $((2 * _sl_steps)) ] || return 1
  while [ "$_sl_steps" -gt 0 ]; do
    _sl_plan=$_sl_plan$1$_sl_unit$2$_sl_unit _sl_steps=$((_sl_steps - 1))
    shift 2
  done
  _statusline_read && case $_sl_document in '{"'*'}') ;; *) false ;; esac || return 1
  IFS=,
  _statusline_same $_sl_document || return 1
  IFS=
  _statusline_fill "$@" || return 1
  printf '%s\n' "$_sl_out"
  umask 077
  printf . >>"$_sl_folder/render.hits"
}

# The command, with the document as far as it has been read.
_statusline_render() {
  IFS=
  set -f
  _sl_document=''
  if [ $# -eq 5 ] && _statusline_show "$3"; then return 0; fi
  exec 2>&3 3>&-
  export STATUSLINE_SETTLE=1
  case $_sl_document$_sl_end in
    '' | "$_sl_end") exec "$@" ;;
    *"}$_sl_line_feed")
      exec "$@" <<STATUSLINE
$_sl_document
STATUSLINE
      ;;
    *) { printf '%s' "$_sl_document$_sl_end" && exec cat; } | "$@" ;;
  esac
}

_sl_unit='' _sl_mark='' _sl_line_feed='
'
_sl_end=$_sl_line_feed
_statusline_render "$@" 3>&2 2>/dev/null
