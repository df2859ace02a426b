"""Runs exchanges: applies options and hooks to each request, and interleaves several exchanges.

No I/O here: the results yield finished requests, which `drivers` sends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping
from functools import partial
from types import GeneratorType
from typing import Any

from segment_actions.definition import Exchange
from segment_actions.errors import SegmentError
from segment_actions.http import HTTPError, Request, Response
from segment_actions.json_values import kind_of
from segment_actions.options import merged, of_platform, prepared, usual_request

__all__ = ["together", "with_options"]


def with_options(exchange: Exchange, extension: Mapping[str, Any]) -> Exchange:
    """The exchange with these options on all its requests. A response that is not 2xx is raised into it as HTTPError.

    Raises (at once, before the exchange starts):
        EngineError: a header in the options is invalid.
        TypeError: this is not an exchange.
    """
    if type(exchange) is not GeneratorType and not isinstance(exchange, Generator):
        raise TypeError(
            f"an action gave {kind_of(exchange)}; expected a generator of requests, a function with `yield`"
        )
    return _run(exchange, *of_platform(extension))


def _run(exchange: Exchange, base: Mapping[str, Any], headers: Mapping[str, str] | None) -> Exchange:
    step: Callable[[Any], Request] = exchange.send
    given: Any = None
    while True:
        try:
            request = step(given)
        except StopIteration as end:
            return end.value
        try:
            wire = usual_request(request, headers) if headers is not None and type(request) is Request else None
            if wire is None:
                given = yield from _sent(request, base)
            else:
                given = yield wire
                _check(given)
        except SegmentError as error:
            step, given = exchange.throw, error
        else:
            step = exchange.send


def _check(response: Response) -> None:
    """Raise if this is not a Response, or not 2xx."""
    if not isinstance(response, Response):
        raise TypeError(f"the client gave {kind_of(response)}; expected a Response")
    if not response.ok:
        raise HTTPError(response)


def _sent(request: Request, base: Mapping[str, Any]) -> Generator[Request, Response, Response]:
    """One request with its hooks."""
    if not isinstance(request, Request):
        raise TypeError(f"an action yielded {kind_of(request)}; expected a Request")
    options = merged(base, request.given())
    wire = prepared(request.url, options)
    for before in options.get("before_request") or ():
        more = before(dict(options))
        if isinstance(more, Mapping):
            options = merged(options, more)
            wire = prepared(wire.url, options)
    response = yield wire
    if not isinstance(response, Response):
        raise TypeError(f"the client gave {kind_of(response)}; expected a Response")
    for after in options.get("after_response") or ():
        changed = after(wire, options, response)
        if isinstance(changed, Response):
            response = changed
    if not response.ok and options.get("throw_http_errors") is not False:
        raise HTTPError(response)
    return response


def together(exchanges: Iterable[Exchange]) -> Generator[Request, Response, list[Any]]:
    """Runs exchanges at the same time: the first request of each in order, then the second of each, and so on. Results
    are in order.

    The first failure is raised once all others have ended, so their requests are still sent.
    Source: observation. The published runtime starts all at once and is answered in the order in which it asked.
    """
    waiting: deque[tuple[int, Exchange, Request]] = deque()
    results: dict[int, Any] = {}
    failures: list[SegmentError] = []

    def advance(index: int, exchange: Exchange, step: Callable[[], Request]) -> None:
        try:
            waiting.append((index, exchange, step()))
        except StopIteration as end:
            results[index] = end.value
        except SegmentError as error:
            failures.append(error)

    for index, exchange in enumerate(exchanges):
        advance(index, exchange, partial(next, exchange))
    while waiting:
        index, exchange, request = waiting.popleft()
        try:
            response = yield request
        except SegmentError as error:
            advance(index, exchange, partial(exchange.throw, error))
        else:
            advance(index, exchange, partial(exchange.send, response))
    if failures:
        raise failures[0]
    return [results[index] for index in sorted(results)]
