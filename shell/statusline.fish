# The limits of Claude Code and Codex in a fish prompt. Put this into ~/.config/fish/config.fish:
#
#     statusline init fish | source
#
# fish 3.6 or newer starts no process for a prompt. An older fish can not tell the time by itself and starts one.
#
#     STATUSLINE_POSITION    yours: `right` (default) puts the text into the right prompt, unless there is a
#                            fish_right_prompt already; with `none` it is up to you. To be set before this is loaded.
#     STATUSLINE_NO_REFRESH  yours: if not empty, no prompt starts a refresh
#     NO_COLOR               yours: if not empty, prompt_statusline prints plain text
#     prompt_statusline      ours: prints the text with its colours, for a prompt of your own; keeps $status
#     STATUSLINE_PROMPT      ours: the text that it prints
#     STATUSLINE_SEGMENT     ours: the plain text, exported; starship shows it with [env_var.STATUSLINE_SEGMENT]

set -g _statusline_fast __STATUSLINE_FAST__
set -g _statusline_shape '^statusline 1\x1f(?<written>\d{1,12})\x1f(?<after>\d{1,12})\x1f[^\x1f\n]*'
set -a _statusline_shape '\x1f(?:(?<stamp>\d+)\d{9}|[^\x1f\n]*)\x1f(?<login>[^\x1f\n]*(?:\x1f[^\x1f\n]*){3})\x1f[^\x1f\n]*\n'
set -a _statusline_shape '(?<body>(?:(?:[^\x1e\x1f][^\x1f]*+)?\x1f|\x1e(?:w\d{0,12},?\d{0,12}|[ta]\d{1,12})\x1f)*+)\x1e\.$'
set -g _statusline_shape (string join '' -- $_statusline_shape)

function prompt_statusline --description 'Print the limits of Claude Code and Codex for a prompt'
    set -l kept $status
    set -l text $STATUSLINE_PROMPT
    test -n "$NO_COLOR"; and set text $STATUSLINE_SEGMENT
    builtin printf %s "$text"
    return $kept
end

function _statusline_update --on-event fish_prompt
    # Without an IFS fish does not split the lines of a command substitution.
    set -lx IFS \n
    set -q _statusline_folder; or _statusline_locate
    # fish knows no time, but how long ago a file was changed. The limits of what is shown are in seconds since / was
    # changed, so that the usual prompt does without arithmetic: a command substitution is what costs here.
    set -l seen (
        builtin path mtime --relative /
        builtin path mtime / $_statusline_folder/fish.prompt $_statusline_config
    )
    if test "$seen[2..]" != "$_statusline_seen" -o $seen[1] -lt $_statusline_from -o $seen[1] -ge $_statusline_read_until
        _statusline_read $seen[1..2]
        _statusline_fill $seen[1..2]
        set -g _statusline_seen "$seen[2..]"
    else if test $seen[1] -ge $_statusline_until
        _statusline_fill $seen[1..2]
    end
    if set -q _statusline_due; and test $seen[1] -ge $_statusline_again
        _statusline_refresh $seen[1..2]
    end
end

function _statusline_read --argument-names age root
    set -l file $_statusline_folder/fish.prompt
    set -l text
    set -l body
    set -l written
    set -l after
    set -l stamp
    set -l login
    test -f $file -a -r $file; and read --null text <$file
    if not string match -qr -- $_statusline_shape "$text"; or test "$login" != "$_statusline_login"
        set body
        set written 0
        set after 0
        _statusline_installed; and set body …
    end
    set -l clock (
        builtin math $age + $root
        builtin math $age + $root + 5
        builtin math $after - $root
        builtin math $_statusline_started + 60 - $root
        builtin path mtime $file; or builtin echo 0
        builtin path mtime $_statusline_config; or builtin echo 0
    )
    set -g _statusline_after $clock[3]
    set -g _statusline_again $clock[4]
    test $written -gt $clock[2] -o "0$stamp" -ne $clock[6]; and set -g _statusline_after $age
    test $_statusline_started -gt $clock[1]; and set -g _statusline_again $age
    _statusline_choose "$body" $clock[1] $root
    # A file changed in this second may change in it once more.
    test $clock[1] -le $clock[5] -o $clock[1] -le $clock[6]; and set -g _statusline_read_until $age
end

# Keep what body shows at now, each time with what follows it as one chunk, and note until when that holds.
function _statusline_choose --argument-names body now root
    set -l edges 9999999999
    set -l past x
    set -l future x
    for edge in (string match -ra -- '(?:\x1ew,?|\G,)\K\d+' $body)
        if test $edge -gt $now
            set future "$future|$edge"
            set edges "$edges, $edge"
        else
            set past "$past|$edge"
        end
    end
    set -l hidden "(?:(?:$future)(?:,\d*)?|\d*,(?:$past))\x1f[^\x1e]*(?:\x1e[ta][^\x1e]*)*"
    set -l shown (string replace -ra -- "\x1ew(?:$hidden|[\d,]*\x1f)" '' $body; builtin math "min($edges) - $root")
    set -g _statusline_chunks (string split -- \x1e $shown[1])
    set -g _statusline_read_until $shown[2]
end

