"""Progress of a wait on stderr: one line in place at a terminal, elsewhere a new line for each new reason."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Column

from statusline.cli import streams
from statusline.frozen import dataclass
from statusline.render.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import ConsoleOptions, RenderableType, RenderResult
    from rich.progress import TaskID

    # A sentence without its full stop, the reason of the wait, when it ends (None: unknown), and now.
    Tell = Callable[[str, str, int | None, int], None]

BAR_WIDTH = 12
NARROW = 70  # columns: the bar is left out
MARGIN = 3


@contextmanager
def shown(*, quiet: bool) -> Iterator[Tell]:
    """Yield a function that shows the reason of the wait (times in epoch seconds); quiet: it shows nothing."""
    console = Console(file=streams.plain(sys.stderr), highlight=False)
    if quiet:
        yield lambda *_: None
    elif console.is_terminal and not console.is_dumb_terminal:
        with _progress(console) as progress:
            yield _Bar(progress).tell
    else:
        yield _Lines().tell


@contextmanager
def of_bytes(sentence: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that shows how many bytes are done, of how many; nothing where there is no terminal."""
    console = Console(file=streams.plain(sys.stderr), highlight=False)
    if not console.is_terminal or console.is_dumb_terminal:
        yield lambda *_: None
        return
    with _progress(console) as progress:
        task = progress.add_task(sentence, total=None)

        def tell(done: int, whole: int) -> None:
            text = f"{sentence}: {done / 1e6:.0f} of {whole / 1e6:.0f} MB"
            progress.update(task, completed=done, total=max(done, whole), description=text)
            progress.refresh()

        yield tell


class _Lines:
    def __init__(self) -> None:
        self._last: tuple[str, int | None] | None = None

    def tell(self, sentence: str, reason: str, until: int | None, _: int) -> None:
        if (reason, until) != self._last:
            streams.say(f"statusline: {sentence}; waiting.")
            self._last = reason, until


class _Bar:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._reason: tuple[str, int | None] | None = None
        self._since = 0

    def tell(self, sentence: str, reason: str, until: int | None, now: int) -> None:
        text = harmless(sentence)
        if self._task is None or (reason, until) != self._reason:
            self._task = self._begin(text, until, now)
            self._reason, self._since = (reason, until), now
        self._progress.update(self._task, completed=max(0, now - self._since), description=text)
        self._progress.refresh()

    def _begin(self, text: str, until: int | None, now: int) -> TaskID:
        if self._task is not None:
            self._progress.remove_task(self._task)
        return self._progress.add_task(text, total=None if until is None or until <= now else until - now)


class _Line(Progress):
    def get_renderables(self) -> Iterator[RenderableType]:
        """Leave room at the end for a terminal's `^C`, which would otherwise start another line."""
        yield _Narrower(self.make_tasks_table(self.tasks))


@dataclass(frozen=True, slots=True)
class _Narrower:
    content: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from console.render(self.content, options.update_width(max(1, options.max_width - MARGIN)))


def _progress(console: Console) -> Progress:
    """Return the line; only `refresh` draws it, so that a clock that jumps is followed at the next look."""
    column = Column(no_wrap=True, overflow="ellipsis", ratio=1)
    columns = [SpinnerColumn("line"), TextColumn("{task.description}", markup=False, table_column=column)]
    columns += [BarColumn(BAR_WIDTH)] if console.width >= NARROW else []
    return _Line(*columns, console=console, transient=True, auto_refresh=False, expand=True)
