"""Calls of Attio's API: the connection, pages, waiting and trying again, and what is said of an answer that is none."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx

from attio_harness.errors import InputError, UsageError
from attio_harness.schema.rows import Row
from attio_harness.text.json import JsonTextError, loads

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
"""Every path that is read, and the scope it needs (OpenAPI)."""

RECORDS = "/v2/objects/{object}/records/query"
"""The path that is read where somebody asks for records."""
_SCOPES = {**READS, RECORDS: "record_permission:read"}

_PAGE = 100
_TRIES = 5
_LONGEST_WAIT = 60.0  # seconds; who asks for more is named, so that a person can decide
_AGAIN = (429, 502, 503, 504)
"""Statuses that pass by themselves, as `pull` takes them: a GET can be sent again without harm. What Segment tries again is another
rule, `segment_actions.errors.is_retried`."""

_BROKEN = (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError, httpx.DecodingError)

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def connect(
    token: str | None = None,
    *,
    base_url: str = BASE_URL,
    environ: Mapping[str, str] | None = None,
    agent: str = "pull",
    scopes: Sequence[str] = (),
    transport: httpx.BaseTransport | None = None,
    timeout: float = 30.0,
) -> httpx.Client:
    """A client for `pull`, and for whatever else asks Attio.

    Args:
        token: an access token; without one the environment variable `ATTIO_API_KEY` is read. An emulator on this computer
            needs none.
        base_url: where Attio's API is, without `/v2`.
        environ: the environment, `os.environ` unless said.
        agent: the command that asks.
        scopes: what its token needs, those of reading a schema unless said.
        timeout: seconds for each step of a request.

    Raises:
        UsageError: there is no token, it cannot be one, or the base URL is none. No message ever holds the token.
    """
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, TypeError) as error:
        raise UsageError(f"the base URL {base_url!r} is not a URL ({error}); expected one such as {BASE_URL}") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise UsageError(f"the base URL {_shown(url)!r} is not one of HTTP; expected one such as {BASE_URL}")
    found = (
        token if token is not None else (os.environ if environ is None else environ).get(TOKEN_VARIABLE, "")
    ).strip()
    if not found and url.host in _LOOPBACK:
        # the emulator takes any token
        found = "local"
    if not found:
        raise UsageError(
            f"no access token: set the environment variable {TOKEN_VARIABLE} to one with the scopes "
            f"{' and '.join(scopes or sorted({scope for scope in READS.values() if scope}))}"
        )
    # printable ASCII without the blank: anything else is no header's value
    if not re.fullmatch(r"[\x21-\x7e]+", found):
        raise UsageError(
            "the access token has spaces, line breaks or letters that no token has; was more than the token copied?"
        )
    headers = {"authorization": f"Bearer {found}", "accept": "application/json", "user-agent": f"attio-harness {agent}"}
    # no redirects: they would carry the token to another host
    return httpx.Client(base_url=url, headers=headers, transport=transport, timeout=timeout, follow_redirects=False)


def _path(pattern: str, parts: Sequence[str]) -> str:
    """The path of a pattern with these parts."""
    pieces = iter(parts)
    # `/` is quoted, too: a slug is one piece of the path
    return re.sub(r"\{\w+\}", lambda _: quote(next(pieces), safe=""), pattern)


def _shown(url: httpx.URL) -> str:
    """A URL without the name and password it may hold, and without its query."""
    return str(url.copy_with(username=None, password=None, query=None)).rstrip("/")


@dataclass(slots=True, kw_only=True)
class Api:
    """Reads answers, waits where Attio asks for it, and turns every failure into one line."""

    client: httpx.Client
    clock: Callable[[], float]
    sleep: Callable[[float], None]

    def get(self, pattern: str, *parts: str, **query: Any) -> Any:
        """The JSON of an answer.

        Raises:
            InputError: no connection, a status that is no success, an answer that is not JSON.
            UsageError: the token is refused, or lacks a scope.
        """
        return self._asked(pattern, parts, lambda path: self.client.get(path, params=query or None))

    def post(self, pattern: str, *parts: str, body: Any) -> Any:
        """The JSON of the answer to a query, which changes nothing and can be sent again as a GET can; raises as `get`."""
        return self._asked(pattern, parts, lambda path: self.client.post(path, json=body))

    def _asked(self, pattern: str, parts: Sequence[str], ask: Callable[[str], httpx.Response]) -> Any:
        path = _path(pattern, parts)
        where = self.url(path)
        for number in range(1, _TRIES + 1):
            try:
                response = ask(path)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                # some errors of httpx, as timeouts, have no text
                problem = self._clean(str(error)) or type(error).__name__
                what = "the connection broke off" if isinstance(error, _BROKEN) else "cannot be reached"
                raise InputError(f"{what}: {problem}", file=where) from None
            if response.status_code not in _AGAIN:
                break
            seconds = self._wait(response, number)
            if number == _TRIES or seconds > _LONGEST_WAIT:
                asked = f" and asks to wait {seconds:.0f} seconds" if seconds > _LONGEST_WAIT else ""
                times = "" if number == 1 else f" {number} times"
                raise InputError(f"answers {self._said(response)}{times}{asked}; try again later", file=where)
            self.sleep(seconds)
        if response.status_code != 200:
            raise self._failure(response, pattern, where)
        try:
            return loads(response.content)
        except JsonTextError as error:
            kind = response.headers.get("content-type", "no content type").split(";")[0]
            problem = f"answers with something that is not JSON ({kind}: {error.problem}); is this the base URL of Attio's API?"
            raise InputError(problem, file=where) from None

    def rows(self, pattern: str, *parts: str, **query: Any) -> list[Row]:
        """The elements of `data`."""
        where = self.url(_path(pattern, parts))
        data = Row(self.get(pattern, *parts, **query), "", where).list("data")
        return [Row(one, f"/data/{index}", where) for index, one in enumerate(data)]

    def pages(self, pattern: str, *parts: str, named: Callable[[Row], str], **query: Any) -> list[Row]:
        """The elements of `data` of every page.

        Attio's documentation ends at a page that is not full. Pages are read until one brings nothing new, so that a server
        with smaller pages, or with none, gives the same list.
        """
        found: dict[str, Row] = {}
        while True:
            page = self.rows(pattern, *parts, limit=_PAGE, offset=len(found), **query)
            # by ID: a server without pages answers the same rows again
            new = {named(row): row for row in page if named(row) not in found}
            if not new:
                return list(found.values())
            found |= new

    def url(self, path: str) -> str:
        return _shown(self.client.base_url) + path

    def _wait(self, response: httpx.Response, number: int) -> float:
        """Seconds until the next try: as `Retry-After` says (seconds or a date), otherwise 1, 2, 4 …"""
        asked = response.headers.get("retry-after", "").strip()
        # RFC 9110, section 10.2.3: seconds or a date; Attio sends a date
        if asked.isascii() and asked.isdigit():
            return float(asked)
        try:
            return max(0.0, parsedate_to_datetime(asked).timestamp() - self.clock())
        except (ValueError, TypeError, OverflowError):
            return float(2 ** (number - 1))

    def _failure(self, response: httpx.Response, pattern: str, where: str) -> InputError | UsageError:
        said = self._said(response)
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
            # a path without a slug is there in every workspace
            case 404 if "{" not in pattern:
                return InputError(
                    f"there is no Attio API here: {said}; expected a base URL such as {BASE_URL}", file=where
                )
            case 404:
                return InputError(f"is no longer there: {said}; was it changed just now? Pull again", file=where)
            case status if 300 <= status < 400:
                return InputError(
                    f"answers {status}, which sends the token elsewhere and is not followed; give the base URL itself",
                    file=where,
                )
            case status if status >= 500:
                return InputError(f"answers {said}; try again later", file=where)
        return InputError(f"answers {said}, expected 200", file=where)

    def _said(self, response: httpx.Response) -> str:
        """Status and message of an answer in a few words, without the token, should it be quoted."""
        try:
            body = loads(response.content)
        except JsonTextError:
            body = None
        words = body.get("message") if isinstance(body, dict) else None
        if not isinstance(words, str):
            words = response.reason_phrase
        return f"{response.status_code} {self._clean(words)}".strip().removesuffix(".")

    def _clean(self, text: str) -> str:
        token = self.client.headers.get("authorization", "").partition(" ")[2]
        text = " ".join((text.replace(token, "(the token)") if token else text).split())
        return text if len(text) <= 300 else text[:299] + "…"
