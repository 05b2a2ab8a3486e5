"""What becomes of a record: stored and read again, compiled for every target, printed. All of it must hold."""

import json
from importlib import resources

import jsonschema

from statusline.hot import paths, prompt_file
from statusline.hot.claude_line import ELSEWHERE
from statusline.limits import merge
from statusline.limits.model import Account, LoginState, Record, SignedIn
from statusline.render import compiler
from statusline.render.targets import TARGETS
from statusline.state import record
from support import prompt_files
from support.prompt_files import NOW

LOGIN = ("", "", "", "")
KEY = paths.login_key(LOGIN)
HEADER = compiler.Header(NOW, NOW + 300, "0", LOGIN)
SCHEMA = json.loads(resources.files("statusline").joinpath("data/statusline-1.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
_OURS = frozenset(
    prompt_file.UNIT + prompt_file.MARK + "\x1d\x1b\n\1\2"
)  # what prompt files, and bash's colours, are made of
_OF_TARGET = {"swiftbar": {"\N{ZERO WIDTH SPACE}"}}  # in front of what would begin with dashes


def of_usage(usage, provider):
    """Return a record in which the login's account of provider has learned usage."""
    account = Account(f"{provider}:0123456789abcdef", provider)
    known = merge.absorb(account, usage, NOW)
    return Record({known.account: known}, {KEY: LoginState(LOGIN, {provider: SignedIn(known.account, 0)})})


def assert_shown(found, config=prompt_files.CONFIG):
    """Assert that a record can be stored, and that each of its prompt files can be read, printed and does no harm."""
    again, trouble = record.load_checked(record.dump(found))
    assert (again, trouble) == (found, None)
    for target, text in compiler.prompt_files(found, KEY, config, HEADER).items():
        head, _, body = text.encode().decode().partition("\n")
        assert len(head.split(prompt_file.UNIT)) == prompt_file.HEADER_FIELDS
        assert body.endswith(prompt_file.UNIT + prompt_file.END) or body == prompt_file.END
        assert not {c for c in text if not c.isprintable()} - _OURS - _OF_TARGET.get(target, set())
        if target != ELSEWHERE and not TARGETS[target].open_to_session:
            printed = prompt_files.shown(text)
            assert prompt_file.UNIT not in printed
            assert prompt_file.MARK not in printed
        if target == "json":
            VALIDATOR.validate(json.loads(printed))
        if target == "waybar":
            json.loads(printed)
