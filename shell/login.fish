# The files of the login that the environment names; a part of statusline.fish. The rules are those of
# statusline/paths.py.

# Find the files of this login again at the next prompt.
function _statusline_forget --on-variable HOME --on-variable XDG_CACHE_HOME --on-variable XDG_CONFIG_HOME \
    --on-variable STATUSLINE_CACHE_DIR --on-variable STATUSLINE_CONFIG --on-variable CLAUDE_CONFIG_DIR \
    --on-variable CLAUDE_SECURESTORAGE_CONFIG_DIR --on-variable CLAUDE_CODE_OAUTH_TOKEN --on-variable CODEX_HOME \
    --on-variable CODEX_ACCESS_TOKEN --on-variable OPENAI_FEDERATION_RULE_ID
    set -e _statusline_folder
    set -q _statusline_exports; and set -q _statusline_seen; and _statusline_update
end

function _statusline_move --on-variable PWD
    set -e _statusline_measured
    test -n "$_statusline_relative"; and _statusline_forget
end

function _statusline_locate
    test "$STARSHIP_SHELL" = fish; and set -g _statusline_exports
    set -g _statusline_relative
    set -g _statusline_seen
    set -g _statusline_from 0
    set -g _statusline_until 0
    set -g _statusline_read_until 0
    set -g _statusline_again 0
    set -e _statusline_measured
    set -l home (string trim --right --chars=/ -- "$HOME")
    set -l folders .cache .config
    if test -e /System/Library/CoreServices/SystemVersion.plist
        set folders Library/Caches 'Library/Application Support'
    end
    _statusline_absolute STATUSLINE_CONFIG
    or _statusline_below XDG_CONFIG_HOME $home/$folders[2] /config.toml
    set -g _statusline_config $_statusline_value
    _statusline_sign_in $home
    _statusline_absolute STATUSLINE_CACHE_DIR
    or _statusline_below XDG_CACHE_HOME $home/$folders[1]
    set -g _statusline_folder $_statusline_value/logins/$_statusline_key
end

function _statusline_below --argument-names name folder file
    if set -qx $name; and string match -q -- '/*' "$$name"
        set folder "$$name"
    end
    set -g _statusline_value "$folder/statusline$file"
end

function _statusline_absolute --argument-names name
    set -g _statusline_value
    set -qx $name; and test -n "$$name"; or return
    set -g _statusline_value "$$name"
    if not string match -q -- '/*' "$$name"
        set -g _statusline_relative yes
        set -g _statusline_value (builtin pwd -P 2>/dev/null)/"$$name"
    end
end

function _statusline_sign_in --argument-names home
    set -g _statusline_login
    set -g _statusline_key
    _statusline_absolute CLAUDE_CONFIG_DIR
    _statusline_add c
    # Set but empty means the default folder to Claude Code.
    if not _statusline_absolute CLAUDE_SECURESTORAGE_CONFIG_DIR; and set -qx CLAUDE_SECURESTORAGE_CONFIG_DIR
        set -g _statusline_value $home/.claude
    end
    _statusline_add s
    _statusline_checksum CODEX_ACCESS_TOKEN
    or _statusline_checksum OPENAI_FEDERATION_RULE_ID
    set -l codex (string replace -r -- '^(?=.)' . "$_statusline_value")
    _statusline_checksum CLAUDE_CODE_OAUTH_TOKEN
    set -g _statusline_value "$_statusline_value$codex"
    _statusline_add t
    _statusline_absolute CODEX_HOME
    _statusline_add x
    set -g _statusline_login (string join -- \x1f $_statusline_login)
    set -q _statusline_key[1]; or set -g _statusline_key default
    set -g _statusline_key (string join -- + $_statusline_key)
end

function _statusline_add --argument-names prefix
    set -ga _statusline_login (string replace -ra -- '[\x00-\x1f\x7f-\x9f\x{2028}\x{2029}]' '?' "$_statusline_value")
    test -n "$_statusline_value"; or return
    set -l key (string escape --style=url -- $_statusline_value)
    set key (string replace -ra -- '%..|[^A-Za-z0-9._-]' _ $key)
    set key (string sub --start=-60 -- $key)
    if test $prefix != t
        _statusline_sum $_statusline_value
        set key $key-$_statusline_value
    end
    set -ga _statusline_key $prefix$key
end

function _statusline_checksum --argument-names name
    set -g _statusline_value
    set -qx $name; and test -n "$$name"; or return
    _statusline_sum "$$name"
end

function _statusline_sum --argument-names text
    set -l bytes (string match -ra -- '%..|.' (string escape --style=url -- "$text"))
    set bytes (string replace -r -- '^(.)$' "'\$1" $bytes)
    set -l sum 5381
    for byte in (builtin printf '%d\n' (string replace -r -- '^%' 0x $bytes))
        set sum (builtin math "($sum * 1000003 + $byte) % 4294967296")
    end
    set -g _statusline_value $sum
end
