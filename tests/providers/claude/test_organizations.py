import pytest

from statusline.errors import BadDocument, RateLimited, Unauthorized
from statusline.providers.claude.organizations import Organization, parse
from support.vendors import ORGANIZATIONS

UUID = "22222222-2222-4222-8222-222222222222"


def one(**fields):
    return parse([{"uuid": UUID, "name": "Work", "capabilities": ["chat"], **fields}])[0]


def test_the_stand_ins_list_is_read_in_its_order():
    assert parse(list(ORGANIZATIONS)) == (
        Organization("55555555-5555-4555-8555-555555555555", "Stand-in API", ("api", "api_individual")),
        Organization(UUID, "…'s Organization", ("chat", "claude_max")),
        Organization("44444444-4444-4444-8444-444444444444", "Stand-in Team", ("chat", "raven")),
    )


NAMES = {
    "an address": ("a.b+c@example.com", "…"),
    "an address in a sentence": ("Team of <a@example.com> & Co", "Team of <…> & Co"),
    "an address in another alphabet": ("ä@bücher.example’s", "…’s"),
    "control characters": ("Wo\x1b[31mrk\x07", "Wo[31mrk"),
    "a long name": ("x" * 100, "x" * 40),
    "no text": (7, "unnamed"),
    "nothing": ("", "unnamed"),
}


@pytest.mark.parametrize(("name", "shown"), NAMES.values(), ids=NAMES)
def test_name_is_clean_without_address(name, shown):
    assert one(name=name).name == shown


CHATS = {
    "the web app": (["chat"], True),
    "a plan alone": (["claude_pro"], True),
    "the API alone": (["api", "api_individual"], False),
    "nothing": ([], False),
    "not said": (None, True),
    "no words": ([1, {}, "a b"], False),
}


@pytest.mark.parametrize(("capabilities", "chats"), CHATS.values(), ids=CHATS)
def test_a_chat_plan_is_told_from_the_api_alone(capabilities, chats):
    assert one(capabilities=capabilities).chats is chats


PLANS = {
    "max": (["chat", "claude_max"], "max"),
    "pro": (["claude_pro"], "pro"),
    "another capability of Claude's": (["claude_code", "chat"], None),
    "none named": (None, None),
}


@pytest.mark.parametrize(("capabilities", "plan"), PLANS.values(), ids=PLANS)
def test_the_plan_is_one_that_is_known(capabilities, plan):
    assert one(capabilities=capabilities).plan == plan


def test_an_entry_without_a_uuid_is_left_out():
    body = [{"name": "x"}, "y", {"uuid": "../../x"}, {"uuid": UUID.upper().replace("4", "A")}]
    assert [found.uuid for found in parse(body)] == ["22222222-2222-a222-8222-222222222222"]


def test_no_organisation_is_an_answer():
    assert parse([]) == ()


REFUSED = {
    "null": (None, BadDocument),
    "an object": ({"organizations": []}, BadDocument),
    "a page": ("<html>", BadDocument),
    "entries without a uuid": ([{"id": 1}], BadDocument),
    "a refusal inside": ({"error": {"type": "permission_error"}}, Unauthorized),
    "a rate limit inside": ({"error": {"type": "rate_limit_error"}}, RateLimited),
}


@pytest.mark.parametrize(("body", "error"), REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused(body, error):
    with pytest.raises(error):
        parse(body)
