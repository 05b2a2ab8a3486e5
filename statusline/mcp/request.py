"""What a tool is asked: its checked arguments, on this machine, in one privacy mode."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from statusline.cost import zones
from statusline.cost.names import Names
from statusline.cost.reader import CostReader
from statusline.errors import StatuslineError
from statusline.frozen import dataclass
from statusline.hot import paths
from statusline.prices import price_list
from statusline.render import names, overview
from statusline.render.redactor import redacted_errors
from statusline.state import token_index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from statusline.render.overview import Overview
    from statusline.state.environment import Environment


class BadArgumentError(StatuslineError):
    """An argument of a tool that means nothing."""


@dataclass(frozen=True, slots=True)
class Request:
    """`arguments` fit the tool's schema. `privacy` None: as the config says. now: epoch seconds."""

    environment: Environment
    arguments: dict[str, Any]
    privacy: str | None
    now: int

    @property
    def zone(self) -> tzinfo:
        return zones.local(self.environment.environ)

    def text(self, name: str) -> str:
        return str(self.arguments.get(name, ""))

    def overview(self) -> Overview:
        """Return what is known now. Raises a redacted StatuslineError."""
        return overview.read(self.environment, self.now, self.privacy)

    @contextmanager
    def calls(self) -> Iterator[CostReader]:
        """Open the index of calls, as it is. Raises redacted StatuslineErrors."""
        current = self.overview()
        environment, redactor = self.environment, current.redactor
        with redacted_errors(redactor), token_index.reading(environment.state) as database:
            if database is None:
                raise StatuslineError(token_index.NONE_YET, "Run `statusline index read` to read the logs.")
            accounts = names.accounts(current.record, environment.key, current.config, self.now, redactor)
            shown = Names(redactor, accounts, paths.home(dict(environment.environ)))
            prices = price_list.load(environment.state, current.config)
            yield CostReader(database.connection, prices, shown, self.zone, redactor.mode, self.now)
