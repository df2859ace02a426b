"""Answers of one turn of the event loop go out at its end: none is lost to what ends a connection, none waits for a long request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest
import uvicorn
from attio_emulator import Emulator
from attio_emulator.faces.asgi import EmulatorApp
from attio_emulator.faces.direct import Direct, Together
from attio_emulator.limits import Limits
from uvicorn.server import ServerState

from tests.attio_emulator.test_direct import SHORT

IDLE = 0.2


class Wire:
    """The transport of a connection, which keeps what happens to it, beside what happens to others."""

    def __init__(self, name: str, happened: list[str]) -> None:
        self._name, self._happened, self._closing = name, happened, False

    def write(self, data: bytes) -> None:
        self._happened.append(f"{self._name} has {data[9:12].decode()}")

    def close(self) -> None:
        self._closing = True
        self._happened.append(f"{self._name} is closed")

    abort = close

    def is_closing(self) -> bool:
        return self._closing

    def get_extra_info(self, name: str) -> None:
        return None


class Server:
    """Connections of one server, with no network under them."""

    def __init__(self, most: int) -> None:
        self.happened: list[str] = []
        self.loop = asyncio.get_running_loop()
        self._app, self._together, self._state = EmulatorApp(Emulator()), Together(), ServerState()
        self._limits, self._most = Limits(idle_seconds=IDLE), most

    def connected(self, name: str) -> Direct:
        found = Direct(
            own=self._app,
            together=self._together,
            close_port=lambda seconds: None,
            limits=self._limits,
            most=self._most,
            config=uvicorn.Config(cast("Any", self._app), log_level="critical", timeout_keep_alive=cast("int", IDLE)),
            server_state=self._state,
            app_state={},
            _loop=self.loop,
        )
        found.connection_made(cast("Any", Wire(name, self.happened)))
        return found


def run(steps: Callable[[Server], Any], *, most: int = 10) -> list[str]:
    async def inside() -> list[str]:
        server = Server(most)
        await steps(server)
        return server.happened

    return asyncio.run(inside())


def test_answers_of_one_turn_go_out_at_its_end_in_the_order_in_which_they_were_asked_for() -> None:
    async def steps(server: Server) -> None:
        for name in "abc":
            server.connected(name).data_received(SHORT["put"])
        assert server.happened == []
        await asyncio.sleep(0)
        assert server.happened == ["a has 200", "b has 200", "c has 200"]
        await asyncio.sleep(0)

    assert len(run(steps)) == 3


@pytest.mark.parametrize("name", ["get", "post", "delete"])
def test_what_is_ready_does_not_wait_for_a_request_that_may_take_long(name: str) -> None:
    async def steps(server: Server) -> None:
        server.connected("a").data_received(SHORT["patch"])
        server.connected("b").data_received(SHORT[name])
        assert server.happened == ["a has 200"]

    run(steps)


ENDS: dict[str, Callable[[Server, Direct], Any]] = {
    "the server ends": lambda server, one: one.shutdown(),
    "another connection needs the room": lambda server, one: server.connected("b"),
    "it is idle for too long": lambda server, one: one.timeout_keep_alive_handler(),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_connection_that_ends_in_the_same_turn_has_its_answer_before(end: str) -> None:
    async def steps(server: Server) -> None:
        one = server.connected("a")
        one.timeout_keep_alive = 0
        one.data_received(SHORT["put"])
        ENDS[end](server, one)

    assert run(steps, most=1)[:2] == ["a has 200", "a is closed"]


def test_a_request_puts_the_end_of_an_idle_connection_off(monkeypatch: pytest.MonkeyPatch) -> None:
    async def steps(server: Server) -> None:
        now = server.loop.time()

        async def passed(seconds: float) -> None:
            nonlocal now
            now += seconds
            for _ in range(3):  # turns of the loop: one to see the time, one for what it ends
                await asyncio.sleep(0)

        monkeypatch.setattr(server.loop, "time", lambda: now)
        one = server.connected("a")
        for _ in range(3):
            one.data_received(SHORT["put"])
            await passed(IDLE * 0.6)
        assert server.happened == ["a has 200"] * 3
        await passed(IDLE * 0.3)
        assert server.happened == ["a has 200"] * 3
        await passed(IDLE * 0.2)

    assert run(steps) == ["a has 200"] * 3 + ["a is closed"]
