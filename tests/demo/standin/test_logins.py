import base64
import json
import stat
import tomllib

from statusline.demo.standin import write_claude_login, write_codex_login
from support.vendor_documents import fixture, shape

NOW = 1_795_235_413  # 2026-11-21T04:30:13Z


def claims(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def test_claude_login_is_like_a_real_one(tmp_path):
    file = write_claude_login(tmp_path / "claude", "sk-ant-oat01-STANDIN", NOW + 3_600)
    document = json.loads(file.read_text())

    assert file == tmp_path / "claude" / ".credentials.json"
    assert shape(document) == shape(fixture("claude/credentials.json"))
    assert document["claudeAiOauth"]["accessToken"] == "sk-ant-oat01-STANDIN"
    assert document["claudeAiOauth"]["expiresAt"] == 1_795_239_013_000
    state = json.loads((tmp_path / "claude" / ".claude.json").read_text())
    assert state["oauthAccount"]["accountUuid"] == "11111111-1111-4111-8111-111111111111"


def test_claude_state_file_in_its_place(tmp_path):
    write_claude_login(tmp_path / ".claude", "t", NOW, state_file=tmp_path / ".claude.json")

    assert sorted(path.name for path in tmp_path.rglob("*.json")) == [".claude.json", ".credentials.json"]
    assert (tmp_path / ".claude.json").exists()


def test_codex_login_is_like_a_real_one(tmp_path):
    token = write_codex_login(tmp_path, "http://127.0.0.1:1/backend-api/", NOW + 3_600, plan="plus")
    document = json.loads((tmp_path / "auth.json").read_text())

    assert shape(document) == shape(fixture("codex/auth.json"))
    assert document["tokens"]["access_token"] == token
    assert claims(token)["exp"] == NOW + 3_600
    assert claims(token)["https://api.openai.com/auth"]["chatgpt_plan_type"] == "plus"
    config = tomllib.loads((tmp_path / "config.toml").read_text())
    assert config == {"chatgpt_base_url": "http://127.0.0.1:1/backend-api/"}


def test_codex_login_without_base_or_config(tmp_path):
    write_codex_login(tmp_path, None, NOW)

    assert [path.name for path in tmp_path.iterdir()] == ["auth.json"]


def test_every_written_login_is_private(tmp_path):
    write_claude_login(tmp_path / "claude", "t", NOW)
    write_codex_login(tmp_path / "codex", "http://127.0.0.1:1", NOW)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*.*") if path.is_file()}
    assert modes == dict.fromkeys([".claude.json", ".credentials.json", "auth.json", "config.toml"], 0o600)
