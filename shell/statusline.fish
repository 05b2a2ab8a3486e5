# The limits of Claude Code and Codex in a fish prompt. Put this into ~/.config/fish/config.fish:
#
#     status is-interactive; and statusline init fish | source
#
# fish 3.6 or newer starts no process for a prompt. An older fish can not tell the time by itself and starts one.
#
#     STATUSLINE_POSITION    yours: `right` (default) puts the text into the right prompt, `above` on a line of its
#                            own; with `none` it is up to you. To be set before this is loaded.
#     STATUSLINE_JOIN        yours: where there is a fish_right_prompt already: `left` of it (default), `right` of it,
#                            or `off`. To be set before this is loaded.
#     STATUSLINE_WIDTH       yours: the columns there are for the text; otherwise what your prompt and 20 columns for
#                            a command leave
#     STATUSLINE_NO_REFRESH  yours: if not empty, no prompt starts a refresh
#     NO_COLOR               yours: if not empty, prompt_statusline prints plain text; with TERM=dumb none
#     prompt_statusline      ours: prints the text with its colours, for a prompt of your own; keeps $status
#     STATUSLINE_PROMPT      ours: the text that it prints
#     STATUSLINE_SEGMENT     ours: the plain text; starship shows it with [env_var.STATUSLINE_SEGMENT], and no
#                            other child inherits it

set -g _statusline_fast __STATUSLINE_FAST__
# Commands that make the prompt another, as far as one can see.
set -g _statusline_changing '\b(function|fish_|source|git|gh|jj|hg|set|eval|activate|workon)'
set -g _statusline_room 0
set -g _statusline_row 0
set -g _statusline_most 0
set -g _statusline_enough 0
set -g _statusline_right_width 0
set -g _statusline_shape (string join '' -- '^statusline 1\x1f(?<_statusline_written>\d{1,12})' \
    '\x1f(?<_statusline_after>\d{1,12})\x1f[^\x1f]*\x1f(?:(?<_statusline_stamp>\d{1,12})\d{9}|[^\x1f]*)' \
    '\x1f(?<_statusline_of>[^\x1f]*(?:\x1f[^\x1f]*){3})\x1f[^\x1f]*\x1f[^\x1f]*\x1f(?<_statusline_zone>[^\x1f]*)\x1f$')
set -g _statusline_state '^\x1eu(?<_statusline_end>\d{0,10})\x1f(?<_statusline_index>(?:\d{1,9},\d{1,9},\d{1,9}\x1f)+)$'
set -g _statusline_hole '^(?<_statusline_kind>[ta])(?<_statusline_epoch>\d{1,12})(?:\x1d(?<_statusline_holes>.+))?$'
# Days, two digits of hours and two of minutes, and how they are shown: 10400 as 1d4h.
set -g _statusline_digits '^(?:(0|-\d+)|(\d\d?)|(\d\d?)(\d\d)|1(?=\d{4}$)0?(\d\d?)\d\d|(\d+)\d{4})$'
set -g _statusline_units '${1:+<1m:}${2:+${2}m:}${3:+${3}h${4}m:}${5:+1d${5}h:}${6:+${6}d:}'
function prompt_statusline --description 'Print the limits of Claude Code and Codex for a prompt'
    set -l last $status
    # A handler that came after ours (direnv, mise) may have changed the login.
    set -q _statusline_folder; or _statusline_update
    set -l text $STATUSLINE_PROMPT
    test -n "$NO_COLOR"; and set text $STATUSLINE_SEGMENT
    test "$TERM" = dumb; and set text # a program (Emacs' TRAMP) reads the prompt there
    builtin printf %s "$text"
    return $last
end

function _statusline_update --on-event fish_prompt
    # Without an IFS fish does not split the lines of a command substitution.
    set -lx IFS \n
    if not set -q _statusline_folder _statusline_measured
        set -q _statusline_folder; or _statusline_locate
        set -q _statusline_measured; or _statusline_measure
    end
    # fish knows no time, but how long ago a file was changed. The limits of what is shown are in seconds since / was
    # changed, so that the usual prompt does without arithmetic: a command substitution is what costs here.
    set -l seen (
        builtin path mtime --relative /
        builtin path mtime / $_statusline_folder/fish.line $_statusline_config
    )
    if test "$seen[2..]" != "$_statusline_seen" -o $seen[1] -lt $_statusline_from -o $seen[1] -ge $_statusline_until
        if test "$seen[2..]" != "$_statusline_seen" -o $seen[1] -lt $_statusline_from -o $seen[1] -ge $_statusline_read_until
            _statusline_read $seen[1..2]
            set -g _statusline_seen "$seen[2..]"
        end
        _statusline_fill $seen[1]
    end
    if set -q _statusline_due; and test $seen[1] -ge $_statusline_again
        _statusline_refresh $seen[1..2]
    end
    if set -q _statusline_exports
        set -gx STATUSLINE_SEGMENT $STATUSLINE_SEGMENT
    end
