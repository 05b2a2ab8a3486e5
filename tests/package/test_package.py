"""What is handed out: what is in the wheel and in the sdist, and that the wheel's hot half needs nothing else."""

import ast
import email
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from statusline import __version__
from statusline.diagnostics import bundle
from statusline.hot import show
from support import launcher, machine, signed_in

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

WHEEL = {
    "a module": r"statusline/(?:[a-z0-9_]+/)*[a-z0-9_]+\.py",
    "the mark of typed packages": r"statusline/py\.typed",
    "a ready-made format": r"statusline/data/presets/[a-z0-9-]+\.toml",
    "a theme": r"statusline/data/themes/[a-z-]+\.toml",
    "Claude Code's preset line": r"statusline/data/[a-z]+\.prompt",
    "a report's style": r"statusline/data/report\.css",
    "prices of models": r"statusline/data/prices\.json",
    "the dashboard's page": r"statusline/data/dashboard/[a-zA-Z.-]+\.(?:css|html|js|svg|LICENSE)",
    "the schemas of the JSON": r"statusline/data/statusline-(?:[a-z]+-)?1\.schema\.json",
    "a shell's own file": r"statusline/shell/(?:statusline|login)\.(?:bash|fish|sh|zsh)",
    "what few bash prompts need": r"statusline/shell/(?:hooks|rare)\.bash",
    "a shell's only file": r"statusline/shell/statusline\.(?:nu|tmux|xonsh)",
    "what renders in a shell": r"statusline/shell/(?:bar|render)\.sh",
    "starship's own file": r"statusline/shell/starship\.toml",
    "the command": r"statusline_limits-[\d.]+\.data/scripts/statusline(?:-python)?",
    "the licence": r"statusline_limits-[\d.]+\.dist-info/licenses/LICENSE",
    "what describes it": r"statusline_limits-[\d.]+\.dist-info/(?:METADATA|WHEEL|RECORD)",
}
NEEDED = (
    *(f"statusline/shell/{part}.{name}" for part in ("statusline", "login") for name in ("bash", "fish", "sh", "zsh")),
    *(f"statusline/shell/statusline.{name}" for name in ("nu", "tmux", "xonsh")),
    *(
        "statusline/shell/starship.toml",
        "statusline/shell/hooks.bash",
        "statusline/shell/rare.bash",
        "statusline/shell/bar.sh",
        "statusline/shell/render.sh",
        "statusline/data/statusline-1.schema.json",
        "statusline/py.typed",
    ),
    *(
        "statusline/data/presets/compact.toml",
        "statusline/data/themes/nord.toml",
        "statusline/fast.py",
        "statusline/demo/__init__.py",
    ),
    *(f"statusline_limits-{__version__}.data/scripts/statusline{end}" for end in ("", "-python")),
    f"statusline_limits-{__version__}.dist-info/licenses/LICENSE",
)
NEVER = re.compile(
    r"(^|/)(tests?|fixtures|conftest\.py|test_[^/]*|__pycache__|\.[^/]*|[^/]*\.(pyc|orig|log|sqlite3?))(/|$)"
)
SDIST = {
    "folders": {"bin", "docs", "shell", "statusline", "tests"},
    "pages": {"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md"},
    "the build": {"pyproject.toml", "PKG-INFO", ".gitignore"},
    "tmux's plug-in": {"statusline.tmux"},
}


