"""The text of a bar by shell/bar.sh: a home with its files, the command, and what it prints."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import statusline
from statusline import shell_init
from support import prompt_files

FAST = str(Path(statusline.__file__).parent / "fast.py")
SHELLS = {"dash": ["dash"], "bash": ["bash", "--posix"], "busybox": ["busybox", "ash"]}
BARS = {"tmux": ("tmux", "--width", "90"), "waybar": ("waybar",), "starship": ("starship",)}


@dataclass(frozen=True)
class Bar:
    """A bar in a home of its own. arguments: its format, and its width if it names one."""

    folder: Path
    environ: dict[str, str]
    arguments: tuple[str, ...]

    @property
    def fast(self):
        return [sys.executable, "-IS", FAST, "--format", *self.arguments]

    @property
    def command(self):
        words = " ".join(shell_init.quoted(word) for word in self.fast)
        return f"set -- {words} && . {shell_init.quoted(shell_init.shipped_file('bar.sh'))}"

    @property
    def line(self):
        format_, *width = self.arguments
        return self.folder / f"{'-'.join([format_, *width[1:]])}.line"

    @property
    def hits(self):
        """Return how many texts no interpreter has rendered."""
        return self._size("hits")

    @property
    def misses(self):
        return self._size("misses")

    def _size(self, what):
        file = self.folder / f"{self.arguments[0]}.{what}"
        return file.stat().st_size if file.exists() else 0

    def by_sh(self, shell, *, check=True, **environ):
        return self._run([*shell, "-c", self.command], environ, check=check)

    def by_python(self, **environ):
        return self._run(self.fast, environ)

    def _run(self, command, environ, *, check=True):
        environ = {name: value for name, value in {**self.environ, **environ}.items() if value is not None}
        done = subprocess.run(command, env=environ, cwd=self.folder, capture_output=True, timeout=20, check=check)
        assert not check or done.stderr == b""
        return done.stdout


def prepared(home, now, *arguments, refresh_after=None):
    """Return a bar whose prompt files have been there for a while."""
    environ = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "STATUSLINE_NO_REFRESH": "1"}
    week = prompt_files.sample("seven_day", "7d", 18.5, now + 345_700, now)
    accounts = prompt_files.claude(prompt_files.sample(resets_at=now + 7_890, as_of=now), week), prompt_files.codex()
    refresh_after = refresh_after or now + 3_600
    folder = prompt_files.write(
        environ, *accounts, now=now - 60, refresh_after=refresh_after, config=prompt_files.COUNTDOWN
    )
    newest = os.stat(FAST).st_mtime
    for file in folder.glob("*.prompt"):
        os.utime(file, (now - 1, max(now - 60, min(newest + 1, now - 1))))
    return Bar(folder, environ, arguments or BARS["waybar"])
