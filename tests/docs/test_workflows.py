"""What a host of this repository reads: the workflow and the forms of issues."""

import os
import re
from pathlib import Path

import pytest
import yaml

from statusline.cli import COMMANDS

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
ELSEWHERE = {"apt-get", "brew", "python3"}  # the only programs of the host's that are run
FIELDS = {"markdown", "input", "textarea", "dropdown", "checkboxes"}

pytestmark = pytest.mark.skipif(not GITHUB.exists(), reason=".github is in the repository, not in the distribution")


def read(name):
    return yaml.safe_load((GITHUB / name).read_text(encoding="utf-8"))


def jobs():
    return read("workflows/ci.yml")["jobs"]


def commands(job):
    """Return the commands of a job's steps, one by one."""
    scripts = (step["run"] for step in job["steps"] if "run" in step)
    return [command.strip() for script in scripts for command in re.split(r"&&|\n", script) if command.strip()]


def test_the_workflow_runs_what_exists():
    for job in jobs().values():
        for command in commands(job):
            program = command.split()[0]
            ours = os.access(ROOT / program, os.X_OK) and program.startswith(".ci/")
            assert ours or program in ELSEWHERE or program in {".venv/bin/pip", ".venv/bin/pytest"}, command
        assert job["timeout-minutes"] <= 60


def test_linux_runs_the_gate_and_macos_the_suite():
    assert commands(jobs()["debian"])[-1] == ".ci/run"
    suite = jobs()["suite"]
    assert {row["os"] for row in suite["strategy"]["matrix"]["include"]} == {"ubuntu-latest", "macos-latest"}
    script = suite["steps"][-1]["run"]
    assert f"    {script}\n" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_workflow_only_reads_and_uses_github_alone():
    document = read("workflows/ci.yml")
    assert document["permissions"] == {"contents": "read"}
    used = {step["uses"].split("/")[0] for job in document["jobs"].values() for step in job["steps"] if "uses" in step}
    assert used == {"actions"}
    assert "secrets." not in (GITHUB / "workflows/ci.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["bug", "idea"])
def test_a_form_asks_for_the_strict_report(name):
    form = read(f"ISSUE_TEMPLATE/{name}.yml")
    assert all(form[key] for key in ("name", "description", "labels"))
    assert {field["type"] for field in form["body"]} <= FIELDS
    named = [field["id"] for field in form["body"] if field["type"] != "markdown"]
    assert len(set(named)) == len(named)
    text = str(form)
    assert "`statusline support-bundle --privacy strict`" in text
    assert set(re.findall(r"`statusline ([a-z-]+)", text)) <= set(COMMANDS)


def test_every_issue_has_a_form():
    assert read("ISSUE_TEMPLATE/config.yml") == {"blank_issues_enabled": False}
    assert {path.name for path in (GITHUB / "ISSUE_TEMPLATE").iterdir()} == {"bug.yml", "idea.yml", "config.yml"}
