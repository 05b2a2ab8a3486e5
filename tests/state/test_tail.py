"""Files read from their end: real ones, some of them huge."""

import os
import time

import pytest
import zstandard

from statusline.state import tail

MEGABYTE = 1 << 20


def write(path, data):
    path.write_bytes(data)
    return str(path)


LINES = {
    "nothing": (b"", [b""]),
    "one line": (b"a\n", [b"", b"a"]),
    "a line that is still being written": (b"a\nb", [b"b", b"a"]),
    "empty lines": (b"\n\n", [b"", b"", b""]),
    "lines longer than a piece": (
        b"a\n" + b"b" * 200_000 + b"\n" + b"c" * 900_000 + b"\nd\n",
        [b"", b"d", b"c" * 900_000, b"b" * 200_000, b"a"],
    ),
    "a line of megabytes, left empty": (b"a\n" + b"b" * 6 * MEGABYTE + b"\nc\n", [b"", b"c", b"", b"a"]),
    "one line of megabytes": (b"b" * 6 * MEGABYTE, [b""]),
    "a line end just between two pieces": (b"x\n" + b"y" * 65_535 + b"\n", [b"", b"y" * 65_535, b"x"]),
}


@pytest.mark.parametrize(("data", "expected"), LINES.values(), ids=LINES)
def test_the_lines_come_from_the_end(tmp_path, data, expected):
    assert list(tail.lines(write(tmp_path / "f", data))) == expected


def test_bound_leaves_a_cut_line_out(tmp_path):
    path = write(tmp_path / "f", b"first\nsecond\nthird\n")
    assert list(tail.lines(path, 10)) == [b"", b"third"]


def test_huge_end_costs_milliseconds(tmp_path):
    path = tmp_path / "f"
    with path.open("wb") as file:
        file.truncate(700 * MEGABYTE)
        file.seek(0, os.SEEK_END)
        file.write(b"\nlast\n")
    started = time.perf_counter()
    lines = tail.lines(str(path))
    assert [next(lines), next(lines)] == [b"", b"last"]
    lines.close()
    assert time.perf_counter() - started < 0.1


def test_a_packed_file_is_unpacked(tmp_path):
    data = b"first\n" + b"x" * 3_000_000 + b"\nlast\n"
    path = write(tmp_path / "f.zst", zstandard.compress(data[:50]) + zstandard.compress(data[50:]))
    lines = tail.lines(path)
    assert [next(lines), next(lines)] == [b"", b"last"]
    assert tail.first_line(path) == b"first"


PACKED = {
    "not packed at all": b"first\nlast\n",
    "empty": b"",
    "cut short at once": zstandard.compress(b"a\n" * 1_000)[:7],
}


@pytest.mark.parametrize("data", PACKED.values(), ids=PACKED)
def test_nothing_comes_of_a_packed_file_that_is(tmp_path, data):
    path = write(tmp_path / "f.zst", data)
    assert list(tail.lines(path)) == [b""]
    assert tail.first_line(path) == b""


def test_packed_file_cannot_fill_the_memory(tmp_path):
    path = tmp_path / "f.zst"
    with path.open("wb") as file, zstandard.ZstdCompressor().stream_writer(file) as packer:
        for _ in range(257):
            packer.write(bytes(MEGABYTE))
        packer.write(b"\nlast\n")
    assert path.stat().st_size < MEGABYTE
    assert list(tail.lines(str(path))) == [b""]


def test_without_zstandard_no_lines(tmp_path, monkeypatch):
    path = write(tmp_path / "f.zst", zstandard.compress(b"a\n"))
    assert tail.can_unpack()
    monkeypatch.setitem(__import__("sys").modules, "zstandard", None)
    assert not tail.can_unpack()
    assert list(tail.lines(path)) == [b""]
    assert tail.first_line(path) == b""


def test_the_first_line_is_cut_at_a_megabyte(tmp_path):
    assert tail.first_line(write(tmp_path / "f", b"a\nb\n")) == b"a"
    assert tail.first_line(write(tmp_path / "g", b"x" * 3 * MEGABYTE)) == b"x" * MEGABYTE


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        list(tail.lines(str(tmp_path / "f")))
    with pytest.raises(FileNotFoundError):
        tail.first_line(str(tmp_path / "f"))