# Set the texts for age seconds after root, and note until when they hold.
function _statusline_fill --argument-names age root
    set -l marks (
        for span in 0 60 3600 86400 172800 -60 -3600 -86400 -172800
            builtin math $age + $root + $span
        end
    )
    set -g _statusline_edges $marks[2]
    set -l text $_statusline_chunks[1]
    for part in (_statusline_times $marks $_statusline_chunks[2..])
        set text $text$part
    end
    set -l texts (
        string replace -ra -- '\x1e1|\x1f' '' $text
        string replace -ra -- '\x1e1|\x1f|\e\[[0-9;]*m' '' $text
        builtin math "min($_statusline_edges) - $root"
    )
    set -g STATUSLINE_PROMPT $texts[1]
    set -gx STATUSLINE_SEGMENT $texts[2]
    set -g _statusline_from $age
    set -g _statusline_until $texts[3]
    set -e _statusline_due
    if test $age -ge $_statusline_after
        set -g _statusline_due
    else if test $_statusline_after -lt $_statusline_until
        set -g _statusline_until $_statusline_after
    end
end

# Print the parts of each chunk, which starts with a time, as statusline/snapshot.py does: 3d, 1d4h, 2h05m, 14m, <1m.
function _statusline_times
    set -l now $argv[1]
    set -l hole
    set -l epoch
    set -l text
    for chunk in $argv[10..]
        string match -qr -- '^(?<hole>.)(?<epoch>\d+)(?<text>.*)' $chunk
        set -l span "($epoch - $now)"
        set -l edge "$epoch - floor($span / 60) * 60 + 1"
        set -l nearer -lt
        set -l marks $argv[2..5]
        if test $hole = a
            set span "($now - $epoch)"
            set edge "$epoch + floor($span / 60) * 60 + 60"
            set nearer -gt
            set marks $argv[6..9]
        end
        set -g _statusline_edges "$_statusline_edges, $edge"
        if test $epoch $nearer $marks[1]
            builtin echo "<1m$text"
        else if test $epoch $nearer $marks[2]
            builtin math "floor($span / 60)"
            builtin echo "m$text"
        else if test $epoch $nearer $marks[3]
            builtin math "floor($span / 3600)"
            # The mark takes the 1 along that keeps the minutes at two digits.
            builtin echo h\x1e
            builtin math "100 + floor($span % 3600 / 60)"
            builtin echo "m$text"
        else if test $epoch $nearer $marks[4]
            builtin echo 1d
            builtin math "floor($span / 3600) - 24"
            builtin echo "h$text"
        else
            builtin math "floor($span / 86400)"
            builtin echo "d$text"
        end
    end
end

# Find the files of this login again at the next prompt.
function _statusline_forget --on-variable HOME --on-variable XDG_CACHE_HOME --on-variable XDG_CONFIG_HOME \
    --on-variable STATUSLINE_CACHE_DIR --on-variable STATUSLINE_CONFIG --on-variable CLAUDE_CONFIG_DIR \
    --on-variable CLAUDE_SECURESTORAGE_CONFIG_DIR --on-variable CLAUDE_CODE_OAUTH_TOKEN --on-variable CODEX_HOME
    set -e _statusline_folder
end

function _statusline_move --on-variable PWD
    test -n "$_statusline_relative"; and _statusline_forget
end

# The rules are those of statusline/paths.py.
function _statusline_locate
    set -g _statusline_relative
    set -g _statusline_started 0
    set -g _statusline_seen
    set -g _statusline_from 0
    set -g _statusline_read_until 0
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
    _statusline_checksum CLAUDE_CODE_OAUTH_TOKEN
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
    set -ga _statusline_key $prefix(string sub --start=-60 -- $key)
end

function _statusline_checksum --argument-names name
    set -g _statusline_value
    set -qx $name; and test -n "$$name"; or return
    set -l bytes (string match -ra -- '%..|.' (string escape --style=url -- "$$name"))
    set bytes (string replace -r -- '^(.)$' "'\$1" $bytes)
    set -l sum 5381
    for byte in (builtin printf '%d\n' (string replace -r -- '^%' 0x $bytes))
        set sum (builtin math "($sum * 33 + $byte) % 4294967296")
    end
    set -g _statusline_value $sum
end

function _statusline_refresh --argument-names age root
    test -z "$STATUSLINE_NO_REFRESH"; and _statusline_installed; or return
    set -l now (builtin math $age + $root)
    set -l claim
    if test -f $_statusline_folder/refresh.claim -a -r $_statusline_folder/refresh.claim
        read claim <$_statusline_folder/refresh.claim
    end
    if string match -qr -- '^\d{10}$' "$claim"
        set -l since (builtin math $now - $claim)
        test $since -ge -5 -a $since -lt 60; and return
    end
    set -g _statusline_started $now
    set -g _statusline_again (builtin math $age + 60)
    # Out of the shell's own process group, so that neither Ctrl-C nor the end of the terminal reaches it.
    set -l control interactive
    status is-full-job-control; and set control full
    status is-no-job-control; and set control none
    status job-control full
    command $_statusline_fast --format plain </dev/null >/dev/null 2>&1 &
    builtin disown 2>/dev/null
    status job-control $control
end

function _statusline_installed
    test -x $_statusline_fast[1] -a -r $_statusline_fast[-1]
end

if not builtin path mtime / >/dev/null 2>&1
    function _statusline_update --on-event fish_prompt
        _statusline_installed; or return
        set -g STATUSLINE_PROMPT (command $_statusline_fast --format fish </dev/null 2>/dev/null)
        set -gx STATUSLINE_SEGMENT (string replace -ra -- '\e\[[0-9;]*m' '' "$STATUSLINE_PROMPT")
    end
end

if contains -- "$STATUSLINE_POSITION" '' right; and not functions --query fish_right_prompt
    function fish_right_prompt
        prompt_statusline
    end
end
