"""A session speaks for the account that it was begun by."""

import json
import time
from pathlib import Path

import pytest

from statusline.demo.standin import write_claude_login
from statusline.demo.standin.logins import ACCOUNT, ORGANIZATION
from statusline.limits import merge
from statusline.limits.model import Login
from statusline.providers.claude import session_owner
from support import signed_in
from support.prompt_files import NOW, sample
from support.transcript_files import owner, prompt

SESSION = "5a7bb0c2-0000-4000-8000-000000000001"
OTHER = "99999999-1111-4111-8111-111111111111"


def write_transcript(environ, *lines):
    path = Path(environ["HOME"], ".claude", "projects", "-tmp", f"{SESSION}.jsonl")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(lines))
    return path


@pytest.mark.parametrize(
    ("user", "text"), {OTHER: "C …", ACCOUNT: "C 5h 94% 2h29m → full in 9m"}.items(), ids=["other", "own"]
)
def test_foreign_session_does_not_speak(environ, standin, statusline, user, text):
    path = write_transcript(environ, prompt(9), owner(ORGANIZATION, user))
    signed_in.claude(environ, standin)
    windows = {"five_hour": {"used_percentage": 94, "resets_at": int(time.time()) + 8_999}}
    document = {"session_id": SESSION, "transcript_path": str(path), "rate_limits": windows}
    environ["STATUSLINE_NO_REFRESH"] = "1"
    statusline("-f", "claude", input=json.dumps(document))
    statusline("refresh", "--offline")
    assert statusline().stdout == text + "\n"


OWNERS = {
    "the first lines say it": ((owner("org", "me"), prompt(9)), False),
    "another user of the same organisation": ((owner("org", "you"), prompt(9)), True),
    "another organisation": ((owner("other", "me"),), True),
    "somebody else signed in since": ((owner("org", "you"), prompt(200_000), owner("org", "me")), False),
    "nobody says so": ((prompt(9),), False),
}


@pytest.mark.parametrize(("lines", "other"), OWNERS.values(), ids=OWNERS)
def test_last_named_owner_counts(tmp_path, lines, other):
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "s.jsonl").write_bytes(b"".join(lines))
    login = Login("claude", "k", "w", organization="org", user="me")
    assert session_owner.of_others(str(tmp_path), {"s", "gone"}, login) == ({"s"} if other else set())


def session(used, resets_at, ago):
    return sample(used=used, resets_at=resets_at, as_of=NOW - ago, source="claude_statusline")


BELIEVED = {
    "a newer answer, whatever the resets say": (session(94, NOW + 9_000, 60), sample(used=23), 23),
    "a newer word in the same cycle": (session(43, NOW + 7_860, 0), sample(used=42, as_of=NOW - 60), 43),
    "a newer word once the answer's cycle is over": (
        session(3, NOW + 17_000, 0),
        sample(used=99, resets_at=NOW - 60, as_of=NOW - 600),
        3,
    ),
    "a newer word where the answer's window had not started": (
        session(3, NOW + 17_000, 0),
        sample(used=0, resets_at=None, as_of=NOW - 600),
        3,
    ),
}


@pytest.mark.parametrize(("word", "answer", "used"), BELIEVED.values(), ids=BELIEVED)
def test_own_answer_beats_a_doubtful_session(word, answer, used):
    assert merge.believe([word, answer], NOW)["five_hour"].used_percentage == used


def test_other_user_is_another_account(environ):
    from statusline.providers.claude.login import claude_login

    folder = Path(environ["HOME"], ".claude")
    write_claude_login(
        folder, "sk-ant-oat01-X", time.time() + 900, account=OTHER, state_file=folder.parent / ".claude.json"
    )
    assert claude_login(environ).user == OTHER
