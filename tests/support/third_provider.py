"""A copy of the package with one more vendor: its folder, and its row in the table. Nothing else is changed."""

import shutil
import subprocess
import sys
from pathlib import Path

from support import forked

REPOSITORY = Path(__file__).parents[2]
END_OF_ROWS = "\n)\n\nTABLE: "
ROW = """
    ProviderRow(
        name="acme",
        title="Acme",
        client="Acme Coder",
        program="acme",
        symbol="A",
        sign_in="acme sign-in",
        sign_in_remedy="Run `acme sign-in`.",
        renewal_remedy="Run `acme`: it renews its login.",
        folder="~/.acme",
        folder_variable="ACME_HOME",
        login_files=("login.json",),
        other_folders=("~/.acme-*",),
        sources={"acme_meter": "meter"},
        hosts=("api.acme.example",),
        file_names=("meter",),
        windows={"acme_shift": ("shift", 28_800)},
        preview_plan="gold",
        preview_source="acme_meter",
        preview=(PreviewWindow("acme_shift", "shift", 33.0, 7_200, 28_800),),
    ),"""


def build(folder):
    """Write the copy below folder and return the folder to import it from."""
    package = folder / "statusline"
    shutil.copytree(REPOSITORY / "statusline", package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(REPOSITORY / "shell", folder / "shell")
    shutil.copytree(REPOSITORY / "tests/support/acme", package / "providers/acme")
    table = package / "config/providers.py"
    text = table.read_text(encoding="utf-8")
    assert text.count(END_OF_ROWS) == 1
    table.write_text(text.replace(END_OF_ROWS, ROW + END_OF_ROWS), encoding="utf-8")
    return folder


def run(folder, environ, *arguments):
    """Run the copy's command and return the CompletedProcess."""
    return forked.run(arguments, {**environ, "PYTHONPATH": str(folder)})


def python(folder, environ, code):
    """Run code with the copy on the path, and return the CompletedProcess."""
    return _done([sys.executable, "-P", "-c", code], {**environ, "PYTHONPATH": str(folder)})


def draw(folder, environ, *arguments):
    """Run the copy's fast path as a prompt does, and return the CompletedProcess."""
    command = [sys.executable, "-IS", str(folder / "statusline/fast.py"), *arguments]
    return _done(command, {**environ, "STATUSLINE_NO_REFRESH": "1"})


def _done(command, environ):
    return subprocess.run(command, env=environ, check=False, capture_output=True, encoding="utf-8", timeout=60)
