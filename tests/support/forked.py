"""`statusline` in forks of one interpreter that has imported all of it: whole processes, without the time of a start.

As a program it is that interpreter. A byte on its stdin, which is a socket, brings four descriptors: one that has the
request (arguments, environment, folder, circumstances as JSON) and takes the answers (process id, wait status), and the
three standard ones of the process to be.
"""

import atexit
import contextlib
import functools
import gc
import importlib
import itertools
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

AT_START = ("LANG", "TZ")  # what an interpreter reads when it starts, beside LC_* and PYTHON*
CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
READ_LATER = frozenset({"PYTHON_KEYRING_BACKEND"})
CIRCUMSTANCES = frozenset({"folder_gone", "killed_at", "umask", "user"})
OPTIONS = CIRCUMSTANCES | {"input", "stdin", "cwd", "timeout"}
EVENTS = {"rename": "os.rename", "unlink": "os.remove", "mkdir": "os.mkdir"}  # of the interpreter, by system call
STARTING = threading.Lock()  # several at the same time have one parent
LIBRARIES = (
    *("encodings.idna", "idna", "keyring", "plotille", "requests", "rich.console", "rich.live"),
    *("rich.table", "rich.text", "sqlite3", "tomlkit", "urllib3", "wcwidth", "zoneinfo"),
)


def fits(environ, options):
    """Return whether a fork is what a process with this environment and these options would be."""
    odd = {name for name in environ if name.startswith(("LC_", "PYTHON"))} - READ_LATER
    if environ.get("PYTHONPATH") == CHECKOUT:
        odd.remove("PYTHONPATH")
    same = all(environ.get(name) == os.environ.get(name) for name in AT_START)
    return same and not odd and OPTIONS.issuperset(options) and hasattr(socket, "send_fds")


def run(arguments, environ, *, input="", cwd=None, timeout=60, **options):  # noqa: A002 - subprocess.run's name
    """Run `statusline` with arguments as subprocess.run would; return its CompletedProcess.

    folder_gone: its folder is removed before it starts. killed_at: it is killed at (a system call, which one of them).
    umask: its mask. user: the uid that it becomes, with all modules loaded, since they may lie where only root may go.
    """
    circumstances = {name: value for name, value in options.items() if name in CIRCUMSTANCES}
    request, theirs = socket.socketpair()
    (stdin, to_stdin), (from_stdout, stdout), (from_stderr, stderr) = (os.pipe() for _ in range(3))
    with theirs, STARTING:
        socket.send_fds(_parent(environ.get("PYTHONPATH", "")), [b"x"], [theirs.fileno(), stdin, stdout, stderr])
    for descriptor in (stdin, stdout, stderr):
        os.close(descriptor)
    with request, ThreadPoolExecutor(3) as pool:
        texts = [pool.submit(_read, descriptor) for descriptor in (from_stdout, from_stderr)]
        pool.submit(_write, to_stdin, input)
        request.sendall(json.dumps([arguments, dict(environ), str(cwd or os.getcwd()), circumstances]).encode())
        request.shutdown(socket.SHUT_WR)
        status = _status(request, arguments, timeout)
        out, err = (text.result(timeout) for text in texts)
    return subprocess.CompletedProcess(arguments, os.waitstatus_to_exitcode(status), out, err)


def _status(request, arguments, timeout):
    """Return the wait status of the process; kill it and raise TimeoutExpired where it does not end."""
    request.settimeout(timeout)
    with request.makefile() as answers:
        pid = int(answers.readline())
        try:
            return int(answers.readline())
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)
            raise subprocess.TimeoutExpired(arguments, timeout) from None


def _read(descriptor):
    with open(descriptor, encoding="utf-8") as file:
        return file.read()


def _write(descriptor, text):
    with contextlib.suppress(BrokenPipeError), open(descriptor, "wb") as file:
        file.write(text.encode())


@functools.cache
def _parent(pythonpath):
    """Start the interpreter whose forks the processes are; return the socket that it listens to."""
    mine, theirs = socket.socketpair()
    environ = {"HOME": os.sep} | {name: os.environ[name] for name in (*AT_START, "PATH")}
    if pythonpath:
        environ["PYTHONPATH"] = pythonpath
    pipe = subprocess.PIPE  # what matters is the kind that the forks inherit: it may not be a file that can be sought
    command = [sys.executable, "-P", __file__]
    with theirs:
        process = subprocess.Popen(command, env=environ, stdin=theirs, stdout=pipe, stderr=pipe)
    atexit.register(_end, process, mine)
    return mine


def _end(process, control):
    control.close()
    sys.stderr.write(process.communicate()[1].decode())


# The program


def serve(control):
    """Fork for each request until the socket ends; return in the forks, as the processes that were asked for."""
    woken, wake = os.pipe()
    for descriptor in (woken, wake):
        os.set_blocking(descriptor, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    callers = {}
    while True:
        ready, *_ = select.select([control, woken], [], [])
        if woken in ready:
            os.read(woken, 1_000)
            answer(callers)
        if control in ready:
            data, descriptors, *_ = socket.recv_fds(control, 1, 4)
            if not data:
                os._exit(0)
            request, *standard = descriptors
            with socket.socket(fileno=request) as caller, caller.makefile() as text:
                asked = json.load(text)
                pid = os.fork()
                if pid == 0:
                    break
                caller.sendall(b"%d\n" % pid)
                callers[pid] = caller.dup()
            for descriptor in standard:
                os.close(descriptor)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for descriptor in (control, *callers.values()):
        descriptor.close()
    os.close(woken)
    os.close(wake)
    become(standard, *asked)


def answer(callers):
    """Send the wait status of each fork that has ended to its caller, and forget both."""
    for pid in list(callers):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with callers.pop(pid) as caller, contextlib.suppress(BrokenPipeError):
                caller.sendall(b"%d\n" % status)


def become(standard, arguments, environ, folder, circumstances):
    """Be as a process with these standard descriptors at its start."""
    for number, descriptor in enumerate(standard):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    os.chdir(folder)
    if circumstances.get("folder_gone"):
        os.rmdir(folder)
    if "umask" in circumstances:
        os.umask(circumstances["umask"])
    if user := circumstances.get("user"):
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    if "killed_at" in circumstances:
        die(*circumstances["killed_at"])
    sys.argv[1:] = arguments


def die(call, number):
    """Have this process killed at that of its system calls, before it is done."""
    left = itertools.count(number - 1, -1)

    def hook(event, _=None):
        if event == EVENTS.get(call, call) and next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    if call == "fsync":  # of which the interpreter tells nobody
        os.fsync = lambda _: hook(call)
    else:
        sys.addaudithook(hook)


def end(code):
    """End as an interpreter does, but leave the memory to the system: to tear all modules down takes most of the time.

    Return where something cannot be written: what an interpreter says about that is its own.
    """
    if code is not None and not isinstance(code, int):
        return
    threading._shutdown()
    atexit._run_exitfuncs()
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit((code or 0) & 0xFF)


def load():
    """Import all that a command may."""
    import statusline

    modules = [module.name for module in pkgutil.walk_packages(statusline.__path__, "statusline.")]
    for name in (*LIBRARIES, *modules):
        if not name.endswith("__main__"):
            importlib.import_module(name)
    os.fsync = lambda _: None  # as in conftest.py
    gc.freeze()


if __name__ == "__main__":
    load()
    serve(socket.socket(fileno=os.dup(0)))
    try:
        runpy.run_module("statusline", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        end(ended.code)
        raise
    end(0)
