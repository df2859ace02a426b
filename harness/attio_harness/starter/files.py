"""The table of the files of a new project. `put` writes them to a folder."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from importlib import resources

__all__ = ["Repository", "StarterFile", "starter_files", "with_own"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterFile:
    """A file of the new project: its path with `/`, what it is in a few words, its bytes."""

    path: str
    about: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """Where the project is in a repository: `folder` from the root, empty at the root; `up` is the way back, `../` for each step."""

    folder: str = ""

    @property
    def up(self) -> str:
        return "../" * len(self.folder.split("/")) if self.folder else ""


_ALWAYS = (
    ("attio-harness.toml", "attio-harness.toml", "the configuration: where the files are"),
    ("workspace.yaml", "workspace.yaml", "the schema of an Attio workspace"),
    ("mapping.json", "mapping.json", "what Segment sends to Attio: three subscriptions"),
    ("events.ndjson", "events/sample.ndjson", "13 Segment events, one of which is lost"),
)
_PYTEST = (("test_attio.txt", "tests/test_attio.py", "the same check as a test of pytest"),)
"""Name among the templates, path in the project, what it is."""

_NO_FILTERS = b"# filters ="


def starter_files(*, pytest: bool = False, repository: Repository | None = None) -> list[StarterFile]:
    """The files in the order in which they are shown; with a test file if asked for, and a workflow if there is a repository."""
    # the package uses other file names: no test runner or linter of this project takes a template for its own file
    rows = (*_ALWAYS, *(_PYTEST if pytest else ()))
    files = [StarterFile(path=path, about=about, content=_template(name)) for name, path, about in rows]
    return files if repository is None else [*files, _workflow(repository)]


def _workflow(repository: Repository) -> StarterFile:
    prefix = f"{repository.folder}/" if repository.folder else ""
    # in a pattern of paths GitHub takes these for wildcards, and a `!` at its start for "but not"
    pattern = re.sub(r"[\\*?+\[]|^!", r"\\\g<0>", prefix)
    content = _template("workflow.yml")
    for place, path in ((b"PATTERN/", pattern), (b"FOLDER/", prefix)):
        # YAML and JSON escape a quoted text alike
        content = content.replace(place, json.dumps(path, ensure_ascii=False)[1:-1].encode())
    return StarterFile(
        path=f"{repository.up}.github/workflows/attio.yml",
        about="the same check in every pull request",
        content=content,
    )


def with_own(files: list[StarterFile], own: list[StarterFile]) -> list[StarterFile]:
    """The files, with some of the user's own replacing the sample's, or added at the end.

    Texts that fit only the sample change too: the events are called a sample, the configuration names filters if there are any, and the
    test keeps what holds for any mapping.
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
