"""Every answer an emulator gives in these tests is checked against Attio's OpenAPI document, where that is at hand; and a test
that is marked as covering a route or a refusal must have seen it answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from attio_emulator import AttioError, Emulator, Request, Response
from attio_emulator.routes import find

from tests.attio_emulator.contract import contract
from tests.attio_emulator.short_ways import held


@dataclass(slots=True)
class Heard:
    """What a test was answered: routes that did what was asked, and refusals, each by its id in the table of behaviours."""

    ids: set[str] = field(default_factory=set)

    def hear(self, request: Request, response: Response) -> None:
        if response.status >= 400:
            code = response.json().get("code") if response.body.startswith(b"{") else None
            self.ids.add(f"error {response.status} {code}")
            if response.status != 501:  # which is what a route that is not emulated has to answer
                return
        with suppress(AttioError):  # the OAuth page, the web page and the control calls are no routes
            self.ids.add(f"{request.method} {find(request.method, request.path)[0].path}")


@pytest.fixture(autouse=True)
def answers_keep_the_contract(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    """Collects breaches and fails the test at its end: an answer may have been given in a server's thread."""
    heard, breaches = Heard(), list[str]()
    handle = Emulator.handle

    def judged(emulator: Emulator, asked: Request) -> Response:
        response = handle(emulator, asked)
        heard.hear(asked, response)
        judge = contract(emulator.workspace.api)
        # what a fault rule answers, or makes of Attio's answer, is not Attio's
        if judge is not None and "x-attio-execution-id" in response.headers and emulator.last_fault is None:
            breaches.extend(judge.breaches(asked, response))
        return response

    monkeypatch.setattr(Emulator, "handle", judged)
    differences: list[str] = []
    held(monkeypatch, differences)
    for kept in ("AWAKE", "LATELY"):
        monkeypatch.setattr(f"attio_emulator.shelf.{kept}", 0)  # every record is packed behind every request
    yield
    assert not differences, "\n".join(differences)
    assert not breaches, "Attio's OpenAPI document does not allow these answers:\n" + "\n".join(breaches)
    claimed = {
        id for mark in request.node.iter_markers("covers") for id in mark.args if " /" in id or id.startswith("error ")
    }
    assert claimed <= heard.ids, f"marked as covering {sorted(claimed - heard.ids)}, which was not answered"
