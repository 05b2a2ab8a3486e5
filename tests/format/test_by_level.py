import pytest

from statusline.format.by_level import by_level
from statusline.format.grammar import parse

NAMES = ("context", "model")
SPELT = {
    "[$model](own)": "[$model](own)",
    "[$context](bold own)": "<,60[$context](bold normal)<60,85[$context](bold warning)<85,[$context](bold critical)<",
    "([a [$context](own)](own))": (
        "(<,60[a [$context](normal)](normal)<60,85[a [$context](warning)](warning)"
        "<85,[a [$context](critical)](critical)<)"
    ),
    "[$context[$model](own)](OWN)": (
        "<,60[$context[$model](own)](normal)<60,85[$context[$model](own)](warning)"
        "<85,[$context[$model](own)](critical)<"
    ),
}


def spelt(nodes):
    out = ""
    for node in nodes:
        if hasattr(node, "name"):
            out += node.name if node.name[0] == "<" else f"${node.name}"
        elif hasattr(node, "text"):
            out += node.text
        else:
            inner = spelt(node.children)
            out += f"[{inner}]({node.style})" if hasattr(node, "style") else f"({inner})"
    return out


@pytest.mark.parametrize(("format_", "text"), SPELT.items())
def test_own_around_the_context_is_three_styles(format_, text):
    assert spelt(by_level(parse(format_, NAMES), frozenset({"context"}), 60, 85)) == text
