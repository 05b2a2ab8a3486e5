"""`statusline show`: print the segment from the cache, start a refresh behind it if it is old, never wait. HOT."""

import time

from statusline.hot import paths, prompt_file, system
from statusline.hot.text import folded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from statusline.hot.prompt_file import Prompt

    Request = tuple[str, list[str], str | None, int | None]

FORMATS = (
    *("plain", "ansi", "json", "claude", "codex", "tmux", "zsh", "bash", "fish", "starship"),
    *("waybar", "i3bar", "polybar", "swiftbar", "prometheus"),
)
BARS = ("tmux", "waybar", "starship")  # those that shell/bar.sh prints
FURTHEST = 2 * 86_400  # no refresh is put off any longer: refresh_every is a day at most
MOST_COLUMNS = 9_999
UNREADABLE = "statusline: its files are another user's, or their modes keep you out; `statusline doctor` names them."
SIGN_IN = "statusline: first refresh started; run `statusline` again in a moment, or `statusline refresh` to watch it."


def request(arguments: "list[str]") -> "Request | None":
    """Return (format, chain, account, width) of plain `show` arguments, None of any others: those are click's.

    The format is `auto` if none is named; chain is what `chained` returns; width is in columns.
    """
    rest, account = without_account(arguments)
    rest, value = without(rest, "--width")
    width = columns(value or "")
    format_ = parse(rest)
    if format_ is None or (value is not None and width is None):
        return None
    return format_, chained(rest), account, width


def parse(arguments: "list[str]") -> "str | None":
    """Return the format `show` was asked for, `auto` if none; None if these are not plain `show` arguments."""
    rest = arguments[1:] if arguments[:1] == ["show"] else arguments
    if rest[2:3] == ["--chain"]:
        return "claude" if len(rest) == 5 and rest[:2] == ["--format", "claude"] and chained(rest) else None  # noqa: PLR2004 - three words more than the format takes
    if not rest:
        return "auto"
    option, _, value = rest[0].partition("=")
    if option in ("--format", "-f") and rest[1:] and not rest[2:] and not value:
        value = rest[1]
    elif len(rest) != 1 or option != "--format":
        value = rest[0][2:] if len(rest) == 1 and rest[0][:2] == "-f" else ""
    return value if value in FORMATS else None


def chained(arguments: "list[str]") -> "list[str]":
    """Return [position, command] of a `--chain first|last COMMAND` at the end, empty if there is none."""
    position = arguments[-2:-1]
    return arguments[-2:] if arguments[-3:-2] == ["--chain"] and position[0] in ("first", "last") else []


def without_account(arguments: "list[str]") -> "tuple[list[str], str | None]":
    """Return arguments without the first `--account LABEL`, and the label; None if there is none to be seen."""
    return without(arguments, "--account", "-a")


def without(arguments: "list[str]", option: str, *short: str) -> "tuple[list[str], str | None]":
    """Return arguments without the first such option and its value, and the value; None if there is none to be seen."""
    position = 0
    while position < len(arguments):
        word = arguments[position]
        if word in (option, *short) and arguments[position + 1 :]:
            return arguments[:position] + arguments[position + 2 :], arguments[position + 1]
        if word.startswith(option + "="):
            return arguments[:position] + arguments[position + 1 :], word[len(option) + 1 :]
        position += 3 if word == "--chain" else 1
    return arguments, None


def columns(text: str) -> "int | None":
    """Return text as a number of columns, 1-9999; None if it is none."""
    plain = text.isascii() and text.isdigit() and text[0] != "0" and len(text) <= len(str(MOST_COLUMNS))
    return int(text) if plain else None


def room(format_: str, environ: "system.Environ") -> "int | None":
    """Return the columns that the environment or the terminal says there are; None if the format is for no terminal.

    Claude Code's COLUMNS is not the room it leaves: claude_line knows.
    """
    width = columns(environ.get("STATUSLINE_WIDTH", ""))
    if width is None and format_ in ("ansi", "plain") and system.isatty(1):
        return columns(environ.get("COLUMNS", "")) or system.get_terminal_size(1).columns or None
    return width


