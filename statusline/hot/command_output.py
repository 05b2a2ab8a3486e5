"""What the user's own commands last printed, for Claude Code's line. HOT where a format asks for it.

Two small files for each command, in the cache's folder `commands`, named after it and a checksum of its settings:

    <key>.state    command 1<NUL>ended_at<NUL>due_at<NUL>note<NUL>text<NUL>.
    <key>.wanted   the key; its time is that of the last render that found it due

Times are epoch seconds; the note is empty, or why there is no text.
"""

from statusline.hot import paths, prompt_file, spool, system

FOLDER = "commands"
PREFIX = "command."
VERSION = b"command 1"
END = b"."
LONGEST = 80
OLD_AFTER = 60  # seconds past due_at
_HOLE = f"{prompt_file.MARK}D{PREFIX}"
_FIELDS = 6
_LIMIT = 4_096


def texts(variant: str, environ: "system.Environ", now: int) -> "tuple[dict[str, str], bool]":
    """Return the text of each command that a variant of the prompt file shows, and whether any is due.

    What is old has spool.OLD behind it.
    """
    result, due = {}, False
    for part in variant.split(_HOLE)[1:]:
        key = part.partition(",")[0]
        path = file(paths.cache_dir(environ), key)
        state = load(prompt_file.read_own(path + ".state", _LIMIT))
        ended_at, due_at, _, text = state or (0, 0, "", "")
        if not ended_at - OLD_AFTER < now < due_at:
            spool.ask(path + ".wanted", system.fsencode(key), again=bool(state))
            due = True
        result[PREFIX + key] = text + spool.OLD if text and now >= due_at + OLD_AFTER else text
    return result, due


def file(cache: str, key: str) -> str:
    """Return the path of a command's files without their endings."""
    return f"{cache}/{FOLDER}/{paths.file_name(key)}"


def load(data: bytes) -> "tuple[int, int, str, str] | None":
    """Return (ended_at, due_at, note, text) of a state file's content, None if it is not one."""
    parts = data.split(b"\0")
    if len(parts) != _FIELDS or parts[0] != VERSION or parts[-1] != END:
        return None
    if not (parts[1].isdigit() and parts[2].isdigit()):
        return None
    return int(parts[1]), int(parts[2]), parts[3].decode("utf-8", "replace"), parts[4].decode("utf-8", "replace")
