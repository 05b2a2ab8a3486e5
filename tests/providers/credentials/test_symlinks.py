"""Links on the way to a credential: whose are followed, and that nothing gets in between."""

import os
import sys

import pytest

from statusline.errors import SourceError
from statusline.providers.claude.login import claude_login
from statusline.providers.codex.login import codex_login
from statusline.providers.codex.settings import codex_base_url
from statusline.providers.credentials import files, symlinks
from support import signed_in
from support.credential_files import put

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no owner by number")

SOMEBODY = 4_242


@pytest.fixture
def give(monkeypatch):
    """Return a function that gives a link to another user: truly as root, else in what `lstat` says of it."""
    given, lstat = set(), os.lstat

    def owned(path, **options):
        status = lstat(path, **options)
        return os.stat_result((*status[:4], SOMEBODY, *status[5:10])) if str(path) in given else status

    def give(link):
        if os.geteuid() == 0:
            os.lchown(link, SOMEBODY, -1)
        else:
            given.add(str(link))
            monkeypatch.setattr(symlinks.os, "lstat", owned)

    return give


def the_file(tmp_path):
    return "way/there/file", tmp_path / "way/there/file"


def link_to_the_file(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "way/there/file")
    return "link", tmp_path / "link"


def link_to_a_folder_above(tmp_path):
    (tmp_path / "folder").symlink_to(tmp_path / "way")
    return "folder/there/file", tmp_path / "folder"


def relative_link(tmp_path):
    (tmp_path / "way/other").symlink_to("../way/./there")
    return "way/other/file", tmp_path / "way/other"


def link_to_a_link(tmp_path):
    (tmp_path / "second").symlink_to("way/there")
    (tmp_path / "first").symlink_to(tmp_path / "second")
    return "first/file", tmp_path / "second"


def link_above_two_dots(tmp_path):
    (tmp_path / "down").symlink_to("way/there")
    return "down/../there/file", tmp_path / "down"


WAYS = {
    function.__name__.replace("_", " "): function
    for function in (link_to_the_file, link_to_a_folder_above, relative_link, link_to_a_link, link_above_two_dots)
}


@pytest.fixture
def content(tmp_path):
    """Write the file that all ways lead to."""
    return put(tmp_path / "way/there/file", b"hush")


@pytest.mark.parametrize("way", [the_file, *WAYS.values()], ids=["no link", *WAYS])
def test_links_of_ones_own_are_followed(tmp_path, content, way):
    path, _ = way(tmp_path)
    assert files.read(f"{tmp_path}/{path}").data == b"hush"
    assert symlinks.followed(f"{tmp_path}/{path}") == (os.path.realpath(content), os.stat(content))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_foreign_link_has_a_remedy(tmp_path, content, give, way):
    path, link = way(tmp_path)
    give(link)
    with pytest.raises(symlinks.ForeignLink) as caught:
        files.read(f"{tmp_path}/{path}")
    assert str(caught.value) == (
        f"{link} is a link of another user (uid 4242) and is not followed. "
        f"Look where it leads: `ls -l {link}`; if that is right, put a link of your own in its place."
    )


def test_a_link_of_root_is_followed(tmp_path, content):
    (tmp_path / "link").symlink_to(content)
    with pytest.raises(symlinks.ForeignLink):
        symlinks.followed(f"{tmp_path}/link", frozenset({SOMEBODY}))
    assert {0, os.geteuid()} <= symlinks._owners()
    assert symlinks.followed(f"{tmp_path}/link", symlinks._owners())[0] == os.path.realpath(content)


def test_foreign_plain_file_is_read(tmp_path, content):
    if os.geteuid() != 0:
        pytest.skip("Only root can give a file away.")
    os.chown(content, SOMEBODY, -1)
    assert files.read(str(content)).data == b"hush"


def test_a_link_to_nothing_is_as_no_file(tmp_path):
    (tmp_path / "link").symlink_to("absent")
    assert files.read(str(tmp_path / "link")) is None


def test_relative_path_is_of_current_folder(tmp_path, content, monkeypatch):
    monkeypatch.chdir(tmp_path / "way")
    assert files.read("there/file").data == b"hush"
    assert files.read("../way/there/file").data == b"hush"


@pytest.mark.parametrize("path", ["/", "//", "/..", "/../.."])
def test_the_root_is_a_folder_and_has_none_above(path):
    with pytest.raises(SourceError, match="is not a plain file"):
        files.read(path)


