"""Finds the modules that Terraform's files call: Terraform reads their folders too, but here only named folders are read.

Says only which modules are called and whether their folders have what is sought; `terraform show -json` says what they make of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from os.path import dirname, isdir, join, normpath
from pathlib import Path
from typing import Any

from attio_harness.inputs.destinations import CONFIGURATION
from attio_harness.text.json import JsonTextError, loads
from attio_harness.text.words import listed

__all__ = ["calls_in", "modules_not_read"]

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|^[ \t]*(?:#|//)[^\n]*", re.DOTALL | re.MULTILINE)
_CALL = re.compile(
    r'^[ \t]*module\s+"?[\w-]+"?\s*\{(?:(?!^[ \t]*module\s|^\}).)*?(?<![\w.-])source\s*=\s*"([^"\n]+)"',
    re.MULTILINE | re.DOTALL,
)
"""A call with the source in its own block."""
_MOST = 3
"""How many modules are named in a line."""


def calls_in(file: str, text: str) -> tuple[str, ...]:
    """The sources of the modules that a Terraform file calls; none for any other file."""
    if not file.endswith(CONFIGURATION) or "module" not in text:
        return ()
    if not file.endswith(".json"):
        return tuple(dict.fromkeys(_CALL.findall(_COMMENT.sub("", text))))
    try:
        value = loads(text)
    except JsonTextError:  # who reads it says so
        return ()
    return tuple(dict.fromkeys(_sources(value.get("module")) if isinstance(value, dict) else ()))


def _sources(value: Any) -> Iterator[str]:
    """As deep as blocks go: a list stands for several (Terraform's JSON syntax)."""
    if isinstance(value, list):
        for one in value:
            yield from _sources(one)
    elif isinstance(value, dict):
        source = value.get("source")
        if isinstance(source, str):
            yield source
        else:
            for one in value.values():
                yield from _sources(one)


def modules_not_read(
    called: Iterable[tuple[str, tuple[str, ...]]], resource: str, what: str
) -> Iterator[tuple[str, str]]:
    """(file, note) for each file of `called` (file, its calls) that calls a module with such resources outside these files.

    A module that is not in a local folder (from a registry or Git) is not read: the note says that it may have some.
    """
    known = list(called)
    folders = {normpath(dirname(file)) for file, _ in known}
    for file, sources in known:
        local = [one for one in sources if _is_local(one)]
        inside = [one for one in local if _has(normpath(join(dirname(file), one)), resource, folders)]
        elsewhere = [one for one in sources if one not in local]
        for some, have in ((inside, "have"), (elsewhere, "may have")):
            if some:
                named = listed(some, _MOST)
                yield (
                    file,
                    f"calls modules that {have} {what} of their own, which are not read: {named}; `terraform show -json` "
                    "prints all that there are",
                )


def _is_local(source: str) -> bool:
    return source.startswith(("./", "../"))


def _has(folder: str, resource: str, read: set[str], seen: frozenset[str] = frozenset()) -> bool:
    """Whether a folder that was not read has such a resource, itself or in modules that it calls."""
    if folder in read or folder in seen or not isdir(folder):
        return False
    try:
        texts = [(str(one), one.read_text("utf-8", "replace")) for one in Path(folder).iterdir() if _is_written(one)]
    except OSError:  # Terraform says so
        return False
    below = (
        normpath(join(folder, source)) for file, text in texts for source in calls_in(file, text) if _is_local(source)
    )
    return any(f'"{resource}"' in text for _, text in texts) or any(
        _has(one, resource, read, seen | {folder}) for one in below
    )


def _is_written(path: Path) -> bool:
    return path.name.endswith(CONFIGURATION) and path.is_file()
