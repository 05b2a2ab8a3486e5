import json
from pathlib import Path

import pytest

from statusline.demo.standin import Answer
from support import signed_in, web_sessions
from support.vendors import web_organization
from support.web_sessions import API, KEY, LOGIN, ORGS, PERSONAL, TEAM

LISTED = (
    "  1  Stand-in API      55555555  api, api_individual\n"
    "* 2  …'s Organization  22222222  chat, claude_max\n"
    "  3  Stand-in Team     44444444  chat, raven\n"
)
FIRST = (
    "Its limits are those of …'s Organization (22222222), the first one with a chat plan; "
    "`statusline orgs --use` chooses another.\n"
)


@pytest.fixture(autouse=True)
def led(environ, standin):
    web_sessions.lead_to(environ, standin)
    standin.web.accept(KEY)
    environ["STATUSLINE_CLAUDE_SESSION_KEY"] = KEY


def usage_asked(standin):
    return [request.path.split("/")[3] for request in standin.requests if request.path.endswith("/usage")]


def test_all_listed_first_is_named(statusline, environ):
    orgs = statusline(*ORGS)
    assert (orgs.returncode, orgs.stdout, orgs.stderr) == (0, LISTED + FIRST, "")
    assert "@" not in orgs.stdout
    assert web_sessions.files_with(KEY, Path(environ["STATUSLINE_STATE_DIR"]).parent) == []


USES = {
    "its number": ("3", TEAM),
    "its uuid": (TEAM, TEAM),
    "its uuid in capitals": (TEAM.upper(), TEAM),
    "the beginning of its uuid": ("44444444", TEAM),
    "its name": ("stand-in team", TEAM),
    "the name of one without a chat plan": ("Stand-in API", API),
}


@pytest.mark.parametrize(("wanted", "uuid"), USES.values(), ids=USES)
def test_one_is_chosen_by(statusline, standin, wanted, uuid):
    orgs = statusline(*ORGS, "--use", wanted)
    assert orgs.returncode == 0, orgs.stderr
    assert orgs.stdout.endswith(", as you chose.\n")
    assert [line.split("  ")[-2].strip() for line in orgs.stdout.splitlines() if line[0] == "*"] == [uuid[:8]]
    again = statusline(*ORGS)
    assert (again.stdout, uuid[:8] in again.stdout.splitlines()[-1]) == (orgs.stdout, True)
    statusline("refresh")
    assert usage_asked(standin) == [uuid]


NOBODY = {
    "no number": ("4", "names no organisation"),
    "nought": ("0", "names no organisation"),
    "another name": ("Nobody", "names no organisation"),
    "too short a piece of a uuid": ("44", "names no organisation"),
    "nothing": ("", "names no organisation"),
}


@pytest.mark.parametrize(("wanted", "problem"), NOBODY.values(), ids=NOBODY)
def test_unknown_one_changes_nothing(statusline, wanted, problem):
    orgs = statusline(*ORGS, "--use", wanted)
    assert (orgs.returncode, orgs.stdout) == (2, "")
    assert f"{problem}; give a number of `statusline orgs`." in orgs.stderr
    assert statusline(*ORGS).stdout == LISTED + FIRST


def test_a_name_of_two_is_a_usage_error(statusline, standin):
    two = [web_organization(uuid, "Same", "chat") for uuid in (PERSONAL, TEAM)]
    standin.web.organizations.answer(Answer(body=two))
    orgs = statusline(*ORGS, "--use", "same")
    assert (orgs.returncode, "names more than one organisation" in orgs.stderr) == (2, True)


def test_gone_choice_gives_way_to_the_first(statusline, standin):
    statusline(*ORGS, "--use", "3")
    left = [web_organization(PERSONAL, "Mine", "chat")]
    standin.web.organizations.answer(Answer(body=left))
    orgs = statusline(*ORGS)
    assert orgs.returncode == 0
    assert orgs.stdout == (
        "* 1  Mine  22222222  chat\n"
        "The organisation used before no longer exists.\n"
        "Its limits are those of Mine (22222222), the first one with a chat plan.\n"
    )
    statusline("refresh")
    assert usage_asked(standin) == [PERSONAL]


def test_two_organisations_two_accounts(statusline, environ):
    for number in ("2", "3"):
        statusline(*ORGS, "--use", number)
        assert statusline("refresh").returncode == 0
    record = json.loads(Path(environ["STATUSLINE_CACHE_DIR"], "usage.json").read_text())
    assert len([key for key in record["accounts"] if key.startswith("claude:")]) == 2
    for uuid in (PERSONAL, TEAM):
        assert not web_sessions.files_with(uuid, environ["STATUSLINE_CACHE_DIR"])


def test_without_session_it_says_how(statusline, environ, standin):
    del environ["STATUSLINE_CLAUDE_SESSION_KEY"]
    orgs = statusline(*ORGS)
    assert (orgs.returncode, orgs.stdout) == (1, "")
    assert orgs.stderr == "statusline: There is no claude.ai session. Start one: `statusline login claude-web`.\n"
    assert standin.requests == ()


def test_offline_is_obeyed(statusline, environ, standin):
    signed_in.configure(environ, "offline = true\n")
    assert (statusline(*ORGS).returncode, standin.requests) == (1, ())


def test_the_stored_key_is_used(environ):
    del environ["STATUSLINE_CLAUDE_SESSION_KEY"]
    login, orgs = web_sessions.beside_a_keyring(environ, (LOGIN, KEY), (ORGS, ""))
    assert (login.code, orgs) == (0, (0, LISTED + FIRST, ""))
