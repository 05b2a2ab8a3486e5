"""Codex's app-server as a process, asked over its stdin."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class AppServer:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._asked = 0

    def ask(self, method: str, until: str = "", **parameters: Any) -> Any:
        """Return the result of a method; until: a notification that is waited for, too."""
        self._asked += 1
        self._say({"id": self._asked, "method": method, "params": parameters})
        result, ended = None, not until
        while result is None or not ended:
            line = json.loads(self._process.stdout.readline())  # type: ignore[union-attr]  # it is a pipe
            ended = ended or line.get("method") == until
            if line.get("id") == self._asked:
                assert "result" in line, line
                result = line["result"]
        return result

    def _say(self, line: dict[str, Any]) -> None:
        self._process.stdin.write(json.dumps(line) + "\n")  # type: ignore[union-attr]  # it is a pipe
        self._process.stdin.flush()  # type: ignore[union-attr]


@contextmanager
def running(codex: str, environ: Mapping[str, str], folder: Path) -> Iterator[AppServer]:
    process = subprocess.Popen(
        [codex, "app-server"],
        env=environ,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        server = AppServer(process)
        server.ask("initialize", clientInfo={"name": "test", "version": "1"})
        yield server
    finally:
        process.kill()
        process.communicate()
