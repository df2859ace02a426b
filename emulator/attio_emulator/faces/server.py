"""Serves the emulator on a port: in a thread beside a test (`running`), or in the foreground until a signal (`serve`)."""

from __future__ import annotations

import asyncio
import errno
import functools
import signal
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from ipaddress import IPv4Address, ip_address
from types import FrameType
from typing import TYPE_CHECKING, Any, cast

from uvicorn.config import Config
from uvicorn.server import Server

from attio_emulator.emulator import Emulator
from attio_emulator.faces.admin import Admin
from attio_emulator.faces.asgi import AsgiApp, EmulatorApp
from attio_emulator.faces.bounds import AT_ONCE, most_connections, quiet_about_descriptors
from attio_emulator.faces.callers import Guard
from attio_emulator.faces.collector import seldom
from attio_emulator.faces.direct import Direct, Together
from attio_emulator.http import refuse_no_app
from attio_emulator.limits import DEFAULTS, Limits
from attio_emulator.tenants import EmulatorPerToken

if TYPE_CHECKING:
    from attio_emulator.faces.webhooks import WebhookSender

__all__ = ["OtherComputers", "bound", "guard_for", "running", "running_app", "serve"]

_BACKLOG = 128  # connections that the system queues before they are accepted
_WEBHOOK_PAUSE = 0.05  # seconds between checks of the outbox
_CLOSING = 0.001  # seconds between checks of connections that are about to close
_TURNS = 3  # turns of the loop in which idle connections close; not a time, since a test may have stopped the clock
_PORT_TAKEN = 0.05  # seconds between attempts to reopen a port
_LAST_ANSWERS = 1  # seconds for requests under way after a signal; a client may never send the rest of its body


class OtherComputers(ValueError):
    """Other computers could reach the address, which is not allowed."""


def bound(host: str, port: int, *, allow_remote: bool = False) -> socket.socket:
    """A listening socket; port 0 picks a free one.

    Raises:
        OSError: the address cannot be used.
        OtherComputers: it is, or resolves to, an address that other computers can reach.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With an explicit protocol, asyncio disables Nagle's algorithm: 40 ms less per request on a kept connection.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    except (TypeError, ValueError):  # a lone surrogate or a label over 63 characters: not a name in DNS
        listening.close()
        raise OSError(errno.EINVAL, "this is no name of a host") from None
    address = ip_address(listening.getsockname()[0].partition("%")[0])
    own = address if isinstance(address, IPv4Address) else address.ipv4_mapped or address
    if not (allow_remote or own.is_loopback):
        listening.close()
        raise OtherComputers(f"other computers could reach {host}, and with it all that is in the emulator")
    listening.listen(_BACKLOG)
    return listening


def guard_for(host: str, names: Collection[str] = (), admin_token: str | None = None) -> Guard:
    """The guard of a server that listens on `host`: clients may use this computer's names, that address, and further
    `names`; with an admin token, other computers may call, too.

    Raises:
        ValueError: the token is invalid.
    """
    return Guard((host, *names), admin=None if admin_token is None else Admin(admin_token))


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(Server):
    """Stops at once: uvicorn checks every 0.1 s whether to stop, and waits 0.1 s more for connections to close.

    It does not raise a signal again after handling it, since the caller still has a state to save.
    """

    def __init__(self, config: Config, stop_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._stop_streams = stop_streams
        self.answers = threading.Event()
        """Set once requests are answered, or never will be."""
        self._stopped = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opening: asyncio.Future[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(quiet_about_descriptors())
        self._address = sockets[0].getsockname()[:2] if sockets else ("127.0.0.1", 0)
        await super().startup(sockets)
        for one in sockets or ():
            one.listen(_BACKLOG)  # the system may queue more than are accepted at once
        await self.on_tick(0)  # creates the default headers of responses
        self.answers.set()

    async def main_loop(self) -> None:
        await self._stopped.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stop_streams()
        if self._opening is not None:
            self._opening.cancel()
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        # connections with a request under way close after its response; if the client is gone, asyncio cancels it
        last = time.monotonic() + _LAST_ANSWERS
        while self.server_state.connections and time.monotonic() < last:
            await asyncio.sleep(_CLOSING)

    def close_port(self, seconds: float) -> None:
        """Accept no connection for some seconds (for a fault rule); open ones stay. Call it in the serving thread."""
        if not self.servers:
            return  # already closed
        closing, self.servers = self.servers, []
        for one in closing:
            for each in one.sockets:
                asyncio.get_running_loop().remove_reader(each.fileno())
        self._opening = asyncio.ensure_future(self._closed_port(closing, seconds))

    async def _closed_port(self, closing: Iterable[asyncio.Server], seconds: float) -> None:
        await asyncio.sleep(
            0
        )  # connections accepted just now still become the server's, which a closed server would not allow
        for one in closing:
            one.close()
        while True:
            await asyncio.sleep(seconds)
            with suppress(OSError):  # another process has taken it meanwhile
                listening = bound(*self._address, allow_remote=True)  # the same address as before
                break
            seconds = _PORT_TAKEN
        make: Callable[[], asyncio.Protocol] = functools.partial(
            cast("Any", self.config.http_protocol_class),
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )
        again = await asyncio.get_running_loop().create_server(make, sock=listening, backlog=AT_ONCE)
        listening.listen(_BACKLOG)
        self.servers.append(again)

    def stop(self) -> None:
        """Ends the serving; from any thread, even before it has begun."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: serving has ended by itself
                self._loop.call_soon_threadsafe(self._stopped.set)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self.stop()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        # by the loop, which a signal then wakes: one that comes just before the loop begins to wait would wait with it
        loop = asyncio.get_running_loop()
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        for number in before:
            try:
                loop.add_signal_handler(number, self.handle_exit, number, None)
            except NotImplementedError:  # the loops of Windows
                signal.signal(number, self.handle_exit)
        try:
            yield
        finally:
            for number, handler in before.items():
                with suppress(NotImplementedError):
                    loop.remove_signal_handler(number)
                signal.signal(number, handler)


