"""What keeps the tests on this machine and out of the real home.

An audit hook ends the forbidden operation before it happens and remembers it, so that code which swallows the error
does not hide the mistake. Children are not hooked: a hook in them would change what we measure. They are held by the
environment alone (a fake HOME, no proxy, no variable that names a real folder), and giving one the real HOME is
itself a violation.

Two ways around it are left: a host name given to `socket.connect` itself is resolved before the hook hears of it (the
connection is refused all the same), and a file below the real home reached through a folder descriptor is not seen.
"""

import ipaddress
import os
import socket
import sys
from pathlib import Path

KEPT_VARIABLES = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "TMPDIR", "SYSTEMROOT")
KEPT_PREFIXES = ("PYTEST_", "COVERAGE_", "COV_CORE_")

_BELOW_HOME = (
    ".claude",
    ".claude.json",
    ".codex",
    ".cache/statusline",
    ".local/state/statusline",
    ".config/statusline",
    "Library/Caches/statusline",
    "Library/Application Support/statusline",
)
_FOLDER_VARIABLES = {
    "CLAUDE_CONFIG_DIR": "",
    "CLAUDE_SECURESTORAGE_CONFIG_DIR": "",
    "CODEX_HOME": "",
    "STATUSLINE_CACHE_DIR": "",
    "STATUSLINE_STATE_DIR": "",
    "STATUSLINE_CONFIG": "",
    "XDG_CACHE_HOME": "/statusline",
    "XDG_CONFIG_HOME": "/statusline",
    "XDG_STATE_HOME": "/statusline",
}
# Where an event has its paths, and the folder descriptor that a relative one may start from.
_PATH_EVENTS = {
    "open": ((0,), None),
    "os.chmod": ((0,), 2),
    "os.chown": ((0,), 3),
    "os.link": ((0, 1), 2),
    "os.listdir": ((0,), None),
    "os.mkdir": ((0,), 2),
    "os.remove": ((0,), 1),
    "os.rename": ((0, 1), 2),
    "os.rmdir": ((0,), 1),
    "os.scandir": ((0,), None),
    "os.symlink": ((0, 1), 2),
    "os.truncate": ((0,), None),
    "os.utime": ((0,), 3),
    "sqlite3.connect": ((0,), None),
}


class OutOfBoundsError(RuntimeError):
    """A test reached for the network or the real home."""


def _real_homes(environ):
    homes = {environ.get("HOME", ""), str(Path.home())}
    if sys.platform != "win32":
        import pwd

        homes.add(pwd.getpwuid(os.getuid()).pw_dir)
    homes |= {os.path.realpath(home) for home in homes if home}
    return frozenset(home.rstrip("/") for home in homes if home.rstrip("/"))


def _protected_folders(homes, environ):
    named = {environ[name] + tail for name, tail in _FOLDER_VARIABLES.items() if environ.get(name)}
    return tuple({f"{home}/{name}" for home in homes for name in _BELOW_HOME} | {str(Path(path)) for path in named})


REAL_HOMES = _real_homes(os.environ)
_PROTECTED = _protected_folders(REAL_HOMES, os.environ)
_BELOW_PROTECTED = tuple(path + "/" for path in _PROTECTED)

_violations = []
_state = {"hooked": False, "armed": False}


def arm():
    """Forbid from now on; a hook can not be taken out again, so it is put in once."""
    if not _state["hooked"]:
        sys.addaudithook(_hook)
        _state["hooked"] = True
    _state["armed"] = True


def disarm():
    _state["armed"] = False


def drain():
    """Return what was attempted since the last call, one sentence each."""
    found = list(_violations)
    _violations.clear()
    return found


def _hook(event, args):
    check = _CHECKS.get(event)
    if check is None or not _state["armed"]:
        return
    sentence = check(event, args)
    if sentence:
        _violations.append(sentence)
        raise OutOfBoundsError(sentence)


def _check_path(event, args):
    places, descriptor = _PATH_EVENTS[event]
    from_elsewhere = (
        args[1] is None if event == "open" else descriptor is not None and args[descriptor] not in (-1, None)
    )
    for place in places:
        path = args[place]
        if isinstance(path, int) or path is None:
            continue
        path = os.fsdecode(path).removeprefix("file:")
        if from_elsewhere and not Path(path).is_absolute():
            continue
        path = os.path.abspath(path)
        if path in _PROTECTED or path.startswith(_BELOW_PROTECTED):
            return f"This test touched {path} ({event}), which is the real home's. Use the `home` fixture or tmp_path."
    return None


def _check_connection(event, args):
    connection, address = args
    if connection.family not in (socket.AF_INET, socket.AF_INET6) or address is None or _is_local(address[0]):
        return None
    return (
        f"This test reached for {address[0]}:{address[1]} ({event}). Tests talk to loopback only: use the `standin` "
        "fixture, or a closed port of 127.0.0.1 for a host that does not answer."
    )


def _check_look_up(event, args):
    host = args[0][0] if event == "socket.getnameinfo" else args[0]
    reverse = event in ("socket.getnameinfo", "socket.gethostbyaddr")
    if _is_local(host) or (not reverse and _address(host)):
        return None
    return f"This test looked up {host} ({event}). Tests ask no name server: use 127.0.0.1 or localhost."


def _check_child(event, args):
    environ = args[3] if event == "subprocess.Popen" else args[2]
    if not environ:
        return None
    home = environ.get("HOME") or environ.get(b"HOME") or ""
    if os.fsdecode(home).rstrip("/") not in REAL_HOMES:
        return None
    return f"This test gave a child process the real HOME ({event}). Build its environment from the `environ` fixture."


def _is_local(host):
    if isinstance(host, bytes | bytearray):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost", "ip6-localhost") or host.endswith(".localhost"):
        return True
    address = _address(host)
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped and (mapped.is_loopback or mapped.is_unspecified))


def _address(host):
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host)
    except ValueError:
        return None


_CHECKS = {
    **dict.fromkeys(_PATH_EVENTS, _check_path),
    **dict.fromkeys(("socket.connect", "socket.sendto", "socket.sendmsg"), _check_connection),
    **dict.fromkeys(
        ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"), _check_look_up
    ),
    **dict.fromkeys(("subprocess.Popen", "os.posix_spawn"), _check_child),
}
