"""Who is signed in to Codex CLI. Expected account keys are SHA-256 of `user|account`, computed by hand."""

import base64
import json

import pytest

from statusline.errors import BadDocument, NotSignedIn, SourceError
from statusline.providers.codex import settings
from statusline.providers.codex.login import codex_login, keyring_account
from statusline.providers.codex.settings import codex_base_url
from support.credential_files import put, state
from support.vendor_documents import FIXTURES

AUTH = (FIXTURES / "codex/auth.json").read_bytes()
ACCOUNT_ID = "33333333-3333-4333-8333-333333333333"
MOCK = "codex:128966005bda41ec"
WITHOUT_USER = "codex:c67b53461f23d792"


def jwt(payload):
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return ".".join(["e30", base64.urlsafe_b64encode(data).decode().rstrip("="), "c2ln"])


def claims(**fields):
    return {"https://api.openai.com/auth": fields}


def no_keyring(service, account):
    raise AssertionError("the keyring was asked")


def login(tmp_path, secret=no_keyring, **environ):
    return codex_login({"HOME": str(tmp_path), **environ}, secret)


def with_tokens(tmp_path, **tokens):
    put(tmp_path / ".codex/auth.json", {"tokens": tokens})
    return login(tmp_path)


def test_real_file_gives_token_and_plan(tmp_path):
    file = put(tmp_path / ".codex/auth.json", AUTH)
    found = login(tmp_path)
    assert (found.provider, found.account, found.where, found.plan) == ("codex", MOCK, str(file), "pro")
    assert found.credential.token == json.loads(AUTH)["tokens"]["access_token"]
    assert found.credential.expires_at == 1_796_100_592
    assert found.credential.account_id == ACCOUNT_ID
    assert found.credential.fedramp is False


def test_another_home_is_named_by_the_environment(tmp_path):
    put(tmp_path / "work/auth.json", AUTH)
    assert login(tmp_path) is None
    assert login(tmp_path, CODEX_HOME=str(tmp_path / "work")).where == str(tmp_path / "work/auth.json")


def test_login_shows_no_token_or_mail(tmp_path):
    put(tmp_path / ".codex/auth.json", AUTH)
    shown = repr(login(tmp_path))
    assert "eyJ" not in shown
    assert "rt_mock" not in shown
    assert "@" not in shown


IDENTITIES = {
    "user and account of the identity token": (
        {"id_token": jwt(claims(chatgpt_user_id="user-mock", chatgpt_account_id=ACCOUNT_ID))},
        MOCK,
        ACCOUNT_ID,
    ),
    "the older name of the user": (
        {"id_token": jwt(claims(user_id="user-mock")), "account_id": ACCOUNT_ID},
        MOCK,
        ACCOUNT_ID,
    ),
    "claims of the access token": (
        {"access_token": jwt(claims(chatgpt_user_id="user-mock", chatgpt_account_id=ACCOUNT_ID))},
        MOCK,
        ACCOUNT_ID,
    ),
    "the stored account goes before the claim": (
        {"id_token": jwt(claims(chatgpt_user_id="user-mock", chatgpt_account_id="x")), "account_id": ACCOUNT_ID},
        MOCK,
        ACCOUNT_ID,
    ),
    "an account alone": ({"account_id": ACCOUNT_ID}, WITHOUT_USER, ACCOUNT_ID),
    "claims of wrong types": (
        {"id_token": jwt(claims(chatgpt_user_id=7, chatgpt_account_id=[])), "account_id": ACCOUNT_ID},
        WITHOUT_USER,
        ACCOUNT_ID,
    ),
}


@pytest.mark.parametrize(("tokens", "account", "account_id"), IDENTITIES.values(), ids=IDENTITIES)
def test_the_account_is_user_and_workspace(tmp_path, tokens, account, account_id):
    found = with_tokens(tmp_path, **{"access_token": "opaque", **tokens})
    assert (found.account, found.credential.account_id) == (account, account_id)


NO_TOKENS = {
    "no dots": "opaque",
    "two parts": "e30.e30",
    "no base64": "e30.%%%.c2ln",
    "no JSON": jwt(b"\xff\xfe"),
    "a list": jwt([1]),
    "deeper than a parser goes": jwt(b"[" * 100_000),
    "claims that are a list": jwt({"https://api.openai.com/auth": [1], "exp": "soon"}),
}