end

# starship takes the text from its environment, up to the moment at which a command begins.
function _statusline_hide --on-event fish_preexec
    string match -qr -- $_statusline_changing "$argv"; and set -e _statusline_measured
    set -q _statusline_exports; and set -gu STATUSLINE_SEGMENT $STATUSLINE_SEGMENT
end

# Read what is shown, whether a refresh is due, and until when both hold.
function _statusline_read --argument-names age root
    set -l file $_statusline_folder/fish.line
    set -l clock (
        builtin math $age + $root
        builtin math $age + $root + 5
        builtin path mtime $file; or builtin echo 0
        builtin path mtime $_statusline_config; or builtin echo 0
    )
    if not _statusline_owns $file; or not _statusline_take $clock[1] $root <$file
        set -g _statusline_times 0 0 0 9999999999
        set -g _statusline_clocks
        set -g _statusline_edges
        set -g _statusline_most 1
        set -g _statusline_enough 10000
        set -g _statusline_texts
        set -e _statusline_elsewhere
        _statusline_installed; and set -g _statusline_texts … …
        # There, but another user's, or not readable: to wait for it would be in vain.
        test -e $file; and not _statusline_owns $file; and set -g _statusline_texts ! !
    end
    set -l times $_statusline_times # written, refreshed after, of this config, shown until
    set -e _statusline_measured _statusline_due
    if test $times[2] -le $clock[1] -o $times[1] -gt $clock[2] -o $times[3] -ne $clock[4]
        set -g _statusline_due
        set times[2] $times[4]
    end
    if test $times[3] -ne $clock[4] -a "$clock[4]" != "$_statusline_seen_config"
        set -g _statusline_seen_config $clock[4]
        set -g _statusline_edited
    end
    if set -q _statusline_edited; or test $age -lt $_statusline_from
        set -g _statusline_again $age
    end
    # A file changed in this second may change in it once more.
    test $clock[1] -le $clock[3] -o $clock[1] -le $clock[4]; and set times[2] $clock[1]
    builtin math "min($times[2], $times[4]) - $root" | read --global _statusline_read_until
    _statusline_arrange
    if test "$TERM" = dumb
        set -g _statusline_clocks
        set -g _statusline_texts
        set -e _statusline_elsewhere
    end
end

# Take what holds at now from the settled file: of the first variant that fits, else of the last, the texts (each painted,
# then plain) and the clocks between them. A clock is two calculations that the age of / and `)` complete: the seconds
# that it shows, and those until it shows another minute.
function _statusline_take --argument-names now root
    read --local line
    string match -qr -- $_statusline_shape $line; and test "$_statusline_of" = "$_statusline_login"; or return
    set -l end 0
    while test $end -le $now
        read line; or return
        string match -qr -- $_statusline_state $line; or continue
        set end $_statusline_end
        test -n "$end"; or set end 9999999999
    end
    set -g _statusline_times $_statusline_written $_statusline_after "0$_statusline_stamp" $end
    set -g _statusline_enough 10000
    while string match -qr -- '^(?<_statusline_width>\d+)[\d,]+\x1f(?<_statusline_index>.*)$' $_statusline_index
        read --global --list --delimiter \x1f _statusline_texts; and read line; or return
        set -g _statusline_most $_statusline_width
        test $_statusline_width -le $_statusline_room; and break
        set -g _statusline_enough $_statusline_width
    end
    test -z "$_statusline_texts[1]$_statusline_texts[-1]"; or return
    set -l zone
    set -qx TZ; and set zone $TZ; and test -z "$TZ"; and set zone UTC
    set -e _statusline_elsewhere
    test "$zone" = "$_statusline_zone" -o "$line" = \x1f; or set -g _statusline_elsewhere
    set -g _statusline_clocks
    set -g _statusline_edges
    set -l holes $_statusline_texts[2]
    set -e _statusline_texts[-1] _statusline_texts[1..2]
    set -l rest $_statusline_texts[3..-1]
    while test -n "$holes"
        string match -qr -- $_statusline_hole $holes; and set -q rest[2]; or return
        if test $_statusline_kind = t
            set -ga _statusline_clocks "($_statusline_epoch - $root - "
            set -ga _statusline_edges "(6000000000 + $_statusline_epoch - $root - "
        else
            set -ga _statusline_clocks "($root - $_statusline_epoch + "
            # It counts up: what is left of its minute is less.
            set -ga _statusline_edges "(5999999999 + $_statusline_epoch - $root - "
        end
        set holes "$_statusline_holes"
        set -e rest[1..2]
    end
    set -q _statusline_texts[2]; and not set -q rest[1]
