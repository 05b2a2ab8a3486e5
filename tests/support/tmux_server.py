"""A tmux server of a test's own, with clients in pseudo terminals; what counts is what they show."""

import subprocess
import tempfile
from contextlib import contextmanager

from support.terminal import Terminal

COLUMNS = 200
ROWS = 5


class Server:
    """One server; its config is the user's, as below environ's HOME."""

    def __init__(self, program, environ, folder):
        self.program = program
        self.environ = {**environ, "TERM": "xterm-256color"}
        self.socket = f"{folder}/tmux"

    def run(self, *arguments):
        command = [self.program, "-S", self.socket, *arguments]
        done = subprocess.run(command, env=self.environ, capture_output=True, encoding="utf-8", check=False, timeout=30)
        assert done.returncode == 0, done.stderr
        return done.stdout.rstrip("\n")

    def option(self, name):
        return self.run("show-options", "-gqv", name)

    def start(self, session="one"):
        self.run("new-session", "-d", "-s", session, "sleep 1000")

    @contextmanager
    def client(self, session="one", columns=COLUMNS, rows=ROWS):
        """Yield an attached client that is so many columns wide."""
        command = [self.program, "-S", self.socket, "attach-session", "-t", session]
        with Terminal(command, self.environ, folder="/", columns=columns, rows=rows) as terminal:
            yield Client(terminal)


class Client:
    """An attached client; its bar is the last row."""

    def __init__(self, terminal):
        self.terminal = terminal

    def bar(self):
        return (self.terminal.lines() or [""])[-1]

    def wait(self, text, seconds=15):
        """Return the bar as soon as it has text in it."""
        self.terminal.wait_until(lambda rows: bool(rows) and text in rows[-1], f"no {text!r} in the bar", seconds)
        return self.bar()

    def read(self, seconds):
        """Return the bar as it is after seconds without any change."""
        self.terminal.settle(seconds)
        return self.bar()


@contextmanager
def served(program, environ):
    """Yield a server that is not started yet, and end it; the path of a socket must be short."""
    with tempfile.TemporaryDirectory(prefix="tmux-") as folder:
        server = Server(program, environ, folder)
        try:
            yield server
        finally:
            subprocess.run([program, "-S", server.socket, "kill-server"], capture_output=True, check=False, timeout=30)
