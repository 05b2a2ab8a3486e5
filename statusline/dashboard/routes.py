"""The addresses below /api: each a function of the same queries as the command of its name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING

from statusline import __version__
from statusline.dashboard import query
from statusline.dashboard.answers import advice, blame, context, cost, heat, history, index, limits, models, sessions
from statusline.dashboard.query import BadQueryError
from statusline.dashboard.server import Answer
from statusline.errors import StatuslineError
from statusline.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusline.dashboard.query import Values
    from statusline.dashboard.reading import Reading
    from statusline.dashboard.source import Source

    Answering = Callable[[Source, Values], dict[str, object]]

SCHEMA = "statusline-dashboard/1"
API = "/api/"
CONTEXT = "context"  # only where the server was told to

# Each with the filters that it takes.
ANSWERS: dict[str, tuple[Answering, tuple[str, ...]]] = {
    "limits": (limits.limits, ()),
    "history": (history.history, history.FILTERS),
    "cycle": (history.one_cycle, history.CYCLE_FILTERS),
    "blame": (blame.blame, blame.FILTERS),
    "course": (blame.shares_over_time, blame.FILTERS),
    "cost": (cost.cost, ("by", *query.FILTERS)),
    "calls": (cost.calls, ("top", "limit", *query.FILTERS)),
    "heat": (heat.heat, query.FILTERS),
    "sessions": (sessions.many, ("order", "limit", *query.FILTERS)),
    "session": (sessions.single, ("session",)),
    "models": (models.models, query.FILTERS),
    "advice": (advice.advice, query.FILTERS),
    "index": (index.index, ()),
}


@dataclass(frozen=True, slots=True)
class Routes:
    """Answers for the page. `look`: called where numbers are asked for, as a prompt does: it starts a due refresh.

    with_context: what was said around a call is answered, too.
    """

    source: Source
    reading: Reading
    look: Callable[[], None]
    with_context: bool = False

    def answer(self, target: str) -> Answer | None:
        """Return the answer to a path with its filters, None if there is no such path."""
        path, _, filters = target.partition("?")
        name = path.removeprefix(API)
        if not path.startswith(API) or not self._has(name):
            return None
        try:
            return _json(self._document(name, filters))
        except BadQueryError as error:
            return _json({"error": str(error)}, HTTPStatus.BAD_REQUEST)
        except StatuslineError as error:
            return _json({"error": error.message, "remedy": error.remedy, "code": error.code}, HTTPStatus.CONFLICT)

    def _has(self, name: str) -> bool:
        return name == "server" or name in ANSWERS or (name == CONTEXT and self.with_context)

    def _document(self, name: str, filters: str) -> dict[str, object]:
        if name == "server":
            return self._server()
        answering, allowed = ANSWERS.get(name, (context.context, context.FILTERS))
        if name == "limits":
            self.look()
        return answering(self.source, query.parse(filters, allowed))

    def _server(self) -> dict[str, object]:
        """Return what the page has to know of its server; asking starts a pass over the logs if it is time."""
        self.reading.start()
        redactor, reading = self.source.overview().redactor, self.reading.document()
        return {
            "schema": SCHEMA,
            "version": __version__,
            "generated_at": self.source.clock(),
            "timezone": str(self.source.zone),
            "privacy": redactor.mode,
            "context": self.with_context,
            "reading": {**reading, "problem": redactor.text(reading["problem"]) or None},
        }


def _json(document: dict[str, object], status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """Return a document as its text; the rows of a long list are made and written one after the other."""
    text = bytearray(b"{")
    for name, value in document.items():
        text += b"," * (len(text) > 1) + _text(name) + b":"
        if isinstance(value, (list, Iterator)):
            text += b"["
            for number, row in enumerate(value):
                text += b"," * (number > 0) + _text(row)
            text += b"]"
        else:
            text += _text(value)
    text += b"}"
    return Answer(bytes(text), status=status)


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
