"""A process that serves collects less often, and as before when it has ended; requests leave nothing to be collected."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from attio_emulator import Emulator, Request
from attio_emulator.errors import AttioError
from attio_emulator.faces.collector import seldom
from attio_emulator.record import Stamp

from tests.attio_emulator.calls import assertion


@pytest.fixture(params=[False, True])
def is_frozen(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether somebody keeps objects out of the collector already, as the tests do with themselves."""
    gc.unfreeze()
    if request.param:
        gc.freeze()
    yield request.param
    gc.freeze()


@pytest.mark.parametrize("fails", [False, True])
def test_thresholds_are_higher_while_it_serves(is_frozen: bool, fails: bool) -> None:
    before = gc.get_threshold()
    try:
        with seldom():
            assert gc.get_threshold() > before
            assert gc.get_freeze_count() > 0
            if fails:
                raise KeyboardInterrupt
    except KeyboardInterrupt:
        assert fails
    assert (gc.get_threshold(), gc.get_freeze_count() > 0) == (before, is_frozen)


PEOPLE = "/v2/objects/people/records"
ASSERT = f"{PEOPLE}?matching_attribute=email_addresses"


REQUESTS: dict[str, tuple[str, str, Any]] = {
    "written": ("PUT", ASSERT, {"data": {"values": {"email_addresses": ["a@b.com"]}}}),
    "a value": ("PUT", ASSERT, {"data": {"values": {"email_addresses": ["x"]}}}),
    "a value, simple": ("PUT", ASSERT.replace("?", "/simple?"), {"email_addresses": "x"}),
    "an attribute": ("PUT", ASSERT, {"data": {"values": {"nope": 1}}}),
    "nothing to match by": ("PUT", ASSERT, {"data": {"values": {}}}),
    "a value of another one": ("POST", PEOPLE, {"data": {"values": {"email_addresses": ["a@b.com"]}}}),
    "a reference": ("POST", PEOPLE, {"data": {"values": {"company": ["x.com"]}}}),
    "a shape": ("PUT", ASSERT, {"data": 1}),
    "no object": ("GET", "/v2/objects/nope", None),
    "no path": ("GET", "/v2/nope", None),
    "a filter": ("POST", f"{PEOPLE}/query", {"filter": {"nope": 1}}),
    "assertions": ("PUT", "/v2/batch/records", {"assertions": [
        assertion("people", "email_addresses", {"email_addresses": "x"}),
        assertion("people", "email_addresses", {"company": assertion("companies", "domains", {"nope": 1})}),
    ]}),
}  # fmt: skip


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_leaves_nothing_to_the_collector(name: str) -> None:
    method, path, body = REQUESTS[name]
    attio = Emulator()
    attio.handle(Request.make(*REQUESTS["written"][:2], json=REQUESTS["written"][2], token="t"))
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            status = attio.handle(Request.make(method, path, json=body, token="t")).status
        assert gc.collect() == 0
    finally:
        gc.enable()
    assert (status < 300) is (name in ("written", "assertions"))


@pytest.mark.parametrize("values", [{"email_addresses": "x", "nope": 1}, {"name": "A"}])
def test_mistakes_that_are_kept_keep_nothing_else(values: dict[str, Any]) -> None:
    core, stamp = Emulator().core, Stamp(at=1, actor=("api-token", "t"), request_id="r")

    def mistakes() -> list[AttioError]:
        return core.writer.mistakes("people", "email_addresses", values, taken=(), stamp=stamp, pointer="")

    mistakes()
    gc.collect()
    gc.disable()
    try:
        kept = mistakes()
        assert [one.__traceback__ for one in kept] == [None] * len(kept) != []
        del kept
        assert gc.collect() == 0
    finally:
        gc.enable()