def automatic(environ: "system.Environ") -> str:
    """Return the format for a stdout nobody said anything about: NO_COLOR first, then CLICOLOR_FORCE, then TERM."""
    if environ.get("NO_COLOR"):
        return "plain"
    forced = environ.get("CLICOLOR_FORCE", "") not in ("", "0")
    return "ansi" if forced or (system.isatty(1) and environ.get("TERM") != "dumb") else "plain"


def run(
    format_: str,
    environ: "system.Environ",
    chain: "list[str] | tuple[()]" = (),
    account: "str | None" = None,
    width: "int | None" = None,
) -> None:
    """Print the segment and leave the process with status 0, whatever happens.

    chain: what `chained` returned. account: the label of a configured account to show instead of the own login.
    width: the columns there are; None: as the environment says.
    """
    now = int(time.time())
    try:
        if format_ == "auto":
            format_ = automatic(environ)
        try:
            render = segment
            if chain:
                from statusline.hot.chained_command import Chain

                render = Chain(*chain).segment
            elif format_ in ("claude", "codex"):
                render = of_session
            text, prompt, folder, spooled = render(format_, environ, now, account, width or room(format_, environ))
        except Exception:  # noqa: BLE001 - a prompt never shows a traceback; `statusline doctor` finds the reason
            text, prompt, folder, spooled = prompt_file.pending(format_, now), None, "", False
        text = prompt_file.escaped(format_, text)
        if format_ in ("plain", "ansi") and not text.isascii() and system.isatty(1):
            text = for_terminal(text, environ)
        write(text + "\n" if text else "")
        if format_ in ("plain", "ansi"):
            explain(prompt, text)
        if folder:
            finish(format_, prompt, folder, spooled, environ, now)
            if prompt_file.SETTLE in environ:
                settle(format_, width, prompt, folder, environ, now)
    finally:
        system.leave(0)


def finish(
    format_: str, prompt: "Prompt | None", folder: str, spooled: bool, environ: "system.Environ", now: int
) -> None:
    """Start and leave behind the printed text what the next ones need."""
    if not environ.get("STATUSLINE_NO_REFRESH"):
        follow_up(prompt, folder, spooled, environ, now)
        if format_ == "claude":
            harvest_late(folder, environ, now)
        elif format_ == "tmux":
            let_tmux_count(prompt, folder, environ, now)


def settle(
    format_: str, width: "int | None", prompt: "Prompt | None", folder: str, environ: "system.Environ", now: int
) -> None:
    """Leave what was just printed to the shell around the command, which asked for it."""
    if format_ == "claude":
        from statusline.hot.claude_line import settle as settle_line

        settle_line(folder, environ, now)
    elif format_ in BARS:
        from statusline.hot import bar_line

        lasts = prompt and not stale(prompt[0], now)
        bar_line.settle(format_, width, prompt if lasts else None, folder, environ, now)


def of_session(
    format_: str, environ: "system.Environ", now: int, account: "str | None" = None, width: "int | None" = None
) -> "tuple[str, Prompt | None, str, bool]":
    """Return what `segment` does, for the session whose document is on stdin."""
    if format_ == "codex":
        from statusline.hot.codex_line import segment as render
    else:
        from statusline.hot.claude_line import segment as render
    return render(format_, environ, now, account, width)