end

# Where not even what is chosen goes beside the prompt, it stands above it.
function _statusline_arrange
    set -e _statusline_above
    test "$_statusline_position" = above -o $_statusline_most -gt $_statusline_row; and set -g _statusline_above
end

function _statusline_print_above --on-event fish_prompt
    set -q _statusline_above; and test -n "$STATUSLINE_PROMPT"; and prompt_statusline; and builtin echo
end

# Find out what the prompt leaves: anew in another folder or terminal, and whenever the text is another.
function _statusline_measure
    set -g _statusline_measured
    set -g _statusline_left 0
    _statusline_join
    if set -q _statusline_beside; and not string match -qr -- '^[1-9]\d{0,3}$' "$STATUSLINE_WIDTH"
        set -l lines (_statusline_left_prompt 2>/dev/null)
        set -g _statusline_left (string length --visible -- "$lines[-1]")
    end
    _statusline_make_room
end

function _statusline_left_prompt
    functions --query fish_mode_prompt; and fish_mode_prompt
    fish_prompt
end

# Set _statusline_room to the columns there are for the text, _statusline_row to the most that goes beside the prompt.
function _statusline_make_room
    set -l width
    set -l room
    set -l before $_statusline_room
    string match -qr -- '^(?<width>[1-9]\d{0,3})$' "$STATUSLINE_WIDTH"
    string match -qr -- '^(?<room>[1-9]\d{0,3})$' "$COLUMNS"; or set room 9999
    set -g _statusline_row 9999
    if test -n "$width"
        set room $width
    else if set -q _statusline_exports
        # What else starship's prompt has is not known.
        builtin math "floor($room / 2)" | read room
    else if set -q _statusline_beside
        builtin math "max(0, $room - $_statusline_left) - $_statusline_right_width - min(1, $_statusline_right_width)" | read room
        # Nearer than that to the prompt, the first words that are typed would hide it.
        builtin math $room - 10 | read --global _statusline_row
        builtin math $room - 20 | read room
    else if test "$_statusline_position" = above
        builtin math $room - 1 | read room
    end
    set -g _statusline_room $room
    # Another variant may fit.
    test $room -ne $before; and test $room -lt $_statusline_most -o $room -ge $_statusline_enough
    and set -g _statusline_seen
    _statusline_arrange
end

# Another variant may fit now.
function _statusline_resize --on-variable COLUMNS --on-variable STATUSLINE_WIDTH --on-variable TERM --on-variable TZ
    set -e _statusline_measured
    set -g _statusline_seen
end

# Set the texts at an age of /, and note until when they hold: to half a second, which no pattern takes for a clock.
function _statusline_fill --argument-names age
    set -l edges $_statusline_edges$age') % 60,'
    string replace -r -- $_statusline_digits $_statusline_units (
        builtin math "min($age + 1 + min($edges 60), $_statusline_read_until) - .5"
        for span in $_statusline_clocks$age')'
            builtin math "floor($span / 60) + 40 * floor($span / 3600) + 7600 * floor($span / 86400)"
        end
    ) | read --local --null --list --delimiter \n lefts
    set -g _statusline_until $lefts[1]
    set -g STATUSLINE_PROMPT "$_statusline_texts[1]$lefts[2]$_statusline_texts[3]$lefts[3]$_statusline_texts[5]$lefts[4]$_statusline_texts[7]$lefts[5]$_statusline_texts[9]"
    set -g STATUSLINE_SEGMENT "$_statusline_texts[2]$lefts[2]$_statusline_texts[4]$lefts[3]$_statusline_texts[6]$lefts[4]$_statusline_texts[8]$lefts[5]$_statusline_texts[10]"
    if set -q _statusline_texts[11]
        set -l texts $_statusline_texts[11..-1]
        for left in $lefts[6..-1]
            set STATUSLINE_PROMPT "$STATUSLINE_PROMPT$left$texts[1]"
            set STATUSLINE_SEGMENT "$STATUSLINE_SEGMENT$left$texts[2]"
            set -e texts[1..2]
        end
    end
    if set -q _statusline_elsewhere
        STATUSLINE_NO_REFRESH=yes _statusline_ask --width=(builtin math "max(1, $_statusline_room)")
    end
    set -g _statusline_from $age
