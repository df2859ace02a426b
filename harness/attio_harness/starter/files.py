"""The table of the files that a project begins with. How they get into a folder is in `put`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import resources

__all__ = ["StarterFile", "starter_files", "with_own"]


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

_NO_FILTERS = b"# filters ="


def starter_files(*, pytest: bool = False, github: bool = False) -> list[StarterFile]:
    """The files in the order in which they are told; a test file and a workflow where they are asked for."""
    # names of their own in the package: no test runner and no linter of this project takes a template for its own file
    rows = (*_ALWAYS, *(_PYTEST if pytest else ()), *(_GITHUB if github else ()))
    return [StarterFile(path=path, about=about, content=_template(name)) for name, path, about in rows]


def with_own(files: list[StarterFile], own: list[StarterFile]) -> list[StarterFile]:
    """The files with some of somebody's own in the place of the sample's, or after them.

    What fits the sample alone changes with it: the events are called a sample, the configuration names filters where there are
    some, and the test keeps what holds for any mapping.
    """
    if not own:
        return files
    by_path = {one.path: one for one in own}
    more = [one for one in own if one.path not in {file.path for file in files}]
    return [by_path.get(one.path, _of_any(one, by_path)) for one in files] + more


def _of_any(file: StarterFile, own: dict[str, StarterFile]) -> StarterFile:
    match file.path:
        case "attio-harness.toml" if "filters.json" in own:
            return replace(file, content=file.content.replace(_NO_FILTERS, _NO_FILTERS.removeprefix(b"# ")))
        case "events/sample.ndjson":
            return replace(file, about="13 events that are made up: put your own in their place")
        case "tests/test_attio.py":
            return replace(file, content=_template("test_attio_own.txt"))
    return file


def _template(name: str) -> bytes:
    return (resources.files("attio_harness.starter") / "templates" / name).read_bytes()
