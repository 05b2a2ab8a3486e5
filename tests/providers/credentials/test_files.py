"""Files of other programs, among them some that are not files."""

import contextlib
import os
import sys

import pytest

from statusline.errors import SourceError
from statusline.providers.credentials import files

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither pipes in folders nor these modes")


def test_a_missing_file_is_none(tmp_path):
    assert files.read(str(tmp_path / "absent")) is None
    (tmp_path / "file").write_text("")
    assert files.read(str(tmp_path / "file" / "below")) is None


def test_the_cap_is_a_length_that_is_still_read(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"x" * 10)
    assert files.read(str(path), limit=10).data == b"x" * 10
    with pytest.raises(SourceError) as caught:
        files.read(str(path), limit=9)
    assert str(caught.value) == f"{path} is longer than 9 bytes. Move it away and sign in again."


def test_the_content_is_not_in_the_repr(tmp_path):
    (tmp_path / "file").write_bytes(b"hush")
    assert "hush" not in repr(files.read(str(tmp_path / "file")))


@posix
def test_a_folder_is_refused(tmp_path):
    with pytest.raises(SourceError, match="is not a plain file"):
        files.read(str(tmp_path))


@posix
@pytest.mark.timeout(10)
def test_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="is not a plain file"):
        files.read(str(tmp_path / "pipe"))


@posix
def test_links_in_a_circle_are_an_error(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(SourceError, match="cannot be read"):
        files.read(str(tmp_path / "a"))


def test_a_path_that_no_system_knows_is_an_error():
    with pytest.raises(SourceError, match="cannot be read"):
        files.read("/nul\0l")


@posix
def test_foreign_file_has_a_remedy(tmp_path):
    path = tmp_path / "file"
    path.write_text("hush")
    path.chmod(0)
    with as_an_ordinary_user(), pytest.raises(SourceError) as caught:
        files.read(str(path))
    assert str(caught.value) == (
        f"{path} cannot be read (Permission denied). Make it readable for your user: `ls -l` shows its owner."
    )


@posix
def test_home_is_absolute_without_a_variable(tmp_path):
    assert files.home({"HOME": str(tmp_path)}) == str(tmp_path)
    assert files.home({}).startswith("/")


@contextlib.contextmanager
def as_an_ordinary_user():
    """Root may read everything: step down for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)
