#!/bin/sh
# The limits of Claude Code and Codex in the status bar of tmux (3.0 or later). A plugin for TPM as it is; without TPM:
#
#   run-shell 'sh /path/to/statusline.tmux'
#
# In tmux.conf, before that line:
#   set -g @statusline_position right|left|off   where it goes: at the end of status-right (default), in front of
#                                                status-left, or nowhere by itself
#   set -g @statusline_format ' #{statusline}'   what goes there; all of tmux's formats work in it, such as %H:%M
#   set -g @statusline_width 40                  the columns it may take, a number or a format; default: half of the client
#   set -g @statusline_command '…'               the command that prints it, without --format; `statusline install tmux`
#                                                writes the fastest one. Default: statusline
#   set -g @statusline_sh '…'                    the path of bar.sh, quoted for a shell: in a tmux before 3.2 the shell of
#                                                that command prints what has not changed by itself. Default: none
#   set -g @statusline_popup u                   a key that shows `statusline watch` in a popup, if it is free and tmux has
#                                                popups (3.2 or later). Default: none
#   set -g @statusline_watch '…'                 the command in it. Default: statusline watch
# A `#{statusline}` that is in status-right or status-left already is used instead, where it is.
#
# `sh statusline.tmux remove` takes everything out of the running server again.

# A session's own CLAUDE_CONFIG_DIR and CODEX_HOME decide whose limits it shows: #() itself knows the server's only.
names='CLAUDE_CONFIG_DIR CLAUDE_SECURESTORAGE_CONFIG_DIR CODEX_HOME'
login='#{CLAUDE_CONFIG_DIR}|#{CLAUDE_SECURESTORAGE_CONFIG_DIR}|#{CODEX_HOME}'
counts='STATUSLINE_TMUX_COUNTS=1'
reference='#{E:@statusline}'
placeholder='#{statusline}'
room=150
slowest=60
# Each client has jobs of its own, and its own width in them. tmux gives up the list of windows before it cuts the text,
# so what would just fit is too much: half of the client is left to the other parts. What these really take is no
# measure, for it is another with each name of a window. The division is the shell's, for an old tmux has none.
# shellcheck disable=SC2016 # for the shell that tmux starts
width='#{?client_width, --width #{?@statusline_width,#{E:@statusline_width},$((#{client_width}/2))},}'

# The program of the server itself, where the system tells: its PATH may have none, or one of another version.
find_tmux() {
  pid=${TMUX#*,}
  pid=${pid%%,*}
  tmux=tmux
  if [ -n "${TMUX-}" ] && [ -x "/proc/$pid/exe" ]; then
    tmux=/proc/$pid/exe
  elif ! command -v tmux >/dev/null 2>&1; then
    for folder in /opt/homebrew/bin /usr/local/bin /opt/local/bin "${HOME-}/.nix-profile/bin" /run/current-system/sw/bin; do
      [ ! -x "$folder/tmux" ] || tmux=$folder/tmux
    done
  fi
}

option() {
  "$tmux" show-option -gqv "$1"
}

# A `;` at the end of a word would end the command.
set_option() {
  case $2 in
    *\;) "$tmux" set-option -gq "$1" "${2%;}\\;" ;;
    *) "$tmux" set-option -gq "$1" "$2" ;;
  esac
}

unset_option() {
  "$tmux" set-option -guq "$1"
}

# Print text $1 with $3 in the place of each $2.
replaced() {
  rest=$1
  done=
  while :; do
    case $rest in
      *"$2"*)
        done=$done${rest%%"$2"*}$3
        rest=${rest#*"$2"}
        ;;
      *) break ;;
    esac
  done
  printf '%s' "$done$rest"
}

# Add a job's variables, each behind $1 and in front of $2, and its command to $job.
add_job() {
  for name in $names; do
    # #{q:…} leaves line feeds and tabs as they are (tmux/tmux#5426): a value with one would be a command of its own.
    job="$job#{?#{m/r:^[^[:cntrl:]]+\$,#{$name}},$1$name=#{q:$name}$2 ,}"
  done
  job="$job$3#{@statusline_command} --format tmux$width"
}

define_segment() {
  job=
  if [ "$("$tmux" display-message -p '#{e|+:1,1}' 2>/dev/null)" != 2 ]; then
    if [ -n "$(option @statusline_sh)" ]; then
      add_job 'export ' ';' 'set -- '
      job="$job && . #{@statusline_sh}"
    else
      add_job '' '' ''
    fi
    set_option @statusline "#($job)"
    return
  fi
  add_job '' '' ''
  # From 3.2 on tmux can count: the first job leaves the text as formats in variables that no program sees. Later ones
  # run only once that text is old, and in a session of another login.
  set_option @statusline_job "#($counts $job)"
  set_option @statusline_stale "#($counts $job >/dev/null)"
  set_option @statusline "#{?#{&&:#{statusline_text},#{==:$login,#{statusline_login}}},#{T:statusline_text},#{E:@statusline_job}}"
}

