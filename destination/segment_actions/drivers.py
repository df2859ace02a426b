"""Sends the requests of an exchange: through any callable (`run`) or over httpx, sync or async. Contains no rule of Segment's."""

from __future__ import annotations

import errno
import os
from collections.abc import Awaitable, Callable, Generator
from typing import Any, TypeVar

from segment_actions.errors import FetchError, RequestTimedOut, TransportError
from segment_actions.http import Request, Response

__all__ = ["Send", "run", "run_async", "sender", "sender_async"]

Send = Callable[[Request], Response]
Result = TypeVar("Result")


def run(exchange: Generator[Request, Response, Result], send: Send) -> Result:
    """Send every request of an exchange and return its result.

    Raises:
        SegmentError: whatever the exchange raises, including for requests that got no response.
    """
    try:
        request = next(exchange)
        while True:
            try:
                response = send(request)
            except TransportError as error:
                request = exchange.throw(error)
            else:
                request = exchange.send(response)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


async def run_async(
    exchange: Generator[Request, Response, Result], send: Callable[[Request], Awaitable[Response]]
) -> Result:
    """Like `run`, awaiting each response."""
    try:
        request = next(exchange)
        while True:
            try:
                response = await send(request)
            except TransportError as error:
                request = exchange.throw(error)
            else:
                request = exchange.send(response)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


def sender(client: Any) -> Send:
    """The function that sends requests over a client: an `httpx.Client`, an httpx transport, a callable Request ->
    Response, or None (a new client).

    Raises:
        TypeError: the client is none of these.
    """
    import httpx  # takes 80 ms, which a callable need not spend

    if isinstance(client, httpx.BaseTransport):
        client = httpx.Client(transport=client)
    if client is None:
        client = httpx.Client()
    if not isinstance(client, httpx.Client):
        if callable(client):
            return client  # type: ignore[no-any-return]
        raise TypeError(
            f"cannot send over {type(client).__name__}; expected an httpx.Client, a transport or a callable"
        )

    def send(request: Request) -> Response:
        try:
            return _answer(client.send(_built(client, request)))
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise _failure(error, request) from error

    return send


def sender_async(client: Any) -> Callable[[Request], Awaitable[Response]]:
    """Like `sender`, for an `httpx.AsyncClient` or an async httpx transport."""
    import httpx  # takes 80 ms, which a callable need not spend

    if isinstance(client, httpx.AsyncBaseTransport):
        client = httpx.AsyncClient(transport=client)
    if client is None:
        client = httpx.AsyncClient()
    if not isinstance(client, httpx.AsyncClient):
        raise TypeError(
            f"cannot send over {type(client).__name__}; expected an httpx.AsyncClient or an async transport"
        )

    async def send(request: Request) -> Response:
        try:
            return _answer(await client.send(_built(client, request)))
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise _failure(error, request) from error

    return send


def _built(client: Any, request: Request) -> Any:
    # node-fetch, which the published core uses, adds it to every request (observed).
    headers = {**request.headers, "accept": "*/*"} if "accept" not in request.headers else dict(request.headers)
    timeout = None if request.timeout is None else request.timeout / 1000
    return client.build_request(
        request.method, request.url, headers=headers, content=request.content or None, timeout=timeout
    )


def _answer(response: Any) -> Response:
    return Response(status=response.status_code, headers=dict(response.headers), content=response.content)


def _failure(error: Exception, request: Request) -> TransportError:
    import httpx  # takes 80 ms, which a callable need not spend

    if isinstance(error, httpx.TimeoutException):
        return RequestTimedOut(request.timeout or 0)
    cause: BaseException | None = error
    while cause is not None and not (isinstance(cause, OSError) and cause.errno):
        cause = cause.__cause__ or cause.__context__
    code = None
    if isinstance(cause, OSError) and cause.errno:
        code = errno.errorcode.get(cause.errno, os.strerror(cause.errno))
    return FetchError(request.url, str(error) or type(error).__name__, code)
