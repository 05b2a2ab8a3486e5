# The limits of Claude Code and Codex in Nushell's prompt. `statusline install nu` puts this into a file that Nushell
# loads; by hand, again after each upgrade:
#
#     statusline init nu | save --force ($nu.user-autoload-dirs | first | path join statusline.nu)
#
# A prompt starts no process.
#
#     $env.STATUSLINE_POSITION    yours: `right` (default) puts the text in front of PROMPT_COMMAND_RIGHT, `left` in
#                                 front of PROMPT_COMMAND; with `none` it is up to you
#     $env.STATUSLINE_WIDTH       yours: the columns there are for the text; otherwise half of the terminal
#     $env.STATUSLINE_NO_REFRESH  yours: if not empty, no prompt starts a refresh
#     $env.NO_COLOR               yours: if not empty, the text is plain; with TERM=dumb there is none
#     prompt-statusline           ours: returns the text, for a prompt of your own

const _statusline_fast = [__STATUSLINE_FAST__]

# Return the limits of Claude Code and Codex for a prompt
def prompt-statusline []: nothing -> string {
    if (_statusline-variable TERM) == dumb { return '' } # a program reads the prompt there
    try { _statusline-show } catch { '' }
}

def _statusline-show []: nothing -> string {
    let login = _statusline-login
    let folder = $"(_statusline-folder STATUSLINE_CACHE_DIR XDG_CACHE_HOME .cache Library/Caches)/logins/($login.key)"
    let file = $"($folder)/fish.prompt"
    let now = (date now | into int) // 1_000_000_000
    let prompt = try { _statusline-read $file $login.values $now } catch { null }
    if $prompt == null or (_statusline-is-due $prompt $now) { _statusline-refresh $folder $now }
    if $prompt != null { return $prompt.text }
    # There, but another user's, or not readable: to wait for it would be in vain.
    if ($file | path exists) and not (_statusline-owns $file) { return '!' }
    if (_statusline-installed) { '…' } else { '' }
}

# Return the text of a prompt file and its times; fail unless it is whole and of this login.
def _statusline-read [file: string, login: list<string>, now: int]: nothing -> record {
    if not (_statusline-owns $file) { error make { msg: 'not ours' } }
    let text = open --raw $file | decode utf-8
    # Longer, it is damaged, and to take it apart would hold up the prompt.
    if ($text | str length --utf-8-bytes) > 32768 { error make { msg: 'too long' } }
    let lines = $text | split row (char newline)
    let header = $lines | first | split row (char --integer 31)
    if ($header | length) != 10 or $header.0 != 'statusline 1' or ($header | slice 5..8) != $login {
        error make { msg: 'not of this login' }
    }
    if not ($text | str ends-with $"(char --integer 30).") { error make { msg: 'cut short' } }
    let variants = $lines | skip 1
    let variant = if ($variants | length) == 1 and $variants.0 == $"(char --integer 30)." {
        ''
    } else {
        let columns = _statusline-columns
        let fitting = $variants | where {|variant| (_statusline-width $variant) <= $columns }
        if ($fitting | is-empty) { $variants | last } else { $fitting | first }
    }
    let pieces = $variant | split row (char --integer 31) | skip 1 | where {|piece| $piece != $"(char --integer 30)." }
    {
        written: ($header.1 | into int)
        after: ($header.2 | into int)
        stamp: $header.4
        text: (_statusline-fill $pieces $now)
    }
}

# Return the width that a variant never exceeds.
def _statusline-width [variant: string]: nothing -> int {
    $variant | split row --number 2 (char --integer 31) | first | str replace $"(char --integer 30)f" '' | into int
}

