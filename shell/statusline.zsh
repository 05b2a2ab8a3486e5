# The limits of Claude Code and Codex in a zsh prompt. In ~/.zshrc: eval "$(statusline init zsh)"
#
# Yours to set, at any time:
#   STATUSLINE_POSITION  right (the default): in RPROMPT; left: in front of PROMPT; above: on a line of its own; none
#   STATUSLINE_JOIN  where a right prompt of yours is: left of it (the default), right of it, or off
#   STATUSLINE_WIDTH  the columns there are for the text; otherwise what your prompt and 20 columns for a command leave
#   STATUSLINE_NO_REFRESH=1  never start a refresh
#   NO_COLOR=1  no colours; with TERM=dumb there is no text at all
# Yours to use, whatever the position:
#   $STATUSLINE_SEGMENT  plain text; starship's env_var shows it, and no other child inherits it
#   $STATUSLINE_PROMPT   the same in colours, for a prompt of your own
#   statusline           a segment for powerlevel10k: POWERLEVEL9K_RIGHT_PROMPT_ELEMENTS=(… statusline)
#
# A prompt reads one line of a file and starts no process, unless a refresh is due: then one, in the background. With
# another TZ than the one that made the file a new text is asked of the program; each one where zsh is older than 5.1 or
# lacks its modules zsh/datetime, zsh/stat and zsh/system.
# Built-ins go by `builtin`, so that no alias or function of yours stands in for one.

# Bring the text up to date for $1 (epoch seconds, default now) and put it where it belongs. One function, for a call
# costs as much as twenty comparisons.
_statusline_precmd() {
  # A trace would show the token of the login, and a DEBUG trap run for each line here.
  builtin emulate -L zsh -o no_xtrace
  builtin trap - DEBUG
  # RPS1 is RPROMPT, but each looks unset until it is set by its own name. Each further `local` or `+=` would cost more than a variable does.
  builtin local now=${1:-${EPOCHSECONDS-}} stamp=missing position=${STATUSLINE_POSITION:-right} right= left= key= file= \
    text=${RPROMPT:-${RPS1-}} environ="$HOME|$STATUSLINE_CACHE_DIR|$XDG_CACHE_HOME|$STATUSLINE_CONFIG|$XDG_CONFIG_HOME|\
$CLAUDE_CONFIG_DIR|${CLAUDE_SECURESTORAGE_CONFIG_DIR-unset}|$CODEX_HOME|$CLAUDE_CODE_OAUTH_TOKEN|$CODEX_ACCESS_TOKEN|\
$OPENAI_FEDERATION_RULE_ID|${_statusline_relative:+$PWD}|$STATUSLINE_WIDTH|$COLUMNS|$TERM|$NO_COLOR|$TZ|\
$STATUSLINE_POSITION|$STATUSLINE_JOIN"
  if [[ $environ != "$_statusline_environ" ]]; then
    _statusline_environ=$environ _statusline_parsed=$'\x1f' _statusline_placed=$'\x1f'
    _statusline_find_files
  fi
  [[ $text == "$_statusline_placed" ]] || _statusline_look_right
  [[ $PROMPT$_statusline_before$_statusline_after == "$_statusline_parsed" ]] || _statusline_parse
  (( _statusline_complex )) && key=$PWD:$(( now / 60 )) || key=${(%%)_statusline_parsed}
  [[ $key == "$_statusline_measured" ]] || _statusline_measure
  if (( _statusline_able )); then
    [[ -f $_statusline_file ]] && builtin zstat -A _statusline_stat -- "$_statusline_file" &&
      stamp="$_statusline_stat[2] $_statusline_stat[8] $_statusline_stat[10]"
    [[ $stamp == "$_statusline_stamp" ]] && (( _statusline_filled <= now && now < _statusline_change )) || _statusline_renew
    [[ -e $_statusline_config ]] && builtin zstat -A file +mtime -- "$_statusline_config"
    (( now < _statusline_due && file == _statusline_configured )) || _statusline_refresh
  else
    _statusline_ask
  fi
  (( _statusline_settled )) || _statusline_settle
  [[ -o prompt_percent && -n $_statusline_same ]] && return 0
  if [[ ! -o prompt_percent ]]; then
    # No colours then, and `%` stands for itself: only by reference is the text safe from the other options.
    _statusline_same= _statusline_bare=$STATUSLINE_SEGMENT
    [[ -o prompt_bang ]] && _statusline_bare=${_statusline_bare//\!/!!}
    [[ -o prompt_subst && $position$_statusline_before$_statusline_after == right && -n $_statusline_bare ]] &&
      right='${_statusline_bare}'
  elif [[ -n $STATUSLINE_PROMPT ]] && (( ! _statusline_off )); then
    (( _statusline_most > _statusline_row )) && position=above  # there is no such row with none
    case $position in
      right) right=$_statusline_head$STATUSLINE_PROMPT$_statusline_tail ;;
      left) left="$_statusline_opening$STATUSLINE_PROMPT $_statusline_closing" ;;
      above) left=$_statusline_opening$STATUSLINE_PROMPT$'\n'$_statusline_closing ;;
    esac
  fi
  right=$_statusline_before$right$_statusline_after
  [[ $text == "$right" ]] || RPROMPT=$right
  _statusline_placed=$right
  [[ -o prompt_percent ]] && _statusline_same=1
  [[ -n $left$_statusline_placed_left ]] || return 0
  _statusline_same= _statusline_placed_left=1
  if [[ $PROMPT == *"$_statusline_opening"*"$_statusline_closing"* ]]; then
    PROMPT="${PROMPT%%"$_statusline_opening"*}$left${${PROMPT#*"$_statusline_opening"}#*"$_statusline_closing"}"
  else
    PROMPT=$left$PROMPT
  fi
}

