from pathlib import Path

import pytest

from statusline.config import variables
from statusline.format.grammar import STYLE_NAMES

PAGE = (Path(__file__).parents[2] / "docs" / "format.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(variables.ALL))
def test_every_variable_is_documented(name):
    assert f"`${name}`" in PAGE


@pytest.mark.parametrize("name", STYLE_NAMES)
def test_every_name_of_a_style_is_documented(name):
    assert f"`{name}`" in PAGE
