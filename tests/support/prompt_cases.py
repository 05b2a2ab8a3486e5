"""Cases in which every shell has to agree with Python: prompt files with holes around now, and logins of all kinds."""

import os
import time

from statusline.hot import prompt_file as hot_prompt_file
from support.computing_shells import NEVER
from support.prompt_files import fragments, laddered

R = hot_prompt_file.MARK


def moment(epoch, zone="UTC"):
    """Return the hole of a moment as the compiler writes it."""
    return f"d{epoch},%a %H:%M,{zone},{time.strftime('%a %H:%M', time.gmtime(epoch))}"


def random_file(chance, odd):
    """Return a prompt file of three variants with holes near now, and now, and the columns there are."""
    now = chance.randrange(1_700_000_000, 1_900_000_000)

    def epoch():
        distance = (0, 1, 59, 60, 61, chance.randrange(3_700), chance.randrange(180_000), chance.randrange(9_000_000))
        return now + chance.choice((1, -1)) * chance.choice(distance)

    def hole():
        first, last = chance.choice(("", epoch())), chance.choice(("", epoch()))
        return R + chance.choice(
            (f"w{first},{last}", f"w{first},{last}", f"t{epoch()}", f"a{epoch()}", f"w{first}", "w", moment(epoch()))
        )

    most = chance.sample(range(1, 60), 3)
    ladder = [(width, *(chance.choice((hole(), hole(), chance.choice(odd))) for _ in range(14))) for width in most]
    return laddered(*ladder, now=now - 100, refresh_after=NEVER), now, chance.choice(("", *range(1, 60)))


def expected(text, now, width):
    """Return Python's plain and painted text; painted only where the file says in bash's way what a colour is."""
    painted = fragments(text, width or None)
    plain = [fragment for fragment in painted if fragment[:1] != "\x01"]
    return hot_prompt_file.fill(plain, now), hot_prompt_file.fill(painted, now)


NO_FOLDERS = {"STATUSLINE_CACHE_DIR": b"", "STATUSLINE_CONFIG": b""}
LOGINS = {
    "none": {},
    "a folder": {"CLAUDE_CONFIG_DIR": b"/home/me/.claude-work"},
    "two folders": {"CLAUDE_CONFIG_DIR": b"/a b/~c", "CODEX_HOME": b"/x/$(y)*&"},
    "percent signs": {"CODEX_HOME": b"/x/%41"},
    "more than 60 bytes": {"CODEX_HOME": b"/" + b"long/" * 20 + b"end"},
    "61 bytes in two-byte letters": {"CODEX_HOME": b"/" + "ö".encode() * 30},
    "relative": {"CLAUDE_CONFIG_DIR": b"work/claude", "CODEX_HOME": b"./-n"},
    "letters beyond ASCII": {"CLAUDE_CONFIG_DIR": "/höme/日本?".encode()},
    "control characters": {"CLAUDE_CONFIG_DIR": b"/a\nb\x1fc\x7f\\", "CODEX_HOME": "/\u2028[*\x85".encode()},
    "bytes that are no text": {"CODEX_HOME": b"/\xff\xc3(?\x80x"},
    "storage": {"CLAUDE_SECURESTORAGE_CONFIG_DIR": b"/store"},
    "storage set but empty": {"CLAUDE_SECURESTORAGE_CONFIG_DIR": b""},
    "empty means unset": {
        "CLAUDE_CONFIG_DIR": b"",
        "CODEX_HOME": b"",
        "CLAUDE_CODE_OAUTH_TOKEN": b"",
        "CODEX_ACCESS_TOKEN": b"",
        "OPENAI_FEDERATION_RULE_ID": b"",
    },
    "a token": {"CLAUDE_CODE_OAUTH_TOKEN": b"sk-ant-oat01-" + b"AbZ09_-" * 13},
    "a token of any bytes": {"CLAUDE_CODE_OAUTH_TOKEN": bytes(range(1, 256))},
    "a token of Codex": {"CODEX_ACCESS_TOKEN": b"at-" + bytes(range(1, 256))},
    "a token of each": {"CLAUDE_CODE_OAUTH_TOKEN": b"t", "CODEX_ACCESS_TOKEN": b"t"},
    "a token and a folder of Codex": {"CODEX_ACCESS_TOKEN": b"at-1", "CODEX_HOME": b"/x"},
    "a workload of Codex": {"CODEX_ACCESS_TOKEN": b"", "OPENAI_FEDERATION_RULE_ID": b"idpm_1"},
    "all six": {
        "CLAUDE_CONFIG_DIR": b"/c",
        "CLAUDE_SECURESTORAGE_CONFIG_DIR": b"/s",
        "CLAUDE_CODE_OAUTH_TOKEN": b"t",
        "CODEX_HOME": b"/x",
        "CODEX_ACCESS_TOKEN": b"at-2",
        "OPENAI_FEDERATION_RULE_ID": b"idpm_2",
    },
    "another cache and config": {"STATUSLINE_CACHE_DIR": b"cache here", "STATUSLINE_CONFIG": b"my.toml"},
    "the usual folders": NO_FOLDERS,
    "a home with slashes": NO_FOLDERS | {"HOME": b"/tmp/none//"},
    "XDG": NO_FOLDERS | {"XDG_CACHE_HOME": b"/x/c", "XDG_CONFIG_HOME": b"/f"},
    "XDG, with a slash at the end": NO_FOLDERS | {"XDG_CONFIG_HOME": b"/f/"},
    "relative XDG": NO_FOLDERS | {"XDG_CACHE_HOME": b"c", "XDG_CONFIG_HOME": b"f"},
}


def decoded(variables):
    return {name: os.fsdecode(value) for name, value in variables.items()}
