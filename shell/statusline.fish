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
set -g _statusline_right_width 0
set -g _statusline_shape '^statusline 1\x1f(?<written>\d{1,12})\x1f(?<after>\d{1,12})\x1f[^\x1f]*\x1f(?:(?<stamp>\d+)\d{9}|[^\x1f]*)'
set -a _statusline_shape '\x1f(?<login>[^\x1f]*(?:\x1f[^\x1f]*){3})\x1f[^\x1f]*\x1f[^\x1f]*\x1f(?<zone>[^\x1f]*)\x1f$'
set -g _statusline_shape (string join '' -- $_statusline_shape)
set -g _statusline_state '^\x1eu(?<until>\d{0,10})(?<variants>(?:\x1f\d{1,9},\d{1,9},\d{1,9})+)\x1f$'
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
    if test "$seen[2..]" = "$_statusline_seen"; and test $seen[1] -ge $_statusline_from; and test $seen[1] -lt $_statusline_read_until
        test $seen[1] -lt $_statusline_until; or _statusline_fill $seen[1..2]
    else
        _statusline_read $seen[1..2]
        _statusline_fill $seen[1..2]
        set -g _statusline_seen "$seen[2..]"
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

function _statusline_read --argument-names age root
    set -l file $_statusline_folder/fish.line
    set -l lines
    set -l written
    set -l after
    set -l stamp
    set -l login
    set -l zone
    set -l now (builtin math $age + $root)
    _statusline_owns $file; and read --null --list --delimiter \n lines <$file
    if not string match -qr -- $_statusline_shape "$lines[1]"; or test "$login" != "$_statusline_login"
        or not _statusline_choose $now $lines[2..]
        or not _statusline_take_apart "$zone" $root
        set written 0
        set after 0
        set -g _statusline_clocks
        set -g _statusline_edges
        set -g _statusline_painted ''
        set -g _statusline_edge 9999999999
        _statusline_installed; and set -g _statusline_painted …
        _statusline_fits 1 -9999 10000
        # There, but another user's, or not readable: to wait for it would be in vain.
        test -e $file; and not _statusline_owns $file; and set -g _statusline_painted !
        set -g _statusline_plain $_statusline_painted
    end
    set -l clock (
        builtin math $now + 5
        builtin math $after - $root
        builtin math $_statusline_started + 60 - $root
        builtin math $_statusline_edge - $root
        builtin path mtime $file; or builtin echo 0
        builtin path mtime $_statusline_config; or builtin echo 0
    )
    set -g _statusline_after $clock[2]
    set -g _statusline_again $clock[3]
    set -g _statusline_read_until $clock[4]
    test $written -gt $clock[1] -o "0$stamp" -ne $clock[6]; and set -g _statusline_after $age
    if test "0$stamp" -ne $clock[6] -a "$clock[6]" != "$_statusline_seen_config"
        set -g _statusline_seen_config $clock[6]
        set -g _statusline_again $age
        set -g _statusline_edited
    end
    test $_statusline_started -gt $now; and set -g _statusline_again $age
    set -e _statusline_measured
    # A file changed in this second may change in it once more.
    test $now -le $clock[5] -o $now -le $clock[6]; and set -g _statusline_read_until $age
end

# Set _statusline_line to the two lines of the first variant that fits, else the last, in the state that holds at now.
function _statusline_choose --argument-names now
    set -l variants
    set -l enough 10000
    set -g _statusline_line
    for line in $argv[2..]
        set -l until
        set -l most
        if not set -q variants[1]
            string match -qr -- $_statusline_state $line; or continue
            test -n "$until"; or set until 9999999999
            set variants (test $now -lt $until; and string match -ra -- '[\d,]+' $variants)
            set -g _statusline_edge $until
            continue
        end
        set -ga _statusline_line $line
        set -q _statusline_line[2]; or continue
        string match -qr -- '^(?<most>\d+)' $variants[1]
        if test $most -le $_statusline_room
            _statusline_fits $most $most $enough
            return 0
        else if not set -q variants[2]
            # The last one is right also where it is too long.
            _statusline_fits $most -9999 $most
            return 0
        end
        set enough $most
        set -e variants[1]
        set -g _statusline_line
    end
    false
end

# Set the texts and the clocks between them: seconds, and what is left of their minute, each as a calculation that the age of
# / and `)` complete. A moment is text, as it is in this zone.
function _statusline_take_apart --argument-names zone root
    set -l here
    set -qx TZ; and set here (test -n "$TZ"; and echo $TZ; or echo UTC)
    set -l line $_statusline_line[1]
    test "$zone" = "$here" -o "$_statusline_line[2]" = \x1f; or set line $_statusline_line[2]
    set -l texts (string split -- \x1f $line)
    set -q texts[5]; and test -z "$texts[1]$texts[-1]"; or return
    set -l holes $texts[2]
    set -e texts[-1]
    set -e texts[1..2]
    set -g _statusline_clocks
    set -g _statusline_edges
    set -g _statusline_painted "$texts[1]"
    set -g _statusline_plain "$texts[2]"
    set -e texts[1..2]
    for hole in (test -n "$holes"; and string split -- \x1d $holes)
        set -q texts[2]; or return
        set -l epoch
        if string match -qr -- '^[ta](?<epoch>\d{1,12})$' $hole
            if string match -q 't*' $hole
                set -ga _statusline_clocks "max(0, $epoch - $root - "
                set -ga _statusline_edges "max(0, $epoch - $root - "
            else
                set -ga _statusline_clocks "max(0, $root - $epoch + "
                set -ga _statusline_edges "max(0, 5999999999 + $epoch - $root - " # 60 * 10^8 - 1: it counts down as well
            end
            set -ga _statusline_painted "$texts[1]"
            set -ga _statusline_plain "$texts[2]"
        else
            # fish can not write a moment, and asks `date`.
            set -l moment (string match -r -- '^d(\d{1,12}),([^,]*),' $hole); or return
            set moment (LC_ALL=C command date -d "@$moment[2]" "+$moment[3]" 2>/dev/null; or LC_ALL=C command date -r $moment[2] "+$moment[3]" 2>/dev/null)
            set _statusline_painted[-1] "$_statusline_painted[-1]$moment$texts[1]"
            set _statusline_plain[-1] "$_statusline_plain[-1]$moment$texts[2]"
        end
        set -e texts[1..2]
    end
    not set -q texts[1]