forget_formats() {
  "$tmux" show-environment -gh 2>/dev/null | while IFS= read -r line; do
    case $line in
      statusline_*=*) printf 'set-environment -gu %s\n' "${line%%=*}" ;;
    esac
  done | "$tmux" source-file - 2>/dev/null || :
}

# Show the segment in status-$1; $2: what to add, if it is not there yet.
show_in() {
  before=$(option "status-$1")
  after=$(replaced "$before" "$placeholder" "$reference")
  case $after in
    *"$reference"*) ;;
    *)
      added=$(replaced "$2" "$placeholder" "$reference")
      case $1 in
        left) after=$added$after ;;
        *) after=$after$added ;;
      esac
      [ -z "$added" ] || set_option "@statusline_added_$1" "$added"
      ;;
  esac
  [ "$after" = "$before" ] || set_option "status-$1" "$after"
  case $after in
    *"$reference"*) make_room "$1" ;;
  esac
}

make_room() {
  length=$(option "status-$1-length")
  if [ "${length:-0}" -lt "$room" ]; then
    set_option "@statusline_length_$1" "$length"
    set_option "status-$1-length" "$room"
  fi
}

# A bar that is never drawn again would show yesterday's time left.
keep_moving() {
  interval=$(option status-interval)
  if [ "${interval:-0}" -eq 0 ] || [ "$interval" -gt "$slowest" ]; then
    set_option @statusline_interval "$interval"
    set_option status-interval "$slowest"
  fi
}

# A key that means something already keeps its meaning.
bind_popup() {
  key=$(option @statusline_popup)
  [ -n "$key" ] || return 0
  [ -n "$("$tmux" list-commands display-popup 2>/dev/null)" ] || return 0
  [ -z "$(binding "$key")" ] || return 0
  watch=$(option @statusline_watch)
  note='Claude Code and Codex limits'
  "$tmux" bind-key -N "$note" "$key" display-popup -E -w 90% -h 90% "${watch:-statusline watch}"
  set_option @statusline_bound "$key"
  set_option @statusline_binding "$(binding "$key")"
}

binding() {
  "$tmux" list-keys -T prefix "$1" 2>/dev/null
}

unbind_popup() {
  bound=$(option @statusline_bound)
  if [ -n "$bound" ] && [ "$(binding "$bound")" = "$(option @statusline_binding)" ]; then
    "$tmux" unbind-key "$bound"
  fi
  unset_option @statusline_bound
  unset_option @statusline_binding
}

# What an earlier run has put in goes first: the options may say something else now.
install() {
  command=$(option @statusline_command)
  script=$(option @statusline_sh)
  remove
  set_option @statusline_command "${command:-statusline}"
  [ -z "$script" ] || set_option @statusline_sh "$script"
  define_segment
  format=$(option @statusline_format)
  position=$(option @statusline_position)
  for side in right left; do
    if [ "$side" = "${position:-right}" ]; then
      show_in "$side" "${format:-$(default_format "$side")}"
    else
      show_in "$side" ''
    fi
  done
  keep_moving
  bind_popup
}

default_format() {
  case $1 in
    left) printf '%s ' "$placeholder" ;;
    *) printf ' %s' "$placeholder" ;;
  esac
}

remove() {
  unbind_popup
  for side in right left; do
    added=$(option "@statusline_added_$side")
    before=$(option "status-$side")
    after=$before
    [ -z "$added" ] || after=$(replaced "$after" "$added" '')
    after=$(replaced "$after" "$reference" "$placeholder")
    [ "$after" = "$before" ] || set_option "status-$side" "$after"
    length=$(option "@statusline_length_$side")
    [ -z "$length" ] || set_option "status-$side-length" "$length"
    unset_option "@statusline_added_$side"
    unset_option "@statusline_length_$side"
  done
  interval=$(option @statusline_interval)
  [ -z "$interval" ] || set_option status-interval "$interval"
  for name in @statusline @statusline_job @statusline_stale @statusline_command @statusline_sh @statusline_interval; do
    unset_option "$name"
  done
  forget_formats # last: a refresh sets them as long as there is @statusline_stale
}

find_tmux
case ${1:-install} in
  remove) remove ;;
  *) install ;;
esac
