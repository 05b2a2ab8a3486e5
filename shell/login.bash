# shellcheck shell=bash disable=SC2034,SC2154 # the names are those of statusline.bash, which this is a part of
# The files of the login that the environment names. The rules are those of statusline/paths.py.

# Find the login's folder and the config.
_statusline_find_login() {
  local LC_ALL=C _sl_home _sl_key='' REPLY _sl_cwd=''
  _statusline_login=''
  _statusline_find_home
  _statusline_add_login c CLAUDE_CONFIG_DIR
  _statusline_add_login s CLAUDE_SECURESTORAGE_CONFIG_DIR
  _statusline_add_login t CLAUDE_CODE_OAUTH_TOKEN
  _statusline_add_login x CODEX_HOME
  _statusline_login=${_statusline_login%?}
  _statusline_find_folder "${STATUSLINE_CACHE_DIR-}" "${XDG_CACHE_HOME-}" /.cache /Library/Caches
  _statusline_folder=$REPLY/logins/${_sl_key:-default}
  _statusline_find_folder '' "${XDG_CONFIG_HOME-}" /.config '/Library/Application Support'
  REPLY+=/config.toml
  [[ -z ${STATUSLINE_CONFIG-} ]] || _statusline_make_absolute "$STATUSLINE_CONFIG"
  _statusline_config=$REPLY
}

_statusline_find_home() {
  _sl_home=${HOME-}
  if [[ $_sl_home != /* ]]; then
    local HOME
    unset -v HOME
    _sl_home=~
  fi
  while [[ $_sl_home == */ ]]; do _sl_home=${_sl_home%/}; done
}

# PREFIX VARIABLE: an exported variable's value for the header, and its part of the folder's name.
_statusline_add_login() {
  local _sl_value=''
  [[ ${!2@a} != *x* ]] || _sl_value=${!2}
  [[ $1 != t || -z $_sl_value ]] || {
    _statusline_sum "$_sl_value"
    _sl_value=$REPLY
  }
  [[ $1 != t ]] || _statusline_add_codex
  [[ $1 != s || -n $_sl_value || ${!2@a} != *x* ]] || _sl_value=$_sl_home/.claude
  if [[ -n $_sl_value ]]; then
    REPLY=$_sl_value
    [[ $1 = t ]] || _statusline_make_absolute "$_sl_value"
    _sl_value=${REPLY//[!A-Za-z0-9._-]/_}
    ((${#_sl_value} <= 60)) || _sl_value=${_sl_value: -60}
    _sl_key+=${_sl_key:++}$1$_sl_value
    _sl_value=$REPLY
    if [[ $1 != t ]]; then
      _statusline_sum "$_sl_value"
      _sl_key+=-$REPLY
    fi
  fi
  _statusline_login+=$_sl_value$'\037'
}

# What goes before Codex's folder: its access token, or else the rule of its workload identity.
_statusline_add_codex() {
  local _sl_name
  for _sl_name in CODEX_ACCESS_TOKEN OPENAI_FEDERATION_RULE_ID; do
    [[ ${!_sl_name@a} = *x* && -n ${!_sl_name} ]] || continue
    _statusline_sum "${!_sl_name}"
    _sl_value+=.$REPLY
    return
  done
}

_statusline_sum() {
  local _sl_i _sl_code _sl_sum=5381
  for ((_sl_i = 0; _sl_i < ${#1}; _sl_i++)); do
    printf -v _sl_code %d "'${1:_sl_i:1}"
    ((_sl_sum = (_sl_sum * 1000003 + (_sl_code & 255)) & 0xFFFFFFFF))
  done
  REPLY=$_sl_sum
}

_statusline_make_absolute() {
  REPLY=$1
  [[ $1 != /* ]] || return 0
  _statusline_relative=1
  [[ -n $_sl_cwd ]] || _sl_cwd=$(builtin pwd -P) || _sl_cwd=$PWD # the folder is gone: what it was called
  REPLY=$_sl_cwd/$1
}

# OVERRIDE XDG LINUX MACOS
_statusline_find_folder() {
  if [[ -n $1 ]]; then
    _statusline_make_absolute "$1"
  elif [[ $2 == /* ]]; then
    REPLY=${2%/}/statusline
  elif [[ $OSTYPE == darwin* ]]; then
    REPLY=$_sl_home$4/statusline
  else
    REPLY=$_sl_home$3/statusline
  fi
}

# TEXT LOGIN: whether the text is what a header has of the login, in which control characters and stray bytes became `?`.
_statusline_is_printed() {
  [ "$1" != "$2" ] || return 0
  [[ $1 == *'?'* ]] || return 1
  local _sl_pattern='' _sl_i LC_ALL=C
  for ((_sl_i = 0; _sl_i < ${#1}; _sl_i++)); do
    [[ ${1:_sl_i:1} == '?' ]] && _sl_pattern+='+([! -~]|[?])' || _sl_pattern+=\\${1:_sl_i:1}
  done
  # shellcheck disable=SC2053 # a pattern
  [[ $2 == $_sl_pattern ]]
}
