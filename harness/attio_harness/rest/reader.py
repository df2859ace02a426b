"""Answers of an API: asks again if that helps, waits as long as the API says, and reports every failure in one line."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar, Self
from urllib.parse import quote

import httpx

from attio_harness.errors import InputError, UsageError
from attio_harness.rest.connection import plain
from attio_harness.rest.failures import BROKEN, unanswered, without_token
from attio_harness.text.json import JsonTextError, loads
from attio_harness.text.words import counted

__all__ = ["NOTICED", "Reader", "asked_for", "next_try", "no_one", "path_of", "some_pages", "until"]

_TRIES = 5
_TRIES_UNHEARD = 3
"""Tries of a read whose connection breaks off: one of hundreds of pages must not spoil the others."""
_LONGEST_WAIT = 60.0  # seconds; a longer wait is reported, so that a person can decide
_FOREVER = 1e9
"""The most seconds that are told apart: an answer may ask for a number with thousands of digits."""
NOTICED = 1.0
"""Seconds of a wait that a person notices; a shorter one is not told."""
_FOR_GOOD = (501, 505)
"""Failures of a server that do not pass."""


def no_one(line: str) -> None:
    """Hears what nobody wants told."""


@dataclass(slots=True, kw_only=True)
class Reader:
    """Reads answers of one API; a subclass knows the API's words.

    `clock` returns seconds since 1970, for a date that says when to come again; `sleep` waits for seconds; `tell` gets a line before
    each wait that a person notices, with what is waited for and how long.
    """

    API: ClassVar[str]
    """Its name, as in "there is no Attio API here"."""
    EXAMPLE: ClassVar[str]
    """Its base URL."""

    client: httpx.Client
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    tell: Callable[[str], object] = no_one

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.client.close()

    def get(self, pattern: str, *parts: str, **query: Any) -> Any:
        """The JSON of an answer; the parts fill the `{…}` in the pattern.

        Raises:
            InputError: no connection, an unsuccessful status, or an answer that is not JSON.
            UsageError: the token is refused, or may not do this.
        """
        return self._asked(pattern, parts, lambda path: self.client.get(path, params=query or None))

    def post(self, pattern: str, *parts: str, body: Any) -> Any:
        """The JSON of the answer to a query, which changes nothing and can be repeated like a GET; raises as `get`."""
        return self._asked(pattern, parts, lambda path: self.client.post(path, json=body))

    def url(self, path: str) -> str:
        return plain(self.client.base_url) + path

    # -- what a subclass knows ---------------------------------------------------------------------------------------

    def _message(self, body: Any) -> str | None:
        """The message in a body."""
        return body["message"] if isinstance(body, dict) and isinstance(body.get("message"), str) else None

    def _seconds(self, response: httpx.Response) -> float | None:
        """How long an answer asks to wait, other than by `Retry-After`."""
        return None

    def _failure(self, response: httpx.Response, pattern: str, said: str, where: str) -> InputError | UsageError | None:
        """What a refusal means for this API; None if it means the same for every API."""
        return None

    # ----------------------------------------------------------------------------------------------------------------

    def _asked(self, pattern: str, parts: Sequence[str], ask: Callable[[str], httpx.Response]) -> Any:
        path = path_of(pattern, parts)
        where = self.url(path)
        unheard = 0
        for number in range(1, _TRIES + 1):
            try:
                response = ask(path)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                unheard += 1
                problem = unanswered(error, self.client)
                if isinstance(error, BROKEN) and unheard < _TRIES_UNHEARD and number < _TRIES:
                    self._pause(float(2 ** (number - 1)), where, problem, number)
                    continue
                if isinstance(error, BROKEN):
                    problem = f"{problem.removesuffix('.')}; try again later"
                raise InputError(problem, file=where) from None
            if not _passes(response.status_code):
                break
            seconds = self._wait(response, number)
            if number == _TRIES or seconds > _LONGEST_WAIT:
                asked = f" and asks to wait {seconds:.0f} seconds" if seconds > _LONGEST_WAIT else ""
                times = "" if number == 1 else f" {number} times"
                raise InputError(f"answers {self._said(response)}{times}{asked}; try again later", file=where)
            self._pause(seconds, where, f"answers {self._said(response)}", number)
        if response.status_code != 200:
            said = self._said(response)
            raise self._failure(response, pattern, said, where) or self._usual(response, said, where)
        if not response.content.strip():
            raise InputError(
                f"answers with nothing, expected JSON; is this the base URL of the {self.API}?", file=where
            )
        try:
            return loads(response.content)
        except JsonTextError as error:
            kind = response.headers.get("content-type", "no content type").split(";")[0]
            found = self._clean(error.problem)
            if kind.strip().endswith("json"):
                problem = f"answers with JSON that cannot be read: {found}; was it cut off on its way? Try again"
            else:
                problem = f"answers with something that is not JSON ({kind}: {found}); is this the base URL of the {self.API}?"
            raise InputError(problem, file=where) from None

    def _pause(self, seconds: float, where: str, why: str, number: int) -> None:
        """Wait before the next try, and say so."""
        if seconds >= NOTICED:
            self.tell(next_try(f"{where}: {why}", number, _TRIES, seconds))
        self.sleep(seconds)

    def _wait(self, response: httpx.Response, number: int) -> float:
        """Seconds until the next try: by `Retry-After` (seconds or a date), else as the API says, else 1, 2, 4 …"""
        seconds = asked_for(response, self.clock())
        if seconds is None:
            seconds = self._seconds(response)
        return float(2 ** (number - 1)) if seconds is None else seconds

    def _usual(self, response: httpx.Response, said: str, where: str) -> InputError:
        status = response.status_code
        if 300 <= status < 400:
            to = self._leads_to(response)
            return InputError(
                f"answers {status}, a redirect{to}; it is not followed, since it would take the token elsewhere: give the base URL itself",
                file=where,
            )
        if status == 407:
            return InputError(
                f"the proxy in between answers {said}; put the name and password for it into its URL in HTTP_PROXY or HTTPS_PROXY",
                file=where,
            )
        if status == 404:
            return InputError(
                f"there is no {self.API} here: {said}; expected a base URL such as {self.EXAMPLE}",
                file=where,
            )
        if status >= 500:
            return InputError(f"answers {said}; try again later", file=where)
        return InputError(f"answers {said}, expected 200", file=where)

    def _said(self, response: httpx.Response) -> str:
        """Status and message of an answer in a few words, without the token, in case it is quoted."""
        try:
            words = self._message(loads(response.content))
        except JsonTextError:
            words = None
        return f"{response.status_code} {self._clean(words or response.reason_phrase)}".strip().removesuffix(".")

    def _leads_to(self, response: httpx.Response) -> str:
        try:
            return f" to {self._clean(plain(response.url.join(response.headers['location'])))}"
        except KeyError:
            return ""

    def _clean(self, text: str) -> str:
        return without_token(text, self.client)


def _passes(status: int) -> bool:
    """Whether a refusal passes by itself; reading again does no harm. Segment's delivery has its own rule,
    `segment_actions.errors.is_retried`."""
    return status in (408, 425, 429) or (status >= 500 and status not in _FOR_GOOD)


def some_pages(most: int, where: str) -> Iterator[int]:
    """Numbers of pages, for a loop that ends with the last page.

    Raises:
        InputError: there are more than `most`: the API would go on forever.
    """
    yield from range(1, most + 1)
    raise InputError(f"{most:,} pages had no end, each brought something new; what stands in between?", file=where)


def asked_for(response: httpx.Response, now: float) -> float | None:
    """How many seconds `Retry-After` asks to wait; None if it does not."""
    asked = response.headers.get("retry-after", "").strip()
    # RFC 9110, section 10.2.3: seconds or a date; Attio sends a date
    if asked.isascii() and asked.isdigit():
        return min(float(asked), _FOREVER)
    return until(asked, now)


def until(date: str, now: float) -> float | None:
    """Seconds until a date in the format of mail and HTTP; None if it is not a date."""
    try:
        # dates have no fractions, so the second may not be over yet
        return max(0.0, parsedate_to_datetime(date).timestamp() - now) + 0.05
    except (ValueError, TypeError, OverflowError):
        return None


def next_try(why: str, number: int, tries: int, seconds: float) -> str:
    """What is told before a wait: why the try with this number failed, and when the next one comes."""
    return f"{why.removesuffix('.')}; try {number + 1} of {tries} in {counted(round(seconds), 'second')}"


def path_of(pattern: str, parts: Sequence[str]) -> str:
    """The path of a pattern with these parts."""
    pieces = iter(parts)
    # `/` is quoted too: a slug is one piece of the path; so is an unpaired surrogate, which finds nothing
    return re.sub(r"\{\w+\}", lambda _: quote(next(pieces), safe="", errors="surrogatepass"), pattern)
