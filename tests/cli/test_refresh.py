import pytest

from support import signed_in


@pytest.fixture
def refresh(environ, standin, statusline):
    signed_in.both(environ, standin)
    return lambda *options: statusline("refresh", *options)


def test_refresh_shows_numbers_and_the_next_request(refresh):
    done = refresh()
    assert (done.returncode, done.stderr) == (0, "")
    assert "claude_oauth:" not in done.stdout
    assert done.stdout.count("next refresh in ") == 2
    assert "42%" in done.stdout


def test_details_say_what_each_source_answered(refresh):
    lines = refresh("-v").stdout.splitlines()
    assert [line for line in lines if line.startswith("claude_oauth: ")]
    assert [line for line in lines if line.startswith("codex_oauth: ")]


def test_refused_answer_is_1_until_it_is_mended(refresh, standin):
    standin.claude.accept("another")
    assert refresh().returncode == 1
    done = refresh()  # it is not asked again: the answer was no
    assert done.returncode == 1
    assert "claude_oauth" not in done.stderr


def test_nobody_signed_in_is_1_and_a_sentence(environ, statusline):
    done = statusline("refresh")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("statusline: Nobody is signed in to ")
    assert done.stderr.count("\n") == 1
