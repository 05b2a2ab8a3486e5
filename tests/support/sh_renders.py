"""Claude Code's line by shell/render.sh: a home with its files, the command, and what it prints for a document."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import statusline
from statusline import shell_init
from statusline.hot import paths
from support import prompt_files

PIPE = 65_536  # bytes that fit into one
FAST = str(Path(statusline.__file__).parent / "fast.py")
FIXTURE = Path(__file__).parents[1] / "fixtures/claude/statusline-stdin-after-first-response.json"


@dataclass(frozen=True)
class Renders:
    """A session in a home of its own. data: its document as Claude Code writes it."""

    folder: Path
    environ: dict[str, str]
    document: dict[str, object]
    data: bytes
    python: str = sys.executable

    @property
    def fast(self):
        return [self.python, "-IS", FAST, "--format", "claude"]

    @property
    def command(self):
        words = " ".join(shell_init.quoted(word) for word in self.fast)
        return f"set -- {words} && . {shell_init.quoted(shell_init.shipped_file('render.sh'))}"

    @property
    def line(self):
        return self.folder / "spool" / f"{self.document['session_id']}.line"

    @property
    def hits(self):
        """Return how many lines no interpreter has rendered."""
        file = self.folder / "render.hits"
        return file.stat().st_size if file.exists() else 0

    def by_sh(self, shell, data=None, **environ):
        return self._run([*shell, "-c", self.command], data, environ)

    def by_python(self, data=None, **environ):
        return self._run(self.fast, data, environ)

    def _run(self, command, data, environ):
        with _filled(self.data if data is None else data) as stdin:
            done = subprocess.run(
                command,
                env={name: value for name, value in {**self.environ, **environ}.items() if value is not None},
                stdin=stdin,
                cwd=self.folder,
                capture_output=True,
                timeout=20,
                check=True,
            )
        assert done.stderr == b""
        return done.stdout


def _filled(data):
    """Return the end of a pipe that has data already: a render waits for a busy writer so long and no longer."""
    assert len(data) <= PIPE
    end, start = os.pipe()
    os.write(start, data)
    os.close(start)
    return open(end, "rb")


def written(document):
    """Return a document as Claude Code writes it."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def prepared(home, now):
    """Return a session whose prompt files have been there for a while."""
    document = json.loads(FIXTURE.read_bytes())
    resets = {"five_hour": now + 7_900, "seven_day": now + 345_700}
    for name, at in resets.items():
        document["rate_limits"][name]["resets_at"] = at
    environ = {
        "HOME": str(home),
        "PATH": "/usr/bin:/bin",
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "COLUMNS": "160",
        "STATUSLINE_NO_REFRESH": "1",
        "CLAUDE_CODE_SESSION_ID": document["session_id"],
    }
    render = Renders(Path(paths.login_dir(environ)), environ, document, written(document))
    return compiled(render)


def compiled(render, config=prompt_files.CONFIG):
    """Return the session with prompt files of a config, written a minute ago."""
    now = int(time.time())
    resets = {name: window["resets_at"] for name, window in render.document["rate_limits"].items()}
    week = prompt_files.sample("seven_day", "7d", 18.5, resets["seven_day"], now)
    claude = prompt_files.claude(prompt_files.sample(resets_at=resets["five_hour"], as_of=now), week)
    prompt_files.write(
        render.environ,
        claude,
        prompt_files.codex(),
        now=now - 60,
        refresh_after=now + 3_600,
        config=config,
        formats=prompt_files.OF_CLAUDE,
    )
    newest = os.stat(FAST).st_mtime
    for file in render.folder.glob("*.*"):
        os.utime(file, (now - 1, max(now - 60, min(newest + 1, now - 1))))
    return render
