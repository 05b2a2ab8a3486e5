# shellcheck shell=bash disable=SC2034,SC2154 # the names are those of statusline.bash, which this is a part of
# The files of the login that the environment names. The rules are those of statusline/paths.py.

# Find the login's folder and the config. Where LC_ALL is unknown to the system, bash warns.
_statusline_locate() {
  local LC_ALL=C home key='' REPLY cwd=''
  _statusline_relative='' _statusline_first='' _statusline_filled_until=0 _statusline_opened_until=0
  _statusline_started_at=0 _statusline_login=()
  _statusline_find_home
  _statusline_add_login c CLAUDE_CONFIG_DIR
  _statusline_add_login s CLAUDE_SECURESTORAGE_CONFIG_DIR
  _statusline_add_login t CLAUDE_CODE_OAUTH_TOKEN
  _statusline_add_login x CODEX_HOME
  _statusline_find_folder "${STATUSLINE_CACHE_DIR-}" "${XDG_CACHE_HOME-}" /.cache /Library/Caches
  _statusline_folder=$REPLY/logins/${key:-default} _statusline_file=$REPLY/logins/${key:-default}/bash.prompt
  _statusline_find_folder '' "${XDG_CONFIG_HOME-}" /.config '/Library/Application Support'
  REPLY+=/config.toml
  [[ -z ${STATUSLINE_CONFIG-} ]] || _statusline_make_absolute "$STATUSLINE_CONFIG"
  _statusline_config=$REPLY
  _statusline_environment=$environment
}

_statusline_find_home() {
  home=${HOME-}
  if [[ $home != /* ]]; then
    local HOME
    unset -v HOME
    home=~
  fi
  while [[ $home == */ ]]; do home=${home%/}; done
}

# PREFIX VARIABLE: an exported variable's value for the header, and its part of the folder's name.
_statusline_add_login() {
  local value=''
  [[ ${!2@a} != *x* ]] || value=${!2}
  [[ $1 != s || -n $value || ${!2@a} != *x* ]] || value=$home/.claude
  if [[ -n $value ]]; then
    case $1 in
      t) _statusline_sum "$value" ;;
      *) _statusline_make_absolute "$value" ;;
    esac
    value=${REPLY//[!A-Za-z0-9._-]/_}
    ((${#value} <= 60)) || value=${value: -60}
    key+=${key:++}$1$value
    value=$REPLY
  fi
  _statusline_login+=("$value")
}

_statusline_sum() {
  local i code sum=5381
  for ((i = 0; i < ${#1}; i++)); do
    printf -v code %d "'${1:i:1}"
    ((sum = (sum * 33 + code) & 0xFFFFFFFF))
  done
  REPLY=$sum
}

_statusline_make_absolute() {
  REPLY=$1
  [[ $1 != /* ]] || return 0
  _statusline_relative=1
  [[ -n $cwd ]] || cwd=$(builtin pwd -P) || cwd=$PWD # the folder is gone: what it was called
  REPLY=$cwd/$1
}

# OVERRIDE XDG LINUX MACOS
_statusline_find_folder() {
  if [[ -n $1 ]]; then
    _statusline_make_absolute "$1"
  elif [[ $2 == /* ]]; then
    REPLY=${2%/}/statusline
  elif [[ $OSTYPE == darwin* ]]; then
    REPLY=$home$4/statusline
  else
    REPLY=$home$3/statusline
  fi
}

# FIELD VALUE: whether the header's field is the value, in which control characters and stray bytes became `?`.
_statusline_is_printed() {
  [ "$1" != "$2" ] || return 0
  [[ $1 == *'?'* ]] || return 1
  local pattern='' i
  for ((i = 0; i < ${#1}; i++)); do
    [[ ${1:i:1} == '?' ]] && pattern+='+([! -~]|[?])' || pattern+=\\${1:i:1}
  done
  # shellcheck disable=SC2053 # a pattern
  [[ $2 == $pattern ]]
}
