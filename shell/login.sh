# shellcheck shell=sh disable=SC2034,SC2154,SC3040 # names of statusline.sh, of which this is a part; options of one shell
# The files of the login that the environment names. The rules are those of statusline/hot/paths.py.

_statusline_locate() {
  _sl_home=${HOME-} _sl_key=''
  while [ "$_sl_home" != "${_sl_home%/}" ]; do _sl_home=${_sl_home%/}; done
  _statusline_find_exports
  _statusline_name CLAUDE_CONFIG_DIR "${CLAUDE_CONFIG_DIR-}" c && _sl_claude=$_sl_value
  _statusline_name CLAUDE_SECURESTORAGE_CONFIG_DIR "${CLAUDE_SECURESTORAGE_CONFIG_DIR-}" s && _sl_storage=$_sl_value
  _statusline_name_tokens && _sl_token=$_sl_value
  _statusline_name CODEX_HOME "${CODEX_HOME-}" x && _sl_codex=$_sl_value
  _statusline_find_folder "${STATUSLINE_CACHE_DIR-}" "${XDG_CACHE_HOME-}" /.cache /Library/Caches
  _sl_folder=$_sl_value/logins/${_sl_key:-default} _sl_file=$_sl_value/logins/${_sl_key:-default}/bash.prompt
  _statusline_find_folder '' "${XDG_CONFIG_HOME-}" /.config '/Library/Application Support'
  _sl_config=$_sl_value/config.toml
  [ -z "${STATUSLINE_CONFIG-}" ] || { _statusline_make_absolute "$STATUSLINE_CONFIG" && _sl_config=$_sl_value; }
}

# Only what is exported chooses a login. Where none of the variables is set, there is no need to ask the shell.
_statusline_find_exports() {
  _sl_exports=''
  case ${CLAUDE_CONFIG_DIR-}${CLAUDE_SECURESTORAGE_CONFIG_DIR+set}${CLAUDE_CODE_OAUTH_TOKEN-}${CODEX_ACCESS_TOKEN-}${OPENAI_FEDERATION_RULE_ID-}${CODEX_HOME-} in
    ?*) _sl_exports=$_statusline_newline$(export -p)$_statusline_newline ;;
  esac
}

_statusline_is_exported() {
  case $_sl_exports in
    *"${_statusline_newline}export $1"[=$_statusline_newline]*) return 0 ;;
  esac
  return 1
}

# VARIABLE VALUE PREFIX: set _sl_value to the value for the header, and add its part of the folder's name.
_statusline_name() {
  _sl_value=''
  _statusline_is_exported "$1" || return 0
  _sl_value=$2
  # Set but empty means the default folder to Claude Code.
  [ "$3" != s ] || [ -n "$2" ] || _sl_value=$_sl_home/.claude
  [ -n "$_sl_value" ] || return 0
  _statusline_make_absolute "$_sl_value"
  _statusline_sum "$_sl_value"
  _sl_key=$_sl_key${_sl_key:++}$3$_sl_safe-$_sl_sum
}

# The same for the tokens, of which only checksums are shown: Claude's, and behind a dot Codex'
# or else the rule of its workload identity.
_statusline_name_tokens() {
  _sl_value=''
  if [ -n "${CLAUDE_CODE_OAUTH_TOKEN-}" ] && _statusline_is_exported CLAUDE_CODE_OAUTH_TOKEN; then
    _statusline_sum "$CLAUDE_CODE_OAUTH_TOKEN"
    _sl_value=$_sl_sum
  fi
  if [ -n "${CODEX_ACCESS_TOKEN-}" ] && _statusline_is_exported CODEX_ACCESS_TOKEN; then
    _statusline_sum "$CODEX_ACCESS_TOKEN"
    _sl_value=$_sl_value.$_sl_sum
  elif [ -n "${OPENAI_FEDERATION_RULE_ID-}" ] && _statusline_is_exported OPENAI_FEDERATION_RULE_ID; then
    _statusline_sum "$OPENAI_FEDERATION_RULE_ID"
    _sl_value=$_sl_value.$_sl_sum
  fi
  [ -z "$_sl_value" ] || _sl_key=$_sl_key${_sl_key:++}t$_sl_value
}

_statusline_make_absolute() {
  case $1 in
    /*) _sl_value=$1 ;;
    *) _sl_value=$(pwd -P 2>/dev/null || _statusline_print "$PWD")/$1 ;;
  esac
}

# OVERRIDE XDG LINUX MACOS
_statusline_find_folder() {
  case $1:$2 in
    ?*:*) _statusline_make_absolute "$1" ;;
    :/*) _sl_value=${2%/}/statusline ;;
    *)
      _sl_value=$_sl_home$3/statusline
      [ ! -e /System/Library/CoreServices/SystemVersion.plist ] || _sl_value=$_sl_home$4/statusline
      ;;
  esac
}

# Set _sl_sum to the checksum of a text (sum * 1000003 + byte from 5381, 32 bits), and _sl_safe to its last 60 bytes with
# odd ones as `_`. In halves of 16 bits: some shells count no further than 31.
_statusline_sum() {
  _sl_rest=$1 _sl_safe='' _sl_high=0 _sl_low=5381
  LC_ALL=C
  case ${KSH_VERSION-} in *MIRBSD* | *LEGACY*) set +o utf8-mode ;; esac
  while [ -n "$_sl_rest" ]; do
    _sl_byte=${_sl_rest%"${_sl_rest#?}"} _sl_rest=${_sl_rest#?}
    _statusline_code "$_sl_byte"
    _sl_carry=$((_sl_low * 15))
    _sl_low=$((_sl_low * 16963 + (_sl_code & 255)))
    _sl_high=$(((_sl_high * 16963 + _sl_carry + (_sl_low >> 16)) & 65535)) _sl_low=$((_sl_low & 65535))
    case $_sl_byte in
      [!A-Za-z0-9._-]) _sl_byte=_ ;;
    esac
    _sl_safe=$_sl_safe$_sl_byte
  done
  while [ "${#_sl_safe}" -gt 60 ]; do _sl_safe=${_sl_safe#?}; done
  # In decimal by parts of four digits.
  _sl_low=$((_sl_high * 5536 + _sl_low)) _sl_high=$((_sl_high * 6 + _sl_low / 10000)) _sl_low=$((_sl_low % 10000))
  _sl_sum=$_sl_low
  if [ "$_sl_high" -gt 0 ]; then
    while [ "${#_sl_low}" -lt 4 ]; do _sl_low=0$_sl_low; done
    _sl_sum=$_sl_high$_sl_low
  fi
}

# Set _sl_code to the number of a byte. To ask printf costs a process, so the usual ones are looked up.
_statusline_code() {
  _sl_before=${_statusline_ascii%%"$1"*}
  _sl_code=$((${#_sl_before} + 32))
  [ "$_sl_code" -gt 126 ] || return 0
  case ${KSH_VERSION-} in
    *MIRBSD* | *LEGACY*) eval '_sl_code=$((1#$1))' ;; # its printf is a program
    *) _sl_code=$(printf %d "'$1") ;;
  esac
}
# shellcheck disable=SC2016 # nothing is to be expanded
_statusline_ascii=' !"#$%&'\''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'
