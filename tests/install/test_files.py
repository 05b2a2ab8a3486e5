import os
import stat
import subprocess

import pytest

from statusline.errors import InstallError
from statusline.install import files


def written(path, data):
    """Write a file as it is now; return the folders that were made for it."""
    made = files.missing_folders(path)
    files.write(path, data, files.read(path) if os.path.isfile(path) else None)
    return made


def test_mode_stays_folders_too(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o755)
    file = folder / "rc"
    file.write_text("old")
    file.chmod(0o640)
    assert written(str(file), b"new") == []
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"new", 0o640)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert os.listdir(folder) == ["rc"]


def test_new_file_is_private(tmp_path):
    file = tmp_path / "a/b/rc"
    made = written(str(file), b"new")
    assert made == [str(tmp_path / "a"), str(tmp_path / "a/b")]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    files.remove(str(file), tuple(made))
    assert os.listdir(tmp_path) == []


def test_a_folder_somebody_else_uses_stays(tmp_path):
    file = tmp_path / "a/rc"
    made = written(str(file), b"new")
    (tmp_path / "a/other").touch()
    files.remove(str(file), tuple(made))
    assert os.listdir(tmp_path / "a") == ["other"]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "dotfiles").mkdir()
    target = tmp_path / "dotfiles/rc"
    target.write_text("old")
    link = tmp_path / ".rc"
    link.symlink_to("dotfiles/rc")
    written(files.real(str(link)), b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_unwritable_file_is_one_sentence(tmp_path):
    with pytest.raises(InstallError, match=r"Cannot write .*: .+\. If another program manages this file"):
        written("/proc/version", b"x")
    (tmp_path / "file").touch()
    with pytest.raises(InstallError, match="Cannot write"):
        written(str(tmp_path / "file/rc"), b"x")


def test_refused_write_leaves_no_folder(tmp_path):
    file = tmp_path / "a/b" / ("c" * 300)
    with pytest.raises(InstallError, match="Cannot write"):
        files.write(str(file), b"x", None)
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can mount")
def test_mounted_file_is_written_in_place(tmp_path):
    source, file = tmp_path / "source", tmp_path / "rc"
    source.write_text("old")
    file.touch()
    mounted = subprocess.run(["mount", "--bind", source, file], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine does not let root mount")
    try:
        written(str(file), b"new")
        assert source.read_bytes() == b"new"
    finally:
        subprocess.run(["umount", file], check=True)
    assert sorted(os.listdir(tmp_path)) == ["rc", "source"]
