"""The vendors' answers and credentials with anything in the place of anything: read, or refused in one sentence."""

import json
import os
import re

import pytest
from hypothesis import strategies as st

from statusline.config import Config
from statusline.config.providers import CLAUDE, CODEX
from statusline.errors import SourceError
from statusline.limits.model import Login
from statusline.providers import http
from statusline.providers.base import Context
from statusline.providers.claude import client as claude_client
from statusline.providers.claude import organizations, state_file
from statusline.providers.claude import usage_document as claude_usage_document
from statusline.providers.claude.login import claude_login
from statusline.providers.codex import client as codex_client
from statusline.providers.codex import rate_limits
from statusline.providers.codex import usage_document as codex_usage_document
from statusline.providers.codex.login import codex_login
from statusline.providers.codex.settings import codex_base_url
from statusline.providers.parsing import response
from statusline.providers.parsing.values import mapping
from support import pipeline
from support.credential_files import put, state
from support.mutation import encoded, misshapen, mutated, odd_values
from support.prompt_files import NOW
from support.tried import tried
from support.vendor_documents import FIXTURES, fixture

OAUTH = [fixture(f"claude/usage-endpoint-{name}.json") for name in ("mock", "published-capture-2026-07-21")]
CONTROL = fixture("claude/sdk-control-get_usage-response.json")
WHAM = [json.loads(path.read_text()) for path in sorted((FIXTURES / "codex").glob("wham-usage-*.json"))]
SERVED = next(
    json.loads(line.partition("< ")[2])["result"]
    for line in (FIXTURES / "codex/app-server-session.txt").read_text().splitlines()
    if '< {"id":2' in line
)
PERSONAL = [{"uuid": "11111111-1111-4111-8111-111111111111", "name": "o@example.com's", "capabilities": ["claude_max"]}]
LOGIN = Login(CLAUDE, "claude:0123456789abcdef", "a file")


def is_a_sentence(error):
    """Tell whether an error says something, in one line, without what the vendor wrote."""
    told = str(error)
    return told.isprintable() and told.endswith(".") and len(told) < 400


def shown_or_refused(provider, read, *arguments):
    """Assert that read refuses in a sentence, or that the usage it gives can be shown."""
    usage, error = tried(SourceError, read, *arguments)
    assert error is None or is_a_sentence(error)
    if usage:
        assert all(0 <= sample.used_percentage <= 100 for sample in usage.samples)
        pipeline.assert_shown(pipeline.of_usage(usage, provider))


READERS = {
    "claude_usage": (lambda body: claude_usage_document.parse(body, "claude_oauth", NOW, NOW), CLAUDE, OAUTH),
    "claude_client": (lambda body: claude_client._usage(mapping(body), LOGIN, NOW), CLAUDE, [CONTROL["response"]]),
    "codex_usage": (lambda body: codex_usage_document.parse(body, "codex_oauth", NOW, NOW), CODEX, WHAM),
    "codex_snapshot": (lambda body: rate_limits.parse(body, "codex_client", NOW, NOW), CODEX, [SERVED]),
}


@pytest.mark.parametrize(("read", "provider", "seeds"), READERS.values(), ids=READERS)
def test_an_answer_is_shown_or_refused(fuzz, read, provider, seeds):
    def holds(body):
        body = json.loads(encoded(body))  # what JSON has no word for does not come over the wire
        shown_or_refused(provider, read, body)

    fuzz(holds, misshapen(*seeds), weight=4)


def test_a_body_is_json_or_refused(fuzz):
    def holds(data):
        body, error = tried(SourceError, response.parsed, "example.com", data)
        _, worse = tried(SourceError, claude_usage_document.parse, body, "claude_oauth", NOW, NOW)
        assert all(map(is_a_sentence, filter(None, (error, worse))))

    seeds = [json.dumps(body).encode() for body in OAUTH]
    fuzz(holds, mutated(*seeds, words=[b"NaN", b"1e999", b"Infinity", b"[" * 3_000, b'"\\ud800"']))


def test_app_server_refusal_is_a_sentence(fuzz):
    def holds(message):
        assert is_a_sentence(codex_client._refusal(message, "Sign in."))

    fuzz(holds, misshapen({"error": {"code": -32600, "message": "chatgpt authentication required"}, "id": 2}))


def test_organisations_never_carry_an_address(fuzz):
    def holds(body):
        found, error = tried(SourceError, organizations.parse, body)
        assert error is None or is_a_sentence(error)
        assert all(one.name.isprintable() and not re.search(r"\w@\w", one.name) for one in found or ())

    fuzz(
        holds,
        misshapen(PERSONAL)
        | st.lists(st.fixed_dictionaries({"uuid": st.just(PERSONAL[0]["uuid"]), "name": odd_values()})),
    )


# Credentials


LONG = 12  # a shorter token may be a part of anything


def context(home):
    return Context({"HOME": str(home)}, NOW, Config(), http.Client("statusline/test"))


def no_keyring(*_):
    return None


CREDENTIALS = {
    "claude": (
        [".claude/.credentials.json", ".claude.json"],
        ["claude/credentials.json", "claude/claude.json-excerpt.json"],
        claude_login,
    ),
    "codex": ([".codex/auth.json"], ["codex/auth.json"], lambda environ: codex_login(environ, no_keyring)),
}


@pytest.mark.parametrize(("names", "seeds", "read"), CREDENTIALS.values(), ids=CREDENTIALS)
def test_credential_read_or_refused_untouched(fuzz, home, names, seeds, read):
    documents = [json.loads((FIXTURES / seed).read_text()) for seed in seeds]
    whole = st.tuples(*(mutated(json.dumps(one).encode()) | misshapen(one).map(encoded) for one in documents))

    def holds(contents):
        files = [put(home / name, content) for name, content in zip(names, contents, strict=True)]
        before = state(*files)
        login, error = tried(SourceError, read, {"HOME": str(home)})
        assert error is None or is_a_sentence(error)
        assert state(*files) == before
        if login and login.credential:
            assert login.credential.token.isprintable()
            assert len(login.credential.token) < LONG or login.credential.token not in repr(login)
            assert login.account.isascii()

    fuzz(holds, whole)


def test_a_codex_config_is_read_leniently(fuzz, home):
    text = b'cli_auth_credentials_store = "file"\nchatgpt_base_url = "https://example.com/backend-api/"\n[tui]\n'

    def holds(data):
        put(home / ".codex/config.toml", data)
        url, error = tried(SourceError, codex_base_url, {"HOME": str(home)})
        assert is_a_sentence(error) if error else isinstance(url, str)

    fuzz(holds, mutated(text, words=[b"[", b"=", b"a." * 500, b"[[" * 200]))


def test_claude_state_read_or_refused(fuzz, home):
    put(home / ".claude/.credentials.json", (FIXTURES / "claude/credentials.json").read_bytes())
    login = claude_login({"HOME": str(home)})
    excerpt = fixture("claude/claude.json-excerpt.json")
    seed = {**excerpt, "cachedUsageUtilization": {"fetchedAtMs": NOW * 1_000, "utilization": OAUTH[0]}}

    def holds(document):
        path = put(home / ".claude.json", encoded(document))
        os.utime(path, (NOW, NOW))
        shown_or_refused(CLAUDE, state_file.fetch, context(home), login)

    fuzz(holds, misshapen(seed), weight=4)
