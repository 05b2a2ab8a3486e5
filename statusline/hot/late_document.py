"""A session's document that comes after its line was printed. HOT, loaded only then.

Its numbers are for the record: the line does not wait for them, a copy of this process does, for LATE_SECONDS at most.
"""

import os
import time

from statusline.hot import claude_line, session_document, show

LATE_SECONDS = 1.0


def take(data: bytes, folder: str, environ: "os._Environ[str]") -> None:
    """Leave a child that reads the rest of the document, spools what it says and starts an ingest.

    data: what came in time; folder: the login's.
    """
    if not hasattr(os, "fork") or os.fork():
        return
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        os.dup2(null, 2)
        document, _ = session_document.receive(data, LATE_SECONDS)
        now = int(time.time())
        if document and claude_line.heard(document, environ, folder, now)[-1]:
            show.start(folder, "ingest", environ, now)
    finally:
        os._exit(0)