end

# What is chosen takes most columns; it is another that fits in less than least or in enough of them.
function _statusline_fits --argument-names most least enough
    set -g _statusline_most $most
    set -g _statusline_least $least
    set -g _statusline_enough $enough
    _statusline_arrange
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
    set -l width (string match -r -- '^[1-9]\d{0,3}$' "$STATUSLINE_WIDTH")
    set -l columns (string match -r -- '^[1-9]\d{0,3}$' "$COLUMNS"; or builtin echo 9999)
    set -g _statusline_room $columns
    test "$_statusline_position" = above; and set -g _statusline_room (builtin math $columns - 1)
    set -g _statusline_row 9999
    if test -n "$width"
        set -g _statusline_room $width
    else if set -q _statusline_exports
        # What else starship's prompt has is not known.
        set -g _statusline_room (builtin math "floor($columns / 2)")
    else if set -q _statusline_beside
        set -l gap (test $_statusline_right_width -gt 0; and builtin echo 1; or builtin echo 0)
        set -l free (builtin math "max(0, $columns - $_statusline_left) - $_statusline_right_width - $gap")
        set -g _statusline_room (builtin math $free - 20)
        # Nearer than that to the prompt, the first words that are typed would hide it.
        set -g _statusline_row (builtin math $free - 10)
    end
    test $_statusline_least -le $_statusline_room -a $_statusline_room -lt $_statusline_enough
    or set -g _statusline_seen
    _statusline_arrange
end

# Another variant may fit now.
function _statusline_resize --on-variable COLUMNS --on-variable STATUSLINE_WIDTH --on-variable TZ
    set -e _statusline_measured
    set -g _statusline_seen
end

# Set the texts for age seconds after root, and note until when they hold.
function _statusline_fill --argument-names age root
    set -l spans $_statusline_clocks$age')'
    set -l edges $_statusline_edges$age') % 60,'
    set -l lefts (
        for span in $spans
            # Days, two digits of hours and two of minutes: 1d4h is 10400.
            builtin math "floor($span / 60) + 40 * floor($span / 3600) + 7600 * floor($span / 86400)"
        end
        builtin math "min($age + 1 + min($edges 60), $_statusline_edge - $root)"
    )
    set -g _statusline_until $lefts[-1]
    set -e lefts[-1]
    set -l painted $_statusline_painted
    set -l plain $_statusline_plain
    set -g STATUSLINE_PROMPT $painted[1]
    set -g STATUSLINE_SEGMENT $plain[1]
    set -l more
    set -l rest
    for left in $lefts
        set -e painted[1]
        set -e plain[1]
        if string match -qr -- '^(?<more>\d\d?)(?<rest>\d\d)$' $left
            set left {$more}h{$rest}m
        else if test $left -lt 1
            set left '<1m'
        else if test $left -lt 100
            set left {$left}m
        else if string match -qr -- '^1(?:0(?<rest>\d)|(?<more>[12]\d))\d\d$' $left
            set left 1d"$rest$more"h
        else
            string match -qr -- '^(?<rest>\d+)\d{4}$' $left
            set left {$rest}d
        end
        set STATUSLINE_PROMPT $STATUSLINE_PROMPT$left$painted[1]
        set STATUSLINE_SEGMENT $STATUSLINE_SEGMENT$left$plain[1]
    end
    test "$TERM" = dumb; and set -g STATUSLINE_SEGMENT
    set -g _statusline_from $age
    set -e _statusline_due
    if test $age -ge $_statusline_after
        set -g _statusline_due
    else if test $_statusline_after -lt $_statusline_until
        set -g _statusline_until $_statusline_after
    end
end

__STATUSLINE_LOGIN__

function _statusline_refresh --argument-names age root
    test -z "$STATUSLINE_NO_REFRESH"; and _statusline_installed; or return
    set -l now (builtin math $age + $root)
    set -l claim
    if _statusline_owns $_statusline_folder/refresh.claim
        read claim <$_statusline_folder/refresh.claim
    end
    # A config that was edited just now does not wait for what others have started.
    if not set -q _statusline_edited; and string match -qr -- '^\d{10}$' "$claim"
        set -l since (builtin math $now - $claim)
        test $since -ge -5 -a $since -lt 60; and return
    end
    set -e _statusline_edited
    set -g _statusline_started $now
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
        set -g STATUSLINE_PROMPT (command $_statusline_fast --format fish $width </dev/null 2>/dev/null)
        set -g STATUSLINE_SEGMENT (string replace -ra -- '\e\[[0-9;]*m' '' "$STATUSLINE_PROMPT")
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
_statusline_fits 0 0 0
_statusline_join
