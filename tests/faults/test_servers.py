"""The whole `statusline refresh` against servers that misbehave, all at once: each ends in time with one sentence."""

import shutil
import socket
import ssl
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
import trustme

from statusline.hot import show
from support import bad_servers, machine, signed_in
from support.bad_servers import Server, answer, bomb, drip, endless, hang_up, silence
from support.processes import COMMAND, Running
from support.vendors import StandIn

PATIENCE = 3.0  # seconds in place of the usual 15, but for the slow form
START = 20  # seconds that a refresh may take besides, on a machine that does many things
MOST_MIB = 24  # more than a refresh that gets an answer
IMPATIENT = f"""
import functools
from statusline.providers import http
http.Client = functools.partial(http.Client, connect_timeout={PATIENCE / 2}, total_timeout={PATIENCE})
from statusline.__main__ import main
main()
"""
OK = b"HTTP/1.1 200 OK\r\n"
NO_ANSWER = "There is no answer from"

TALKS = {
    "silence": (silence, NO_ANSWER),
    "hangs up": (hang_up, "broke off"),
    "a byte a second": (partial(drip, OK + b"\r\n", 1.0), NO_ANSWER),
    "headers a byte a second": (partial(drip, OK + b"X-Y: ", 1.0), NO_ANSWER),
    "an endless body": (partial(endless, OK + b"\r\n", b"[" * 65_536), "more than 1 MiB"),
    "an endless body in chunks": (
        partial(endless, OK + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"[" * 65_536 + b"\r\n"),
        "more than 1 MiB",
    ),
    "an endless header": (partial(endless, OK + b"X-Y: ", b"y" * 65_536), "broke off"),
    "headers without an end": (partial(endless, OK, b"X-Y: y\r\n" * 8_192), "broke off"),
    "endless interim answers": (partial(endless, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000), NO_ANSWER),
    "a gzip bomb": (answer(bomb(), Content_Encoding="gzip"), "more than 1 MiB"),
    "deep nesting": (answer(b"[" * 1_000_000), "not JSON"),
    "a number of a million digits": (answer(b"9" * 1_000_000), "not JSON"),
    "no HTTP": (answer(b"", "SSH-2.0"), "broke off"),
}
NAMED = (  # the others are for the slow form, and for test_http.py
    "silence",
    "a byte a second",
    "an endless body",
    "a gzip bomb",
    "moved to another host",
    "a certificate nobody trusts",
    "never accepted",
    "refused",
)
DNS = {
    "the name server does not answer": ("silent", NO_ANSWER),
    "there is no network": ("", "cannot be resolved"),
}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="measures with wait4")


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """Yield (environment, memory of an ordinary refresh in MiB, stand-in) of somebody with numbers of both vendors."""
    folder = tmp_path_factory.mktemp("good")
    (folder / "home").mkdir()
    environ = machine.child_environment(folder / "home", folder)
    with StandIn(time.time) as server:
        signed_in.both(environ, server)
        done = Running([*COMMAND, "refresh", "-v"], environ, folder).end(60)
        assert done.status == 0, done.out + done.err
        yield environ, done.mib, server


class Case:
    """One misbehaving server and a refresh on its own copy of the good cache."""

    def __init__(self, good, folder, url, command):
        (environ, _, _), self.folder = good, folder
        for name in ("cache", "state"):
            shutil.copytree(Path(environ[f"STATUSLINE_{name.upper()}_DIR"]), folder / name)
        config = folder / "config.toml"
        config.write_text(f'[claude]\nbase_url = "{url}"\n' if url else "")
        own = {f"STATUSLINE_{name.upper()}_DIR": str(folder / name) for name in ("cache", "state")}
        self.environ = {**environ, **own, "STATUSLINE_CONFIG": str(config)}
        self.running = Running([*command, "refresh", "-v", "--force"], self.environ, folder)

    def check(self, patience, sentence, usual_mib):
        """Wait for the end and hold it against what a refresh owes."""
        done = self.running.end(patience + START)
        said = [line for line in done.out.splitlines() if line.startswith("claude_oauth: ")]
        assert done.status == 1, done.out + done.err
        assert len(said) == 1, done.out
        assert sentence in said[0], said[0]
        assert "Traceback" not in done.out + done.err
        assert signed_in.TOKEN not in done.out + done.err
        assert done.err == ""
        assert done.mib < usual_mib + MOST_MIB, f"{done.mib} MiB"
        shown = show.segment("plain", self.environ, int(time.time()))[0]
        assert shown.startswith("C 5h 42%"), shown
        assert "X 5h 12%" in shown, shown


