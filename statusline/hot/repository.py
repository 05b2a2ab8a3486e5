"""What the ingest has last found out about the repository of a session's folder. HOT where a format asks for it.

Two small files for each working tree, in the cache's folder `repositories`:

    <name>.state    repository 1<NUL>top folder<NUL>HEAD<NUL>observed_at<NUL>note<NUL>variable<NUL>value<NUL>…<NUL>.
    <name>.wanted   the top folder; its time is that of the last render that asked

HEAD is what that file said then (empty if it may be a secret), observed_at an epoch second, the note empty or why there
is no more to say.
"""

from statusline.hot import git_branch, paths, prompt_file, spool, system

FOLDER = "repositories"
VERSION = b"repository 1"
END = b"."
HEADER = 5
OLD_AFTER = 60  # seconds; files change while nobody looks
_LIMIT = 32_768


def fields(folder: str, wanted: "list[str]", environ: "system.Environ", now: int) -> "tuple[dict[str, str], bool]":
    """Return what is known of the repository of folder, by the names of the format, and whether to start the ingest.

    What is old, or of another HEAD than that of now, has spool.OLD behind it. The ingest is asked to look again, unless
    the branch is all that is wanted and HEAD says it.
    """
    top, head = git_branch.find(folder)
    branch = git_branch.branch_of(head)
    if not top or (branch and wanted == ["branch"]):
        return {"branch": branch}, False
    path = file(paths.cache_dir(environ), top)
    state = load(prompt_file.read_own(path + ".state", _LIMIT), top)
    spool.ask(path + ".wanted", system.fsencode(top), again=bool(state))
    values: dict[str, str] = {}
    if state:
        observed_head, observed_at, _, values = state
        if observed_head not in ("", head) or not -OLD_AFTER <= now - observed_at <= OLD_AFTER:
            values = {name: value + spool.OLD for name, value in values.items()}
    return ({**values, "branch": branch} if branch else values), True


def file(cache: str, top: str) -> str:
    """Return the path of a working tree's files without their endings."""
    return f"{cache}/{FOLDER}/{paths.folder_name(top)}"


def load(data: bytes, top: str) -> "tuple[str, int, str, dict[str, str]] | None":
    """Return (HEAD, observed_at, note, values) of a state file of this working tree, None if it is not one."""
    parts = data.split(b"\0")
    if parts[0] != VERSION or parts[-1] != END or len(parts) % 2 or len(parts) < HEADER + 1:
        return None
    if parts[1] != system.fsencode(top) or not parts[3].isdigit():
        return None
    texts = [part.decode("utf-8", "replace") for part in parts]
    values = {texts[i]: texts[i + 1] for i in range(HEADER, len(texts) - 1, 2)}
    return texts[2], int(texts[3]), texts[4], values
