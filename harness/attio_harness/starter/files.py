"""The table of the files that a project begins with. How they get into a folder is in `put`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

__all__ = ["StarterFile", "starter_files"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterFile:
    """A file of the new project: its path there with `/`, what it is in a few words, its bytes."""

    path: str
    about: str
    content: bytes


_ALWAYS = (
    ("attio-harness.toml", "attio-harness.toml", "the configuration: where the files are"),
    ("workspace.yaml", "workspace.yaml", "the schema of an Attio workspace"),
    ("mapping.json", "mapping.json", "what Segment sends to Attio: three subscriptions"),
    ("events.ndjson", "events/sample.ndjson", "13 Segment events, one of which is lost"),
)
_PYTEST = (("test_attio.txt", "tests/test_attio.py", "the same check as a test of pytest"),)
_GITHUB = (("workflow.yml", ".github/workflows/attio.yml", "the same check in every pull request"),)
"""Name among the templates, path in the project, what it is."""


def starter_files(*, pytest: bool = False, github: bool = False) -> list[StarterFile]:
    """The files in the order in which they are told; a test file and a workflow where they are asked for."""
    # names of their own in the package: no test runner and no linter of this project takes a template for its own file
    folder = resources.files("attio_harness.starter") / "templates"
    rows = (*_ALWAYS, *(_PYTEST if pytest else ()), *(_GITHUB if github else ()))
    return [StarterFile(path=path, about=about, content=(folder / name).read_bytes()) for name, path, about in rows]
