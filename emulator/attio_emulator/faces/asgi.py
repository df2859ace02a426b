"""The emulator as an ASGI application, for uvicorn or any other server, and for test clients. Handles what a network
brings.

`callers` decides who may call. Bodies have a limit; uploads have Attio's own, which the API refuses in Attio's words.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace

from attio_emulator.faces.admin import LARGEST_LOGIN, LOGIN
from attio_emulator.faces.callers import Guard
from attio_emulator.faces.receiving import Bodies, Held, read_body, with_a_path
from attio_emulator.faces.sending import Receive, Scope, Send, sent
from attio_emulator.faces.stream import STREAM, streamed
from attio_emulator.http import App, Request, Response, of_other_site, received_headers, refusal, refuse_no_app
from attio_emulator.limits import DEFAULTS, Limits
from attio_emulator.own_paths import HEADER, is_control
from attio_emulator.resources.contents import LARGEST_FORM, UPLOAD

__all__ = ["AsgiApp", "EmulatorApp", "lifespan", "too_many_streams"]

_TEST_CLIENT = "testserver"
"""The host name that ASGI test clients use; no server on a port has it."""

AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class EmulatorApp:
    """An emulator as an ASGI application, for your own server or a test client; `running` starts a server for you.

    Args:
        emulator: an `Emulator` or `EmulatorPerToken`; webhooks are not sent.
        hosts: host names that clients may use, besides those of this computer.
        limits: the limits of requests.
        guard: decides who may call; replaces `hosts`.

    Raises:
        TypeError: the emulator is none.
    """

    def __init__(
        self,
        emulator: App,
        *,
        hosts: Collection[str] = (),
        limits: Limits = DEFAULTS,
        guard: Guard | None = None,
    ) -> None:
        refuse_no_app(emulator, "EmulatorApp(emulator)")
        self.emulator = emulator
        self._guard = guard or Guard((_TEST_CLIENT, *hosts))
        self._limits = limits
        self.bodies = Bodies(limits.bodies_bytes)
        """The memory that request bodies hold, shared with other apps on the same port."""
        self._streams: set[asyncio.Event] = set()
        self._run = os.urandom(4).hex()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        if scope["type"] == "http":
            with self.bodies.held() as held:
                await self._http(with_a_path(scope), receive, send, held)

    async def _http(self, scope: Scope, receive: Receive, send: Send, held: Held) -> None:
        headers = received_headers(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
        )
        raw = scope.get("raw_path") or scope["path"].encode()
        path, scheme = raw.decode("latin-1").partition("?")[0], scope.get("scheme", "http")
        response = self._guard.refusal(headers, scheme=scheme, target=path)
        url = f"{path}?{scope.get('query_string', b'').decode('latin-1')}"
        request = Request.make(scope["method"], url, headers=headers, scheme=scheme)
        if response is None and is_control(request.path) and request.path != LOGIN:
            response = self._guard.admission(request)  # before its body is read
        call, unsent = (scope["method"], path), False
        if response is None:
            largest, limit = self._largest(request, call)
            announced = _announced(headers)
            unsent = announced > largest
            try:
                body, size = (None, announced) if unsent else await read_body(receive, largest, held)
            except ConnectionResetError:
                return  # the request is incomplete, and its sender is gone
            if held.refused is not None:
                response = held.refused
            elif body is None and call == UPLOAD:
                headers["content-length"] = str(size)  # the reason of the refusal; the bytes themselves are not needed
            elif body is None:
                response = refusal(413, f"The body is larger than {largest} bytes (limit {limit}).")
        if response is None:
            request = replace(request, headers=headers, body=body or b"")
            if call == ("GET", STREAM):
                response = self._no_stream(headers)
                if response is None:
                    await self._stream(request, receive, send)
                    return
            else:
                response = (self._guard.admission(request) if request.path == LOGIN else None) or self._answer(request)
        if unsent:  # what follows might be that body
            response = replace(response, headers={**response.headers, "connection": "close"})
        await sent(scope, receive, send, response)

    def _largest(self, request: Request, call: tuple[str, str]) -> tuple[int, str]:
        """How many bytes the body of a request may have, and the limit to name if it has more. `call`: verb and path as sent."""
        limits = self._limits
        if call == ("PUT", "/_emulator/state") and HEADER in request.headers:
            return limits.put_state_bytes, "put_state_bytes"
        if request.path == LOGIN:
            return LARGEST_LOGIN, "body_bytes"
        return max(limits.body_bytes, LARGEST_FORM) if call == UPLOAD else limits.body_bytes, "body_bytes"

    def _no_stream(self, headers: Mapping[str, str]) -> Response | None:
        """Why a listener is refused; None if it is not."""
        if of_other_site(headers):
            return refusal(403, "This call is not for pages of other sites.")
        return None if len(self._streams) < self._limits.streams else too_many_streams(self._limits)

    def _answer(self, request: Request) -> Response:
        with self.emulator.lock:
            return _handled(self.emulator, request)

    def at_once(self, request: Request) -> Response | None:
        """The response to a call of Attio with a complete body; None, without any effect, if it must be refused first."""
        if self._guard.refusal(request.headers, scheme=request.scheme, target=request.path) is not None:
            return None
        return self._answer(request) if self.bodies.has_room(len(request.body)) else None

    async def _stream(self, request: Request, receive: Receive, send: Send) -> None:
        stopped = asyncio.Event()
        self._streams.add(stopped)
        try:
            await streamed(request, self._answer, receive, send, stopped, run=self._run)
        finally:
            self._streams.discard(stopped)

    def stop(self) -> None:
        """End the streams, which otherwise last as long as somebody listens. Call it in the serving thread."""
        for one in self._streams:
            one.set()


def _announced(headers: Mapping[str, str]) -> int:
    """The size of a body that is sent only after the server's go-ahead (RFC 9110, section 10.1.1); 0 for any other,
    since a body already on its way must be read before the response can be sent."""
    length = headers.get("content-length", "")
    waits = headers.get("expect", "").lower() == "100-continue"
    return int(length) if waits and length.isascii() and length.isdecimal() else 0


def too_many_streams(limits: Limits) -> Response:
    """Refuses a listener because there are too many."""
    return refusal(503, f"There are {limits.streams} listeners already (limit streams).")


def _handled(emulator: App, request: Request) -> Response:
    """The response; our own bugs also give one, so that the client is told."""
    try:
        return emulator.handle(request)
    except Exception as error:
        return refusal(500, f"This is a mistake of attio_emulator, please report it: {type(error).__name__}: {error}")


async def lifespan(receive: Receive, send: Send) -> None:
    """Acknowledge startup and shutdown."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
