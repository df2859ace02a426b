"""A logged emulator in this process, and what a start after its end would find."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attio_emulator import Request, Response, Workspace
from attio_harness.inputs.states import load_state
from attio_harness.saved_state import CaughtUp, HeldClock, Keeper, LoggedEmulator

__all__ = ["Logged", "caught_up", "plain", "server"]

_MOMENT = 1_764_000_000_000


class Logged:
    """An emulator whose log is beside `state`; as `emulate` has it, without threads. `now` is the time, which nobody else moves."""

    def __init__(
        self, state: Path, workspace: Workspace | None = None, *, caught: CaughtUp | None = None, **how: Any
    ) -> None:
        self.now = _MOMENT
        self.emulator = LoggedEmulator(workspace, clock=HeldClock(lambda: self.now), **how)
        if caught is not None:
            self.emulator.restore(caught.values)
        self.keeper = Keeper(self.emulator, str(state), caught or CaughtUp(values={}), None)
        self.keeper.save()
        self.emulator.log = self.keeper.log

    def ask(self, method: str, path: str, body: Any = None, *, token: str | None = "any", **more: Any) -> Response:
        self.now += 7
        request = Request.make(method, path, json=body, token=token, headers={"x-attio-emulator": "1"}, **more)
        return self.emulator.handle(request)

    def person(self, number: int, about: str = "x") -> str:
        values = {"email_addresses": [f"p{number}@a.com"], "description": about}
        answer = self.ask(
            "PUT", "/v2/objects/people/records?matching_attribute=email_addresses", {"data": {"values": values}}
        )
        assert answer.status == 200, answer.body
        id: str = answer.json()["data"]["id"]["record_id"]
        return id


@contextmanager
def server(state: Path, workspace: Workspace | None = None, **how: Any) -> Iterator[Logged]:
    """One that is killed at the end of the block: nothing is done then."""
    one = Logged(state, workspace, **how)
    yield one
    one.keeper.log.end(remove=False)


def caught_up(state: Path) -> CaughtUp:
    """What the next process finds."""
    found = load_state(str(state)).caught
    assert found is not None
    return found


def plain(state: Any) -> dict[str, Any]:
    """A state without what no answer shows: kinds of documents that have none, and how many requests there were."""
    documents = {kind: rows for kind, rows in state["documents"].items() if rows}
    left_out = ("clock", "requests", "documents", "log", "settled_since")
    return {name: value for name, value in state.items() if name not in left_out} | {"documents": documents}
