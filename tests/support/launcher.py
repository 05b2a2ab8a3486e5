"""The installed command as pip leaves it, in a folder of a test's own."""

import sys
from pathlib import Path

_SCRIPTS = Path(__file__).parents[2] / "bin"


def install(folder):
    """Write `statusline` and the script beside it into folder, which is made; return the command's path."""
    folder.mkdir(parents=True)
    for script in _SCRIPTS.iterdir():
        program = folder / script.name
        program.write_text(script.read_text().replace("#!python", f"#!{sys.executable}", 1))
        program.chmod(0o755)
    return folder / "statusline"