@pytest.fixture
def refusing():
    """Return an address where nobody listens, held so that nobody else gets it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@pytest.fixture
def full():
    """Return the address of a listener whose queue is full: the system drops who wants to connect."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.settimeout(0)
            one.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        for one in waiting:
            one.close()


@pytest.fixture
def servers():
    """Return a function that starts a server, closed at the end."""
    started = []

    def start(*arguments, **options):
        started.append(Server(*arguments, **options))
        return started[-1]

    yield start
    for one in started:
        one.close()


def run_all(good, folder, servers, addresses, command, *, patience, names=()):
    """Run the cases called so at the same time, all of them if none is named."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    other = servers(answer(b"{}"))
    untrusted = servers(answer(b"{}"), tls=context)
    moved = answer(b"", "302 Found", Location=f"http://localhost:{other.port}/api/oauth/usage")
    wanted = {name: (servers(talk), sentence) for name, (talk, sentence) in TALKS.items()}
    wanted["moved to another host"] = servers(moved), "redirects to another address"
    wanted["a certificate nobody trusts"] = untrusted, "no trusted TLS connection"
    urls = {name: (server.url, sentence) for name, (server, sentence) in wanted.items()}
    urls["no word of TLS"] = servers(silence).url.replace("http:", "https:"), "no connection to"
    urls["plain text for TLS"] = good[2].url.replace("http:", "https:"), "no trusted TLS connection"
    urls["never accepted"] = servers(accepts=False).url, NO_ANSWER
    urls |= addresses
    cases = {}
    for name in names or urls:
        (folder / name).mkdir()
        cases[name] = Case(good, folder / name, urls[name][0], command), urls[name][1]
    wrong = {}
    for name, (case, sentence) in cases.items():  # all of them, so that no process is left
        try:
            case.check(patience, sentence, good[1])
        except AssertionError as error:
            wrong[name] = str(error)
    assert not wrong
    assert other.heads == [], "a request reached the other host"
    assert untrusted.heads == [], "a request reached a server with an untrusted certificate"
    assert f"Bearer {signed_in.TOKEN}" in wanted["silence"][0].heads[0]


def test_refresh_ends_in_time_on_any_server(good, tmp_path, servers, refusing, full):
    addresses = {"refused": (refusing, "refuses the connection"), "a full queue": (full, "no connection to")}
    run_all(good, tmp_path, servers, addresses, [sys.executable, "-P", "-c", IMPATIENT], patience=PATIENCE, names=NAMED)


@pytest.mark.slow
def test_other_servers_with_full_patience(good, tmp_path, servers, refusing, full):
    addresses = {"refused": (refusing, "refuses the connection"), "a full queue": (full, "no connection to")}
    run_all(good, tmp_path, servers, addresses, COMMAND, patience=15)


# In a network of its own: the loopback of nobody else, and a name server that takes questions and keeps them.
NETWORK = """
import fcntl, socket, struct, subprocess, sys
if sys.argv[1]:
    control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    fcntl.ioctl(control, 0x8914, struct.pack("16sH14x", b"lo", 0x41))  # SIOCSIFFLAGS, IFF_UP | IFF_RUNNING
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
sys.exit(subprocess.run(sys.argv[2:]).returncode)
"""
MOUNTED = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"'


@pytest.mark.parametrize(("name_server", "sentence"), DNS.values(), ids=DNS)
def test_without_a_name_server_in_time(good, tmp_path, require, name_server, sentence):
    unshare = require("unshare")
    if subprocess.run([unshare, "-n", "-m", "true"], check=False, capture_output=True).returncode:
        pytest.skip("network namespaces are not permitted here")
    resolver = tmp_path / "resolv.conf"
    resolver.write_text("nameserver 127.0.0.1\noptions timeout:30 attempts:1\n")
    apart = [unshare, "-n", "-m", "/bin/sh", "-c", MOUNTED, "sh", str(resolver)]
    inside = [sys.executable, "-c", NETWORK, name_server, sys.executable, "-P", "-c", IMPATIENT]
    Case(good, tmp_path, "", [*apart, *inside]).check(PATIENCE, sentence, good[1])


def test_the_bomb_is_one():
    assert len(bomb()) < bad_servers.MIB // 2
