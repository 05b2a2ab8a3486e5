import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from statusline.hot import system

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(system.__file__)))
PATHS = ("", "/", "//", "a", "a/", "/a", "/a/", "a/b", "a//b", "/a/b/", "//a//b//", "../a", "a b/\u00e4\udcff")


@pytest.mark.parametrize("path", PATHS)
def test_a_path_is_as_os_has_it(path):
    assert system.dirname(path) == os.path.dirname(path)
    assert system.isabs(path) == os.path.isabs(path)
    assert system.fsencode(path) == os.fsencode(path)
    assert [system.join("/top", path), system.join("/", path)] == [os.path.join("/top", path), os.path.join("/", path)]


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "de_DE.ISO-8859-1"])
def test_variables_are_as_os_has_them(locale):
    code = "from statusline.hot import system; mine = system.environment(); import os; print(mine == dict(os.environ))"
    command = [sys.executable, "-S", "-c", f"import sys; assert 'os' not in sys.modules; {code}"]
    environ = {b"LC_ALL": locale.encode(), b"ODD": b"\xff\xc3\xa4=", b"EMPTY": b"", b"PYTHONPATH": os.fsencode(ROOT)}
    assert subprocess.run(command, env=environ, capture_output=True, check=True).stdout == b"True\n"


def test_variables_set_later_count(monkeypatch):
    monkeypatch.setenv("STATUSLINE_LATER", "1")
    assert system.environment()["STATUSLINE_LATER"] == "1"


def test_no_other_module_of_the_hot_half_imports_os():
    modules = Path(system.__file__).parent.glob("*.py")
    assert [path.name for path in modules if re.search(r"^\s*(import|from) os\b", path.read_text(), re.MULTILINE)] == [
        "system.py"
    ]
