"""An imaginary machine of the demo: a home, sign-ins and an environment of its own, and both halves at work on it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from statusline.config import presets
from statusline.demo import renders
from statusline.demo.standin import write_claude_login, write_codex_login
from statusline.frozen import dataclass
from statusline.refresh import run
from statusline.refresh.job import prepare
from statusline.state.environment import find_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusline.refresh.job import Job
    from statusline.refresh.outcome import Outcome

INHERITED = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT")
TOKEN_LIFE = 8 * 3600


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine; `environ` is the whole environment of its processes, `url` the stand-in in its config."""

    folder: Path
    environ: Mapping[str, str]
    url: str

    def sign_in_claude(self, expires_at: float | None = None) -> None:
        """Write the login of Claude Code; `expires_at` epoch seconds, None: in eight hours."""
        when = time.time() + TOKEN_LIFE if expires_at is None else expires_at
        write_claude_login(self.folder / ".claude", "sk-ant-oat01-STANDIN", when)

    def sign_in_codex(self) -> None:
        """Write the login of Codex CLI, whose own config names the server."""
        write_codex_login(self.folder / ".codex", f"{self.url}/backend-api", time.time() + TOKEN_LIFE)

    def configure(self, settings: str = "") -> None:
        """Write the config: settings, in TOML, and where the stand-in is."""
        text = f'{settings}\n[claude]\nbase_url = "{self.url}"\n'
        self._config.write_text(text, encoding="utf-8")

    def adopt(self, preset: str) -> None:
        """Put a preset into the config, as `statusline preset use` does, and compile. Raises StatuslineError."""
        written = self._config.read_text(encoding="utf-8")
        self._config.write_text(presets.put(preset, written, str(self._config)), encoding="utf-8")
        self.compile()

    def compile(self) -> None:
        """Write the prompt files for the current config, without any request."""
        run.publish_sessions(self._run(None))

    def want(self, target: str) -> None:
        """Have a target compiled from now on that needs somebody to ask for it."""
        Path(find_environment(self.environ).folder, f"{target}.prompt").touch()

    def refresh(self, at: float | None = None, *, force: bool = False) -> dict[str, Outcome]:
        """Refresh as `statusline refresh` does and return source -> outcome. at: the time, in epoch seconds."""
        return {outcome.source: outcome for outcome in run.refresh(self._run(at, force=force))}

    def render(self, target: str, document: bytes = b"", width: int | None = None) -> str:
        """Return what the hot half prints, in width columns at most; it starts no refresh."""
        return renders.render(target, self.quiet, document, width).text

    @property
    def quiet(self) -> dict[str, str]:
        return {**self.environ, **renders.STAY}

    @property
    def _config(self) -> Path:
        return self.folder / "config.toml"

    def _run(self, at: float | None, *, force: bool = False) -> Job:
        return prepare(find_environment(self.environ), lambda: int(time.time() if at is None else at), force=force)


def build(folder: Path, url: str, inherited: Mapping[str, str]) -> Machine:
    """Make a machine in folder, without any login. Of inherited, only what finds programs and a locale is kept."""
    folder.mkdir()
    folders = {
        "HOME": folder,
        "CLAUDE_CONFIG_DIR": folder / ".claude",  # macOS: without it the name of the user's own keychain item
        "CODEX_HOME": folder / ".codex",
        "STATUSLINE_CACHE_DIR": folder / "cache",
        "STATUSLINE_STATE_DIR": folder / "state",
        "STATUSLINE_CONFIG": folder / "config.toml",
    }
    inherited_variables = {name: inherited[name] for name in INHERITED if name in inherited}
    machine = Machine(folder, {**inherited_variables, **{name: str(path) for name, path in folders.items()}}, url)
    machine.configure()
    return machine
