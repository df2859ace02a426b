"""Serves the files of pages from a fixed table: names from a request never reach the file system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files

from attio_emulator.http import Request, Response, refusal
from attio_emulator.pages.frame import ASSETS

__all__ = ["OWN", "Assets"]

_TYPES: Mapping[str, str] = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "woff2": "font/woff2",
}


class Assets:
    """Files in the folder `assets` of a package, served under an address.

    Args:
        package: the package whose directory contains the folder.
        address: where they are served, with a trailing slash.
        names: the files, with slashes for folders.

    Raises:
        ValueError: a name has an unknown extension.
    """

    def __init__(self, package: str, address: str, names: Iterable[str]) -> None:
        self._package, self.address = package, address
        self.names = tuple(names)
        if unknown := [one for one in self.names if one.rpartition(".")[2] not in _TYPES]:
            raise ValueError(f"found the file {unknown[0]}, expected one that ends in {', '.join(_TYPES)}")
        self._known = {address + one: one for one in self.names}

    def addresses(self, ending: str) -> list[str]:
        """The addresses of the files with an extension, such as the modules of a page for its `preload`."""
        return [self.address + one for one in self.names if one.endswith(ending)]

    def answer(self, request: Request) -> Response:
        """The file that a path names; 304 if the browser has it."""
        name = self._known.get(request.path)
        if name is None or request.method not in ("GET", "HEAD"):
            return refusal(404, f"There is no file {request.method} {request.path}.")
        body, tag = _read(self._package, name)
        sent = {
            "content-type": _TYPES[name.rpartition(".")[2]],
            "etag": tag,
            # revalidated each time, so that an update of the program never mixes old and new files
            "cache-control": "no-cache",
            "x-content-type-options": "nosniff",
            "cross-origin-resource-policy": "same-origin",
        }
        known = request.headers.get("if-none-match")
        return Response(status=304, headers=sent) if known == tag else Response(status=200, headers=sent, body=body)


@cache
def _read(package: str, name: str) -> tuple[bytes, str]:
    body = files(package).joinpath("assets", *name.split("/")).read_bytes()
    return body, f'"{sha256(body).hexdigest()[:20]}"'


OWN = Assets(
    "attio_emulator.pages",
    ASSETS,
    (
        "style.css",
        "emulator.css",
        "icon.svg",
        "api.js",
        "blame.js",
        "app.js",
        "collection.js",
        "dom.js",
        "filters.js",
        "live.js",
        "parts.js",
        "router.js",
        "side.js",
        "slider.js",
        "view_attributes.js",
        "view_faults.js",
        "view_lists.js",
        "view_notes.js",
        "view_objects.js",
        "view_queue.js",
        "view_record.js",
        "view_rejections.js",
        "view_request.js",
        "view_requests.js",
        "view_state.js",
        "view_table.js",
        "view_tasks.js",
        "view_webhooks.js",
    ),
)
"""The files of the emulator's pages; all pages use `style.css`."""
