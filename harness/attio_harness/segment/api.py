"""Calls of Segment's Public API: which ones there are, paging, and what a refusal means.

Sources: the documentation of the Public API (Pagination, Rate Limits, Error Handling, Authentication), and the models of its
published packages for TypeScript and Go.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from attio_harness.errors import InputError, UsageError
from attio_harness.rest.connection import connected
from attio_harness.rest.reader import Reader, no_one, path_of, some_pages, until
from attio_harness.rest.rows import Row
from attio_harness.text.json import JsonTextError, loads
from attio_harness.text.words import told

__all__ = ["DESTINATIONS", "FILTERS", "READS", "REGIONS", "SUBSCRIPTIONS", "TOKEN_VARIABLE", "Api", "connect"]

REGIONS: Mapping[str, str] = {"us": "https://api.segmentapis.com", "eu": "https://eu1.api.segmentapis.com"}
"""The API's address for the workspaces of each region (published packages)."""
TOKEN_VARIABLE = "SEGMENT_TOKEN"

DESTINATIONS = "/destinations"
SUBSCRIPTIONS = "/destinations/{destination}/subscriptions"
# without the s: the paths of filters are so too (published packages)
FILTERS = "/destination/{destination}/filters"
READS = (DESTINATIONS, SUBSCRIPTIONS, FILTERS)
"""Every path that is read."""

# only the alpha version knows subscriptions; every version knows the rest
_ACCEPT = "application/vnd.segment.v1alpha+json"
_EMPTY = 10
"""How many pages in a row may bring nothing new: an API whose pages never end would otherwise go unnoticed."""
_MOST_PAGES = 1_000
_PAGE = 200
"""The largest page that every version of the documentation allows."""


def connect(
    token: str | None = None,
    *,
    region: str = "us",
    base_url: str | None = None,
    environ: Mapping[str, str] | None = None,
    transport: httpx.BaseTransport | None = None,
    timeout: float = 30.0,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
    tell: Callable[[str], object] = no_one,
) -> Api:
    """The Public API, as a context manager that closes it.

    Args:
        token: a token of the Public API; by default that of the environment variable `SEGMENT_TOKEN`.
        region: the workspace's, one of `REGIONS`.
        base_url: another address, for example of a stand-in in tests.
        environ: the environment, by default `os.environ`.
        timeout: seconds for each step of a request.
        clock: seconds since 1970.
        sleep: waits for seconds.
        tell: gets a line before each wait of a second or more.

    Raises:
        UsageError: there is no token, it cannot be one, or the base URL is not a URL. No message ever contains the token.
    """
    client = connected(
        token if token is not None else (os.environ if environ is None else environ).get(TOKEN_VARIABLE, ""),
        base_url=REGIONS[region] if base_url is None else base_url,
        usual=REGIONS["us"],
        missing=f"no token of Segment: set the environment variable {TOKEN_VARIABLE} to a Public API token, which an owner of the "
        "workspace creates under Settings > Access Management > Tokens",
        accept=_ACCEPT,
        agent="pull",
        transport=transport,
        timeout=timeout,
    )
    return Api(client=client, clock=clock, sleep=sleep, tell=tell)


class Api(Reader):
    """Reads answers of the Public API."""

    __slots__ = ()
    API = "Public API of Segment"
    EXAMPLE = REGIONS["us"]

    def pages(self, pattern: str, *parts: str, of: str) -> list[Row]:
        """The elements of every page's `data`, each once; `of` is the member that has them.

        Raises:
            InputError: as `get`, and if the pages do not end.
        """
        found: dict[str, Row] = {}
        cursors: set[str] = set()
        empty = 0
        where = self.url(path_of(pattern, parts))
        query: dict[str, Any] = {"pagination.count": _PAGE}
        for _ in some_pages(_MOST_PAGES, where):
            answer = self.get(pattern, *parts, **query)
            if isinstance(answer, dict) and "data" not in answer and self._message(answer):
                raise InputError(f"answers 200 and an error: {self._clean(str(self._message(answer)))}", file=where)
            data = Row(answer, "", where, "Segment").inside("data")
            known = len(found)
            for index, value in enumerate(data.list(of)):
                row = Row(value, f"/data/{of}/{index}", where, "Segment")
                # by ID: what is created or removed meanwhile shifts the pages
                found.setdefault(row.text("id"), row)
            cursor = data.maybe("pagination", "next")
            if not cursor:
                break
            if not isinstance(cursor, str) or cursor in cursors:
                said = f"the cursor {told(cursor)} a second time" if isinstance(cursor, str) else told(cursor)
                raise InputError(
                    f"the response is not as Segment documents it: found {said}, expected the cursor of another page",
                    file=where,
                    pointer="/data/pagination/next",
                )
            empty = 0 if len(found) > known else empty + 1
            if empty > _EMPTY:
                raise InputError(
                    f"{empty} pages in a row bring nothing new and name another one; try again later",
                    file=where,
                    pointer="/data/pagination/next",
                )
            cursors.add(cursor)
            query["pagination.cursor"] = cursor
        return list(found.values())

    def _message(self, body: Any) -> str | None:
        errors = body.get("errors") if isinstance(body, dict) else None
        if not isinstance(errors, list):
            return Reader._message(self, body)
        said = [one["message"] for one in errors if isinstance(one, dict) and isinstance(one.get("message"), str)]
        return "; ".join(said) or None

    def _seconds(self, response: httpx.Response) -> float | None:
        # the documentation has no Retry-After: milliseconds in the body, or a date in a header of its own
        try:
            body = loads(response.content)
        except JsonTextError:
            body = None
        errors = body.get("errors") if isinstance(body, dict) else None
        for one in errors if isinstance(errors, list) else ():
            wait = Row(one, "", "").maybe("data", "msBeforeNext")
            if isinstance(wait, int | float) and not isinstance(wait, bool) and wait >= 0:
                return min(wait, 1e12) / 1000  # an integer may be too large for a float
        return until(response.headers.get("x-ratelimit-reset", ""), self.clock())

    def _failure(self, response: httpx.Response, pattern: str, said: str, where: str) -> InputError | UsageError | None:
        match response.status_code:
            case 401:
                return UsageError(
                    f"{where}: the token is refused: {said}; is it a Public API token of this workspace, and is the workspace in the "
                    "region that was asked (--region us or eu)?"
                )
            case 403 if pattern == SUBSCRIPTIONS:
                return UsageError(
                    f"{where}: the token may not read subscriptions: {said}; give it the role Workspace Owner, and where the call "
                    "itself is not switched on for your workspace (it is one of the alpha version), ask Segment to"
                )
            case 403:
                return UsageError(
                    f"{where}: the token may not read this: {said}; give it a role that may, in Segment's settings"
                )
            case 404 if "{" in pattern:
                return InputError(f"Segment knows no such destination: {said}; was it removed just now?", file=where)
        return None
