"""Where answers come from: our own files, opened to read them for one answer, in one privacy mode."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.errors import StatuslineError
from statusline.frozen import dataclass
from statusline.hot import paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import tzinfo

    from statusline.cost.reader import CostReader
    from statusline.render.names import AccountName
    from statusline.render.overview import Overview
    from statusline.state.environment import Environment
    from statusline.state.samples import History


class NoIndexError(StatuslineError):
    """No log has been read yet."""

    code = "no_index"


@dataclass(frozen=True, slots=True)
class Source:
    """This machine for a server. `privacy` None: as the config says. `clock` returns epoch seconds."""

    environment: Environment
    privacy: str | None
    zone: tzinfo
    clock: Callable[[], int]

    def overview(self) -> Overview:
        """Return what is known now. Raises a redacted StatuslineError."""
        from statusline.render import overview  # here and below: the address is printed before they are needed

        return overview.read(self.environment, self.clock(), self.privacy)

    @contextmanager
    def calls(self) -> Iterator[CostReader]:
        """Open the index of calls. Raises NoIndexError and redacted StatuslineErrors."""
        from statusline.cost.names import Names
        from statusline.cost.reader import CostReader
        from statusline.prices import price_list
        from statusline.render.redactor import redacted_errors
        from statusline.state import token_index

        current = self.overview()
        with redacted_errors(current.redactor), token_index.reading(self.environment.state) as database:
            if database is not None:
                prices = price_list.load(self.environment.state, current.config)
                home = paths.home(dict(self.environment.environ))
                shown = Names(current.redactor, account_names(current), home)
                yield CostReader(database.connection, prices, shown, self.zone, current.redactor.mode, current.now)
                return
        raise NoIndexError("No logs have been read yet.", "Run `statusline index read`.")

    @contextmanager
    def history(self) -> Iterator[tuple[Overview, History | None]]:
        """Open the history of official numbers, None if there is none yet. Raises redacted StatuslineErrors."""
        from statusline.render.redactor import redacted_errors
        from statusline.state import samples

        current = self.overview()
        with redacted_errors(current.redactor), samples.reading(self.environment.state) as history:
            yield current, history


def account_names(current: Overview) -> Callable[[str], AccountName]:
    """Return a function from an account's key to its name in the privacy mode."""
    from statusline.render import names

    return names.accounts(current.record, current.environment.key, current.config, current.now, current.redactor)
