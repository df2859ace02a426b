"""The body of a call: what is usual is seen at once, and is what the rule says of it."""

from __future__ import annotations

import orjson
import pytest
from attio_emulator import Emulator, Request, calls
from attio_emulator.http import DEEPEST, is_too_deep

PATH = "/v2/objects/people/records?matching_attribute=email_addresses"
BODY = b'{"data": {"values": {"email_addresses": ["a@b.com"]}}}'


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        *((one, 200) for one in sorted(calls._JSON)),
        *((one, 200) for one in ("", " Application/JSON ; charset=x", "application/vnd.api+json", "text/json")),
        *((one, 400) for one in ("application/json,text/plain", "json", "text/plain; charset=utf-8", "application/jsonx")),
    ],
)  # fmt: skip
def test_whether_a_body_calls_itself_json(kind: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def answered() -> tuple[int, bytes, tuple[str, ...]]:
        emulator = Emulator()
        request = Request.make("PUT", PATH, headers={"content-type": kind}, body=BODY, token="t")
        answer = emulator.handle(request)
        return answer.status, answer.body, emulator.last_assumptions

    first = answered()
    assert (first[0], "body.content_type" in first[2]) == (status, status == 400)
    monkeypatch.setattr(calls, "_JSON", frozenset())
    assert answered() == first


@pytest.mark.parametrize("around", [b"", b" " * DEEPEST])
@pytest.mark.parametrize(("levels", "deep"), [(DEEPEST, False), (DEEPEST + 1, True)])
def test_a_body_is_too_deep_by_its_levels_however_long_it_is(around: bytes, levels: int, deep: bool) -> None:
    body = around + b"[" * levels + b"]" * levels
    assert is_too_deep(body, orjson.loads(body)) is deep
