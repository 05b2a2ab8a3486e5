"""Folders of logins from before their names had a checksum."""

import time
from dataclasses import replace
from pathlib import Path

from statusline.hot import paths, spool
from statusline.state import old_folder, transaction
from statusline.state.environment import find_environment
from support import signed_in


def test_old_folder_is_taken_over(environ, standin, statusline):
    environ["CLAUDE_CONFIG_DIR"] = environ["HOME"] + "/.claude"
    signed_in.configure(environ, "offline = true\n")
    now = int(time.time())
    spool.observe(paths.login_dir(environ), "s", "", {"five_hour": (77.0, now + 5_000)}, now)
    statusline("refresh")
    folder, here = Path(paths.login_dir(environ)), find_environment(environ)
    old = folder.with_name(old_folder.old_key(folder.name))
    folder.rename(old)
    with transaction.opened(here, now) as shared:
        logins = {old.name if key == folder.name else key: state for key, state in shared.record.logins.items()}
        shared.record = replace(shared.record, logins=logins)
    statusline("refresh")
    assert statusline().stdout.startswith("C 5h 77%")
    assert (folder / "spool" / "s").exists()
    assert not old.exists()
    assert list(transaction.read(here, now).record.logins) == [folder.name]


def test_folder_of_another_login_is_left(environ, statusline):
    now = int(time.time())
    environ["CLAUDE_CONFIG_DIR"] = environ["HOME"] + "/a b"
    here = find_environment(environ)
    old = Path(here.folder).with_name(old_folder.old_key(here.key))
    (old / "spool").mkdir(parents=True)
    (old / "spool" / "s").touch()
    with transaction.opened(here, now) as shared:
        old_folder.take_over(here, shared)
    assert (old / "spool" / "s").exists()


def test_only_a_checksum_is_taken_off():
    assert old_folder.old_key("c_home_a-1-23+x_b-4") == "c_home_a-1+x_b"
    assert old_folder.old_key("t123+x_b-4") == "t123+x_b"
    assert old_folder.old_key("default") == "default"
