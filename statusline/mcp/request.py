"""What a tool is asked: its checked arguments, on this machine, in one privacy mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statusline.cost import opening, zones
from statusline.errors import StatuslineError
from statusline.frozen import dataclass
from statusline.render import overview

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import tzinfo

    from statusline.cost.reader import CostReader
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

    def calls(self) -> AbstractContextManager[CostReader]:
        """Open the index of calls, as it is. Raises redacted StatuslineErrors."""
        return opening.opened(self.environment, self.now, self.privacy)
