"""`--account LABEL`: the prompt files of one configured account, whatever login this process has. HOT where asked for.

Only a refresh reads the config. A label without prompt files is unknown if the own login's were made from the config
as it is now; otherwise the next refresh will tell.
"""

from statusline.hot import paths, prompt_file
from statusline.hot.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from statusline.hot import system

UNKNOWN = "statusline: no account is configured under this label; `statusline accounts` lists them."
DOCUMENT = '{"schema":"statusline/1","generated_at":%d,"stale":true,"status":"%s","accounts":[]}'


def segment(
    format_: str, environ: "system.Environ", now: int, label: str, width: "int | None" = None
) -> "tuple[str, prompt_file.Prompt | None, str, bool]":
    """Return what show.segment does; the folder is that of the own login, whose refresh asks for all accounts."""
    folder = paths.login_dir(environ)
    prompt, _ = find(format_, label, environ, width)
    if prompt and format_ == "json" and prompt[0][9] == UNKNOWN:
        return DOCUMENT % (now, "unconfigured"), prompt, folder, False
    try:
        if prompt:
            return prompt_file.fill(prompt[1], now), prompt, folder, False
    except ValueError:
        pass
    word = prompt_file.placeholder(f"{paths.account_dir(environ, label)}/{format_}.prompt")
    if format_ == "json":
        return DOCUMENT % (now, prompt_file.STATUSES[word]), None, folder, False
    return prompt_file.pending(format_, now, word), None, folder, False


def find(
    format_: str, label: str, environ: "system.Environ", width: "int | None" = None
) -> "tuple[prompt_file.Prompt | None, bool]":
    """Return the account's prompt file as prompt_file.read does, and whether this process has the same login.

    For an unknown label: no fragments, and the header of the own login's, so that it is not looked for more often.
    """
    path = f"{paths.account_dir(environ, label)}/{format_}.prompt"
    return _with_login(prompt_file.read(path, None, width), environ)


def variants(format_: str, label: str, environ: "system.Environ") -> "tuple[prompt_file.Prompt | None, bool]":
    """Return what `find` does, with the text of each variant instead of fragments, as prompt_file.variants does."""
    return _with_login(prompt_file.variants(f"{paths.account_dir(environ, label)}/{format_}.prompt", None), environ)


def _with_login(
    prompt: "prompt_file.Prompt | None", environ: "system.Environ"
) -> "tuple[prompt_file.Prompt | None, bool]":
    login = paths.login(environ)
    if prompt:
        return prompt, prompt[0][5:9] == [printable(value) for value in login]
    own = prompt_file.parts(paths.login_dir(environ) + "/plain.prompt", login)
    if own and own[0][4] == paths.config_stamp(environ):
        return ([*own[0][:9], UNKNOWN], []), False
    return None, False