@pytest.mark.parametrize("token", NO_TOKENS.values(), ids=NO_TOKENS)
def test_unreadable_token_is_used_as_it_is(tmp_path, token):
    put(tmp_path / "a/auth.json", {"tokens": {"access_token": token}})
    put(tmp_path / "b/auth.json", {"tokens": {"access_token": token}})
    first, second = (login(tmp_path, CODEX_HOME=str(tmp_path / name)) for name in "ab")
    assert first.credential.token == token
    assert (first.credential.expires_at, first.credential.account_id, first.plan) == (None, None, None)
    assert first.account != second.account


def test_no_access_token_no_credential(tmp_path):
    found = with_tokens(tmp_path, access_token="", account_id=ACCOUNT_ID)
    assert (found.account, found.credential) == (WITHOUT_USER, None)


FEDRAMP = {"true": (True, True), "false": (False, False), "text": ("true", False), "absent": (None, False)}


@pytest.mark.parametrize(("claim", "fedramp"), FEDRAMP.values(), ids=FEDRAMP)
def test_fedramp_from_the_identity_token(tmp_path, claim, fedramp):
    identity = jwt(claims(chatgpt_account_is_fedramp=claim))
    assert with_tokens(tmp_path, access_token="opaque", id_token=identity).credential.fedramp is fedramp


API_KEYS = {
    "by its mode": {"auth_mode": "apikey", "OPENAI_API_KEY": "sk-proj-SECRET", "tokens": {"access_token": "x"}},
    "by its mode in capitals": {"auth_mode": "ApiKey"},
    "by the key alone, as old files have it": {"OPENAI_API_KEY": "sk-proj-SECRET", "tokens": None},
    "a key beside tokens, without a mode": {"OPENAI_API_KEY": "sk-proj-SECRET", "tokens": {"access_token": "x"}},
    "an empty key beside tokens, without a mode": {"OPENAI_API_KEY": "", "tokens": {"access_token": "x"}},
}


@pytest.mark.parametrize("document", API_KEYS.values(), ids=API_KEYS)
def test_an_api_key_is_no_subscription(tmp_path, document):
    put(tmp_path / ".codex/auth.json", document)
    with pytest.raises(NotSignedIn, match="API key") as caught:
        login(tmp_path)
    assert "sk-proj" not in str(caught.value)
    assert "codex login" not in caught.value.remedy  # it would take the key's place


NOBODY = {
    "no tokens": {"OPENAI_API_KEY": None, "tokens": None},
    "tokens that are a list": {"tokens": ["x"]},
    "an empty object": {},
}


@pytest.mark.parametrize("document", NOBODY.values(), ids=NOBODY)
def test_a_file_without_a_login_is_nobody(tmp_path, document):
    put(tmp_path / ".codex/auth.json", document)
    assert login(tmp_path) is None


def test_mode_goes_before_keys_and_tokens(tmp_path):
    beside = {"OPENAI_API_KEY": "sk-x", "personal_access_token": "at-x", "tokens": {"access_token": "opaque"}}
    put(tmp_path / ".codex/auth.json", {"auth_mode": "chatgpt", **beside})
    assert login(tmp_path).credential.token == "opaque"


def test_api_keys_only_hides_other_logins(tmp_path):
    put(tmp_path / ".codex/auth.json", AUTH)
    put(tmp_path / ".codex/config.toml", b'forced_login_method = "api"')
    with pytest.raises(NotSignedIn, match="API key"):
        login(tmp_path)


OTHER_KINDS = {
    "an access token in the file": (
        {"OPENAI_API_KEY": None, "personal_access_token": "at-SECRET"},
        {},
        "a personal access token in {home}/.codex/auth.json",
    ),
    "an access token beside tokens, without a mode": (
        {"personal_access_token": "at-SECRET", "tokens": {"access_token": "opaque"}},
        {},
        "a personal access token in {home}/.codex/auth.json",
    ),
    "an access token in the environment, which goes before the file": (
        {"tokens": {"access_token": "opaque"}},
        {"CODEX_ACCESS_TOKEN": " at-SECRET "},
        "an access token in CODEX_ACCESS_TOKEN",
    ),
    "a workload identity": (
        None,
        {"OPENAI_FEDERATION_RULE_ID": "x"},
        "a workload identity in OPENAI_FEDERATION_RULE_ID",
    ),
    "an agent identity": (
        {"auth_mode": "agentIdentity", "agent_identity": "eyJSECRET"},
        {},
        "an agent identity in {home}/.codex/auth.json",
    ),
    "a mode that is not known": (
        {"auth_mode": "telepathy", "tokens": {"access_token": "opaque"}},
        {},
        "a login of another kind in {home}/.codex/auth.json",
    ),
}