def test_forty_links_are_followed_and_no_more(tmp_path, content):
    (tmp_path / "0").symlink_to(content)
    for number in range(1, 41):
        (tmp_path / str(number)).symlink_to(str(number - 1))
    before = sum(os.path.islink(parent) for parent in (tmp_path, *tmp_path.parents))
    assert files.read(str(tmp_path / str(39 - before))).data == b"hush"
    with pytest.raises(SourceError, match=r"cannot be read \(Too many levels of symbolic links\)"):
        files.read(str(tmp_path / str(40 - before)))


@pytest.fixture
def between(monkeypatch):
    """Return a function that lets something happen between the look at the path and its opening, `times` over."""
    followed = symlinks.followed

    def between(action, times):
        left = [action] * times

        def then(path):
            found = followed(path)
            if left:
                left.pop()()
            return found

        monkeypatch.setattr(files.symlinks, "followed", then)

    return between


def replace(path, content):
    """Put another file in the place of path, as the vendors' clients do."""
    put(path.with_name("new"), content).replace(path)


def test_replaced_file_is_read_as_new(content, between):
    between(lambda: replace(content, b"new"), 2)
    assert files.read(str(content)).data == b"new"


def test_ever_replaced_file_is_not_read(content, between):
    between(lambda: replace(content, b"new"), 1_000)
    with pytest.raises(SourceError, match="is replaced again and again"):
        files.read(str(content))


def test_link_put_in_is_not_followed(tmp_path, content, between):
    secret = put(tmp_path / "secret", b"secret")

    def swap():
        content.unlink(missing_ok=True)
        content.symlink_to(secret)

    between(swap, 1)
    with pytest.raises(SourceError, match="cannot be read"):
        files.read(str(content))


def test_folder_made_a_link_leads_nowhere(tmp_path, content, between, give):
    put(tmp_path / "elsewhere/file", b"secret")

    def swap():
        content.parent.rename(tmp_path / "away")
        content.parent.symlink_to(tmp_path / "elsewhere")
        give(content.parent)

    between(swap, 1)
    with pytest.raises(symlinks.ForeignLink):
        files.read(str(content))


def test_nothing_is_left_open(content, between):
    between(lambda: replace(content, b"new"), 1_000)
    before = open_descriptors()
    for _ in range(5):
        with pytest.raises(SourceError):
            files.read(str(content))
    assert open_descriptors() == before


def open_descriptors():
    found = []
    for number in range(256):
        try:
            os.fstat(number)
        except OSError:
            continue
        found.append(number)
    return found


def test_planted_codex_home_gets_nothing(tmp_path, give):
    put(tmp_path / "home/.codex/auth.json", {"tokens": {"access_token": "mine"}})
    planted = tmp_path / "planted"
    put(planted / "real.toml", b'chatgpt_base_url = "https://evil.example"')
    for name, target in {"auth.json": "../home/.codex/auth.json", "config.toml": "real.toml"}.items():
        (planted / name).symlink_to(target)
    environ = {"HOME": str(tmp_path / "home"), "CODEX_HOME": str(planted)}
    assert codex_login(environ).credential.token == "mine"
    give(planted / "auth.json")
    give(planted / "config.toml")
    with pytest.raises(symlinks.ForeignLink):
        codex_login(environ)
    assert codex_base_url(environ) == "https://chatgpt.com/backend-api"


def test_claude_login_not_read_through_link(tmp_path, give):
    put(tmp_path / "dot/.credentials.json", {"claudeAiOauth": {"accessToken": "mine"}})
    (tmp_path / ".claude").symlink_to("dot")
    environ = {"HOME": str(tmp_path)}
    assert claude_login(environ, "linux").credential.token == "mine"
    give(tmp_path / ".claude")
    with pytest.raises(symlinks.ForeignLink):
        claude_login(environ, "linux")


def test_the_command_says_it_and_asks_nobody(environ, home, standin, statusline):
    if os.geteuid() != 0:
        pytest.skip("Only root can give a link away to a user whom a child process sees.")
    signed_in.claude(environ, standin)
    (home / ".claude").rename(home / "dot")
    (home / ".claude").symlink_to("dot")
    os.lchown(home / ".claude", SOMEBODY, -1)
    done = statusline("refresh", "-v")
    assert done.returncode == 1
    assert f"{home}/.claude is a link of another user (uid 4242) and is not followed." in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert standin.requests == ()
    assert "✗ ~/.claude is a link of another user" in statusline("doctor").stdout
    assert statusline("--format", "plain").returncode == 0
