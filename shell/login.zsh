# The files of the login that the environment names; a part of statusline.zsh. The rules are those of
# statusline/paths.py.

# Find the config and the folder of this login's prompt files, byte by byte.
_statusline_find_files() {
  builtin emulate -L zsh -o extended_glob -o no_multibyte
  builtin local REPLY= home=${HOME-} cache= config= storage=${CLAUDE_SECURESTORAGE_CONFIG_DIR-} key= value= \
    files= login= i=
  [[ $home == /* ]] || home=~${USERNAME-}
  home=${home%%/##}
  cache=$home/.cache config=$home/.config
  [[ $OSTYPE == darwin* ]] && cache=$home/Library/Caches config="$home/Library/Application Support"
  [[ ${XDG_CACHE_HOME-} == /* ]] && cache=${XDG_CACHE_HOME%/}
  [[ ${XDG_CONFIG_HOME-} == /* ]] && config=${XDG_CONFIG_HOME%/}
  [[ -z $storage ]] && (( ${+CLAUDE_SECURESTORAGE_CONFIG_DIR} )) && storage=$home/.claude
  files=("${STATUSLINE_CACHE_DIR:-$cache/statusline}" "${STATUSLINE_CONFIG:-$config/statusline/config.toml}"
    "${CLAUDE_CONFIG_DIR-}" "$storage" "${CODEX_HOME-}")
  _statusline_relative=
  for (( i = 1; i <= $#files; i++ )); do
    [[ -z $files[i] || $files[i] == /* ]] && continue
    files[i]=${PWD:A}/$files[i]
    _statusline_relative=1
  done
  _statusline_checksum "${CLAUDE_CODE_OAUTH_TOKEN-}"
  value=$REPLY
  _statusline_checksum "${CODEX_ACCESS_TOKEN:-${OPENAI_FEDERATION_RULE_ID-}}"
  login=("$files[3]" "$files[4]" "$value${REPLY:+.$REPLY}" "$files[5]")
  for (( i = 1; i <= $#login; i++ )); do
    [[ -z $login[i] ]] && continue
    value=${login[i]//[^A-Za-z0-9._-]/_}
    key+=+${${:-cstx}[i]}${value[-60,-1]}
    if (( i != 3 )); then
      _statusline_checksum "$login[i]"
      key+=-$REPLY
    fi
    _statusline_printable "$login[i]"
    login[i]=$REPLY
  done
  _statusline_login="${(pj:\x1f:)login}"
  key=$files[1]/logins/${${key#+}:-default}
  [[ $key == "$_statusline_folder" ]] || _statusline_started=0
  _statusline_folder=$key
  _statusline_file=$_statusline_folder/zsh.line
  _statusline_config=$files[2]
  _statusline_stamp=
}

# Set REPLY to the checksum of a token or a folder: nobody can read a token back from it.
_statusline_checksum() {
  builtin local byte= sum=5381
  REPLY=
  [[ -z $1 ]] && return 0
  for byte in "${(@s::)1}"; do
    sum=$(( (sum * 1000003 + #byte) & 0xFFFFFFFF ))
  done
  REPLY=$sum
}

# Set REPLY to $1 as a prompt file's header has it: `?` for control characters, line separators and what is no UTF-8.
_statusline_printable() {
  builtin local rest=$1 any=$'[\x80-\xbf]' keep= bytes=
  REPLY=$1
  [[ $1 == [\ -~]# ]] && return 0
  REPLY=
  while [[ -n $rest ]]; do
    keep=1 bytes=1
    case $rest in
      [\ -~]*) ;;
      $'\xc2'[$'\x80'-$'\x9f']*) keep=0 bytes=2 ;;
      $'\xe2\x80'[$'\xa8\xa9']*) keep=0 bytes=3 ;;
      [$'\xc2'-$'\xdf']$~any*) bytes=2 ;;
      $'\xe0'[$'\xa0'-$'\xbf']$~any* | $'\xed'[$'\x80'-$'\x9f']$~any*) bytes=3 ;;
      [$'\xe1'-$'\xec\xee\xef']$~any$~any*) bytes=3 ;;
      $'\xf0'[$'\x90'-$'\xbf']$~any$~any* | $'\xf4'[$'\x80'-$'\x8f']$~any$~any*) bytes=4 ;;
      [$'\xf1'-$'\xf3']$~any$~any$~any*) bytes=4 ;;
      *) keep=0 ;;
    esac
    (( keep )) && REPLY+=$rest[1,bytes] || REPLY+='?'
    rest=$rest[bytes+1,-1]
  done
}
