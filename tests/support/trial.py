"""What every surface says of Codex or Claude, through the installed command: one look for a row of tests/trials."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

_GAUGE = re.compile(r'statusline_used_ratio\{.*window="([^"]+)".*\} (\S+)')
_BLOCKED = re.compile(r"statusline_blocked\{.*\} 1$", re.MULTILINE)


@dataclass(frozen=True)
class Surfaces:
    """`guard` is (exit status, sentence up to its first semicolon), `alerts` are (event, window or reason)."""

    prompt: str
    guard: tuple[int, str]
    status: str
    windows: dict[str, float] = field(default_factory=dict)
    blocked: str | None = None
    waybar: tuple[str, ...] = ("normal",)
    error: str | None = None
    alerts: tuple[tuple[str, str], ...] = ()


COUNTDOWN = "[window]\nformat = '[$label](label) [$used](own)( $resets_in)'\n"  # the same text on every day of the week


def alerts_go_to(environ, folder):
    """Configure alerts whose command writes each document into folder, and return the file."""
    script, out = folder / "recorder", folder / "alerts"
    script.write_text(f"#!/bin/sh\n{{ cat; echo; }} >> {out}\n")
    script.chmod(0o755)
    config = Path(environ["STATUSLINE_CONFIG"])
    before = config.read_text() if config.exists() else ""
    config.write_text(f'{before}\n[alerts]\nenabled = true\nchannels = []\ncommand = ["{script}"]\n{COUNTDOWN}')
    return out


def surfaces(statusline, provider, alerts):
    """Return what the surfaces say of provider now; prometheus is held equal to JSON. `alerts`: file of the alerts."""
    document = json.loads(statusline("--format", "json").stdout)
    (account,) = [one for one in document["accounts"] if one["provider"] == provider]
    metrics = statusline("--format", "prometheus").stdout
    mine = "\n".join(line for line in metrics.splitlines() if f'provider="{provider}"' in line)
    windows = {one["window"]: one["used_percentage"] for one in account["windows"] if "used_percentage" in one}
    assert {name: round(100 * float(value), 1) for name, value in _GAUGE.findall(mine)} == windows
    blocked = account.get("blocked", {}).get("reason")
    assert bool(_BLOCKED.search(mine)) is (blocked is not None)
    guard = statusline("guard", "--provider", provider)
    return Surfaces(
        prompt=statusline("--format", "plain").stdout.rstrip("\n"),
        guard=(guard.returncode, guard.stderr.removeprefix("statusline: ").rstrip(".\n").partition(";")[0]),
        status=account["status"],
        windows=windows,
        blocked=blocked,
        waybar=tuple(json.loads(statusline("--format", "waybar").stdout)["class"]),
        error=account.get("error", {}).get("code"),
        alerts=tuple(_told(alerts)),
    )


def _told(file):
    for line in file.read_text().splitlines() if file.exists() else ():
        if line:
            document = json.loads(line)
            yield document["event"], document.get("window") or document.get("reason") or ""
