"""What is settled for a shell to print, whichever line it is. HOT where it is used: built-ins only."""

from statusline.hot import prompt_file, spool, system

MARK = prompt_file.MARK


def save(path: str, content: str, until: int) -> bool:
    """Write a settled line, which ends with the time of its file; return whether it is there. Raises OSError."""
    if not spool.save(path, content.encode()):
        return False
    system.utime(path, (until, until))
    return True


def demand(holds: bool) -> None:
    if not holds:
        raise ValueError


def edges(holes: "list[str]", now: int) -> "list[int]":
    """Return when something comes or goes after now."""
    bounds = [bound for hole in holes if hole[:2] == MARK + "w" for bound in hole[2:].split(",") if bound]
    return [int(bound) for bound in bounds if int(bound) > now]


def joined(fragments: "list[str]") -> "list[str]":
    """Return fragments with neighbouring texts as one."""
    out: "list[str]" = []
    for fragment in fragments:
        if out and fragment[:1] != MARK and out[-1][:1] != MARK:
            out[-1] += fragment
        elif fragment:
            out.append(fragment)
    return out


def boot() -> str:
    """Return the moment of the boot in hundredths of a second, as the uptime says it now."""
    import time

    uptime = prompt_file.read_bytes("/proc/uptime").split()[0]
    return str(round(time.time() * 100 - float(uptime) * 100))
