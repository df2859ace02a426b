"""The first hour of a new user, from an empty environment on: install, begin, check, mend, keep. Every command as it is typed."""

from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .conftest import Environment

MOST = 60.0
"""Seconds of machine time for all of it, the installation left out: the index may be slow."""


class Person:
    """Types commands in a folder, with an activated environment."""

    def __init__(self, environment: Environment, folder: Path) -> None:
        self.variables = environment.variables | {
            f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        self.folder = folder

    def __call__(self, line: str, code: int = 0) -> str:
        done = subprocess.run(
            ["bash", "-c", line], cwd=self.folder, env=self.variables, capture_output=True, text=True, check=False, timeout=120
        )  # fmt: skip
        said = done.stdout + done.stderr
        assert done.returncode == code, f"{line}: exit code {done.returncode}, expected {code}\n{said}"
        assert "Traceback" not in said
        return said

    def change(self, name: str, before: str, after: str) -> None:
        file = self.folder / name
        assert before in file.read_text("utf-8")
        file.write_text(file.read_text("utf-8").replace(before, after, 1), "utf-8")

    @contextmanager
    def running(self, line: str) -> Iterator[str]:
        """A server in the background; gives its address."""
        words = ["bash", "-c", f"exec {line}"]
        with subprocess.Popen(words, cwd=self.folder, env=self.variables, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            found = re.search(r"http://\S+\d", server.stdout.readline())
            assert found is not None
            yield found[0]
            server.terminate()


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not there")
def test_the_first_hour(installed: Environment, tmp_path: Path) -> None:
    before = _machine_time()
    person = Person(installed, tmp_path)
    assert person("attio-harness --version").startswith("attio-harness ")
    assert "check" in person("attio-harness help init; attio-harness --help")

    # begin
    assert person("attio-harness init demo --pytest").startswith("Wrote 5 files to demo:\n")
    person.folder = tmp_path / "demo"
    assert "1 lost" in person("attio-harness check", code=1)
    assert "Enterprise" in person("attio-harness explain events/sample.ndjson:4", code=1)
    assert "do " in person("attio-harness check -v", code=1)

    # mend what the report says, in the place that it says
    person.change("workspace.yaml", "options: [Free, Team]", "options: [Free, Team, Enterprise]")
    person("attio-harness check")
    person("attio-harness lint")

    # keep it, and see what a change would do
    person("git init --quiet --initial-branch main && git add . && git commit --quiet --message begin")
    person("attio-harness diff --base main")
    person("attio-harness gate --base main")
    person.change("mapping.json", '"seats": { "@path"', '"country": { "@path"')
    assert "3 newly lost" in person("attio-harness diff --base main", code=1)
    report = person("attio-harness gate --base main --format text --format markdown:comment.md", code=1)
    assert report.startswith("Failed: ")
    assert "3 newly lost" in (person.folder / "comment.md").read_text()
    person("git checkout --quiet mapping.json")

    # in pytest
    assert "2 passed" in person("pytest -q")

    # a local Attio
    with person.running("attio-harness emulate --port 0") as url:
        answer = json.loads(person(f"curl -s {url}/v2/objects/subscriptions -H 'authorization: Bearer any'"))
    assert answer["data"]["api_slug"] == "subscriptions"

    assert _machine_time() - before < MOST


def _machine_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
