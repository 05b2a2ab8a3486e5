import tomllib

from hypothesis import given
from hypothesis import strategies as st

from statusline.config.line_numbers import key_lines

TRICKY_VALUES = (
    "1",
    "true",
    "1979-05-27 07:32:00.5Z",
    '"a # b = [c] {d"',
    r'"\" = \\"',
    '\'"""\'',
    '""',
    "''",
    '"""\nx = 1\n[y]\n"""',
    r'"""a\"""b = """',
    '"""""ends with two"""""',
    "'''\n# no comment\n''x'''''",
    "[\n  1, # one\n\n  'a]', [[], [2]],\n]",
    "{ a = 1, 'b c' = [1,\n 2], d.e = {} }",
    '[{x = 1}, {y = "}"}]',
)
KEYS = ("k{}", '"k{}"', "'k{}'")


@given(st.data())
def test_key_line_found_below_any_value(data):
    text, expected = "", {}
    table = ()
    for number in range(data.draw(st.integers(1, 6))):
        text += data.draw(st.sampled_from(["", "\n", "# x = [\n", "  "]))
        if data.draw(st.booleans()):
            table = (f"t{number}",)
            expected[table] = text.count("\n") + 1
            text += f"[ t{number} ]\n"
        key = data.draw(st.sampled_from(KEYS)).format(number)
        expected[(*table, f"k{number}")] = text.count("\n") + 1
        text += f"{key} = {data.draw(st.sampled_from(TRICKY_VALUES))}{data.draw(st.sampled_from(['', ' # = [']))}\n"
    tomllib.loads(text)
    lines = key_lines(text)
    assert {key: lines.get(key) for key in expected} == expected


def test_table_list_lines_are_found():
    text = "[[a]]\nb = 1\n\n[[a]] # second\nb = 2\n[c]\nb = 3\n[[a]]\n"
    assert key_lines(text) == {
        ("a",): 1,
        ("a", 0): 1,
        ("a", 0, "b"): 2,
        ("a", 1): 4,
        ("a", 1, "b"): 5,
        ("c",): 6,
        ("c", "b"): 7,
        ("a", 2): 8,
    }


def test_item_dotted_and_inline_lines():
    text = """\
a.b = [
  "x",

  "y", ["z"],
  { c = 1 },
]
d = { e = [
  1], "f.g" = 2 }
[ h . "i" ]
j.k = 1
"""
    assert key_lines(text) == {
        ("a",): 1,
        ("a", "b"): 1,
        ("a", "b", 0): 2,
        ("a", "b", 1): 4,
        ("a", "b", 2): 4,
        ("a", "b", 2, 0): 4,
        ("a", "b", 3): 5,
        ("a", "b", 3, "c"): 5,
        ("d",): 7,
        ("d", "e"): 7,
        ("d", "e", 0): 8,
        ("d", "f.g"): 8,
        ("h",): 9,
        ("h", "i"): 9,
        ("h", "i", "j"): 10,
        ("h", "i", "j", "k"): 10,
    }


def test_nested_named_table_key_lines():
    text = """\
[window."seven_day:fable"]
label = "a"
thresholds = { warning = 1,
 critical = 2 }
[window.five_hour.thresholds]
warning = 1
"""
    lines = key_lines(text)
    assert lines["window", "seven_day:fable"] == 1
    assert lines["window", "seven_day:fable", "label"] == 2
    assert lines["window", "seven_day:fable", "thresholds", "critical"] == 4
    assert lines["window", "five_hour", "thresholds", "warning"] == 6