# Return the columns there are for the text.
def _statusline-columns []: nothing -> int {
    let width = _statusline-variable STATUSLINE_WIDTH
    let columns = if $width =~ '^[1-9]\d{0,3}$' { $width | into int } else { (term size).columns // 2 }
    if $columns > 0 { $columns } else { 9999 }
}

# Return what the pieces of a variant say now; fail at a hole that is not known.
def _statusline-fill [pieces: list<string>, now: int]: nothing -> string {
    let plain = (_statusline-variable NO_COLOR) != ''
    mut text = ''
    mut shown = true
    for piece in $pieces {
        if not ($piece | str starts-with (char --integer 30)) {
            if $shown and not ($plain and ($piece | str starts-with (char --integer 27))) { $text += $piece }
            continue
        }
        let hole = $piece | str substring 2..
        match ($piece | str substring 1..1) {
            'w' => {
                let bounds = $hole | split row ',' | append ''
                $shown = (
                    ($bounds.0 == '' or ($bounds.0 | into int) <= $now) and
                    ($bounds.1 == '' or $now < ($bounds.1 | into int))
                )
            }
            't' => { if $shown { $text += (_statusline-duration (($hole | into int) - $now)) } }
            'd' => { if $shown { $text += (_statusline-moment ($hole | split row --number 4 ',')) } }
            'a' => { if $shown { $text += (_statusline-duration ($now - ($hole | into int))) } }
            _ => { error make { msg: 'another version' } }
        }
    }
    $text
}

# Return a moment in this zone. Where that is not the file's, `date` is asked.
def _statusline-moment [hole: list<string>]: nothing -> string {
    let zone = _statusline-variable TZ
    let zone = if $zone == '' and 'TZ' in $env { 'UTC' } else { $zone }
    if $hole.2 == $zone { return $hole.3 }
    $env.LC_ALL = 'C'
    let moment = ^date -d $"@($hole.0)" $"+($hole.1)" | complete
    let moment = if $moment.exit_code == 0 { $moment } else { ^date -r $hole.0 $"+($hole.1)" | complete }
    $moment.stdout | str trim --right --char (char newline)
}

# Return seconds as 3d, 1d4h, 2h05m, 14m or <1m.
def _statusline-duration [seconds: int]: nothing -> string {
    if $seconds < 60 { return '<1m' }
    if $seconds < 3600 { return $"($seconds // 60)m" }
    if $seconds < 86400 { return $"($seconds // 3600)h($seconds mod 3600 // 600)($seconds mod 600 // 60)m" }
    if $seconds < 172800 { return $"1d($seconds mod 86400 // 3600)h" }
    $"($seconds // 86400)d"
}

# Return the files of the login that the environment names: its values for the header, and the name of its folder. The
# rules are those of statusline/hot/paths.py.
def _statusline-login []: nothing -> record {
    let storage = if 'CLAUDE_SECURESTORAGE_CONFIG_DIR' in $env and (_statusline-variable CLAUDE_SECURESTORAGE_CONFIG_DIR) == '' {
        $"(_statusline-home)/.claude" # set but empty means the default folder to Claude Code
    } else {
        _statusline-absolute (_statusline-variable CLAUDE_SECURESTORAGE_CONFIG_DIR)
    }
    let token = _statusline-checksum CODEX_ACCESS_TOKEN
    let codex = if $token == '' { _statusline-checksum OPENAI_FEDERATION_RULE_ID } else { $token }
    let values = [
        (_statusline-absolute (_statusline-variable CLAUDE_CONFIG_DIR))
        $storage
        $"(_statusline-checksum CLAUDE_CODE_OAUTH_TOKEN)(if $codex == '' { '' } else { '.' })($codex)"
        (_statusline-absolute (_statusline-variable CODEX_HOME))
    ]
    let keys = [c s t x] | zip $values | where $it.1 != '' | each {|part|
        if $part.0 == t { $"t($part.1)" } else { $"($part.0)(_statusline-safe $part.1)-(_statusline-sum $part.1)" }
    }
    {
        values: ($values | each { str replace --all --regex '[\x00-\x1f\x7f-\x9f\u{2028}\u{2029}]' '?' })
        key: (if ($keys | is-empty) { 'default' } else { $keys | str join '+' })
    }
}

# Return the checksum of a variable, empty if it is not set.
def _statusline-checksum [name: string]: nothing -> string {
    let value = _statusline-variable $name
    if $value == '' { '' } else { _statusline-sum $value }
}

# Return a variable as text, empty if it is not set.
def _statusline-variable [name: string]: nothing -> string {
    let value = $env | get --optional $name | default ''
    if ($value | describe) =~ '^list' { $value | str join (char esep) } else { $value | into string }
}

def _statusline-home []: nothing -> string {
    let home = _statusline-variable HOME
    (if ($home | str starts-with '/') { $home } else { $nu.home-dir }) | str trim --right --char '/'
}

def _statusline-absolute [path: string]: nothing -> string {
    if $path == '' or ($path | str starts-with '/') { $path } else { $"($env.PWD)/($path)" }
}

def _statusline-folder [own: string, xdg: string, linux: string, macos: string]: nothing -> string {
    let override = _statusline-variable $own
    if $override != '' { return (_statusline-absolute $override) }
    let value = _statusline-variable $xdg
    if ($value | str starts-with '/') { return ($value | str replace --regex '/?$' '/statusline') }
    $"(_statusline-home)/(if $nu.os-info.name == macos { $macos } else { $linux })/statusline"
}

# Return the last 60 bytes of a text, odd ones as `_`.
def _statusline-safe [text: string]: nothing -> string {
    let safe = _statusline-bytes $text | each {|byte|
        let character = $byte | decode 'windows-1252'
        if $character =~ '^[A-Za-z0-9._-]$' { $character } else { '_' }
    }
    $safe | last 60 | str join
}

# Return the checksum of a text: sum * 1000003 + byte, 32 bits, from 5381.
def _statusline-sum [text: string]: nothing -> string {
    _statusline-bytes $text | reduce --fold 5381 {|byte, sum|
        ($sum * 1000003 + ($byte | into int)) mod 4294967296
    } | into string
}

def _statusline-bytes [text: string]: nothing -> list<binary> {
    $text | encode utf-8 | chunks 1
}

# Whether it is a plain file of yours in a folder of yours. For root in somebody's home what lies there is good enough.
def _statusline-owns [file: string]: nothing -> bool {
    if ($file | path type) != file { return false }
    let users = [(ls -l $file | first).user (ls -lD ($file | path dirname) | first).user]
    let me = whoami
    if ($users | all {|user| $user == $me }) { return true }
    (_statusline-is-guest) and ($file | str starts-with $"($env.HOME)/")
}

# Whether this is root with the HOME of somebody else.
def _statusline-is-guest []: nothing -> bool {
    (is-admin) and (ls -lD (_statusline-home) | first).user != (whoami)
}

def _statusline-is-due [prompt: record, now: int]: nothing -> bool {
    if $now >= $prompt.after or $prompt.written > $now + 5 { return true }
    let file = if (_statusline-variable STATUSLINE_CONFIG) != '' {
        _statusline-absolute (_statusline-variable STATUSLINE_CONFIG)
    } else {
        $"(_statusline-folder '' XDG_CONFIG_HOME .config 'Library/Application Support')/config.toml"
    }
    let stamp = if ($file | path exists) { (ls $file | first).modified | into int | into string } else { '0' }
    $now - $prompt.written >= 3 and $stamp != $prompt.stamp
}

def _statusline-installed []: nothing -> bool {
    [($_statusline_fast | first) ($_statusline_fast | last)] | all {|file| $file | path exists }
}

# Start the hot half, which starts the real refresh, unless somebody has just done so.
def _statusline-refresh [folder: string, now: int]: nothing -> nothing {
    if (_statusline-variable STATUSLINE_NO_REFRESH) != '' or not (_statusline-installed) { return }
    let file = $"($folder)/refresh.claim"
    let claim = try { open --raw $file | decode utf-8 | str trim | into int } catch { 0 }
    if $claim - 5 <= $now and $now < $claim + 60 or (_statusline-is-guest) { return }
    # By a shell that ends at once, so that neither Ctrl-C nor the end of the terminal reaches it.
    let quietly = 'trap "" HUP INT QUIT; "$@" --format plain </dev/null >/dev/null 2>&1 &'
    ^/bin/sh -c $quietly sh ...$_statusline_fast | complete | ignore
}

# Return a prompt with the text in front of it.
def _statusline-before [prompt: any]: nothing -> closure {
    {||
        let rest = if ($prompt | describe) == closure { do $prompt } else { $prompt | default '' }
        [(prompt-statusline) $rest] | where {|text| $text != '' } | str join ' '
    }
}

def _statusline-is-in [prompt: any]: nothing -> bool {
    ($prompt | describe) == closure and (view source $prompt) =~ 'prompt-statusline'
}

const _statusline_interactive = $nu.is-interactive
if $_statusline_interactive and not ([PROMPT_COMMAND PROMPT_COMMAND_RIGHT] | any {|name| _statusline-is-in ($env | get --optional $name) }) {
    match (_statusline-variable STATUSLINE_POSITION) {
        'none' => {}
        'left' => { $env.PROMPT_COMMAND = (_statusline-before $env.PROMPT_COMMAND?) }
        _ => { $env.PROMPT_COMMAND_RIGHT = (_statusline-before $env.PROMPT_COMMAND_RIGHT?) }
    }
}
