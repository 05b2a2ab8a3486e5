import json
import stat

import pytest

from statusline.errors import StorageError
from statusline.install import manifest

ENTRY = manifest.Entry("zsh", "/h/.zshrc", "aa", "bb", "/s/backups/zsh-1", "", ("/h",))
FOREIGN = {
    "nothing": b"",
    "no JSON": b"{",
    "no object": b"[]",
    "another shape": b'{"version": 1, "installed": {"zsh": 1}}',
    "odd entries": b'{"version": 1, "installed": [1, null, {"surface": "zsh"}]}',
    "wrong types": json.dumps(
        {"version": 1, "installed": [{**dict.fromkeys(manifest.Entry.__slots__, 1), "folders": []}]}
    ).encode(),
    "an older version": b'{"version": 0, "installed": []}',
}


def test_entry_comes_back_and_is_private(tmp_path):
    manifest.save(str(tmp_path), {("zsh", "/h/.zshrc"): ENTRY})
    assert manifest.load(str(tmp_path)) == {("zsh", "/h/.zshrc"): ENTRY}
    assert stat.S_IMODE((tmp_path / "installed.json").stat().st_mode) == 0o600
    assert json.loads((tmp_path / "installed.json").read_text())["version"] == 1


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_foreign_manifest_counts_as_none(tmp_path, content):
    (tmp_path / "installed.json").write_bytes(content)
    assert manifest.load(str(tmp_path)) == {}


def test_a_newer_manifest_is_not_overwritten(tmp_path):
    (tmp_path / "installed.json").write_text('{"version": 2}')
    with pytest.raises(StorageError, match="newer statusline"):
        manifest.load(str(tmp_path))


def test_equal_names_have_own_backups():
    names = {manifest.backup_path("/s", "zsh", file) for file in ("/a/.zshrc", "/b/.zshrc", "/\udcff/.zshrc")}
    assert len(names) == 3
