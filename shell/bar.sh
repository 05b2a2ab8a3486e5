# shellcheck shell=sh disable=SC3010,SC2086,SC3013,SC3028,SC3067 # -nt, -O and EPOCHSECONDS are in the shells that install chooses this for
# The text of a bar without an interpreter, inside the `sh -c` that the bar starts anyway. The command is
#
#     set -- PYTHON -IS FAST.PY --format waybar && . BAR.SH
#
# with ` --width COLUMNS` before the `&&` where a bar has one. It prints what the last render has settled
# (statusline/hot/bar_line.py), with the minutes as they are now. Where that is over, or not sure to hold, the command
# renders and settles the next one. No program is started, nothing is evaluated, and what a file says is data. When a
# line ends is asked as shell/render.sh does: by the mtime of /proc/$$, which is now, and that of the line.

_statusline_bar() {
  # Another login, another place, another width: Python knows.
  case "${CLAUDE_CONFIG_DIR-}${CLAUDE_SECURESTORAGE_CONFIG_DIR+x}${CLAUDE_CODE_OAUTH_TOKEN-}${CODEX_HOME-}" in ?*) return 1 ;; esac
  case "${CODEX_ACCESS_TOKEN-}${OPENAI_FEDERATION_RULE_ID-}${STATUSLINE_CACHE_DIR-}${STATUSLINE_CONFIG-}${STATUSLINE_WIDTH-}" in ?*) return 1 ;; esac
  case $#$4${6-} in 5--format) _sl_file=$5 ;; 7--format--width) _sl_file=$5-$7 ;; *) return 1 ;; esac
  case ${7-1} in '' | 0* | *[!0-9]* | ?????*) return 1 ;; esac
  case $5 in tmux | waybar | starship) ;; *) return 1 ;; esac
  case ${HOME-} in /*) ;; *) return 1 ;; esac
  _sl_folder=$HOME/.cache _sl_config=$HOME/.config
  case ${XDG_CACHE_HOME-} in /*) _sl_folder=$XDG_CACHE_HOME ;; esac
  case ${XDG_CONFIG_HOME-} in /*) _sl_config=$XDG_CONFIG_HOME ;; esac
  _sl_folder=$_sl_folder/statusline/logins/default _sl_config=$_sl_config/statusline
  _sl_prompt=$_sl_folder/$5.prompt _sl_file=$_sl_folder/$_sl_file.line
  _sl_settle=1
  # Ours, not ended by the wall clock, and of the prompt file, the config and the program as they are.
  [ -f "$_sl_file" ] && [ ! -L "$_sl_file" ] && [ -O "$_sl_file" ] && [ -O "$_sl_folder" ] && [ -r "$3" ] &&
    [ -f "$_sl_prompt" ] && [ ! -L "$_sl_prompt" ] && [ -O "$_sl_prompt" ] &&
    [ "$_sl_file" -nt "/proc/$$" ] && [ "/proc/$$" -nt "$_sl_prompt" ] || return 1
  # A config that was moved here may be older than the prompt file; its folder is not.
  if [ "$_sl_config/config.toml" -nt "$_sl_prompt" ] || [ "$_sl_config" -nt "$_sl_prompt" ] || [ "$3" -nt "$_sl_prompt" ]; then return 1; fi
  read -r _sl_first <"$_sl_prompt" && { read -r _sl_head && read -r _sl_line; } <"$_sl_file" && [ "$_sl_first" = "$_sl_head" ] || return 1
  # Whether it is whole: it ends with a unit.
  case $_sl_line in *"$_sl_unit") ;; *) return 1 ;; esac

  _sl_format=$5
  IFS=$_sl_unit
  set -- $_sl_line
  IFS=
  [ $# -gt 5 ] && [ "$1" = 1 ] && [ "$5" = "${TZ--}" ] || return 1
  case $2$3$4 in *[!0-9]* | '') return 1 ;; esac
  _sl_now=${EPOCHSECONDS-} # where the shell has it
  case $_sl_now in
    '' | *[!0-9]*) read -r _sl_now </proc/uptime && _sl_now=${_sl_now%% *} && _sl_now=$((($2 + ${_sl_now%.*}${_sl_now#*.}) / 100)) || return 1 ;;
  esac
  [ "$_sl_now" -ge "$3" ] && [ "$_sl_now" -lt "$4" ] || return 1
  shift 5
  _sl_out=
  for _sl_piece; do
    case $_sl_piece in
      "$_sl_mark"[mz] | "$_sl_mark"[mz]*[!0-9]*) return 1 ;;
      "$_sl_mark"m*) _sl_out=$_sl_out$(((${_sl_piece#??} - _sl_now) / 60)) ;;
      "$_sl_mark"z*) # two digits
        _sl_left=$(((${_sl_piece#??} - _sl_now) / 60))
        case $_sl_left in ?) _sl_out=${_sl_out}0$_sl_left ;; *) _sl_out=$_sl_out$_sl_left ;; esac
        ;;
      "$_sl_mark"*) return 1 ;;
      *) _sl_out=$_sl_out$_sl_piece ;;
    esac
  done
  printf '%s\n' "$_sl_out"
  umask 077
  printf . >>"$_sl_folder/$_sl_format.hits"
}

_statusline_print() {
  IFS=
  set -f
  _sl_settle=
  if [ $# -gt 4 ] && _statusline_bar "$@"; then return 0; fi
  exec 2>&3 3>&-
  [ -z "$_sl_settle" ] || export STATUSLINE_SETTLE=1
  exec "$@"
}

_sl_unit='' _sl_mark=''
_statusline_print "$@" 3>&2 2>/dev/null
