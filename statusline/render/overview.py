"""What is known, for a reader: the config, the record, and the redactor for what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusline.errors import StatuslineError
from statusline.frozen import dataclass
from statusline.limits import view
from statusline.limits.model import Record
from statusline.render.redactor import redactor_for
from statusline.state import recent_pace, transaction
from statusline.state.last_good_config import LAST_GOOD_IS_USED, load_or_last_good
from statusline.state.transaction import SharedState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statusline.config import Config
    from statusline.limits.view import AccountView
    from statusline.redaction import Redactor
    from statusline.state.environment import Environment


@dataclass(frozen=True, slots=True)
class Overview:
    """What is known at `now` (epoch seconds).

    `complaint` says what is wrong with the config, empty if it holds; `unreadable` is why `shared` is empty, None if
    it was read. Both are redacted.
    """

    environment: Environment
    now: int
    config: Config
    complaint: str
    shared: SharedState
    unreadable: StatuslineError | None
    redactor: Redactor

    @property
    def record(self) -> Record:
        return self.shared.record

    def views(self, key: str | None = None) -> tuple[AccountView, ...]:
        """Return each account with its pace, not redacted. key: of the login that comes first, None: of this one."""
        views = view.everywhere(self.record, key or self.environment.key, self.config, self.now)
        return recent_pace.attach(views, self.environment, self.config, self.now)


def read(environment: Environment, now: int, privacy: str | None = None) -> Overview:
    """Return what is known; nothing is written. privacy None: as the config says. Raises a redacted StatuslineError."""
    overview = attempt(environment, now, privacy)
    if overview.unreadable:
        raise overview.unreadable
    return overview


def attempt(environment: Environment, now: int, privacy: str | None = None, files: Iterable[str] = ()) -> Overview:
    """Return what is known, for a reader that goes on without the record. files: more paths that may be named."""
    config, complaint = settings(environment)
    shared, unreadable = SharedState(Record()), None
    try:
        shared = transaction.read(environment, now)
    except StatuslineError as error:
        unreadable = error
    redactor = redactor_for(environment, config, shared.record, privacy, files)
    if unreadable:
        unreadable = StatuslineError(redactor.text(unreadable.message), redactor.text(unreadable.remedy))
    return Overview(environment, now, config, redactor.text(complaint), shared, unreadable, redactor)


def settings(environment: Environment) -> tuple[Config, str]:
    """Return the config or the last good one, and what is wrong with the config, empty if it holds. Writes nothing."""
    config, error = load_or_last_good(environment.config, environment.state, remember=False)
    return config, f"{error} {LAST_GOOD_IS_USED}" if error else ""