end

# Let Python write the texts: moments in another zone than they were compiled in, and all where fish knows no time.
function _statusline_ask
    set -g STATUSLINE_PROMPT (command $_statusline_fast --format fish $argv </dev/null 2>/dev/null)
    set -g STATUSLINE_SEGMENT (string replace -ra -- '\e\[[0-9;]*m' '' "$STATUSLINE_PROMPT")
end

__STATUSLINE_LOGIN__

function _statusline_refresh --argument-names age root
    test -z "$STATUSLINE_NO_REFRESH"; and _statusline_installed; or return
    set -l claim
    if _statusline_owns $_statusline_folder/refresh.claim
        read claim <$_statusline_folder/refresh.claim
    end
    # A config that was edited just now does not wait for what others have started.
    if not set -q _statusline_edited; and string match -qr -- '^\d{10}$' "$claim"
        builtin math $age + $root - $claim | read --local since
        test $since -ge -5 -a $since -lt 60; and return
    end
    set -e _statusline_edited
    set -g _statusline_from $age
    set -g _statusline_again (builtin math $age + 60)
    # By a shell that ends at once: $last_pid and the jobs stay yours, and neither Ctrl-C nor the end of the terminal
    # reaches it.
    set -l work --format plain
    status is-interactive; and set work wait fish $fish_pid
    command /bin/sh -c 'trap "" HUP INT QUIT; "$@" </dev/null >/dev/null 2>&1 &' sh $_statusline_fast $work
end

# A new text is there while you look at the prompt.
function _statusline_landed --on-signal URG
    set -l before $STATUSLINE_PROMPT
    _statusline_update
    test "$before" = "$STATUSLINE_PROMPT"; or commandline -f repaint
end

# Whether it is a plain file of yours in a folder of yours: another user's text could hold anything. For root (whose `/`
# is) in somebody's home what lies there is good enough.
function _statusline_owns --argument-names file
    test -f $file -a -r $file -a ! -L $file; or return
    test -O $file -a -O $_statusline_folder; and return
    test -O / -a ! -O "$HOME"; and string match -q -- "$HOME/*" $file
end

function _statusline_installed
    test -x $_statusline_fast[1] -a -r $_statusline_fast[-1]
end

if not builtin path mtime / >/dev/null 2>&1
    function _statusline_update --on-event fish_prompt
        _statusline_installed; or return
        set -l width (string replace -rf -- '^([1-9]\d{0,3})$' '--width=$1' "$STATUSLINE_WIDTH" "$COLUMNS")[1]
        _statusline_ask $width
    end
end

# What a shell around this one exported is older.
set -e STATUSLINE_SEGMENT

# Put the text into the right prompt, beside one that is there already.
function _statusline_join
    test "$_statusline_position" = right; or return
    status is-interactive; and set -g _statusline_beside
    if not functions --query fish_right_prompt
        function fish_right_prompt
            set -q _statusline_above; or prompt_statusline
        end
    else if not test "$STATUSLINE_JOIN" = off -o "$STARSHIP_SHELL" = fish
        functions fish_right_prompt | string match -q '*prompt_statusline*'; and return
        functions --erase _statusline_right
        functions --copy fish_right_prompt _statusline_right
        function fish_right_prompt
            # The first command, so that it sees the status of yours.
            set -l theirs (_statusline_right | string collect)
            _statusline_prompt_both "$theirs" prompt_statusline
        end
    else
        set -e _statusline_beside
        set -g _statusline_position none
    end
end

function _statusline_prompt_both --argument-names theirs ours
    set -l width (string length --visible -- "$theirs")
    if test $width -ne $_statusline_right_width
        set -g _statusline_right_width $width
        _statusline_make_room
        _statusline_update
    end
    set -l texts "$theirs" ($ours)
    set -q _statusline_above; and set -e texts[2]
    test "$STATUSLINE_JOIN" = right; or set texts $texts[-1..1]
    builtin printf %s (string join -- ' ' (string match -v -- '' $texts))
end

set -g _statusline_position right
contains -- "$STATUSLINE_POSITION" none above; and set -g _statusline_position $STATUSLINE_POSITION
_statusline_join
