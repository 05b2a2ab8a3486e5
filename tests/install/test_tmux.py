"""Who prints the text of a tmux before 3.2: the block in its config."""

import pytest

from statusline.errors import InstallError
from statusline.install import blocks, renderer
from statusline.install.base import DEFAULTS, Options
from statusline.install.tmux import Tmux, renderer_of

ABLE, UNABLE = Tmux(works=lambda: True), Tmux(works=lambda: False)


def test_the_shell_prints_where_it_can():
    text = ABLE.put("set -g mouse on\n", "", DEFAULTS)
    assert f'set-option -g @statusline_sh "{renderer.script(renderer.BAR)}"\n' in text
    assert renderer_of(text) == "sh"
    assert ABLE.commands(text) == UNABLE.commands(UNABLE.put("", "", DEFAULTS))
    assert UNABLE.put(text, "", DEFAULTS) == text  # what is there stays
    python = ABLE.put(text, "", Options(renderer="python"))
    assert (renderer_of(python), "statusline_sh" in python) == ("python", False)
    assert ABLE.put(python, "", DEFAULTS) == python
    assert ABLE.put(python, "", Options(renderer="auto")) == text
    assert blocks.without(text) == "set -g mouse on\n"


def test_a_shell_that_cannot_is_not_chosen():
    assert renderer_of(UNABLE.put("", "", DEFAULTS)) == "python"
    with pytest.raises(InstallError, match="cannot tell here when a line ends"):
        UNABLE.put("", "", Options(renderer="sh"))