def build(kind, source, folder):
    """Build the wheel or the sdist of source into folder with what is installed, without network; return its path."""
    command = [sys.executable, "-P", "-m", "build", "--no-isolation", f"--{kind}", "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Return a copy of the checkout with a leftover in it: nobody edits it between one build and the next."""
    folder = tmp_path_factory.mktemp("checkout") / "statusline"
    shutil.copytree(ROOT, folder, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", ".[!g]*", ".git", "tmp*"))
    (folder / "statusline/__pycache__").mkdir()
    (folder / "statusline/__pycache__/fast.cpython-311.pyc").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory):
    return build("wheel", source, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(source, tmp_path_factory):
    return build("sdist", source, tmp_path_factory.mktemp("sdist"))


def files(wheel):
    """Return name -> mode and bytes of what is in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {one.filename: (one.external_attr >> 16, archive.read(one)) for one in archive.infolist()}


def unknown(names):
    """Return those that are not on the list of what a wheel has."""
    return [name for name in names if not any(re.fullmatch(pattern, name) for pattern in WHEEL.values())]


def test_wheel_has_exactly_the_list(wheel):
    assert unknown(files(wheel)) == []


@pytest.mark.parametrize("pattern", WHEEL.values(), ids=WHEEL)
def test_each_entry_of_the_list_is_in_the_wheel(wheel, pattern):
    assert any(re.fullmatch(pattern, name) for name in files(wheel))


@pytest.mark.parametrize("name", NEEDED)
def test_the_wheel_has(wheel, name):
    assert name in files(wheel)


def test_package_data_is_in_the_wheel(wheel):
    kept = [path for name in ("shell", "statusline/data") for path in (ROOT / name).rglob("*") if path.is_file()]
    assert {path.name for path in kept} <= {Path(name).name for name in files(wheel)}


def test_no_tests_in_the_wheel(wheel):
    assert [name for name in files(wheel) if NEVER.search(name)] == []


STRANGERS = (
    "statusline/tests/fixtures/auth.json",
    "tests/conftest.py",
    "statusline/.env",
    "statusline/data/notes.txt",
    "statusline/__pycache__/fast.cpython-311.pyc",
    "statusline/shell/statusline.ps1",
)


@pytest.mark.parametrize("name", STRANGERS)
def test_the_list_would_not_let_in(name):
    assert unknown([name]) == [name]


def test_command_finds_its_interpreter(wheel):
    for name, first_line in (("statusline", b"#!/bin/sh\n"), ("statusline-python", b"#!python\n")):
        mode, text = files(wheel)[f"statusline_limits-{__version__}.data/scripts/{name}"]
        assert mode & 0o111 == 0o111
        assert text.startswith(first_line)


@pytest.mark.parametrize("option", ["", " -E"], ids=["as pip installs it", "as pipx does"])
@pytest.mark.parametrize("folder", ["bin", "a -E folder"])
def test_command_runs_the_interpreter_of_its_install(tmp_path, folder, option):
    python = tmp_path / folder / "python"
    command = launcher.install(python.parent)
    python.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    python.chmod(0o755)
    script = command.with_name("statusline-python")
    script.write_text(f"#!{python}{option}\n")
    done = subprocess.run([command, "--version"], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines() == ["-E", "-P", str(script), "--version"]


def test_wheel_names_needs_and_licence(wheel):
    metadata = email.message_from_bytes(files(wheel)[f"statusline_limits-{__version__}.dist-info/METADATA"][1])
    needed = {re.sub(r"\s", "", line) for line in metadata.get_all("Requires-Dist") if "extra ==" not in line}
    assert needed == {re.sub(r"\s", "", line) for line in PROJECT["dependencies"]}
    assert metadata["Name"] == bundle._DISTRIBUTION == "statusline-limits"
    assert (metadata["Version"], metadata["Requires-Python"]) == (__version__, ">=3.11")
    assert (metadata["License-Expression"], metadata["License-File"]) == ("MIT", "LICENSE")


def test_dependencies_have_lower_bounds_only():
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    for line in [*PROJECT["dependencies"], *extras]:
        assert re.fullmatch(r"[A-Za-z0-9_.-]+>=\d+(\.\d+)*(; sys_platform == '[a-z0-9]+')?", line), line


def test_sdist_has_exactly_the_list(sdist):
    names = members(sdist)
    assert {name.split("/")[0] for name in names} == set().union(*SDIST.values())
    assert [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".whl", ".gz"))] == []
    assert "tests/conftest.py" in names


def members(sdist):
    """Return the names in an sdist, below its one folder."""
    with tarfile.open(sdist) as archive:
        return [one.name.partition("/")[2] for one in archive.getmembers() if one.isfile()]


def test_the_sdist_builds_the_same_wheel(wheel, sdist, tmp_path):
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    again = build("wheel", source, tmp_path / "again")
    assert again.name == wheel.name
    assert files(again) == files(wheel)


@pytest.fixture(scope="module")
def unpacked(wheel, tmp_path_factory):
    """Return a folder with the wheel's files and nothing that it depends on."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory):
    """Return the environment of someone whose prompt files are written."""
    from support.vendors import StandIn

    folder = tmp_path_factory.mktemp("refreshed")
    (folder / "home").mkdir()
    environ = {**machine.child_environment(folder / "home", folder), "STATUSLINE_NO_REFRESH": "1"}
    with StandIn() as server:
        signed_in.both(environ, server)
        done = machine.run_statusline(("refresh",), environ)
    assert done.returncode == 0, done.stdout + done.stderr
    return environ


def without_numbers(text):
    """Return text with every number as one sign: the clock goes on between two renders."""
    return re.sub(rb"\d+", b"#", text)


@pytest.mark.parametrize("format_", show.FORMATS)
def test_hot_half_needs_no_dependency(unpacked, refreshed, format_):
    options = {"env": refreshed, "input": b"{}", "capture_output": True, "timeout": 60}
    fast = [sys.executable, "-IS", f"{unpacked}/statusline/fast.py", "--format", format_]
    whole = [sys.executable, "-P", "-m", "statusline", "--format", format_]
    alone = subprocess.run(fast, check=True, **options)
    assert alone.stderr == b""
    assert len(alone.stdout) > 5
    assert without_numbers(alone.stdout) == without_numbers(subprocess.run(whole, check=True, **options).stdout)


@pytest.mark.parametrize("name", [line.partition(">=")[0] for line in PROJECT["dependencies"]])
def test_an_empty_site_really_is_empty(name):
    done = subprocess.run([sys.executable, "-IS", "-c", f"import {name}"], capture_output=True, check=False)
    assert b"ModuleNotFoundError" in done.stderr
    assert subprocess.run([sys.executable, "-c", f"import {name}"], check=False).returncode == 0


ONLY_UNIX = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}


def imported(source):
    """Return what importing a module imports, but for what it imports on some systems only."""
    names, rest = set(), list(ast.parse(source).body)
    while rest:
        node = rest.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {node.module} if isinstance(node, ast.ImportFrom) else {name.name for name in node.names}
        elif isinstance(node, ast.If) and ast.unparse(node.test).startswith("sys.platform"):
            continue
        elif not isinstance(node, ast.FunctionDef):
            rest += ast.iter_child_nodes(node)
    return names


def test_no_module_needs_unix_to_be_imported():
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / "statusline").rglob("*.py")}
    assert imported(
        "if sys.platform == 'win32':\n import nt\nelse:\n import pwd\ntry:\n import fcntl\nfinally:\n 0"
    ) == {"fcntl"}
    assert {path.name: found for path, source in sources.items() if (found := imported(source) & ONLY_UNIX)} == {}
    assert len(sources) > 100
