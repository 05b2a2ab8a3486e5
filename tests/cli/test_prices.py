import json

import pytest

from statusline.prices import published
from support import in_process, raw_server

OPUS = """\
model            from  above  input  cached  5m write  1h write  output
claude-opus-5-5                   4     0.2         5         8      20
tiers: batch 0.5 times, fast 2 times
"""


def document(price):
    model = {"id": "claude-opus-5-5", "match": {}, "prices": {"input_mtok": price, "output_mtok": 20}}
    return [{"id": "anthropic", "models": [model]}]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "published.json"
    path.write_text(json.dumps(document(3)))
    return path


def test_one_model_is_shown(statusline):
    shown = statusline("prices", "show", "claude-opus-5-5[1m]")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith(OPUS)


def test_list_has_the_config_first(statusline, environ):
    classes = "input = 1\ncache_read = 1\ncache_write_5m = 1\ncache_write_1h = 1\noutput = 1\n"
    with open(environ["STATUSLINE_CONFIG"], "w") as config:
        config.write(f'[prices."claude-opus-5-5"]\n{classes}')
    listed = json.loads(statusline("prices", "-f", "json").stdout)
    assert listed["schema"] == "statusline-prices/1"
    (own,) = [row for row in listed["models"] if row["model"] == "claude-opus-5-5"]
    assert own["rates"][0]["input"] == "1"


@pytest.mark.parametrize(("name", "nearest"), [("claude-opus-5-6", "claude-opus-5"), ("Sonnet", "claude-sonnet-5-5")])
def test_unknown_model_gets_a_suggestion(name, nearest, statusline):
    shown = statusline("prices", "show", name)
    assert (shown.returncode, shown.stdout) == (1, "")
    assert shown.stderr == f"statusline: There is no price for {name!r}. Did you mean {nearest!r}?\n"


def test_update_shows_the_difference_first(statusline, environ, file):
    asked = statusline("prices", "update", "--from", str(file))
    assert asked.returncode == 1
    assert "\n-claude-opus-5-5: 4/0.2/5/8/20\n" in asked.stdout
    assert "\n+claude-opus-5-5: 3/3/3/3/20\n" in asked.stdout
    assert asked.stderr == "statusline: Nothing was kept: there is no terminal to ask on. Add --yes.\n"
    assert "  4     0.2" in statusline("prices", "show", "claude-opus-5-5").stdout
    kept = statusline("prices", "update", "--from", str(file), "--yes")
    assert (kept.returncode, kept.stdout) == (0, asked.stdout)
    assert " 3       3" in statusline("prices", "show", "claude-opus-5-5").stdout
    assert "gpt-5.5 " in statusline("prices", "show", "gpt-5.5").stdout
    again = statusline("prices", "update", "--from", str(file))
    assert again.stdout.startswith("No price has changed since ")


UNFIT = {
    "missing": (None, "{file} does not exist. Name the file that genai-prices publishes."),
    "something else": ("{}", "The prices of genai-prices are not in the known form. Look for a newer statusline."),
}


@pytest.mark.parametrize(("content", "sentence"), UNFIT.values(), ids=UNFIT)
def test_unfit_file_is_a_sentence(statusline, file, content, sentence):
    file.unlink()
    if content:
        file.write_text(content)
    updated = statusline("prices", "update", "--from", str(file), "--yes")
    assert (updated.returncode, updated.stderr) == (1, f"statusline: {sentence.format(file=file)}\n")


def test_update_asks_nobody_offline(statusline, environ):
    with open(environ["STATUSLINE_CONFIG"], "w") as config:
        config.write("offline = true\n")
    updated = statusline("prices", "update")
    assert updated.stderr == (
        "statusline: The config has `offline = true`, so nobody was asked. Remove it, or use --from FILE.\n"
    )


def test_update_is_one_request_without_a_login(environ, monkeypatch, capsys):
    body = json.dumps(document(3)).encode()

    def talk(connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))

    with raw_server.serving(talk) as server:
        monkeypatch.setattr(published, "URL", f"{server.url}/prices/data.json")
        updated = in_process.run(["prices", "update", "--yes"], environ, capsys)
    assert (updated.returncode, "+claude-opus-5-5: 3/3/3/3/20\n" in updated.stdout) == (0, True)
    (request,) = server.requests
    assert request.startswith("GET /prices/data.json ")
    assert not {"authorization", "cookie"} & {line.partition(":")[0].lower() for line in request.splitlines()}
