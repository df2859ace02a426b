"""What stands around the code: workflows, the container, the hooks of pre-commit. What cannot be run here is looked at."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from attio_harness.cli import COMMANDS
from attio_harness.version import __version__

from .conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
BIN = Path(sys.executable).parent


def yaml_of(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def linted(program: str, *words: str) -> None:
    found = shutil.which(program, path=str(BIN)) or shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not there")
    done = subprocess.run([found, *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing_in_the_workflows() -> None:
    linted("zizmor", "--offline", "--quiet", "--min-severity", "medium", ".github", "action.yml")


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    linted("hadolint", "Dockerfile")


def test_the_image_has_all_that_the_package_is_made_of() -> None:
    """It cannot be built here; the workflow of the tests does."""
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    copied = [
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert sorted(copied) == sorted(line[1:] for line in ignored if line.startswith("!"))
    assert all((ROOT / one).exists() for one in copied)
    for package in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        assert any(package == one or package.startswith(f"{one}/") for one in copied), package
    assert "USER 1000" in lines
    assert 'ENTRYPOINT ["attio-harness"]' in lines


def test_the_workflows_run_every_python_that_is_promised() -> None:
    promised = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["project"]["classifiers"]))
    assert yaml_of(".github/workflows/test.yml")["jobs"]["test"]["strategy"]["matrix"]["python"] == promised
    assert yaml_of(".github/workflows/release.yml")["jobs"]["try"]["strategy"]["matrix"]["python"] == promised


def test_a_release_is_built_tried_and_only_then_sent_with_the_least_rights() -> None:
    jobs = yaml_of(".github/workflows/release.yml")["jobs"]
    assert {name: job.get("needs") for name, job in jobs.items()} == {"build": None, "try": "build", "publish": "try"}
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "build": {"contents": "read"},
        "try": {},
        "publish": {"id-token": "write", "attestations": "write"},
    }
    text = (ROOT / ".github/workflows/release.yml").read_text("utf-8")
    assert not re.search(r"password|secrets\.", text)


@pytest.mark.parametrize(("tag", "code"), [(f"v{__version__}", 0), ("v0.0.1", 1), (__version__, 1)])
def test_a_tag_of_another_version_is_not_released(tag: str, code: int) -> None:
    steps = yaml_of(".github/workflows/release.yml")["jobs"]["build"]["steps"]
    (line,) = [step["run"] for step in steps if step.get("name") == "The tag is the version"]
    environment = {"PATH": f"{BIN}:/usr/bin:/bin", "GITHUB_REF_NAME": tag}
    assert subprocess.run(["bash", "-e", "-c", line], cwd=ROOT, env=environment, check=False).returncode == code


def test_the_hooks_of_pre_commit_are_commands() -> None:
    hooks = yaml_of(".pre-commit-hooks.yaml")
    commands = {row.name for row in COMMANDS if not row.group}
    for hook in hooks:
        program, command = shlex.split(hook["entry"])
        assert (program, hook["language"], hook["pass_filenames"]) == ("attio-harness", "python", False)
        assert command in commands
        files = re.compile(hook["files"])
        named = "attio-harness.toml segment/mapping.json a/workspace.yaml main.tf main.tofu week.ndjson week.ndjson.gz a/b.json.gz"
        assert all(files.search(one) for one in named.split())
        assert not files.search("README.md")
    assert [hook["id"] for hook in hooks] == ["attio-harness-lint", "attio-harness-check"]


@pytest.mark.parametrize("name", ["bug", "wish", "wrong_answer"])
def test_the_forms_of_issues_are_forms(name: str) -> None:
    form = yaml_of(f".github/ISSUE_TEMPLATE/{name}.yml")
    assert form["name"]
    assert form["description"]
    assert len({row["id"] for row in form["body"]}) == len(form["body"])
    assert any(row.get("validations", {}).get("required") for row in form["body"])


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Version 2.0, January 2004" in text
    assert all(f"\n   {number}. " in text for number in range(1, 10))
    assert "END OF TERMS AND CONDITIONS" in text
