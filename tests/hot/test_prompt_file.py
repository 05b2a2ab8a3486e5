import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusline.hot import prompt_file

U, R = prompt_file.UNIT, prompt_file.MARK
LOGIN = ("", "", "", "")
HEADER = U.join(["statusline 1", "100", "400", "1000", "0", "", "", "", "", ""])

FILLED = {
    "text": (["a", "b"], 0, "ab"),
    "time left": (["5h ", f"{R}t7860"], 0, "5h 2h11m"),
    "age": ([f"{R}a100"], 1_000, "15m"),
    "before a reset": (["C ", f"{R}w,500", "42%", f"{R}w500,", "–", f"{R}w", "!"], 499, "C 42%!"),
    "at a reset": (["C ", f"{R}w,500", "42%", f"{R}w500,", "–", f"{R}w", "!"], 500, "C –!"),
    "clock holes in a hidden span": ([f"{R}w,5", f"{R}t9", f"{R}w"], 6, ""),
    "whole numbers": ([f"{R}n", " ", f"{R}l90", " ", f"{R}o40"], 50, "50 40 10"),
    "no negative seconds": ([f"{R}l10", f"{R}o90"], 50, "00"),
    "a new line": (["a", f"{R}N", "b", f"{R}w9,", f"{R}N"], 0, "a\nb"),
}


@pytest.mark.parametrize(("fragments", "now", "text"), FILLED.values(), ids=FILLED)
def test_holes_are_filled_by_the_clock(fragments, now, text):
    assert prompt_file.fill(fragments, now) == text


@pytest.mark.parametrize("hole", ["x", "", "tsoon", "wsoon,", "t"])
def test_a_hole_it_does_not_know_is_an_error(hole):
    with pytest.raises(ValueError, match=r".*"):
        prompt_file.fill([f"{R}{hole}"], 0)


def test_a_file_is_read_as_header_and_pieces(tmp_path):
    path = tmp_path / "plain.prompt"
    path.write_text(f"{HEADER}\na{U}b\nc{U}{R}.")
    assert prompt_file.read(str(path), LOGIN) == (HEADER.split(U), ["a", "b\nc"])


FOREIGN = {
    "empty": "",
    "cut in the header": HEADER[:20],
    "cut in the body": f"{HEADER}\na{U}b",
    "another version": f"{HEADER.replace('statusline 1', 'statusline 2')}\na{U}{R}.",
    "too few header fields": f"statusline 1{U}5\na{U}{R}.",
    "no time to refresh": f"{HEADER.replace('400', '')}\na{U}{R}.",
    "written at no time": f"{HEADER.replace('100', 'x', 1)}\na{U}{R}.",
    "another login": f"{HEADER[:-1]}/work{U}\na{U}{R}.",
    "something after the end": f"{HEADER}\na{U}{R}.{U}b",
    "too long": f"{HEADER}\n{'a' * prompt_file.SIZE_LIMIT}{U}{R}.",
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_or_cut_file_counts_as_missing(tmp_path, content):
    path = tmp_path / "plain.prompt"
    path.write_text(content)
    assert prompt_file.read(str(path), LOGIN) is None


def test_folder_or_pipe_counts_as_missing(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("nothing", "pipe", "."):
        assert prompt_file.read(str(tmp_path / name), LOGIN) is None


LADDER = f"{R}f42{U}C 5h {U}42%{U} long\n{R}f20{U}C {U}42%\n{R}f3{U}42%{U}{R}."
VARIANTS = {
    "told nothing": (None, ["C 5h ", "42%", " long"]),
    "enough": (42, ["C 5h ", "42%", " long"]),
    "more than enough": (9_999, ["C 5h ", "42%", " long"]),
    "one too few": (41, ["C ", "42%"]),
    "the second just fits": (20, ["C ", "42%"]),
    "the last": (19, ["42%"]),
    "less than the last needs": (1, ["42%"]),
}


@pytest.mark.parametrize(("width", "fragments"), VARIANTS.values(), ids=VARIANTS)
def test_first_fitting_variant_or_the_last(tmp_path, width, fragments):
    path = tmp_path / "plain.prompt"
    path.write_text(f"{HEADER}\n{LADDER}")
    assert prompt_file.read(str(path), LOGIN, width) == (HEADER.split(U), fragments)


ONE_VARIANT = {
    "JSON over two lines": (f'{{"a":\n{U}1}}{U}{R}.', ['{"a":\n', "1}"]),
    "nothing at all": (f"{R}.", []),
    "an empty variant": (f"{R}f0{U}{R}.", []),
    "an empty variant above another": (f"{R}f0\n{R}f0{U}{R}.", []),
    "one variant": (f"{R}f9{U}a{U}b{U}{R}.", ["a", "b"]),
}


@pytest.mark.parametrize("width", [None, 5])
@pytest.mark.parametrize(("body", "fragments"), ONE_VARIANT.values(), ids=ONE_VARIANT)
def test_one_variant_ignores_the_width(tmp_path, body, fragments, width):
    path = tmp_path / "json.prompt"
    path.write_text(f"{HEADER}\n{body}")
    assert prompt_file.read(str(path), LOGIN, width) == (HEADER.split(U), fragments)


def test_variants_are_read_as_they_are(tmp_path):
    path = tmp_path / "claude.prompt"
    path.write_text(f"{HEADER}\n{LADDER}")
    variants = [f"{R}f42{U}C 5h {U}42%{U} long", f"{R}f20{U}C {U}42%", f"{R}f3{U}42%"]
    assert prompt_file.variants(str(path), LOGIN) == (HEADER.split(U), variants)
    assert prompt_file.parts(str(path), LOGIN) == (HEADER.split(U), LADDER)
    path.write_text(f"{HEADER}\na{U}b\nc{U}{R}.")
    assert prompt_file.variants(str(path), LOGIN) == (HEADER.split(U), [f"a{U}b\nc"])
    assert prompt_file.variants(str(path), ("/other", "", "", "")) is None
    assert prompt_file.parts(str(path), ("/other", "", "", "")) is None


BROKEN = {
    "no width": f"{R}f{U}a\n{R}f1{U}b{U}{R}.",
    "a width that is no number": f"{R}f1x{U}a\n{R}f1{U}b{U}{R}.",
    "a width beyond all numbers": f"{R}f{'9' * 5_000}{U}a\n{R}f1{U}b{U}{R}.",
    "a second line that is no variant": f"{R}f50{U}a\nb{U}{R}.",
    "an empty line": f"{R}f50{U}a\n\n{R}f1{U}b{U}{R}.",
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_broken_variant_counts_as_missing(tmp_path, body):
    path = tmp_path / "plain.prompt"
    path.write_text(f"{HEADER}\n{body}")
    assert prompt_file.read(str(path), LOGIN, 20) is None


@given(
    st.binary(max_size=300)
    | st.text(alphabet=f"ab{R}{U}f019.\n", max_size=60).map(lambda t: f"{HEADER}\n{t}{U}{R}.".encode())
)
def test_any_bytes_read_without_failure(data):
    path = "unused"
    original = prompt_file.read_own
    try:
        prompt_file.read_own = lambda *_: data
        found = [prompt_file.read(path, LOGIN), prompt_file.read(path, LOGIN, 5), prompt_file.variants(path, LOGIN)]
    finally:
        prompt_file.read_own = original
    assert all(each is None or len(each[0]) == prompt_file.HEADER_FIELDS for each in found)