def _server(
    emulator: Emulator | EmulatorPerToken,
    guard: Guard,
    limits: Limits,
    inside: Callable[[EmulatorApp], AsgiApp] | None = None,
) -> _Server:
    own = EmulatorApp(emulator, guard=guard, limits=limits)
    if inside is None:
        return _server_of(own, limits, own.stop, own)
    return _server_of(inside(own), limits, own.stop)


def _server_of(
    app: AsgiApp, limits: Limits, stop_streams: Callable[[], None], own: EmulatorApp | None = None
) -> _Server:
    """`own` if it is the whole application: with one around it, that may answer instead of the emulator's."""
    most, together = most_connections(limits), Together()
    server: _Server

    def connection(**named: Any) -> Direct:
        return Direct(
            own=own,
            together=together,
            close_port=lambda seconds: server.close_port(seconds),
            limits=limits,
            most=most,
            **named,
        )

    config = Config(
        app,
        http=cast("Any", connection),
        backlog=AT_ONCE,
        h11_max_incomplete_event_size=limits.head_bytes,
        timeout_keep_alive=cast("int", limits.idle_seconds),  # may be fractional
        log_level="critical",  # the client is told what is wrong
        access_log=False,
        lifespan="off",
        server_header=False,
        date_header=False,  # responses have the date of the emulator's clock
        ws="none",
        proxy_headers=False,  # X-Forwarded-Host would bypass the guard of the Host
    )
    server = _Server(config, stop_streams)
    return server


@contextmanager
def _carried(emulator: Emulator | EmulatorPerToken) -> Iterator[None]:
    """While its block runs, refuses fault rules that no server can send, including those already in force."""
    with ExitStack() as stack:
        for one in emulator.emulators():
            stack.enter_context(one.faults.carried_by("server"))
        yield


def _sender(emulator: Emulator, lock: AbstractContextManager[Any], allowed: Collection[str]) -> WebhookSender:
    from attio_emulator.faces.webhooks import WebhookSender  # loads httpx, 100 ms, only for servers that send webhooks

    return WebhookSender(emulator.documents, emulator.clock, allowed_hosts=allowed, lock=lock, told=emulator.attempted)


