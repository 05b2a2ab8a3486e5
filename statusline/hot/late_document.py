"""A session's document that comes after its line was printed. HOT, loaded only then.

Its numbers are for the record: the line does not wait for them, a copy of this process does, for LATE_SECONDS at most.
"""

import time

from statusline.hot import claude_line, session_document, system

LATE_SECONDS = 1.0


def take(data: bytes, folder: str, environ: "system.Environ") -> bool:
    """Leave a child that reads the rest of the document; return True in it once it has spooled something new.

    The child has no output any more, and has to end itself.

    data: what came in time; folder: the login's.
    """
    if not hasattr(system, "fork") or system.fork():
        return False
    system.setsid()
    null = system.open(system.devnull, system.O_RDWR)
    system.dup2(null, 1)
    system.dup2(null, 2)
    document, _ = session_document.receive(data, LATE_SECONDS)
    return bool(document) and claude_line.heard(document, environ, folder, int(time.time()))[-1]
