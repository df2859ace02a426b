"""The files that a test names: in the current folder, beside the test, or under the root of the run."""

from __future__ import annotations

from collections.abc import Mapping
from glob import glob
from os.path import relpath
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from segment_actions import Subscription

from attio_harness.errors import HarnessError, InputError, UsageError, near_name
from attio_harness.inputs.files import is_absent
from attio_harness.pytest_support.marker import named_by_marker, options_of

__all__ = ["listed", "near", "place", "searched"]

_BY_MARKER = ("workspace", "faults", "mapping", "filters")
"""The options of a marker that may name files."""


def searched(error: InputError, config: pytest.Config, node: pytest.Item | None) -> HarnessError:
    """The error about a file that is not there, with the folders that were searched, and the marker that names it."""
    if Path(error.file).is_absolute():
        return error
    folders = folders_of(config, node.path.parent if node is not None else None)
    near = next(filter(None, (near_name(str(one / error.file)) for one in folders)), "")
    meant = "" if "did you mean" in error.problem or not near else Path(error.file).with_name(Path(near).name)
    looked = f"(looked for in {', '.join(map(relpath, folders))})"
    told = error.saying(f"{error.problem}{f'; did you mean {meant}?' if meant else ''} {looked}")
    by = "" if node is None else _marker_of(error.file, node)
    return UsageError(f"{by}: {told}") if by else told


def _marker_of(file: str, node: pytest.Item) -> str:
    options = options_of(node)
    named = (option for option in _BY_MARKER if any(_is_file(one, file) for one in listed(options.get(option, ()))))
    return next((named_by_marker(node, option) for option in named), "")


def _is_file(given: Any, file: str) -> bool:
    return isinstance(given, str | Path) and Path(given) == Path(file)


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
    return [given] if isinstance(given, str | Path | Mapping | Subscription | Workspace) else [*given]
