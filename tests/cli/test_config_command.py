import pwd

import pytest
from click.testing import CliRunner

from statusline.cli.config import command
from statusline.config import Config, default_toml, effective_toml
from statusline.errors import ConfigError, StorageError


@pytest.fixture
def file(tmp_path):
    return tmp_path / "my configs" / "config.toml"


@pytest.fixture
def run(file):
    def run(*arguments, **variables):
        return CliRunner().invoke(command, arguments, env={"STATUSLINE_CONFIG": str(file), **variables})

    return run


def write(file, text):
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")


def test_path_prints_the_path_alone(run, file):
    write(file, "")
    result = run("path")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{file}\n", "")


def test_path_says_the_file_is_missing(run, file):
    result = run("path")
    assert (result.exit_code, result.stdout) == (0, f"{file}\n")
    assert result.stderr == (
        "There is no such file, so the defaults are used. To create it:\n"
        f"mkdir -p '{file.parent}' && statusline config show --default >'{file}'\n"
    )


def test_path_prints_undecodable_bytes(run, tmp_path):
    result = run("path", STATUSLINE_CONFIG=f"{tmp_path}/\udce9")
    assert result.stdout_bytes == f"{tmp_path}/".encode() + b"\xe9\n"


def test_a_missing_home_is_named(run, monkeypatch):
    def no_such_user(uid):
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", no_such_user)
    result = run("path", HOME="")
    assert isinstance(result.exception, StorageError)
    assert "Set HOME" in str(result.exception)


def test_show_prints_what_is_in_effect(run, file):
    write(file, "offline = true")
    result = run("show")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == effective_toml(Config(offline=True))
    assert result.stdout.startswith("offline = true\nrefresh_every = 300\n")


def test_show_without_a_file_prints_the_defaults(run):
    assert run("show").stdout == effective_toml(Config())


def test_show_default_prints_the_defaults(run, file):
    write(file, "ofline = true")
    result = run("show", "--default")
    assert (result.exit_code, result.stdout) == (0, default_toml())


def test_show_is_utf_8_in_any_terminal(file):
    result = CliRunner(charset="ascii").invoke(command, ["show"], env={"STATUSLINE_CONFIG": str(file)})
    assert result.exit_code == 0
    assert 'separator = " · "'.encode() in result.stdout_bytes


@pytest.mark.parametrize("subcommand", ["show", "check"])
def test_broken_config_lists_every_problem(run, file, subcommand):
    write(file, "ofline = true\nascii = 1")
    result = run(subcommand)
    assert isinstance(result.exception, ConfigError)
    assert str(result.exception) == (
        f'{file} line 1: unknown key "ofline"; did you mean "offline"?\n{file} line 2: ascii must be true or false.'
    )
    assert (result.stdout, result.exit_code) == ("", 1)


def test_check_says_that_the_config_is_fine(run, file):
    write(file, "offline = true")
    result = run("check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{file} is fine.\n", "")


def test_check_without_config_says_defaults(run, file):
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, f"{file} does not exist, so the defaults are used.\n")


def test_check_takes_another_file(run, file, tmp_path):
    write(file, "ofline = true")
    other = tmp_path / "other.toml"
    write(other, "offline = true")
    assert run("check", str(other)).stdout == f"{other} is fine.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "/no/such/file"),
        ("check", "/"),
        ("check", "a", "b"),
        ("shwo",),
        ("show", "--defaults=1"),
        ("path", "x"),
    ],
    ids=" ".join,
)
def test_wrong_arguments_are_a_usage_error(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


def test_no_subcommand_shows_all_three(run):
    text = run().output
    assert all(f"\n  {name} " in text for name in ("path", "show", "check"))
