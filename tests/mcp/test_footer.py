import json
import subprocess
import time
from pathlib import Path

import pytest

from statusline.hot import codex_state, paths, spool
from statusline.hot.prompt_file import read_own
from support.mcp_server import served, state, words
from support.processes import wait_for
from support.prompt_files import claude, codex, sample, write

FORMATS = ("plain", "codex")
BESIDE = (*FORMATS, "codex_elsewhere")
SESSION = "01a21fad-6201-79b2-b366-c9cef46bf0aa"


@pytest.fixture
def now():
    return int(time.time())


@pytest.fixture
def quiet(environ):
    return {**environ, "STATUSLINE_NO_REFRESH": "1"}


def spooled(environ, session=SESSION):
    path = f"{paths.login_dir(environ)}/spool-codex/{session}"
    return spool.load(read_own(path))


def accounts(now):
    return claude(sample(resets_at=now + 7_890, as_of=now)), codex(
        sample(used=12, resets_at=now + 13_230, as_of=now, source="codex_oauth")
    )


def test_every_login_and_the_session_stand_in_it(quiet, now):
    write(quiet, *accounts(now), now=now, formats=FORMATS)
    with served(quiet, "--footer") as client:
        tree = client.footer(state(now))
    assert words(tree) == "C 5h 42% 2h11m · X 5h 12% 3h40m · GPT-6.2-Sol · ctx 0% · proj"
    assert {"type": "text", "props": {"color": "status-model"}, "children": ["GPT-6.2-Sol"]} in tree["children"]
    assert {"type": "text", "props": {"color": "status-path"}, "children": ["proj"]} in tree["children"]


def test_newer_numbers_of_the_session_show_at_once(quiet, now):
    write(quiet, *accounts(now - 60), now=now, formats=FORMATS)
    with served(quiet, "--footer") as client:
        assert "X 5h 91% " in words(client.footer(state(now, used=91.2)))


OLLAMA = {"display_name": "Local", "provider": "ollama"}


def test_another_provider_has_no_limits_of_codex(quiet, now):
    write(quiet, *accounts(now - 60), now=now, formats=BESIDE, codex_providers=("openai",))
    with served(quiet, "--footer") as client:
        assert (
            words(client.footer(state(now, used=91.2, model=OLLAMA)))
            == "ollama · C 5h 42% 2h10m · Local · ctx 0% · proj"
        )
        assert "X 5h 91% " in words(client.footer(state(now, used=91.2)))


def test_a_provider_with_the_login_keeps_them(quiet, now):
    write(quiet, *accounts(now - 60), now=now, formats=BESIDE, codex_providers=("openai", "proxy"))
    with served(quiet, "--footer") as client:
        assert "X 5h 91% " in words(client.footer(state(now, used=91.2, model=OLLAMA | {"provider": "proxy"})))
        assert "ollama · C 5h" in words(client.footer(state(now, used=91.2, model=OLLAMA)))


def test_the_line_of_another_provider_is_asked_for(environ, now):
    home = Path(environ["HOME"])
    (home / ".codex").mkdir()
    (home / ".codex/config.toml").write_text("[model_providers.proxy]\nrequires_openai_auth = true\n")
    with served(environ, "--footer") as client:
        assert words(client.footer(state(now, model=OLLAMA))).startswith("ollama · Local")
        path = f"{paths.login_dir(environ)}/codex_elsewhere.prompt"
        wait_for(lambda: read_own(path))
    assert read_own(path).decode().partition("\n")[0].endswith("\x1fopenai,proxy")


def test_what_a_session_says_is_spooled_once(quiet, now):
    with served(quiet, "--footer") as client:
        client.footer(state(now))
        first = spooled(quiet)
        client.footer(state(now))
        client.footer(state(now, id="another"))
        client.footer(state(now, used=13.0))
    assert first["openai/codex/300/codex"][:2] == (12.0, now + 13_230)
    assert spooled(quiet, "another")["openai/codex/300/codex"] == first["openai/codex/300/codex"]
    assert spooled(quiet)["openai/codex/300/codex"][0] == 13.0


def test_an_error_keeps_the_last_text(quiet, now):
    write(quiet, *accounts(now), now=now, formats=FORMATS)
    with served(quiet, "--footer") as client:
        before = client.footer(state(now))
        odd = state(now)
        odd["thread"]["workspace"]["cwd"] = "\0" * 40 + "/x"
        odd["thread"]["usage"]["context"]["used_percentage"] = {"a": 1}
        assert "C 5h 42%" in words(client.footer(odd))
        assert words(client.footer(state(now))) == words(before)


ODD = {
    "nothing": None,
    "a text": "state",
    "an empty object": {},
    "lists for objects": {"account": [], "thread": [1], "app": 7},
    "limits of other kinds": {"account": {"rate_limits": [7, None, {"primary_limit": []}, {"primary_limit": {}}]}},
    "numbers that are none": {
        "account": {"rate_limits": [{"primary_limit": {"used_percent": "x", "resets_at": 1e300, "window_minutes": {}}}]}
    },
    "a name that is no file": {"thread": {"id": "../../../etc/passwd\0\n" * 400}},
}


@pytest.mark.parametrize("handed", ODD.values(), ids=ODD)
def test_an_odd_state_still_gets_a_line(quiet, now, handed):
    write(quiet, *accounts(now), now=now, formats=FORMATS)
    with served(quiet, "--footer") as client:
        assert "C 5h 42%" in words(client.footer(handed))


def test_without_a_cache_it_says_so_and_starts_a_refresh(environ, now):
    with served(environ, "--footer") as client:
        assert words(client.footer(state(now))) == "…"
        deadline = time.monotonic() + 20
        while words(client.footer(state(now))) == "…":
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_the_same_tree_from_the_command_line(quiet, statusline, now):
    write(quiet, *accounts(now), now=now, formats=FORMATS)
    done = statusline("--format", "codex", input=json.dumps(state(now)))
    assert words(json.loads(done.stdout)).startswith("C 5h 42% ")


def test_a_limit_is_named_by_provider_id_length_and_name(now):
    odd = state(now)
    odd["account"]["rate_limits"] = [
        {"limit_id": "codex_bengalfox", "limit_name": "GPT-5.3/Spark\x1f", "primary_limit": window(now, minutes=300)},
        {"limit_id": "codex", "limit_name": None, "primary_limit": window(now, minutes=None), "secondary_limit": None},
        {"limit_id": "gone", "limit_name": "x", "primary_limit": window(now - 99_999)},
    ]
    assert codex_state.limits(odd, now) == {
        "openai/codex_bengalfox/300/GPT-5.3_Spark_": (7.0, now + 60),
        "openai/codex/primary/": (7.0, now + 60),
    }


def window(now, minutes=300):
    return {"used_percent": 7, "window_minutes": minutes, "resets_at": now + 60}


def test_the_folder_of_the_project_is_not_held(quiet, tmp_path):
    with served(quiet, "--footer") as client:
        client.ask("ping")
        link = subprocess.run(
            ["readlink", f"/proc/{client.process.pid}/cwd"], capture_output=True, text=True, check=True
        ).stdout
    assert link == "/\n"
