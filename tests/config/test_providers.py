"""Each row of the table of providers keeps what the program relies on, and what is literal elsewhere is equal to it."""

import dataclasses
import json
from pathlib import Path

import pytest

from statusline.config import Config, variables
from statusline.config.providers import PROVIDERS, TABLE, listed
from statusline.config.windows import WINDOWS
from statusline.hot import paths, prompt_file
from statusline.providers import installation, source
from statusline.providers.base import Installation
from statusline.providers.parsing.values import NAME_LENGTH

REPOSITORY = Path(__file__).parents[2]
each_row = pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)


def test_each_folder_of_a_vendor_has_a_row():
    folders = [file.parent.name for file in REPOSITORY.glob("statusline/providers/*/installation.py")]
    assert sorted(folders) == sorted(PROVIDERS)


@each_row
def test_its_installation_answers_everything(row):
    wanted = [name for name in vars(Installation) if not name.startswith("_")]
    assert wanted
    assert [name for name in wanted if not callable(getattr(installation(row.name), name, None))] == []


@each_row
def test_sources_are_modules_that_name_it(row):
    for name in row.sources:
        module = source(name)
        assert (name, row.name) == (module.NAME, module.PROVIDER)
        assert isinstance(module.NETWORK, bool)
        assert callable(module.describe)
        assert callable(module.fetch)


@each_row
def test_its_parts_belong_to_their_wholes(row):
    assert {*row.off_by_default, row.preview_source} <= set(row.sources)
    assert set(row.path_variables) | set(row.secret_variables) <= set(row.login_variables)
    assert row.folder_variable not in row.login_variables
    assert {one.window for one in row.preview} <= set(WINDOWS)
    assert row.default_sources


@each_row
def test_its_name_is_free(row):
    assert row.name.isalpha()
    assert row.name.islower()
    assert len(row.name) <= NAME_LENGTH
    others = {"accounts", "sep", *variables.PROVIDER, *variables.WINDOW, *variables.SESSION}
    assert row.name not in others
    assert [field.name for field in dataclasses.fields(Config)].count(row.name) == 1


@each_row
def test_words_are_sentences_places_below_home(row):
    for remedy in (row.sign_in_remedy, row.renewal_remedy):
        assert remedy.startswith("Run `")
        assert remedy.endswith(".")
    assert all(path.startswith("~/") for path in (row.folder, *row.other_folders))
    assert not row.file_beside_folder or row.file_beside_folder.startswith("~/")


@each_row
def test_its_table_of_settings_has_its_defaults(row):
    settings = Config().of(row.name)
    assert (settings.symbol, settings.base_url, settings.sources) == (row.symbol, row.base_url, row.default_sources)
    assert getattr(settings, "web_url", "") == row.web_url


@each_row
def test_the_readme_names_its_client(row):
    assert row.client in (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_the_hot_half_awaits_the_same_providers():
    awaited = json.loads(prompt_file.pending("json", 0))["accounts"]
    assert tuple(account["provider"] for account in awaited) == PROVIDERS


def test_hot_half_knows_login_variables():
    choosing = {name for row in TABLE.values() for name in (row.folder_variable, *row.login_variables)}
    assert set(paths.LOGIN_VARIABLES) <= choosing
    assert {row.folder_variable for row in TABLE.values()} <= set(paths.LOGIN_VARIABLES)


@pytest.mark.parametrize(
    ("words", "sentence"), [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")], ids=[1, 2, 3]
)
def test_words_are_listed_as_in_a_sentence(words, sentence):
    assert listed(words, "or") == sentence
