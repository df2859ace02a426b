"""Calls of Attio's API: their paths and scopes, paging, and the meaning of refusals."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

from attio_harness.errors import InputError, UsageError
from attio_harness.rest.connection import connected
from attio_harness.rest.reader import Reader, no_one, path_of, some_pages
from attio_harness.rest.rows import Row
from attio_harness.text.halves import halves

__all__ = ["BASE_URL", "READS", "RECORDS", "TOKEN_VARIABLE", "Api", "connect"]

BASE_URL = "https://api.attio.com"
TOKEN_VARIABLE = "ATTIO_API_KEY"

READS: Mapping[str, str | None] = {
    "/v2/self": None,
    "/v2/objects": "object_configuration:read",
    "/v2/objects/{object}/attributes": "object_configuration:read",
    "/v2/objects/{object}/attributes/{attribute}/options": "object_configuration:read",
    "/v2/objects/{object}/attributes/{attribute}/statuses": "object_configuration:read",
    "/v2/workspace_members": "user_management:read",
}
"""Every path that is read -> the scope it needs (OpenAPI)."""

RECORDS = "/v2/objects/{object}/records/query"
"""The path that is read only if records are asked for."""
_SCOPES = {**READS, RECORDS: "record_permission:read"}

_PAGE = 100
_MOST_PAGES = 1_000


def connect(
    token: str | None = None,
    *,
    base_url: str = BASE_URL,
    environ: Mapping[str, str] | None = None,
    agent: str = "pull",
    scopes: Sequence[str] = (),
    transport: httpx.BaseTransport | None = None,
    timeout: float = 30.0,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
    tell: Callable[[str], object] = no_one,
) -> Api:
    """The API for `pull` and other commands that ask Attio; a context manager that closes it.

    Args:
        token: an access token; without one the environment variable `ATTIO_API_KEY` is read. An emulator on this computer
            needs none.
        base_url: where Attio's API is, without `/v2`.
        environ: the environment; by default `os.environ`.
        agent: the command that asks.
        scopes: what its token needs; by default those for reading a schema.
        timeout: seconds for each step of a request.
        clock: seconds since 1970, for a `Retry-After` that is a date.
        sleep: waits for seconds.
        tell: gets a line before each wait of a second or more.

    Raises:
        UsageError: there is no token, or the token or the base URL is malformed. No message ever contains the token.
    """
    needed = " and ".join(scopes or sorted({scope for scope in READS.values() if scope}))
    client = connected(
        token if token is not None else (os.environ if environ is None else environ).get(TOKEN_VARIABLE, ""),
        base_url=base_url,
        usual=BASE_URL,
        missing=f"no access token: set the environment variable {TOKEN_VARIABLE} to one with the scopes {needed}",
        accept="application/json",
        agent=agent,
        transport=transport,
        timeout=timeout,
    )
    return Api(client=client, clock=clock, sleep=sleep, tell=tell)


class Api(Reader):
    """Reads answers of Attio."""

    __slots__ = ()
    API = "Attio API"
    EXAMPLE = BASE_URL

    def get(self, pattern: str, *parts: str, **query: Any) -> Any:
        """As for every API, but refuse half a character, which no workspace file may have."""
        found = Reader.get(self, pattern, *parts, **query)
        for way, half in halves(found):
            problem = f"the response is not as Attio documents it: found half a character ({half!a}, a lone surrogate), expected whole ones"
            raise InputError(problem, file=self.url(path_of(pattern, parts)), pointer="/" + "/".join(way))
        return found

    def myself(self) -> Row:
        """What Attio says about the token.

        Raises:
            InputError: no connection, or an answer that is no success or not as documented.
            UsageError: the token is refused or inactive.
        """
        found = Row(self.get("/v2/self"), "", self.url("/v2/self"))
        if not found.flag("active"):
            raise UsageError(f"{found.where}: Attio says that the access token is not active; expected one in use")
        return found

    def rows(self, pattern: str, *parts: str, **query: Any) -> list[Row]:
        """The elements of `data`."""
        where = self.url(path_of(pattern, parts))
        data = Row(self.get(pattern, *parts, **query), "", where).list("data")
        return [Row(one, f"/data/{index}", where) for index, one in enumerate(data)]

    def pages(self, pattern: str, *parts: str, named: Callable[[Row], str], **query: Any) -> list[Row]:
        """The elements of `data` of every page.

        By Attio's documentation the first page that is not full is the last. Here pages are read until one brings nothing new, so that
        a server with smaller pages, or without pages, gives the same list.

        Raises:
            InputError: as `get`, and if the pages do not end.
        """
        found: dict[str, Row] = {}
        for _ in some_pages(_MOST_PAGES, self.url(path_of(pattern, parts))):
            page = self.rows(pattern, *parts, limit=_PAGE, offset=len(found), **query)
            # by ID: a server without pages answers the same rows again
            new = {named(row): row for row in page if named(row) not in found}
            if not new:
                break
            found |= new
        return list(found.values())

    def _failure(self, response: httpx.Response, pattern: str, said: str, where: str) -> InputError | UsageError | None:
        match response.status_code:
            case 400 if pattern == "/v2/self":  # what it answers to a token that cannot be one (recorded)
                return UsageError(f"{where}: the access token is not recognised: {said}; was all of it copied?")
            case 401:
                return UsageError(f"{where}: the access token is refused: {said}; is it a token of this workspace?")
            case 403:
                scope = _SCOPES[pattern]
                if scope is None:
                    return UsageError(
                        f"{where}: the access token may not do this: {said}; create another in Attio's settings"
                    )
                without = ", or pull without members (--no-members)" if "members" in pattern else ""
                return UsageError(
                    f"{where}: the access token lacks the scope {scope}: {said}; add it to the token in Attio's settings{without}"
                )
            # every workspace has the paths without a slug: a server without them is not Attio
            case 404 if "{" in pattern:
                return InputError(f"is no longer there: {said}; was it changed just now? Pull again", file=where)
        return None
