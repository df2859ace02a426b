"""The files that a test names: in the current folder, beside the test, or under the root of the run."""

from __future__ import annotations

from collections.abc import Mapping
from glob import glob
from os.path import relpath
from pathlib import Path
from typing import Any

import pytest
from segment_actions import Subscription

from attio_harness.errors import UsageError, near_name
from attio_harness.inputs.files import is_absent
from attio_harness.pytest_support.marker import named_by_marker

__all__ = ["listed", "near", "place", "refuse_missing"]

_FILES = {"workspace": "workspace file", "faults": "file of fault rules"}
"""The options that may name a file, and the kind of file."""


def refuse_missing(request: pytest.FixtureRequest, given: Mapping[str, Any]) -> None:
    """Raises UsageError if a marker names a file that does not exist; errors inside a file have their place in the file."""
    folders = folders_of(request.config, request.path.parent)
    for option, what in _FILES.items():
        named = given.get(option)
        if isinstance(named, str | Path) and all(is_absent(one / named) for one in folders):
            looked = "" if Path(named).is_absolute() else f" (looked for in {', '.join(map(relpath, folders))})"
            near = next(filter(None, (near_name(str(one / named)) for one in folders)), "")
            meant = f"; did you mean {Path(named).with_name(Path(near).name)}?" if near else ""
            raise UsageError(
                f"{named_by_marker(request.node, option)}: there is no such {what}: {named}{looked}{meant}"
            )


def place(config: pytest.Config, given: str | Path, folder: Path | None) -> str:
    """The path, from the current folder, of a file searched for there, beside a test and under the root of the run."""
    return str(
        next((relpath(place) for one in folders_of(config, folder) if not is_absent(place := one / given)), given)
    )


def folders_of(config: pytest.Config, folder: Path | None) -> list[Path]:
    """The folders to search for a file, in order."""
    return list(dict.fromkeys(one for one in (Path.cwd(), folder, config.rootpath) if one is not None))


def near(request: pytest.FixtureRequest, given: Any) -> Any:
    """A path (file, folder or glob) found beside the test or under the root of the run, if the current folder does not have it.

    It stays relative, so that a report names files alike on every computer. A preset, or anything else but a path, stays as it is.
    """
    # glob finds plain paths too
    if not isinstance(given, str | Path) or given == "" or glob(str(given)):
        return given
    places = [str(folder / given) for folder in (request.path.parent, request.config.rootpath)]
    return next((relpath(place) for place in places if glob(place)), given)


def listed(given: Any) -> list[Any]:
    """A list; a single value becomes a list of one."""
    return [given] if isinstance(given, str | Path | Mapping | Subscription) else [*given]
