# shellcheck shell=sh disable=SC2015,SC3010,SC2086,SC3013,SC3028,SC3067 # each || leaves; -nt, -O and EPOCHSECONDS are in the shells that install chooses this for
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
#
# No functions: bash copies each one that it defines. `break` leaves for Python.

exec 3>&2 2>/dev/null
IFS=
set -f
_sl_unit='' _sl_mark='' _sl_document='' _sl_command=$#$2$4$5 _sl_python=$1 _sl_fast=$3 _sl_end='
'
while [ "$_sl_command" = 5-IS--formatclaude ]; do
  # Another login, another place, other colours, another cloud: Python knows.
  case ${CLAUDE_CONFIG_DIR-}${CLAUDE_SECURESTORAGE_CONFIG_DIR+x}${CLAUDE_CODE_OAUTH_TOKEN-}${CODEX_HOME-}${CODEX_ACCESS_TOKEN-} in ?*) break ;; esac
  case ${OPENAI_FEDERATION_RULE_ID-}${STATUSLINE_CACHE_DIR-}${STATUSLINE_CONFIG-}${STATUSLINE_WIDTH-}${NO_COLOR-} in ?*) break ;; esac
  case ${CLAUDE_CODE_USE_BEDROCK-}${CLAUDE_CODE_USE_VERTEX-}${CLAUDE_CODE_USE_FOUNDRY-}${ANTHROPIC_BASE_URL-} in ?*) break ;; esac
  case ${CLAUDE_CODE_SESSION_ID:-/}:${TERM-} in *[!A-Za-z0-9-]*:* | *:dumb) break ;; esac
  case ${HOME-} in /*) ;; *) break ;; esac
  _sl_folder=$HOME/.cache _sl_config=$HOME/.config
  case ${XDG_CACHE_HOME-} in /*) _sl_folder=$XDG_CACHE_HOME ;; esac
  case ${XDG_CONFIG_HOME-} in /*) _sl_config=$XDG_CONFIG_HOME ;; esac
  _sl_folder=$_sl_folder/statusline/logins/default _sl_config=$_sl_config/statusline
  _sl_prompt=$_sl_folder/claude.prompt _sl_file=$_sl_folder/spool/$CLAUDE_CODE_SESSION_ID.line
  # Ours, not ended by the wall clock, and of the prompt file, the config and the program as they are.
  [ -f "$_sl_file" ] && [ ! -L "$_sl_file" ] && [ -O "$_sl_file" ] && [ -O "$_sl_folder" ] && [ -r "$_sl_fast" ] &&
    [ -f "$_sl_prompt" ] && [ ! -L "$_sl_prompt" ] && [ -O "$_sl_prompt" ] &&
    [ "$_sl_file" -nt "/proc/$$" ] && [ "/proc/$$" -nt "$_sl_prompt" ] || break
  # A config that was moved here may be older than the prompt file; its folder is not.
  if [ "$_sl_config/config.toml" -nt "$_sl_prompt" ] || [ "$_sl_config" -nt "$_sl_prompt" ] || [ "$_sl_fast" -nt "$_sl_prompt" ]; then break; fi
  read -r _sl_first <"$_sl_prompt" && {
    read -r _sl_head && IFS=$_sl_unit read -r _sl_version _sl_boot _sl_from _sl_until _sl_room _sl_least _sl_most \
      _sl_columns _sl_zone _sl_pieces _sl_who_at _sl_cost_at _sl_context_at _sl_limits_at _sl_who _sl_limits _sl_fragments
  } <"$_sl_file" && [ "$_sl_first" = "$_sl_head" ] && [ "$_sl_version" = 2 ] || break
  case $_sl_boot$_sl_from$_sl_until$_sl_room$_sl_least$_sl_most$_sl_pieces$_sl_who_at$_sl_cost_at$_sl_context_at$_sl_limits_at in *[!0-9]* | '') break ;; esac
  _sl_now=${EPOCHSECONDS-} # where the shell has it
  case $_sl_now in
    '' | *[!0-9]*) read -r _sl_now </proc/uptime && _sl_now=${_sl_now%% *} && _sl_now=$(((_sl_boot + ${_sl_now%.*}${_sl_now#*.}) / 100)) || break ;;
  esac
  [ "$_sl_now" -ge "$_sl_from" ] && [ "$_sl_now" -lt "$_sl_until" ] && [ "$_sl_columns" = "${COLUMNS-}" ] && [ "$_sl_zone" = "${TZ--}" ] || break

  # The document, without its newline. Most shells read a byte a system call, to leave what is behind the line; bash can
  # read to the end, which has come at once in a session that is settled.
  if [ -z "${BASH_VERSION-}" ]; then
    read -r _sl_document || break
  else
    # shellcheck disable=SC3040 # bash has it, and reads bytes with it
    set +o posix
    # shellcheck disable=SC3045 # bash has -N
    read -r -N 2400 _sl_document && _sl_end='' && break
    case $_sl_document in *"}$_sl_end") _sl_document=${_sl_document%?} ;; *) _sl_end='' && break ;; esac
  fi
  # What decides about the line is as it was, and in its place; the open numbers are taken out.
  case $_sl_document in "{\"session_id\":\"$CLAUDE_CODE_SESSION_ID\","*'}') ;; *) break ;; esac
  IFS=,
  set -- $_sl_document
  [ $# -eq "$_sl_pieces" ] && [ $((_sl_who_at + _sl_cost_at + _sl_context_at + _sl_limits_at)) -lt $# ] || break
  shift "$_sl_who_at"
  case "$*" in "$_sl_who,"*) ;; *) break ;; esac
  _sl_cost='' _sl_context=''
  if [ "$_sl_cost_at" -gt 0 ]; then
    # To cents. Half a cent, what is no plain number, and nothing are left to Python.
    shift "$_sl_cost_at"
    case $1 in '"cost":{"total_cost_usd":'[0-9]*) ;; *) break ;; esac
    _sl_rest=${1##*:}
    case $_sl_rest in *[!0-9.]* | *.*.*) break ;; *.*) ;; *) _sl_rest=$_sl_rest. ;; esac
    _sl_whole=${_sl_rest%.*} _sl_rest=${_sl_rest#*.}0000
    case $_sl_whole in ?????? | ??????* | 0?*) break ;; esac
    _sl_tail=${_sl_rest#??} _sl_cents=${_sl_rest%"${_sl_rest#??}"}
    case $_sl_tail in
      [0-4]*) ;;
      5*[1-9]* | [6-9]*)
        _sl_cents=$((1$_sl_cents + 1))
        [ "$_sl_cents" -lt 200 ] || _sl_whole=$((_sl_whole + 1))
        _sl_cents=${_sl_cents#?}
        ;;
      *) break ;;
    esac
    _sl_cost=\$$_sl_whole.$_sl_cents
    [ "$_sl_cost" != \$0.00 ] || break
  fi
  if [ "$_sl_context_at" -gt 0 ]; then
    shift "$_sl_context_at"
    case $1 in '"used_percentage":'[0-9] | '"used_percentage":'[1-9][0-9] | '"used_percentage":100') ;; *) break ;; esac
    _sl_context=${1#*:}
    [ "$_sl_context" -ge "$_sl_least" ] && [ "$_sl_context" -lt "$_sl_most" ] || break
    _sl_context=$_sl_context%
  fi
  shift "$_sl_limits_at"
  case "$*" in "$_sl_limits"*) ;; *) break ;; esac

  IFS=$_sl_unit _sl_out=''
  for _sl_piece in $_sl_fragments; do
    case $_sl_piece in
      [!$_sl_mark]*) _sl_out=$_sl_out$_sl_piece ;;
      ?Dcost) _sl_out=$_sl_out$_sl_cost _sl_room=$((_sl_room - ${#_sl_cost})) ;;
      ?Dcontext) _sl_out=$_sl_out$_sl_context _sl_room=$((_sl_room - ${#_sl_context})) ;;
      '' | ? | ?[ta] | ?[ta]*[!0-9]* | ?[!ta]*) break 2 ;;
      *) # the time left or passed, as statusline/hot/text.py has it
        _sl_left=$((${_sl_piece#??} - _sl_now))
        case $_sl_piece in ?a*) _sl_left=$((-_sl_left)) ;; esac
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
        ;;
    esac
  done
  [ "$_sl_room" -ge 0 ] || break
  printf '%s\n' "$_sl_out"
  umask 077
  printf . >>"$_sl_folder/render.hits"
  exit 0
done

# The command, with the document as far as it has been read.
IFS=
[ "$_sl_command" != 5-IS--formatclaude ] || set -- "$_sl_python" -IS "$_sl_fast" --format claude
exec 2>&3 3>&-
export STATUSLINE_SETTLE=1
case $_sl_document$_sl_end in
  '' | "
") exec "$@" ;;
  *"}
")
    exec "$@" <<STATUSLINE
$_sl_document
STATUSLINE
    ;;
  *) { printf '%s' "$_sl_document$_sl_end" && exec cat; } | "$@" ;;
esac
