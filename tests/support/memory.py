"""A folder in memory for what tests write: there a file takes a tenth of the time, and nobody waits for the disk."""

import os

FOLDER = "/dev/shm"
ENOUGH = 1 << 30  # bytes; of what passed nothing stays, and a run has some 50 MB there at a time


def folder():
    """Return the folder, or None where there is none, or it is small, or runs no programs (both so in containers)."""
    try:
        system = os.statvfs(FOLDER)
    except (AttributeError, OSError):
        return None
    good = system.f_bavail * system.f_frsize >= ENOUGH and not system.f_flag & getattr(os, "ST_NOEXEC", 0)
    return FOLDER if good and os.access(FOLDER, os.W_OK | os.X_OK) else None