def segment(
    format_: str,
    environ: "system.Environ",
    now: int,
    account: "str | None" = None,
    width: "int | None" = None,
) -> "tuple[str, Prompt | None, str, bool]":
    """Return (text, the prompt file's header and fragments, the login's folder, whether something was spooled).

    width: the columns there are, None if nobody knows.
    """
    if account is not None:
        from statusline.hot.account_prompt import segment as of_account

        return of_account(format_, environ, now, account, width)
    folder = paths.login_dir(environ)
    path = folder + "/" + format_ + ".prompt"
    prompt = prompt_file.read(path, paths.login(environ), width)
    if prompt:
        try:
            return prompt_file.fill(prompt[1], now), prompt, folder, False
        except ValueError:
            pass
    return prompt_file.pending(format_, now, prompt_file.placeholder(path)), None, folder, False


def follow_up(prompt: "Prompt | None", folder: str, spooled: bool, environ: "system.Environ", now: int) -> None:
    """Start what is due behind the text that is already printed: one refresh, or else one ingest of the spool.

    A config edit is compiled at once, by a child of its own that asks no server.
    """
    if prompt and prompt[0][4] != paths.config_stamp(environ):
        start(folder, "recompile", environ, now)
    due = prompt is None or stale(prompt[0], now)
    if not (due and start(folder, "refresh", environ, now, prompt[0] if prompt else None)) and spooled:
        start(folder, "ingest", environ, now)


def harvest_late(folder: str, environ: "system.Environ", now: int) -> None:
    """Have a document that came too late for the line harvested for the record."""
    from statusline.hot import session_document

    if session_document.late:
        from statusline.hot import late_document

        if late_document.take(session_document.late[0], folder, environ):
            start(folder, "ingest", environ, now)


def let_tmux_count(prompt: "Prompt | None", folder: str, environ: "system.Environ", now: int) -> None:
    """Have the text given to a tmux that can count the time left; behind a refresh that is its last step."""
    if prompt and environ.get("STATUSLINE_TMUX_COUNTS") and not stale(prompt[0], now):
        start(folder, "tmux", environ, now)


def stale(header: "list[str]", now: int) -> bool:
    """Return whether a refresh is wanted.

    A header written in the future (the clock was set back) is stale too, and one that puts it off for too long.
    """
    return not int(header[1]) - 5 <= now < int(header[2]) <= now + FURTHEST


def start(folder: str, what: str, environ: "system.Environ", now: int, header: "list[str] | None" = None) -> bool:
    """Start a detached child unless somebody has just done so; return whether this process did.

    what: `refresh`, `ingest` (merges the spool without any network; makes a trailing run for late comers),
    `recompile` (writes the prompt files for a new config) or `tmux` (gives the server around us the text as formats).
    header: of the prompt file that looked stale; a refresh that ended since then has written another.
    """
    from statusline.hot import spawn

    option = "--if-stale" if what == "refresh" else "--" + what
    life = spawn.INGEST_LIFE if what == "ingest" else spawn.CLAIM_LIFE
    claim = f"{folder}/{what}.claim"
    if not spawn.claim(claim, now, life):
        return False
    newest = prompt_file.read(folder + "/plain.prompt", None) if header else None
    if newest and not stale(newest[0], now):
        spawn.release(claim)
        return False
    spawn.start(["refresh", option], environ)
    return True


def explain(prompt: "Prompt | None", text: str) -> None:
    """Tell a person at a terminal why there is nothing to see."""
    nothing = UNREADABLE if text == prompt_file.UNREADABLE else SIGN_IN
    message = prompt[0][9] if prompt and not text else "" if prompt else nothing
    if message and system.isatty(1) and system.isatty(2):
        lines = folded(message, system.get_terminal_size(2).columns or 80)
        system.write(2, "\n".join([*lines, ""]).encode())


def for_terminal(text: str, environ: "system.Environ") -> str:
    """Return text in the characters of the terminal's locale."""
    from statusline.hot import ascii_text

    return ascii_text.in_ascii(text) if ascii_text.wanted(environ) else text


def write(text: str) -> None:
    """Write text to stdout as UTF-8, whatever the locale says."""
    data = text.encode("utf-8", "replace")
    while data:
        data = data[system.write(1, data) :]
