"""What is known of the last request once it is answered, whoever asked and whatever for."""

from __future__ import annotations

import pytest
from attio_emulator import Request, VirtualClock

from tests.attio_emulator.calls import Attio


@pytest.mark.parametrize(
    ("path", "token", "code"),
    [
        ("/v2/objects", "t", None),
        ("/v2/objects", None, "unauthorized"),
        ("/v2/objects/nothing", "t", "not_found"),
        ("/v2/nowhere", "t", "not_found"),
    ],
)
def test_a_refusal_is_that_of_the_last_request(path: str, token: str | None, code: str | None) -> None:
    attio = Attio()
    attio.ask("GET", "/v2/objects/nothing")
    attio.ask("GET", path, token=token)
    found = attio.emulator.last_refusal
    assert (found.code if found else None) == code
    assert not attio.emulator.last_limited


def test_each_answer_has_the_number_of_its_request() -> None:
    attio = Attio()
    ask = Request.make("GET", "/v2/objects", token="t")
    numbers = []
    for _ in range(3):
        attio.emulator.handle(ask)
        numbers.append(attio.emulator.journal[-1]["id"])
    assert len(set(numbers)) == 3
    assert attio.emulator.counted[1] == 3


def test_a_request_over_the_limit_is_no_refusal_of_what_it_asked_for() -> None:
    attio = Attio(clock=VirtualClock(step=0), rate_limit=True)
    told = [(attio.ask("GET", "/v2/objects").status, attio.emulator.last_limited) for _ in range(101)]
    assert told[-2:] == [(200, False), (429, True)]
    assert attio.emulator.last_refusal is None
