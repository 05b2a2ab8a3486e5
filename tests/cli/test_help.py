from pathlib import Path

import click
import pytest

from statusline import cli
from statusline.cli import COMMANDS, GROUPS, command


def subcommands(group):
    context = click.Context(group)
    for name in group.list_commands(context):
        child = group.get_command(context, name)
        if isinstance(child, click.Group):
            yield from subcommands(child)
        if group is not command:
            yield child


def every(group):
    context = click.Context(group)
    for name in group.list_commands(context):
        yield (child := group.get_command(context, name))
        if isinstance(child, click.Group):
            yield from every(child)


def test_help_fits_a_terminal_of_80_columns():
    pages = [each.get_help(click.Context(each, info_name=each.name, terminal_width=80)) for each in every(command)]
    assert [line for page in pages for line in page.splitlines() if len(line) > 80] == []


def test_help_shows_every_command_in_its_group(statusline):
    text = statusline("help").stdout
    assert text == statusline("--help").stdout == statusline("help", "help").stdout
    assert [text.index(f"\n{title}:") for title in GROUPS] == sorted(text.index(f"\n{title}:") for title in GROUPS)
    assert all(f"\n  {name} " in text for name in COMMANDS)


def test_help_of_a_command_is_its_own(statusline):
    assert statusline("help", "preset", "use").stdout == statusline("preset", "use", "--help").stdout


def test_every_file_of_cli_with_a_command_has_a_line():
    files = {
        path.stem.replace("_", "-")
        for path in Path(cli.__file__).parent.glob("[a-z]*.py")
        if "\ndef command(" in path.read_text()
    }
    assert files == set(COMMANDS)


def test_completion_needs_short_help_without_commas():
    texts = [*COMMANDS.values(), *(child.get_short_help_str(60) for child in subcommands(command))]
    assert [text for text in texts if "," in text or text.endswith("...") or len(text) > 60] == []


@pytest.mark.parametrize("words", [["version"], ["-V"], ["--version"]])
def test_version_is_a_word_too(words, statusline):
    assert statusline(*words).stdout.startswith("statusline ")


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        (["shwo"], "Did you mean `statusline show`?"),
        (["preset", "use", "powrline"], "Did you mean 'powerline'?"),
        (["--vrsion"], "Did you mean '--version'?"),
        (["-f", "josn"], "Did you mean 'json'?"),
        (["zz"], "`statusline help` lists them."),
        (["index", "stauts"], "Did you mean `statusline index status`?"),
        (["install", "mcp", "zz"], "`statusline install mcp --help` lists them."),
        (["calls", "--limit", "0"], "'0' is not a whole number from 1 to 1,000,000."),
        (["login"], "Name the service: `statusline login claude-web`."),
        (["blame", "--cycle", "2"], "'2' is not a whole number of 0 or less."),
    ],
)
def test_a_mistyped_word_gets_a_suggestion(words, suggestion, statusline):
    done = statusline(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert suggestion in done.stderr
