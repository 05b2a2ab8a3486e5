"""Where answers come from: our own files, opened to read them for one answer, in one privacy mode."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from datetime import tzinfo

    from statusline.cost.reader import CostReader
    from statusline.render.names import AccountName
    from statusline.render.overview import Overview
    from statusline.state.environment import Environment
    from statusline.state.samples import History


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

    def calls(self) -> AbstractContextManager[CostReader]:
        """Open the index of calls. Raises NoIndexError and redacted StatuslineErrors."""
        from statusline.cost import opening

        return opening.opened(self.environment, self.clock(), self.privacy)

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
