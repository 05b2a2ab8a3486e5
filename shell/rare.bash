# shellcheck shell=bash disable=SC2034,SC2154 # the names are those of statusline.bash, which this is a part of
# What few prompts need, or few of a shell's. A shell reads this once it needs it.

# Where PS1 has no text of ours, or must not refer to it.
_statusline_place_otherwise() {
  local _sl_text=${_statusline_shown-}
  PS1=${PS1-}
  PS1=${PS1#"$_statusline_embedded"} _statusline_embedded=''
  if [[ ${STATUSLINE_POSITION-} == none || -n $_statusline_starship || ${TERM-} == dumb ]]; then
    PS1=${PS1/"$_statusline_reference"/}
  elif shopt -q promptvars || [[ -o posix ]]; then
    _statusline_refer
  elif [[ -n $_sl_text ]]; then
    # Nothing that would be code with promptvars on again, or in a child that inherits PS1.
    _sl_text=${_sl_text//[\$\\]/?}
    _sl_text=${_sl_text//'`'/"'"}
    _sl_text=${_sl_text//$'\001'/\\[}
    _statusline_embedded=${_sl_text//$'\002'/\\]}
    PS1=$_statusline_embedded${PS1/"$_statusline_reference"/}
  fi
  # What is not referred to is put in anew each time.
  if [[ -n $_statusline_embedded ]] || ! shopt -q promptvars; then _statusline_misplaced=1; fi
}

_statusline_finish() {
  _statusline_unpaint
  ((${#_statusline_dot} == 1)) || _statusline_count_cells 2>/dev/null
  _statusline_arrange
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
    *) _statusline_shown="$_sl_text " ;;
  esac
}

# A terminal that is a program (Emacs' TRAMP) reads the prompt: there is no text for it at all.
_statusline_unpaint() {
  [[ ${TERM-} != dumb ]] || STATUSLINE_SEGMENT=''
  [[ -z ${NO_COLOR-} && ${TERM-} != dumb ]] || STATUSLINE_PROMPT=$STATUSLINE_SEGMENT
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

# FILE: whether it is a plain file of yours in a folder of yours. Another user's text could be code in a prompt, and a pipe
# would hold it up. For root in somebody's home what lies there is good enough.
_statusline_owns() {
  [[ -f $1 && -r $1 && ! -L $1 ]] || return
  [[ -O $1 && -O ${1%/*} ]] || [[ $EUID == 0 && $HOME == /*[!/]* && ! -O $HOME && $1 == "$HOME"/* ]]
}

# Write the moments as they are in this zone. Fails if there is another hole than those and clocks.
# shellcheck disable=SC2059,SC2206 # the format is the file's; split on purpose
_statusline_date() {
  local _sl_texts=("${_statusline_texts[@]}") _sl_holes _sl_shape _sl_moment _sl_last=3
  _sl_holes=(${_sl_texts[1]}) _sl_clocks=''
  _statusline_texts=("${_sl_texts[@]:0:4}")
  for _sl_i in "${!_sl_holes[@]}"; do
    if [[ ${_sl_holes[_sl_i]} == d* ]]; then
      _sl_shape=${_sl_holes[_sl_i]#*,} _sl_moment=${_sl_holes[_sl_i]%%,*}
      _sl_shape=${_sl_shape%%,*} _sl_moment=${_sl_moment:1}
      [[ $_sl_moment && $_sl_moment != *[!0-9]* && $_sl_moment != ????????????* && $_sl_shape != *[$'\036\037()']* ]] || return 1
      printf -v _sl_moment "%($_sl_shape)T" "$_sl_moment"
      _statusline_texts[_sl_last - 1]+=$_sl_moment${_sl_texts[2 * _sl_i + 4]}
      _statusline_texts[_sl_last]+=$_sl_moment${_sl_texts[2 * _sl_i + 5]}
    else
      [[ ${_sl_holes[_sl_i]} == [ta][0-9]* && ${_sl_holes[_sl_i]:1} != *[!0-9]* ]] || return 1
      _sl_clocks+=${_sl_clocks:+$'\035'}${_sl_holes[_sl_i]}
      _statusline_texts+=("${_sl_texts[@]:2*_sl_i+4:2}")
      ((_sl_last += 2))
    fi
  done
  _statusline_texts+=("${_sl_texts[@]:2*${#_sl_holes[@]}+4}")
}

# Nothing is known yet; nothing ever will be once the package is gone.
_statusline_pending() {
  local _sl_word=''
  _statusline_clocks=() _statusline_most=1
  [[ ! -r $_statusline_program ]] || _sl_word='…'
  # There, but another user's, or not readable: to wait for it would be in vain.
  [[ ! -e $_statusline_file ]] || _statusline_owns "$_statusline_file" || _sl_word='!'
  _statusline_texts=('' '' "$_sl_word" "$_sl_word")
  _statusline_opened_at=$_sl_now _statusline_opened_until=9999999999 _statusline_refresh_after=0
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
