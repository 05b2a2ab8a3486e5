import time
from pathlib import Path

import signed_in
from statusline import harvest, paths


def test_every_sample_is_listed_with_the_reason_why_it_is_believed_or_not(environ, standin, statusline):
    signed_in.claude(environ, standin)
    assert statusline("refresh").returncode == 0
    now = int(time.time())
    harvest.observe(paths.login_dir(environ), "s", "", {"five_hour": (99.0, now + 3_000)}, now)
    assert statusline("refresh", "--offline").returncode == 0
    lines = statusline("explain").stdout.splitlines()
    start = lines.index("  five_hour")
    assert lines[start + 1].startswith("    => 42.4% by claude_oauth (official), seen <1m ago, resets in 2h1")
    assert lines[start + 2].startswith("       99% by claude_statusline (official)")
    assert lines[start + 2].endswith("earlier cycle")
    assert "codex · unconfigured" in lines


def test_with_nothing_known_it_says_so(statusline, environ):
    done = statusline("explain")
    assert done.returncode == 0
    assert done.stdout.count("nothing is known") == 2
    assert not Path(environ["STATUSLINE_CACHE_DIR"]).exists()
