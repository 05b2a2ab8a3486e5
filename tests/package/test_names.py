import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]
LONGEST = 52  # what can be searched for at a glance


def test_names_of_tests_can_be_searched():
    names = [
        (path.name, node.name)
        for path in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert [name for name in names if len(name[1]) > LONGEST] == []
    assert len(names) > 1_000