@contextmanager
def _webhooks(emulator: Emulator | EmulatorPerToken, allowed: Collection[str]) -> Iterator[None]:
    """Deliver webhooks in a thread while the block runs."""
    stop = threading.Event()
    senders: dict[int, WebhookSender] = {}

    def there() -> list[WebhookSender]:
        with emulator.lock:  # so that no workspace is created meanwhile
            emulators = [(one, bool(one.documents().get("deliveries"))) for one in emulator.emulators()]
        for index, (one, has_deliveries) in enumerate(emulators):
            if index not in senders and has_deliveries:
                senders[index] = _sender(one, emulator.lock, allowed)
        return list(senders.values())

    async def send() -> None:
        """Until nothing is being sent. Waits in a thread, since a test may have stopped the loop's clock."""
        while [one for one in there() if one.start_due() or one.is_sending]:
            if await asyncio.to_thread(stop.wait, _WEBHOOK_PAUSE):
                break
        await asyncio.gather(*(one.pause() for one in senders.values()))

    def look() -> None:
        while not stop.wait(_WEBHOOK_PAUSE):
            if any(one.has_due for one in there()):
                asyncio.run(send())

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(5)


def serve(
    emulator: Emulator | EmulatorPerToken,
    listening: socket.socket,
    *,
    guard: Guard,
    started: Callable[[str], None],
    webhook_hosts: Collection[str] = (),
    inside: Callable[[EmulatorApp], AsgiApp] | None = None,
    limits: Limits = DEFAULTS,
) -> None:
    """Serve until SIGINT or SIGTERM. `started` is called with the address once requests are answered. `guard` decides
    who may call.

    Webhooks are delivered to targets on this computer and to `webhook_hosts`. `inside` wraps the emulator's application
    in one that answers more. `limits` apply to connections and requests. Meanwhile the process's garbage collector is
    tuned for serving.
    """
    server = _server(emulator, guard, limits, inside)
    url = _url(listening)

    def announce() -> None:
        server.answers.wait()
        if server.started:
            started(url)

    announcer = threading.Thread(target=announce, daemon=True)
    announcer.start()
    try:
        with seldom(), _carried(emulator), _webhooks(emulator, webhook_hosts):
            server.run(sockets=[listening])
    finally:
        server.answers.set()
        listening.close()


@contextmanager
def running(
    emulator: Emulator | EmulatorPerToken,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    webhook_hosts: Collection[str] = (),
    limits: Limits = DEFAULTS,
    allow_remote: bool = False,
    admin_token: str | None = None,
    host_names: Collection[str] = (),
) -> Iterator[str]:
    """Serve an emulator in a thread until the block ends; yields its address. Webhooks and limits work as in `serve`.

    Args:
        allow_remote: `host` may be an address that other computers can reach. Attio's calls are answered as usual; control calls
            and pages need the `admin_token`: in the header `x-attio-emulator`, or in a browser after `/_emulator/login`.
        host_names: names by which other computers call; addresses need none.

    Raises:
        TypeError: the emulator is none.
        OSError: the address cannot be used.
        ValueError: no server can send a fault rule in force; or other computers could reach the address without `allow_remote`;
            or only one of `allow_remote` and `admin_token` is given; or the token is invalid.
    """
    refuse_no_app(emulator, "running(emulator)")
    if allow_remote is (admin_token is None):
        raise ValueError("expected both allow_remote=True and an admin_token, or neither")
    guard = guard_for(host, host_names, admin_token)
    with _carried(emulator):
        listening = bound(host, port, allow_remote=allow_remote)
        with _running(_server(emulator, guard, limits), listening) as url, _webhooks(emulator, webhook_hosts):
            yield url


@contextmanager
def running_app(app: AsgiApp, *, limits: Limits = DEFAULTS) -> Iterator[str]:
    """Serve another application in a thread on loopback until the block ends; yields its address."""
    with _running(_server_of(app, limits, lambda: None), bound("127.0.0.1", 0)) as url:
        yield url


@contextmanager
def _running(server: _Server, listening: socket.socket) -> Iterator[str]:
    def run() -> None:
        try:
            server.run(sockets=[listening])
        finally:
            server.answers.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        server.answers.wait()
        yield _url(listening)
    finally:
        server.stop()
        thread.join(5)
        listening.close()