@pytest.mark.parametrize(("document", "environ", "obstacle"), OTHER_KINDS.values(), ids=OTHER_KINDS)
def test_other_login_kind_is_an_obstacle(tmp_path, document, environ, obstacle):
    if document:
        put(tmp_path / ".codex/auth.json", document)
    found = login(tmp_path, **environ)
    assert (found.credential, found.obstacle) == (None, obstacle.format(home=tmp_path))
    assert found.account.startswith("codex:")
    assert "SECRET" not in repr(found)


def test_another_access_token_is_another_account(tmp_path):
    first, second, again = (login(tmp_path, CODEX_ACCESS_TOKEN=token).account for token in ("at-1", "at-2", "at-1"))
    assert first == again != second


@pytest.mark.parametrize("token", ["", "  "])
def test_an_empty_variable_is_no_login(tmp_path, token):
    put(tmp_path / ".codex/auth.json", AUTH)
    assert login(tmp_path, CODEX_ACCESS_TOKEN=token).account == MOCK


ENCRYPTED = b"[features]\nsecret_auth_storage = true\n"


@pytest.mark.parametrize("store", ["keyring", "auto"])
def test_encrypted_login_cannot_be_read(tmp_path, store):
    put(tmp_path / ".codex/config.toml", f'cli_auth_credentials_store = "{store}"\n'.encode() + ENCRYPTED)
    file = put(tmp_path / ".codex/secrets/codex_auth.age", b"age-encryption.org/v1")
    put(tmp_path / ".codex/auth.json", AUTH)
    found = login(tmp_path)
    assert (found.credential, found.where, found.obstacle) == (None, str(file), f"encrypted in {file}")


def test_encrypted_login_counts_alone(tmp_path):
    file = put(tmp_path / ".codex/secrets/codex_auth.age", b"age-encryption.org/v1")
    assert login(tmp_path).where == str(file)
    put(tmp_path / ".codex/auth.json", AUTH)
    assert login(tmp_path).account == MOCK


def test_a_broken_file_is_named_and_not_quoted(tmp_path):
    file = put(tmp_path / ".codex/auth.json", b'{"tokens": {"access_token": "eyJhush')
    with pytest.raises(BadDocument) as caught:
        login(tmp_path)
    assert str(file) in caught.value.message
    assert "eyJ" not in str(caught.value)


def test_reading_changes_no_file(tmp_path):
    files = [
        put(tmp_path / ".codex/auth.json", AUTH),
        put(tmp_path / ".codex/config.toml", b'cli_auth_credentials_store = "file"'),
    ]
    files[0].chmod(0o400)
    before = state(*files)
    tree = sorted(tmp_path.rglob("*"))
    login(tmp_path)
    assert state(*files) == before
    assert sorted(tmp_path.rglob("*")) == tree


def keyring_with(text):
    return lambda service, account: text if (service, account[:4]) == ("Codex Auth", "cli|") else None


def keyring_that_fails(service, account):
    raise SourceError("The keyring is locked.", "Unlock it.")


FILE, ITEM = "from-the-file", "from-the-keyring"
ITEM_TEXT = json.dumps({"tokens": {"access_token": ITEM}})
STORES = {
    "file, the default, does not ask the keyring": ("", no_keyring, FILE),
    "file": ('cli_auth_credentials_store = "file"', no_keyring, FILE),
    "keyring": ('cli_auth_credentials_store = "keyring"', keyring_with(ITEM_TEXT), ITEM),
    "keyring without an item": ('cli_auth_credentials_store = "keyring"', keyring_with(None), None),
    "auto prefers the keyring": ('cli_auth_credentials_store = "auto"', keyring_with(ITEM_TEXT), ITEM),
    "auto without an item": ('cli_auth_credentials_store = "auto"', keyring_with(None), FILE),
    "auto with a keyring that fails": ('cli_auth_credentials_store = "auto"', keyring_that_fails, FILE),
    "ephemeral leaves nothing to read": ('cli_auth_credentials_store = "ephemeral"', no_keyring, None),
    "an unknown store": ('cli_auth_credentials_store = "vault"', no_keyring, FILE),
    "a store of another type": ("cli_auth_credentials_store = 7", no_keyring, FILE),
    "a broken config": ("cli_auth_credentials_store = ", no_keyring, FILE),
    "a config that is no text": (b"\xff\xfe", no_keyring, FILE),
}


