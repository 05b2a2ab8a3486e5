import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from statusline.config import variables
from statusline.errors import ConfigError
from statusline.format import style
from statusline.format.grammar import STYLE_NAMES, Group, Styled, Text, Variable, parse, style_words

KNOWN = ("label", "used", "resets_in")
NODES = {
    "nothing": ("", ()),
    "plain text": ("a·b", (Text("a·b"),)),
    "a variable": ("$used", (Variable("used"),)),
    "a variable in braces, with text behind it": ("${used}s", (Variable("used"), Text("s"))),
    "the longest name": ("$used%", (Variable("used"), Text("%"))),
    "a style": ("[a $used](bold)", (Styled((Text("a "), Variable("used")), "bold"),)),
    "an empty style": ("[a]()", (Styled((Text("a"),), ""),)),
    "several words of style": (
        "[a](Bold level  bg:236 #ff8800)",
        (Styled((Text("a"),), "Bold level  bg:236 #ff8800"),),
    ),
    "a group": ("( $resets_in)", (Group((Text(" "), Variable("resets_in"))),)),
    "an empty group and an empty style": ("()[](dim)", (Group(()), Styled((), "dim"))),
    "a style in a group in a style": (
        "[(a[$used](own))](dim)",
        (Styled((Group((Text("a"), Styled((Variable("used"),), "own"))),), "dim"),),
    ),
    "every escape": (r"\$\[\]\(\)\{\}\\", (Text("$[](){}\\"),)),
    "text and escapes are one text": (r"a\$b{c}", (Text("a$b{c}"),)),
    "two lines": ("a\nb", (Text("a\nb"),)),
    "twenty brackets": ("(" * 20 + ")" * 20, None),
}
MISTAKES = {
    "an open bracket": (
        "a [b",
        "a [b\n  ^\nThis [ is not closed. End it with ], or write \\[ for it.",
    ),
    "an open group": ("(a", "(a\n^\nThis ( is not closed. End it with ), or write \\( for it."),
    "no style": (
        "[a] b",
        "[a] b\n  ^\n[...] must be followed by (style). Write (bold), say, after it, or \\[ \\] for the brackets.",
    ),
    "an open style": ("[a](bold", "[a](bold\n   ^\nThis style is not closed. End it with )."),
    "a style that is none": (
        "[a](bold yelow)",
        "[a](bold yelow)\n         ^\nNot a colour, an attribute or the name of a style. Did you mean yellow?",
    ),
    "a background that is none": (
        "[a](bg:zzzz)",
        "[a](bg:zzzz)\n    ^\nNot a colour, an attribute or the name of a style. Use a colour, an attribute, or level,",
    ),
    "an unknown variable": ("a $lable", "a $lable\n   ^\nThere is no variable $lable here. Did you mean $label?"),
    "a variable of another place": (
        "$cost",
        "$cost\n ^\nThere is no variable $cost here. Available here: $label, $used, $resets_in.",
    ),
    "a variable like no other": (
        "${xyz}",
        "${xyz}\n  ^\nThere is no variable $xyz here. Available here: $label, $used, $resets_in.",
    ),
    "a brace that is open": (
        "${used",
        "${used\n ^\nThis { is not closed. Write } right after the name of the variable.",
    ),
    "a dollar alone": (
        "5 $",
        "5 $\n  ^\nA $ must be followed by the name of a variable. Write the name after it, or \\$ for a dollar sign.",
    ),
    "a dollar before a digit": (
        "$5",
        "$5\n^\nA $ must be followed by the name of a variable. Write the name after it, or \\$ for a dollar sign.",
    ),
    "a backslash at the end": (
        "a\\",
        "a\\\n ^\nA backslash must be followed by one of $ [ ] ( ) { } \\. Write two for a backslash itself.",
    ),
    "a backslash before a letter": (
        "\\n",
        "\\n\n^\nA backslash must be followed by one of $ [ ] ( ) { } \\. Write two for a backslash itself.",
    ),
    "a stray )": ("a)", "a)\n ^\nThis ) closes nothing. Take it out, or write \\) for it."),
    "a stray ]": ("a]b", "a]b\n ^\nThis ] closes nothing. Take it out, or write \\] for it."),
    "brackets that cross": (
        "[a)](dim)",
        "[a)](dim)\n  ^\nThis ) closes nothing; the [ before it ends with ]. Take it out, or write \\) for it.",
    ),
    "too deep": ("(" * 21, "(" * 21 + "\n" + " " * 20 + "^\nBrackets are nested more than 20 deep. Remove some."),
    "wide characters before it": ("日本 $x", "日本 $x\n      ^\nThere is no variable $x here."),
    "a combining character before it": ("e\u0301 $x", "e\u0301 $x\n   ^\nThere is no variable $x here."),
    "the second line": ("$used\n日 $x\n$label", "日 $x\n    ^\nThere is no variable $x here."),
    "characters that act on a terminal": ("\x1b\u202e$x", "??$x\n   ^\nThere is no variable $x here."),
    "a long line": ("a" * 80 + "$x" + "b" * 80, "…" + "a" * 49 + "$x" + "b" * 29 + "…\n" + " " * 51 + "^\nThere is no"),
}


@pytest.mark.parametrize(("text", "nodes"), NODES.values(), ids=NODES)
def test_a_format_is_read_as_these_nodes(text, nodes):
    found = parse(text, KNOWN)
    assert nodes is None or found == nodes


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistake_has_a_caret_and_a_remedy(text, message):
    with pytest.raises(ConfigError) as caught:
        parse(text, KNOWN)
    assert str(caught.value).startswith(message)


def test_format_without_variables_says_so():
    with pytest.raises(ConfigError, match=r"There is no variable \$used here. Available here: none\."):
        parse("$used", variables.NONE)


def test_format_as_the_key_of_a_table():
    assert {parse("[$used](dim)( a)", KNOWN): 1}[parse("[$used](dim)( a)", KNOWN)] == 1


def test_megabyte_of_brackets_is_refused():
    with pytest.raises(ConfigError, match="nested more than 20 deep"):
        parse("([" * 500_000, KNOWN)


@pytest.mark.parametrize("words", ["", " ", "none", "bold level", "own", *STYLE_NAMES, "fg:208 bg:#222222 underline"])
def test_a_style_may_name_styles(words):
    style_words(words)


def test_wrong_style_word_has_a_caret():
    with pytest.raises(ConfigError) as caught:
        style_words("bold levl")
    assert (
        str(caught.value) == "bold levl\n     ^\nNot a colour, an attribute or the name of a style. Did you mean level?"
    )


def test_style_names_are_no_colours():
    assert not set(STYLE_NAMES) & {*style.COLOURS, *style.ATTRIBUTES, "none"}


MARKS = st.sampled_from([*"$[](){}\\", "$used", "${label}", "](dim)", "](bold yelow)", "日", "e\u0301", "\n", "x"])


@settings(max_examples=500)
@given(st.text() | st.text(st.characters(codec=None)) | st.lists(MARKS, max_size=40).map("".join))
def test_any_text_is_a_format_or_a_mistake(text):
    told = mistake_of(text)
    if told:
        line, caret, problem = told.message.split("\n")
        assert caret.strip(" ") == "^"
        assert len(caret) <= max(1, wcswidth(line))
        assert line.isprintable()
        assert problem.endswith(".")
        assert told.remedy.endswith((".", "?"))


def mistake_of(text):
    try:
        parse(text, KNOWN)
    except ConfigError as error:
        return error
    return None
