import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.install import json_text

PUT = {
    "empty object": ("{}", '{\n  "k": 1\n}'),
    "empty object over two lines": ("{\n}\n", '{\n  "k": 1\n}\n'),
    "one line": ('{"a":1}', '{"a":1,"k":1}'),
    "one line with spaces": ('{"a": 1, "b": 2}', '{"a": 1, "b": 2, "k": 1}'),
    "two spaces": ('{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "k": 1\n}\n'),
    "four spaces, spaced colons": ('{\n    "a" : 1\n}', '{\n    "a" : 1,\n    "k" : 1\n}'),
    "tabs": ('{\n\t"a": 1\n}', '{\n\t"a": 1,\n\t"k": 1\n}'),
    "carriage returns": ('{\r\n  "a": 1\r\n}\r\n', '{\r\n  "a": 1,\r\n  "k": 1\r\n}\r\n'),
    "there already": ('{"k":  [0, {}] , "a": 1}', '{"k":  1 , "a": 1}'),
    "a nested one of the same name": ('{"a": {"k": 0}}', '{"a": {"k": 0},"k": 1}'),
    "one of the same name in a text": ('{"a": "\\"k\\": 0 }"}', '{"a": "\\"k\\": 0 }","k": 1}'),
    "an escaped name": ('{"\\u006b": 0}', '{"\\u006b": 1}'),
}
TAKEN = {
    "the only one": ('{\n  "k": 1\n}\n', "{\n}\n"),
    "the first": ('{\n  "k": {"x": 1},\n  "a": 1\n}', '{\n  "a": 1\n}'),
    "the last": ('{\n  "a": 1,\n  "k": 1\n}', '{\n  "a": 1\n}'),
    "one in the middle": ('{"a": 1, "k": "},", "b": 2}', '{"a": 1, "b": 2}'),
    "none": ('{"a": 1}', '{"a": 1}'),
}
REFUSED = {
    "comments": '{\n  // mine\n  "a": 1\n}',
    "a trailing comma": '{"a": 1,}',
    "a list": "[1]",
    "nothing": "",
    "NaN": '{"a": NaN}',
    "two documents": "{} {}",
    "the same key twice": '{"a": 1, "a": 2}',
    "too deep": '{"a":' + "[" * 100_000 + "]" * 100_000 + "}",
}


@pytest.mark.parametrize(("before", "after"), PUT.values(), ids=PUT)
def test_member_in_the_layout_there(before, after):
    assert json_text.put(before, "k", "1") == after


@pytest.mark.parametrize(("before", "after"), TAKEN.values(), ids=TAKEN)
def test_a_member_goes_out_with_its_comma(before, after):
    assert json_text.take(before, "k") == after


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_is_not_one_plain_object_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        json_text.put(text, "k", "1")


def test_object_in_its_neighbours_layout():
    assert json_text.written('{\n    "a": 1\n}', {"x": 1}) == '{\n        "x": 1\n    }'
    assert json_text.written('{"a": 1}', {"x": "é"}) == '{"x": "é"}'
    assert json_text.written("{}", {"x": 1}) == '{\n    "x": 1\n  }'


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), values), values, st.sampled_from([None, 1, 4, "\t"]), st.booleans())
def test_one_member_changes_and_comes_out(document, value, indent, plain):
    text = json.dumps(document, indent=indent, ensure_ascii=plain)
    document.pop("k", None)
    without = json_text.take(text, "k")
    assert json.loads(without) == document
    with_it = json_text.put(without, "k", json_text.written(without, value))
    assert list(json.loads(with_it).items()) == [*document.items(), ("k", value)]
    assert json.loads(json_text.take(with_it, "k")) == document
    if document:
        assert json_text.take(with_it, "k") == without
