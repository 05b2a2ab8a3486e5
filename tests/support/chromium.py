"""A real Chromium, spoken to over two pipes in its own protocol; one for all tests of a run."""

import base64
import fcntl
import json
import os
import select
import signal
import time

_SECONDS = 30
_OPTIONS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",  # root in a container has none
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-proxy-server",
    "about:blank",
)


def _pipe():
    """Return the ends of a pipe, above the numbers that the browser's own will have."""
    ends = os.pipe()
    above = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return above


class Chromium:
    """A browser with a profile of its own in a folder; used as a context manager."""

    def __init__(self, program, folder, path):
        theirs_to_read, self._write = _pipe()
        self._read, theirs_to_write = _pipe()
        nothing = os.open(os.devnull, os.O_RDWR)
        ends = {0: nothing, 1: nothing, 2: nothing, 3: theirs_to_read, 4: theirs_to_write}
        actions = [(os.POSIX_SPAWN_DUP2, ours, number) for number, ours in ends.items()]
        environ = {"HOME": str(folder), "PATH": path, "TMPDIR": str(folder), "TZ": "UTC", "LANG": "C.UTF-8"}
        command = [program, f"--user-data-dir={folder}/profile", *_OPTIONS]
        self._process = os.posix_spawn(program, command, environ, file_actions=actions)
        for ours in (nothing, theirs_to_read, theirs_to_write):
            os.close(ours)
        self._number, self._rest, self.events = 0, b"", []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._write)
        os.close(self._read)

    def call(self, method, session=None, **params):
        """Return the result of a command; what the browser tells in the meantime is in `events`."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer)
                return answer["result"]
            self.events.append(answer)

    def page(self, **size):
        """Return a page of its own, which has no storage of another one."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Page(self, session, **size)

    def _next(self):
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._read], [], [], _SECONDS)
            chunk = os.read(self._read, 1 << 20) if ready else b""
            assert chunk, "Chromium says nothing any more."
            self._rest += chunk
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)


class Page:
    """A tab: where it is led to, what it shows, what it asked for and what it complained about."""

    def __init__(self, browser, session, width=1440, height=900, dark=False):
        self._browser, self._session = browser, session
        for domain in ("Page", "Runtime", "Network", "Log", "Audits"):
            self.call(f"{domain}.enable")
        self.resize(width, height)
        self.prefer(dark=dark)

    def call(self, method, **params):
        return self._browser.call(method, self._session, **params)

    def resize(self, width, height=900):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def prefer(self, *, dark):
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])

    def go(self, url):
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'")

    def run(self, script):
        """Return the value of an expression, also of a promise."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def wait(self, condition):
        """Wait until an expression is true."""
        end = time.monotonic() + _SECONDS
        while not self.run(f"!!({condition})"):
            assert time.monotonic() < end, (condition, self.run("document.body?.innerText"))
            time.sleep(0.02)

    def drawn(self):
        """Wait until the view is there and nothing of it waits any more."""
        self.wait("!document.querySelector('.wait') && !document.querySelector('main.busy')")

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, text=key if len(key) == 1 else "")

    def picture(self, path):
        """Write all of the page as a PNG."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        data = self.call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def _told(self, method):
        return [
            event["params"]
            for event in self._browser.events
            if event.get("sessionId") == self._session and event["method"] == method
        ]

    @property
    def requests(self):
        return [event["request"]["url"] for event in self._told("Network.requestWillBeSent")]

    @property
    def complaints(self):
        """Return errors of scripts, reports of the policy, and what is in the console."""
        self.call("Runtime.evaluate", expression="0")  # what was under way has come by then
        methods = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        reports = [event for event in self._told("Audits.issueAdded") if "Policy" in event["issue"]["code"]]
        return [event for method in methods for event in self._told(method)] + reports
