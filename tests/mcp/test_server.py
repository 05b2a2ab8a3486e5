import os
import signal
import subprocess
import sys
import time

import pytest

from statusline import __version__
from statusline.mcp.lines import TOO_LONG, Lines
from support.mcp_server import FAST, served
from support.terminal import Terminal

HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}


@pytest.fixture
def client(environ):
    with served({**environ, "STATUSLINE_NO_REFRESH": "1"}, "--footer") as client:
        yield client


def test_it_says_who_it_is_and_offers_the_footer(client):
    welcome = client.ask("initialize", **HELLO)
    assert (welcome["protocolVersion"], welcome["serverInfo"]["version"]) == ("2025-06-18", __version__)
    assert client.ask("initialize", protocolVersion="2099-01-01")["protocolVersion"] == "2025-11-25"
    client.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert client.ask("ping") == {}
    entry = client.ask("tools/list")["tools"][0]["_meta"]["openai/ui"]["entrypoints"][0]
    assert entry["type"] == "statusline"
    assert [resource["uri"] for resource in client.ask("resources/list")["resources"]] == [entry["resourceUri"]]
    assert client.ask("resources/templates/list") == {"resourceTemplates": []}
    assert "footer" in client.ask("tools/call", name="statusline")["content"][0]["text"]


HOSTILE = {
    "not JSON": (b"{nonsense\n", -32_700, None),
    "bytes of no text": (b"\xff\xfe\x00{\n", -32_700, None),
    "a batch": (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]\n', -32_700, None),
    "a number": (b"7\n", -32_700, None),
    "too deep": (b'{"a":' * 50_000 + b"\n", -32_700, None),
    "too long": (b'{"a":"' + b"x" * (3 << 20) + b'"}\n', -32_600, None),
    "no method": (b'{"jsonrpc":"2.0","id":1}\n', -32_600, None),
    "a method of another kind": (b'{"id":1,"method":["ping"]}\n', -32_600, None),
    "an id of another kind": (b'{"id":{},"method":"ping"}\n', -32_600, None),
    "an unknown method": (b'{"id":"x","method":"sampling/createMessage"}\n', -32_601, "x"),
    "parameters of another kind": (b'{"id":1,"method":"ping","params":[1]}\n', -32_602, 1),
    "an unknown tool": (b'{"id":1,"method":"tools/call","params":{"name":"rm"}}\n', -32_602, 1),
    "an unknown resource": (b'{"id":1,"method":"resources/read","params":{"uri":"file:///etc/passwd"}}\n', -32_002, 1),
    "a state of another kind": (
        b'{"id":1,"method":"resources/read","params":{"uri":"ui://statusline/footer","_meta":7}}\n',
        -32_602,
        1,
    ),
}


@pytest.mark.parametrize(("line", "code", "identifier"), HOSTILE.values(), ids=HOSTILE)
def test_what_it_cannot_answer_is_an_error(client, line, code, identifier):
    client.send(line)
    answer = client.answer()
    assert (answer["error"]["code"], answer["id"]) == (code, identifier)
    assert client.ask("ping") == {}


def test_notifications_and_answers_get_none(client):
    client.send(b"\n", {"method": "notifications/cancelled"}, {"id": 1, "result": {}}, {"method": "no/such"})
    assert client.ask("ping") == {}


def test_it_ends_with_its_input(client):
    client.send({"id": 1, "method": "ping"})
    client.process.stdin.close()
    assert client.answer()["result"] == {}
    assert (client.process.wait(10), client.process.stderr.read()) == (0, b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_ends_it_without_a_word(client, number):
    client.ask("ping")
    client.process.send_signal(number)
    assert (client.process.wait(10), client.process.stderr.read()) == (-number, b"")


def test_nobody_reads_it(client):
    client.process.stdout.close()
    client.send({"id": 1, "method": "ping"})
    assert (client.process.wait(10), client.process.stderr.read()) == (0, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_a_missing_end_is_no_traceback(environ, closed):
    shell = ["/bin/sh", "-c", f"exec '{sys.executable}' -IS '{FAST}' mcp --footer {closed}"]
    done = subprocess.run(shell, input=b'{"id":1,"method":"ping"}\n', env=environ, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_full_command_line_serves_as_well(statusline):
    done = statusline("mcp", "--footer", input='{"id":1,"method":"ping"}\n')
    assert (done.returncode, done.stdout) == (0, '{"jsonrpc":"2.0","id":1,"result":{}}\n')
    assert "Read-only" in statusline("mcp", "--help").stdout


def test_a_person_is_told_that_it_is_for_programs(environ):
    with Terminal([sys.executable, "-IS", FAST, "mcp"], environ, folder="/") as terminal:
        terminal.wait_for("This is for programs")
        terminal.send("\x04")
        assert terminal.wait_for_end() == 0


def test_it_loads_nothing_and_stays_small(client):
    client.ask("ping")
    with open(f"/proc/{client.process.pid}/status", encoding="ascii") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    bare = [sys.executable, "-IS", "-c", "import sys; sys.stdin.readline()"]
    with subprocess.Popen(bare, stdin=subprocess.PIPE, env=dict(os.environ)) as process:
        while not (maximum := _peak(process.pid)) or maximum != _peak(process.pid):
            time.sleep(0.05)
        process.kill()
    assert peak - maximum < 3_584, f"{peak} KiB, a bare interpreter {maximum} KiB"


def _peak(pid):
    time.sleep(0.05)
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next((int(line.split()[1]) for line in status if line.startswith("VmHWM")), 0)


LINES = {
    "two at once": ([b"a\nb\n"], [b"a", b"b"]),
    "one in pieces": ([b"a", b"b\n", b""], [b"ab"]),
    "the longest": ([b"x" * 8 + b"\n"], [b"x" * 8]),
    "too long": ([b"x" * 9 + b"\na\n"], [TOO_LONG, b"a"]),
    "too long, in pieces": ([b"x" * 9, b"x" * 90, b"\na\n"], [TOO_LONG, b"a"]),
}


@pytest.mark.parametrize(("pieces", "lines"), LINES.values(), ids=LINES)
def test_lines_are_cut_as_they_arrive(pieces, lines):
    cutter = Lines(limit=8)
    assert [line for piece in pieces for line in cutter.of(piece)] == lines
    assert len(cutter.rest) <= 8
