"""Where the demo plays: the stand-in with its usual answers, and the machines that ask it."""

from __future__ import annotations

import json
import socket
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusline.demo import machine
from statusline.demo.standin import Answer, StandIn, claude_body, codex_body, reset_minute
from statusline.demo.standin.server import CLAUDE_PATHS
from statusline.demo.workplace import temporary_folder
from statusline.errors import StatuslineError
from statusline.frozen import dataclass
from statusline.install import sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from statusline.demo.machine import Machine

FIVE_HOUR, SEVEN_DAY = 42.4, 71.0
CODEX_FIVE_HOUR, CODEX_SEVEN_DAY = 12, 88
FIVE_HOUR_IN, SEVEN_DAY_IN = 7_860, 158_400
CODEX_FIVE_HOUR_IN, CODEX_SEVEN_DAY_IN = 13_230, 190_800
FOLDER = "/home/you/widgets"

_AT_MOST = 2.0


@dataclass(frozen=True, slots=True)
class Stage:
    """What a scene needs. `environ` is the caller's environment, of which machines get next to nothing."""

    folder: Path
    stand_in: StandIn
    environ: Mapping[str, str]

    def machine(self, name: str, *, claude: bool = True, codex: bool = True) -> Machine:
        """Return a new machine, signed in as told, and let the servers answer as usual."""
        now = time.time()
        self.stand_in.claude.answer(Answer(body=claude_says(now)))
        self.stand_in.codex.answer(Answer(body=codex_says(now)))
        made = machine.build(self.folder / name, self.stand_in.url, self.environ)
        if claude:
            made.sign_in_claude()
        if codex:
            made.sign_in_codex()
        return made

    def asked_claude(self) -> int:
        return sum(request.path in CLAUDE_PATHS for request in self.stand_in.requests)


@contextmanager
def opened(environ: Mapping[str, str]) -> Iterator[Stage]:
    """Yield a stage; afterwards nothing is left of it. Raises StatuslineError."""
    with temporary_folder(environ.get("TMPDIR")) as folder, _listening() as stand_in:
        yield Stage(folder, stand_in, environ)


def claude_says(now: float, five_hour_in: int = FIVE_HOUR_IN) -> dict[str, object]:
    """Return Claude's answer at now (epoch seconds); five_hour_in: seconds to the reset."""
    return claude_body(now, FIVE_HOUR, SEVEN_DAY, five_hour_in=five_hour_in, seven_day_in=SEVEN_DAY_IN)


def codex_says(now: float, five_hour_in: int = CODEX_FIVE_HOUR_IN) -> dict[str, object]:
    """Return Codex's answer, as claude_says."""
    return codex_body(now, CODEX_FIVE_HOUR, CODEX_SEVEN_DAY, five_hour_in=five_hour_in, seven_day_in=CODEX_SEVEN_DAY_IN)


def session_says(now: float) -> bytes:
    """Return the document of a session of Claude Code that has just heard what claude_says."""
    windows = {"five_hour": (FIVE_HOUR, FIVE_HOUR_IN), "seven_day": (SEVEN_DAY, SEVEN_DAY_IN)}
    return sample.document({name: (used, reset_minute(now, at)) for name, (used, at) in windows.items()}, FOLDER)


def codex_session_says() -> bytes:
    """Return the state of a session of Codex, as it hands that to the program of its footer."""
    context = {"context_window_size": 475_000, "used_tokens": 57_000, "used_percentage": 12}
    total = {
        "total_input_tokens": 412_000,
        "cache_read_input_tokens": 366_000,
        "other_input_tokens": 46_000,
        "output_tokens": 9_300,
    }
    thread = {
        "id": "00000000-0000-4000-8000-000000000000",
        "name": "upload limits",
        "model": {"id": "gpt-6.2-sol", "display_name": "GPT-6.2-Sol", "provider": "openai", "reasoning_level": "high"},
        "workspace": {"cwd": FOLDER},
        "usage": {"context": context, "total": total},
    }
    return json.dumps({"app": {"cli_version": "0.171.0"}, "thread": thread}).encode() + b"\n"


@contextmanager
def _listening() -> Iterator[StandIn]:
    stand_in = StandIn()
    try:
        _begin(stand_in)
        yield stand_in
    finally:
        stand_in.close()


def _begin(stand_in: StandIn) -> None:
    """Let stand_in listen, and see whether it is heard: an interface that is down lets it listen all the same."""
    try:
        stand_in.__enter__()
        socket.create_connection(("127.0.0.1", stand_in.port), _AT_MOST).close()
    except OSError as error:
        raise StatuslineError(
            f"The demo's stand-in cannot be reached on 127.0.0.1: {error.strerror or 'the system refused'}.",
            "Bring up the loopback interface, or leave the sandbox that forbids it.",
        ) from None
