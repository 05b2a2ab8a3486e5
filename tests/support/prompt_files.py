"""Prompt files for tests, compiled by the real compiler from records made by hand."""

from collections.abc import Mapping

from statusline.config import Config, parse, themes
from statusline.hot import paths, prompt_file
from statusline.limits.model import Account, LoginState, Record, Sample, SignedIn
from statusline.render import compiler, settled
from statusline.render.compiler import CODEX_ELSEWHERE, ELSEWHERE
from statusline.render.targets import TARGETS

NOW = 1_800_000_000
CONFIG = Config()
OF_CLAUDE = ("plain", "claude", "claude_elsewhere")
# As a refresh writes them before anybody asks for more.
USUAL = (*(row.name for row in TARGETS.values() if not row.asked_for), "claude_elsewhere")
COUNTDOWN = parse("window.format = '[$label](label) [$used](own)( $resets_in)'", "config")  # of a week, too
SAME_STYLES = themes.load("dark")  # the colours of every other target in Claude Code's line, too


def sample(window="five_hour", label="5h", used=42.4, resets_at=NOW + 7_860, as_of=NOW, source="claude_oauth"):
    """Return a sample as a source would."""
    return Sample(window, label, used, resets_at, as_of, source, 18_000 if window == "five_hour" else 604_800)


def claude(*samples, **changes):
    """Return a Claude account; by default with a five hour and a weekly window."""
    samples = samples or (sample(), sample("seven_day", "7d", 18.5, NOW + 345_600))
    return Account("claude:0123456789abcdef", "claude", plan="max", samples=samples, **changes)


def codex(*samples, **changes):
    """Return a Codex account; by default with a five hour window."""
    samples = samples or (sample(used=12, resets_at=NOW + 13_200, source="codex_oauth"),)
    return Account("codex:fedcba9876543210", "codex", plan="pro", samples=samples, **changes)


def record(*accounts, login=("", "", "", "")):
    """Return a record in which login shows accounts."""
    signed_in = {account.provider: SignedIn(account.account, 0) for account in accounts}
    logins = {paths.login_key(login): LoginState(login, signed_in)}
    return Record({account.account: account for account in accounts}, logins)


class Texts(Mapping):
    """Target -> the text of its prompt file; each is compiled once it is asked for, since one takes milliseconds."""

    def __init__(self, *what, codex_providers=(), **options):
        self._what, self._options, self._texts = what, {"codex_providers": codex_providers, **options}, {}
        self._names = (*USUAL, "codex", *[CODEX_ELSEWHERE] * bool(codex_providers))

    def of(self, names):
        """Return target -> text of these."""
        missing = {ELSEWHERE.get(name, name) for name in names if name not in self._texts}
        if missing:
            self._texts |= compiler.prompt_files(*self._what, without=set(TARGETS) - missing, **self._options)
        return {name: self._texts[name] for name in names}

    def __getitem__(self, name):
        return self.of([name])[name]

    def __iter__(self):
        return iter(self._names)

    def __len__(self):
        return len(self._names)


def texts(*accounts, config=CONFIG, now=NOW, refresh_after=None, stamp="0", login=("", "", "", ""), **options):
    """Return target -> the text of its prompt file."""
    header = compiler.Header(now, now + 300 if refresh_after is None else refresh_after, stamp, login)
    return Texts(record(*accounts, login=login), paths.login_key(login), config, header, **options)


def fragments(text, width=None):
    """Return the fragments of the variant that a reader with so many columns takes from a prompt file."""
    body = text.partition("\n")[2]
    return (
        prompt_file._chosen(body, width) if body.startswith(prompt_file.VARIANT) else body.split(prompt_file.UNIT)[:-1]
    )


def variants(text):
    """Return the header and the variants of Claude's prompt file, as prompt_file.variants finds them."""
    head, _, body = text.partition("\n")
    return head.split(prompt_file.UNIT), body.removesuffix(prompt_file.UNIT + prompt_file.END).split("\n")


def shown(text, now=NOW, width=None):
    """Return what a prompt file says at now to a reader with so many columns."""
    return prompt_file.fill(fragments(text, width), now)


def write(environ, *accounts, formats=USUAL, **options):
    """Write the prompt files of formats where a render with environ looks for them; return their folder."""
    from pathlib import Path

    folder = Path(paths.login_dir(environ))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts(*accounts, login=paths.login(environ), **options).of(formats).items():
        put(folder, name, text)
    return folder


def put(folder, name, text):
    """Write the text of a prompt file and what is settled of it."""
    if name in settled.TARGETS:
        (folder / f"{name}.line").write_text(settled.of_target(name, text))
    (folder / f"{name}.prompt").write_text(text)


def laddered(*variants, now=NOW, refresh_after=None, login=("", "", "", "")):
    """Return the text of a prompt file made by hand; each variant is the width it never exceeds, then its fragments."""
    times = [now, now + 300 if refresh_after is None else refresh_after, 9_999_999_999]
    header = prompt_file.UNIT.join([prompt_file.VERSION, *map(str, times), "0", *login, ""])
    lines = (prompt_file.UNIT.join([f"{prompt_file.VARIANT}{width}", *fragments]) for width, *fragments in variants)
    return "\n".join([header, *lines]) + prompt_file.UNIT + prompt_file.END


def write_ladder(environ, *variants, formats=("plain",), **options):
    """Write such a prompt file for each of the formats where a render with environ looks for it; return the folder."""
    from pathlib import Path

    folder = Path(paths.login_dir(environ))
    folder.mkdir(parents=True, exist_ok=True)
    for name in formats:
        put(folder, name, laddered(*variants, login=paths.login(environ), **options))
    return folder
