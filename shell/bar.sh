# shellcheck shell=sh disable=SC2015,SC3010,SC2086,SC3013,SC3028,SC3067 # each || leaves; -nt, -O and EPOCHSECONDS are in the shells that install chooses this for
# The text of a bar without an interpreter, inside the `sh -c` that the bar starts anyway. The command is
#
#     set -- PYTHON -IS FAST.PY --format waybar && . BAR.SH
#
# with ` --width COLUMNS` before the `&&` where a bar has one. It prints what the last render has settled
# (statusline/hot/bar_line.py), with the minutes as they are now. Where that is over, or not sure to hold, the command
# renders and settles the next one. No program is started, nothing is evaluated, and what a file says is data. When a
# line ends is asked as shell/render.sh does: by the mtime of /proc/$$, which is now, and that of the line.
#
# No functions: bash copies each one that it defines. `break` leaves for Python.

exec 3>&2 2>/dev/null
IFS=
set -f
_sl_unit='' _sl_mark='' _sl_fast=${3-}
while :; do
  # Another login, another place, another width: Python knows.
  case ${CLAUDE_CONFIG_DIR-}${CLAUDE_SECURESTORAGE_CONFIG_DIR+x}${CLAUDE_CODE_OAUTH_TOKEN-}${CODEX_HOME-}${CODEX_ACCESS_TOKEN-} in ?*) break ;; esac
  case ${OPENAI_FEDERATION_RULE_ID-}${STATUSLINE_CACHE_DIR-}${STATUSLINE_CONFIG-}${STATUSLINE_WIDTH-} in ?*) break ;; esac
  case $#${4-}${6-} in 5--format) _sl_file=$5 ;; 7--format--width) _sl_file=$5-$7 ;; *) break ;; esac
  case ${7-1} in '' | 0* | *[!0-9]* | ?????*) break ;; esac
  case $5 in tmux | waybar | starship) ;; *) break ;; esac
  case ${HOME-} in /*) ;; *) break ;; esac
  export STATUSLINE_SETTLE=1
  _sl_folder=$HOME/.cache _sl_config=$HOME/.config
  case ${XDG_CACHE_HOME-} in /*) _sl_folder=$XDG_CACHE_HOME ;; esac
  case ${XDG_CONFIG_HOME-} in /*) _sl_config=$XDG_CONFIG_HOME ;; esac
  _sl_folder=$_sl_folder/statusline/logins/default _sl_config=$_sl_config/statusline
  _sl_prompt=$_sl_folder/$5.prompt _sl_file=$_sl_folder/$_sl_file.line
  # Ours, not ended by the wall clock, and of the prompt file, the config and the program as they are.
  [ -f "$_sl_file" ] && [ ! -L "$_sl_file" ] && [ -O "$_sl_file" ] && [ -O "$_sl_folder" ] && [ -r "$_sl_fast" ] &&
    [ -f "$_sl_prompt" ] && [ ! -L "$_sl_prompt" ] && [ -O "$_sl_prompt" ] &&
    [ "$_sl_file" -nt "/proc/$$" ] && [ "/proc/$$" -nt "$_sl_prompt" ] || break
  # A config that was moved here may be older than the prompt file; its folder is not.
  if [ "$_sl_config/config.toml" -nt "$_sl_prompt" ] || [ "$_sl_config" -nt "$_sl_prompt" ] || [ "$_sl_fast" -nt "$_sl_prompt" ]; then break; fi
  read -r _sl_first <"$_sl_prompt" && {
    read -r _sl_head && IFS=$_sl_unit read -r _sl_version _sl_boot _sl_from _sl_until _sl_zone _sl_fragments
  } <"$_sl_file" && [ "$_sl_first" = "$_sl_head" ] && [ "$_sl_version" = 1 ] && [ "$_sl_zone" = "${TZ--}" ] || break
  case $_sl_boot$_sl_from$_sl_until in *[!0-9]* | '') break ;; esac
  _sl_now=${EPOCHSECONDS-} # where the shell has it
  case $_sl_now in
    '' | *[!0-9]*) read -r _sl_now </proc/uptime && _sl_now=${_sl_now%% *} && _sl_now=$(((_sl_boot + ${_sl_now%.*}${_sl_now#*.}) / 100)) || break ;;
  esac
  [ "$_sl_now" -ge "$_sl_from" ] && [ "$_sl_now" -lt "$_sl_until" ] || break

  IFS=$_sl_unit _sl_out=''
  for _sl_piece in $_sl_fragments; do
    case $_sl_piece in
      [!$_sl_mark]*) _sl_out=$_sl_out$_sl_piece ;;
      '' | ? | ?[mz] | ?[mz]*[!0-9]* | ?[!mz]*) break 2 ;;
      ?m*) _sl_out=$_sl_out$(((${_sl_piece#??} - _sl_now) / 60)) ;;
      *) # two digits
        _sl_left=$(((${_sl_piece#??} - _sl_now) / 60))
        case $_sl_left in ?) _sl_out=${_sl_out}0$_sl_left ;; *) _sl_out=$_sl_out$_sl_left ;; esac
        ;;
    esac
  done
  printf '%s\n' "$_sl_out"
  umask 077
  printf . >>"$_sl_folder/$5.hits"
  exit 0
done
exec "$@" 2>&3 3>&-
