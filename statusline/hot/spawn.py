"""Claims, and the one detached child a stale render starts. HOT, loaded only when there is something to start."""

import sys

from statusline.hot import own_folder, paths, system

_OPEN_FLAGS = sum(getattr(system, name, 0) for name in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"))
CLAIM_LIFE = 60
INGEST_LIFE = paths.INGEST_LIFE
CLOCK_SLACK = 5
SECRET_VARIABLES = ("CLAUDE_CODE_MESSAGING_SOCKET", "CLAUDE_CODE_MESSAGING_TOKEN")
KEYRING_VARIABLE = "PYTHON_KEYRING_BACKEND"  # keyring's own: which store the user has chosen
PATH_VARIABLES = (
    "CLAUDE_CONFIG_DIR",
    "CLAUDE_SECURESTORAGE_CONFIG_DIR",
    "CODEX_HOME",
    "STATUSLINE_CACHE_DIR",
    "STATUSLINE_CONFIG",
    "STATUSLINE_STATE_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "SSL_CERT_FILE",
)


def claim(path: str, now: int, life: int) -> bool:
    """Return True for exactly one of all processes that ask within life seconds; False also if the disk says no.

    The file holds the epoch second of the last claim. An owner that died is forgotten after life, a stamp from
    the future (the clock was set back) at once. Never waits.
    """
    try:
        own_folder.use(system.dirname(path))
        fd = _opened(path, system.O_RDWR | system.O_CREAT)
    except OSError:
        return False
    try:
        if hasattr(system, "lockf"):  # not on Windows; the built-in twin of fcntl.lockf, which is a library to load
            system.lockf(fd, system.F_TLOCK, 0)
        if -CLOCK_SLACK <= now - int(system.read(fd, 10) or b"0") < life:
            return False
        system.lseek(fd, 0, system.SEEK_SET)
        return system.write(fd, b"%010d\n" % now) > 0
    except ValueError:
        return _overwrite(fd, now)
    except OSError:
        return False
    finally:
        system.close(fd)


def release(path: str) -> None:
    """End a claim early, so that the next stale render may start a refresh at once."""
    try:
        fd = _opened(path, system.O_WRONLY)
    except OSError:
        return
    try:
        _overwrite(fd, 0)
    finally:
        system.close(fd)


def _opened(path: str, flags: int) -> int:
    """Return a descriptor of a plain file of this user's, no link. Raises OSError."""
    fd = system.open(path, flags | _OPEN_FLAGS, 0o600)
    if paths.plain_and_owned(system.fstat(fd)):
        return fd
    system.close(fd)
    raise PermissionError(path)


def absolute_paths(environ: "system.Environ") -> "dict[str, str]":
    """Return the variables that name files, made absolute: a child does not work in the current folder.

    Raises OSError for a relative one where the current folder is gone: what lies in there cannot be told any more.
    """
    absolute = {name: paths.absolute(environ[name]) for name in PATH_VARIABLES if environ.get(name)}
    if any(absolute[name] != environ[name] for name in absolute):
        system.getcwd()
    if "CODEX_HOME" in absolute and absolute["CODEX_HOME"] != environ["CODEX_HOME"]:
        absolute[paths.RELATIVE_CODEX_HOME] = "1"
    return absolute


def command(arguments: "list[str]") -> "list[str]":
    """Return what runs our command line with no code but that of the package and of its interpreter.

    Neither the current folder nor PYTHONPATH (an empty entry in it is the current folder) is searched: either may hold
    a project's sitecustomize.py or requests.py.
    """
    package = system.dirname(system.dirname(__file__))
    return [sys.executable, "-E", "-P", package + "/__main__.py", *arguments]


def child_environment(environ: "system.Environ") -> "dict[str, str]":
    """Return environ for such a child: files by absolute paths, no secret, nothing that leads an interpreter."""
    env = {
        name: value
        for name, value in environ.items()
        if name not in SECRET_VARIABLES and (name[:6] != "PYTHON" or name == KEYRING_VARIABLE)
    }
    env.update(absolute_paths(environ))
    return env


def start(arguments: "list[str]", environ: "system.Environ") -> None:
    """Start our command line detached and in `/`: own session, /dev/null on 0-2, nobody waits for it.

    The calling process is in `/` then too: there is no other way to start a child there without a library.
    """
    try:
        argv = command(arguments)
        env = child_environment(environ)
        system.chdir("/")
        null = system.open(system.devnull, system.O_RDWR)
        actions = [(system.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)]
        system.posix_spawn(sys.executable, argv, env, file_actions=actions, setsid=True)
    except (AttributeError, NotImplementedError):  # Windows; systems without POSIX_SPAWN_SETSID
        import subprocess

        null_device = subprocess.DEVNULL
        subprocess.Popen(
            argv, env=env, stdin=null_device, stdout=null_device, stderr=null_device, start_new_session=True
        )
    except OSError:
        pass


def output(arguments: "list[str]", data: bytes, environ: "system.Environ") -> bytes:
    """Return what our command line prints with data on its stdin. Raises OSError.

    data: no more than a pipe takes without a reader.
    """
    argv, env = command(arguments), child_environment(environ)
    if not hasattr(system, "posix_spawn"):  # Windows
        import subprocess

        return subprocess.run(argv, env=env, input=data, capture_output=True, check=False).stdout
    stdin, feed = system.pipe()
    reader, stdout = system.pipe()
    null = system.open(system.devnull, system.O_RDWR)
    system.write(feed, data)
    system.close(feed)
    actions = [(system.POSIX_SPAWN_DUP2, *pair) for pair in ((stdin, 0), (stdout, 1), (null, 2))]
    try:
        system.posix_spawn(argv[0], argv, env, file_actions=actions)
    finally:
        for descriptor in (stdin, stdout, null):
            system.close(descriptor)
        printed = _all(reader)
    return printed


def _all(descriptor: int) -> bytes:
    """Return what is written until the other end closes, and close this one."""
    data = b""
    while chunk := system.read(descriptor, 65_536):
        data += chunk
    system.close(descriptor)
    return data


def _overwrite(fd: int, now: int) -> bool:
    system.lseek(fd, 0, system.SEEK_SET)
    return system.write(fd, b"%010d\n" % now) > 0
