import pytest

from statusline.errors import InstallError
from statusline.install import blocks

NEW = blocks.block("zsh", "one\ntwo")
BLOCK = """\
# >>> statusline >>>
# Written by `statusline install zsh`; `statusline uninstall zsh` removes it.
one
two
# <<< statusline <<<
"""
PUT = {
    "an empty file": ("", BLOCK),
    "a file": ("a\n", "a\n" + BLOCK),
    "a last line without an end": ("a", "a\n" + BLOCK),
    "an older block, where the user moved it": (
        "a\n# >>> statusline >>>\nold\n# <<< statusline <<<\nb\n",
        "a\n" + BLOCK + "b\n",
    ),
    "carriage returns": ("a\r\n", "a\r\n" + BLOCK.replace("\n", "\r\n")),
}
BROKEN = {
    "no end": "# >>> statusline >>>\na\n",
    "no beginning": "a\n# <<< statusline <<<\n",
    "the wrong way round": "# <<< statusline <<<\n# >>> statusline >>>\n",
    "twice": BLOCK + BLOCK,
}


@pytest.mark.parametrize(("before", "after"), PUT.values(), ids=PUT)
def test_block_at_the_end_or_its_old_place(before, after):
    assert blocks.put(before, NEW) == after
    assert blocks.put(after, NEW) == after


def test_block_leaves_all_around_it():
    assert blocks.without("a\n" + BLOCK + "b") == "a\nb"
    assert blocks.without("a\n# >>> something else >>>\n") == "a\n# >>> something else >>>\n"
    assert blocks.without("a\n" + BLOCK.rstrip("\n")) == "a\n"


def test_inside_is_read_whatever_line_ends():
    assert blocks.inside("a\r\n" + BLOCK.replace("\n", "\r\n")) == BLOCK
    assert blocks.inside("a\n") == ""


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_marks_that_are_no_pair_are_left_alone(text):
    for function in (blocks.without, blocks.inside, lambda text: blocks.put(text, NEW)):
        with pytest.raises(InstallError, match="one pair"):
            function(text)