# Find what of the right prompt (text) is somebody else's, and on which side of it ours goes.
_statusline_look_right() {
  builtin local join=${STATUSLINE_JOIN:-left} theirs=${text:#'${_statusline_bare}'}
  _statusline_same= _statusline_before= _statusline_after= _statusline_off=0
  _statusline_head=$_statusline_opening _statusline_tail=$_statusline_closing
  if [[ $text == *"$_statusline_opening"*"$_statusline_closing"* ]]; then
    # Ours, perhaps with the marks of a terminal's integration around it.
    _statusline_before=${text%%"$_statusline_opening"*}
    _statusline_after=${${text#*"$_statusline_opening"}#*"$_statusline_closing"}
    [[ -z $_statusline_before || -z $_statusline_after ]] || return 0
    theirs=$_statusline_before$_statusline_after _statusline_before= _statusline_after=
  fi
  [[ -n $theirs ]] || return 0
  # powerlevel10k draws its own after this, and has the segment `statusline`; in starship's it is already.
  [[ -z ${STATUSLINE_JOIN-} ]] && (( ${+functions[p10k]} || ${+functions[starship_precmd]} || ${+functions[prompt_starship_precmd]} )) && join=off
  # A blank towards what else is there.
  if [[ $join == right ]]; then
    _statusline_before=$theirs _statusline_head+=' '
  else
    _statusline_after=$theirs _statusline_tail=" $_statusline_tail"
  fi
  [[ $position != right || $join != off ]] || _statusline_off=1
}

# Look through both prompts: where more than variables is substituted in them, programs may be run or values changed.
_statusline_parse() {
  builtin emulate -L zsh -o extended_glob
  builtin local name='([A-Za-z0-9_]##|[?#!])(\[[A-Za-z0-9_]##\]|)' variable=
  variable="\\\$($name|\\{$name\\})"
  _statusline_parsed=$PROMPT$_statusline_before$_statusline_after _statusline_complex=0 _statusline_measured=$'\x1f'
  [[ ! -o prompt_subst || ${_statusline_parsed//$~variable} != *[\$\`]* ]] || _statusline_complex=1
}

# Set _statusline_room to the columns there are for the text, and _statusline_row to the most that the row takes at all.
_statusline_measure() {
  builtin emulate -L zsh -o extended_glob
  builtin local prompt=$PROMPT theirs=$_statusline_before$_statusline_after alone=20 reply=
  _statusline_same= _statusline_measured=$key _statusline_row=9999 _statusline_room=$(( COLUMNS > 1 ? COLUMNS - 1 : 9999 ))
  if [[ $STATUSLINE_WIDTH == [1-9]* && $STATUSLINE_WIDTH != *[^0-9]* && $#STATUSLINE_WIDTH -lt 5 ]]; then
    _statusline_room=$STATUSLINE_WIDTH
  elif (( _statusline_exports )); then
    _statusline_room=$(( _statusline_room / 2 ))  # starship's prompt has it at the left
  elif [[ $position == left || $position == right ]] && (( COLUMNS > 1 && ! _statusline_off )); then
    [[ $prompt == *"$_statusline_opening"*"$_statusline_closing"* ]] &&
      prompt="${prompt%%"$_statusline_opening"*}${${prompt#*"$_statusline_opening"}#*"$_statusline_closing"}"
    if [[ $position == left ]]; then
      theirs= _statusline_room=$(( COLUMNS / 2 ))
      [[ $prompt == *$'\n'* ]] && prompt=${prompt%%$'\n'*} alone=0
    fi
    if (( _statusline_complex )); then
      reply=($(builtin trap - ZERR; _statusline_count "$prompt" "$theirs"; print -r -- $reply)) 2>/dev/null </dev/null
      (( $#reply == 2 )) || reply=($(( COLUMNS / 2 )) 0)
    else
      _statusline_count "$prompt" "$theirs"
    fi
    _statusline_row=$(( COLUMNS - reply[1] - reply[2] - (reply[2] > 0) - alone ))
    (( _statusline_row < _statusline_room )) && _statusline_room=$_statusline_row
    # Nearer than that to the prompt, the first words that are typed would hide it.
    [[ $position == right ]] && (( _statusline_row += 10 ))
  fi
  # Another variant may fit.
  (( _statusline_most <= _statusline_room && _statusline_room < _statusline_enough )) || _statusline_stamp=
}

# Set reply to the columns that the last line of each of the prompts takes in its last row.
_statusline_count() {
  builtin local text= columns= step=
  reply=()
  for text in "$@"; do
    [[ -o prompt_subst ]] && text=${(e)text}
    columns=0
    [[ -z $text ]] || for step in 1024 512 256 128 64 32 16 8 4 2 1; do
      (( step += columns ))
      (( step <= COLUMNS )) && [[ ${${(%):-$text%$step(l.1.0)}[-1]} == 1 ]] && columns=$step
    done
    reply+=($columns)
  done
}

# At the first prompt: starship takes the text from its environment, up to the moment at which a command begins.
_statusline_settle() {
  _statusline_exports=$(( ${+functions[starship_precmd]} + ${+functions[prompt_starship_precmd]} ))
  (( _statusline_settled = ! _statusline_exports )) && return 0
  builtin typeset -gx STATUSLINE_SEGMENT
  builtin typeset -ga preexec_functions
  (( ${preexec_functions[(I)_statusline_hide]} )) || preexec_functions+=(_statusline_hide)
}

_statusline_hide() {
  builtin typeset -g +x STATUSLINE_SEGMENT
}

# powerlevel10k calls this for its segment `statusline`, after _statusline_precmd.
prompt_statusline() {
  [[ -z ${STATUSLINE_PROMPT-} ]] || p10k segment -f 7 -t "$STATUSLINE_PROMPT"
}

__STATUSLINE_LOGIN__

# Where the locale does not know UTF-8 (containers, ssh), zsh takes each byte for a cell and puts the cursor elsewhere:
# tell it how wide a character is.
_statusline_count_cells() {
  builtin setopt local_options extended_glob
  STATUSLINE_PROMPT=${STATUSLINE_PROMPT//(#m)[$'\xc2'-$'\xf4'][$'\x80'-$'\xbf']##/%{$MATCH%${${(M)MATCH:#[$'\xe3'-$'\xed'$'\xf0']*}:+2}G%}}
}

# Whether $1 is a plain file of yours in a folder of yours: another user's text could be code in a prompt. For root in
# somebody's home what lies there is good enough.
_statusline_owns() {
  [[ -f $1 && -r $1 && ! -L $1 ]] || return 1
  [[ -O $1 && -O ${1%/*} ]] || [[ $EUID == 0 && $HOME == /*[^/]* && ! -O $HOME && $1 == "$HOME"/* ]]
}

# Write both texts as they are at `now`, and note the second at which they will be others.
_statusline_renew() {
  builtin local painted= plain= clock= left= next= i=7
  if [[ $stamp != "$_statusline_stamp" ]] || (( now < _statusline_opened || now >= _statusline_edge )); then
    # Of the settled file, the line that is not over and fits; statusline/render/settled.py has the format.
    builtin local index= place= data= more= wanted= number='<0-999999>' stamps='<0-9000000000000000000>'
    _statusline_stamp=$stamp _statusline_opened=$now _statusline_elsewhere=0
    wanted="<$(( now + 1 ))-9999999999>,<0-$(( _statusline_room > 0 ? _statusline_room : 0 ))>,$number,$number,"
    if [[ $stamp != missing && -O $_statusline_file && -O $_statusline_folder && -r $_statusline_file &&
      ! -L $_statusline_file ]] || _statusline_owns "$_statusline_file"; then
      {
        # As little as will do: zsh takes long texts apart slowly.
        builtin sysread -s 320 data
        index=("${(@ps:\x1f:)data}") place=(${(s:,:)index[(r)$wanted]})
        if [[ -z $place ]] && builtin sysread -s ${${(M)${index[15]:+$index[14]}:#$~number}:-16384} more; then
          data+=$more
          index=("${(@ps:\x1f:)data}") place=(${(s:,:)index[(r)$wanted]})
        fi
        [[ -n $place && "${(pj:\x1f:)index[1,14]}" == "statusline 1"$'\x1f'$~_statusline_time$'\x1f'\
$~_statusline_time$'\x1f'*$'\x1f'$~stamps$'\x1f'"$_statusline_login"$'\x1f'*$'\x1f'*$'\x1f'*$'\x1f\n\x1f'$~number ]] &&
          builtin sysseek $(( index[14] + place[3] )) && builtin sysread -s $place[4] data || data=
      } <"$_statusline_file"
    fi
    _statusline_texts=("${(@ps:\x1f:)data}") _statusline_clocks=(${(ps:\x1d:)_statusline_texts[5]})
    if [[ $data == $'\x1f'$~number$'\x1f'$~number$'\x1f'*$'\x1f\n' && -z ${_statusline_clocks:#[ta]$~_statusline_time} ]] &&
      (( $#_statusline_texts == 2 * $#_statusline_clocks + 8 )); then
      _statusline_edge=$place[1] _statusline_most=$_statusline_texts[2] _statusline_enough=$_statusline_texts[3]
      _statusline_due=$index[3] _statusline_configured=${${index[5][1,-10]}:-0}
      # Written by a clock that was ahead: due, up to that moment.
      (( index[2] > now + 5 && index[2] < _statusline_edge )) && _statusline_due=0 _statusline_edge=$index[2]
      # Moments are of another zone than this one.
      [[ -z $_statusline_texts[4] || $_statusline_texts[4] == "=${${(M)${(t)TZ-}:#*export*}:+${TZ:-UTC}}" ]] ||
        _statusline_elsewhere=1
    else
      _statusline_wait_for_it
    fi
  fi
  painted=$_statusline_texts[6] plain=$_statusline_texts[7] _statusline_filled=$now _statusline_change=$_statusline_edge
  for clock in "$_statusline_clocks[@]"; do
    if [[ $clock == t* ]]; then
      (( left = ${clock#t} - now, next = left < 60 ? _statusline_edge : now + left % 60 + 1 ))
    else
      (( left = now - ${clock#a}, next = now + 60 - left % 60 ))
    fi
    (( next < _statusline_change )) && _statusline_change=$next
    if (( left < 60 )); then
      clock='<1m'
    elif (( left < 3600 )); then
      clock=$(( left / 60 ))m
    elif (( left < 86400 )); then
      clock=$(( left / 3600 ))h$(( left % 3600 / 600 ))$(( left % 600 / 60 ))m
    elif (( left < 172800 )); then
      clock=1d$(( left % 86400 / 3600 ))h
    else
      clock=$(( left / 86400 ))d
    fi
    painted+=$clock$_statusline_texts[++i] plain+=$clock$_statusline_texts[++i]
  done
  STATUSLINE_PROMPT=$painted STATUSLINE_SEGMENT=$plain _statusline_same=
  (( _statusline_elsewhere )) && _statusline_ask
  [[ -z $NO_COLOR && $TERM != dumb ]] || _statusline_bleach
  [[ ${#:-·} == 1 ]] || _statusline_count_cells
}

# Unless the file is whole and of this login, there is nothing to show but `…`.
_statusline_wait_for_it() {
  _statusline_texts=('' '' '' '' '' '' '') _statusline_clocks=()
  _statusline_installed && _statusline_texts[6,7]=('…' '…')
  # There, but another user's, or not readable: to wait for it would be in vain.
  [[ -e $_statusline_file ]] && ! _statusline_owns "$_statusline_file" && _statusline_texts[6,7]=('!' '!')
  _statusline_due=0 _statusline_opened=0 _statusline_edge=9999999999 _statusline_most=1 _statusline_enough=10000
}

# No colours; and no text at all where the terminal is a program (Emacs' TRAMP) that reads the prompt.
_statusline_bleach() {
  builtin emulate -L zsh -o extended_glob
  [[ $TERM == dumb ]] && STATUSLINE_SEGMENT=
  STATUSLINE_PROMPT=${${STATUSLINE_SEGMENT//\%/%%}//(#m)[\$\`\\]/%1<<\\$MATCH%<<}
  STATUSLINE_PROMPT=${STATUSLINE_PROMPT//\!/%1<<!!%<<}
}

# Start one refresh in the background, unless somebody did within the last minute: it makes sure of that itself, to look
# first saves starting it in vain. A config that was edited just now does not wait for that.
_statusline_refresh() {
  builtin emulate -L zsh -o no_bg_nice
  builtin local claim= place=$_statusline_folder/refresh.claim
  if (( file != _statusline_configured && file != _statusline_seen_config )); then
    _statusline_seen_config=$file
  else
    (( -5 <= now - _statusline_started && now - _statusline_started < 60 )) && return 0
    _statusline_owns "$place" && { claim=$(<"$place") } 2>/dev/null
    [[ $claim == $~_statusline_time ]] && (( -5 <= now - claim && now - claim < 60 )) && return 0
  fi
  [[ -z ${STATUSLINE_NO_REFRESH-} ]] && _statusline_installed || return 0
  _statusline_started=$now
  if [[ -o zle && $ZSH_VERSION != 5.[0-7]* ]]; then
    # So that the line editor hears of each new text, through a descriptor that no command of yours inherits.
    (( _statusline_awaited )) && _statusline_wait_no_more
    builtin sysopen -r -o cloexec -u _statusline_awaited <(
      builtin trap '' HUP
      builtin exec "$_statusline_command[@]" wait zsh </dev/null 2>/dev/null
    ) 2>/dev/null && builtin zle -F $_statusline_awaited _statusline_landed && return 0
  fi
  # In a shell of its own: `$!` and the jobs stay yours.
  ( builtin trap '' HUP; "$_statusline_command[@]" --format plain </dev/null >/dev/null 2>&1 & )
}

_statusline_wait_no_more() {
  builtin zle -F $_statusline_awaited
  builtin exec {_statusline_awaited}<&-
  _statusline_awaited=0
}

# A new text is there while you look at the prompt, or nobody writes one any more.
_statusline_landed() {
  builtin emulate -L zsh -o no_xtrace
  builtin local line= before=$STATUSLINE_PROMPT
  _statusline_awaited=$1
  if IFS= builtin read -r -u $_statusline_awaited line; then
    _statusline_precmd
    [[ $STATUSLINE_PROMPT == "$before" ]] || { builtin zle && builtin zle .reset-prompt && builtin zle -R; }
  else
    _statusline_wait_no_more
  fi
}

# The slower way: two short processes per prompt.
_statusline_ask() {
  builtin local width=$(( _statusline_room > 0 ? _statusline_room : 1 ))
  STATUSLINE_PROMPT= STATUSLINE_SEGMENT= _statusline_same=
  _statusline_installed || return 0
  STATUSLINE_SEGMENT=$("$_statusline_command[@]" --format plain --width=$width 2>/dev/null </dev/null)
  STATUSLINE_PROMPT=$("$_statusline_command[@]" --format zsh --width=$width 2>/dev/null </dev/null)
  [[ -z $NO_COLOR && $TERM != dumb ]] || _statusline_bleach
}

# Once the package is gone, nothing more than the text that is left is shown.
_statusline_installed() {
  [[ -x $_statusline_command[1] && -e $_statusline_command[-1] ]]
}

_statusline_install() {
  builtin emulate -L zsh
  builtin unset -m '_statusline_*' || builtin :
  builtin typeset -ga precmd_functions
  builtin typeset -g STATUSLINE_PROMPT
  builtin typeset -g +x STATUSLINE_SEGMENT=  # what a shell around this one exported is older
  # What is put around the text, to find it again: escapes that print nothing.
  _statusline_time='<0-9999999999>' _statusline_opening='%(0?..)%{%}' _statusline_closing='%{%}%(0?..)'
  builtin local next=
  _statusline_command=(__STATUSLINE_FAST__)
  [[ $ZSH_VERSION != 5.0.* && $ZSH_VERSION != 4.* ]] && builtin zmodload -F zsh/datetime p:EPOCHSECONDS 2>/dev/null &&
    builtin zmodload -F zsh/stat b:zstat 2>/dev/null &&
    builtin zmodload -F zsh/system b:sysread b:sysseek b:sysopen 2>/dev/null && _statusline_able=1
  (( ${precmd_functions[(I)_statusline_precmd]} )) && return 0
  # In front of a prompt that shows the segment and may be there already; else behind whatever sets the environment.
  for next in prompt_starship_precmd starship_precmd _p9k_precmd; do
    next=${precmd_functions[(i)$next]}
    (( next <= $#precmd_functions )) && break
  done
  precmd_functions[next,next-1]=(_statusline_precmd)
}

_statusline_install
builtin unfunction _statusline_install