@pytest.mark.parametrize(("config", "secret", "token"), STORES.values(), ids=STORES)
def test_config_says_which_store(tmp_path, config, secret, token):
    put(tmp_path / ".codex/auth.json", {"tokens": {"access_token": FILE}})
    put(tmp_path / ".codex/config.toml", config if isinstance(config, bytes) else config.encode())
    found = login(tmp_path, secret)
    assert (found.credential.token if found else None) == token


LAYERS = {
    "the machine's": ({"system": "keyring"}, ITEM),
    "the user's goes before the machine's": ({"system": "keyring", "user": "file"}, FILE),
    "a managed one goes before the user's": ({"user": "file", "managed": "keyring"}, ITEM),
    "a broken one says nothing": ({"system": '"', "user": "keyring"}, ITEM),
}


@pytest.mark.parametrize(("layers", "token"), LAYERS.values(), ids=LAYERS)
def test_last_config_names_the_store(tmp_path, monkeypatch, layers, token):
    monkeypatch.setattr(settings, "SYSTEM_FOLDER", str(tmp_path / "etc"))
    files = {"system": "etc/config.toml", "user": ".codex/config.toml", "managed": "etc/managed_config.toml"}
    for layer, store in layers.items():
        put(tmp_path / files[layer], f'cli_auth_credentials_store = "{store}"'.encode())
    put(tmp_path / ".codex/auth.json", {"tokens": {"access_token": FILE}})
    assert login(tmp_path, keyring_with(ITEM_TEXT)).credential.token == token


def test_machine_server_not_the_projects(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "SYSTEM_FOLDER", str(tmp_path / "etc"))
    put(tmp_path / "etc/config.toml", b'chatgpt_base_url = "https://machine.example"')
    environ = {"HOME": str(tmp_path), "CODEX_HOME": str(tmp_path / "project")}
    assert codex_base_url(environ) == "https://machine.example"
    assert settings.unused_base_url(environ) is None
    put(tmp_path / "project/config.toml", b'chatgpt_base_url = "https://evil.example"')
    assert codex_base_url(environ) == "https://machine.example"
    assert settings.unused_base_url(environ)


def test_tables_of_several_configs_are_merged(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "SYSTEM_FOLDER", str(tmp_path / "etc"))
    own = b"[model_providers.%s]\nrequires_openai_auth = true\n"
    put(tmp_path / "etc/config.toml", own % b"a" + own % b"b")
    put(tmp_path / ".codex/config.toml", b"[model_providers.a]\nrequires_openai_auth = false\n")
    put(tmp_path / "etc/managed_config.toml", own % b"c")
    assert settings.read_config({"HOME": str(tmp_path)}).own_providers == {"openai", "b", "c"}


@pytest.mark.parametrize("store", ["keyring", "auto"])
def test_failing_keyring_is_an_error(tmp_path, store):
    put(tmp_path / ".codex/config.toml", f'cli_auth_credentials_store = "{store}"'.encode())
    with pytest.raises(SourceError, match="The keyring is locked"):
        login(tmp_path, keyring_that_fails)


def test_keyring_stamp_follows_its_text(tmp_path):
    put(tmp_path / ".codex/config.toml", b'cli_auth_credentials_store = "keyring"')
    other = ITEM_TEXT.replace(ITEM, "another")
    stamps = [login(tmp_path, keyring_with(text)).credential.stamp for text in (ITEM_TEXT, other, ITEM_TEXT)]
    assert stamps[0] == stamps[2] != stamps[1]


def test_keyring_account_is_a_folder_hash(tmp_path):
    assert keyring_account("/home/dev/.codex") == "cli|252ac2d3c7e8f134"
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert keyring_account(str(tmp_path / "link")) == keyring_account(str(tmp_path / "real"))


BASES = {
    "no config": (None, "https://chatgpt.com/backend-api"),
    "none named": (b'model = "x"', "https://chatgpt.com/backend-api"),
    "a slash at its end": (b'chatgpt_base_url = "https://proxy.example/x/"', "https://proxy.example/x"),
    "empty": (b'chatgpt_base_url = ""', "https://chatgpt.com/backend-api"),
    "another type": (b"chatgpt_base_url = 7", "https://chatgpt.com/backend-api"),
    "in a table of its own": (b'[x]\nchatgpt_base_url = "https://a.example"', "https://chatgpt.com/backend-api"),
}


@pytest.mark.parametrize(("config", "base"), BASES.values(), ids=BASES)
def test_the_base_url_is_the_one_of_codex_itself(tmp_path, config, base):
    if config is not None:
        put(tmp_path / ".codex/config.toml", config)
    assert codex_base_url({"HOME": str(tmp_path)}) == base
