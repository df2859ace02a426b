"""Half of a character in what is sent: Attio cannot read the request, and the report says which field of which event has it."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import check
from attio_harness.report import Report
from attio_harness.verdicts import Mode

from tests.attio_harness.subscriptions import assert_record, identify_user

WORKSPACE: dict[str, Any] = {
    "objects": [{"api_slug": "users", "active": True, "attributes": [{"api_slug": "nickname", "type": "text"}]}]
}
MAPPING = identify_user(None, user_attributes={"nickname": {"@path": "$.traits.nickname"}})


def _report(mode: Mode, *nicknames: Any) -> Report:
    events = [
        {"type": "identify", "userId": f"u{n}", "traits": {"email": f"{n}@acme.com", "nickname": one}}
        for n, one in enumerate(nicknames)
    ]
    return check(events, [MAPPING], WORKSPACE, mode=mode)


@pytest.mark.parametrize("mode", ["single", "batch"])
@pytest.mark.parametrize("half", [chr(0xD83D), chr(0xDC4D)], ids=["first", "second"])
def test_the_field_and_the_path_are_told(mode: Mode, half: str) -> None:
    (loss,) = _report(mode, f"Ada {half}").rejections
    assert (loss.mapping_pointer, loss.path, loss.value) == (
        "/0/mapping/user_attributes/nickname",
        "$.traits.nickname",
        f"Ada {half}",
    )
    assert loss.hint.startswith(f"Send whole characters in $.traits.nickname: it has half of one ({half!a})")


def test_a_key_has_a_place_as_well() -> None:
    mapping = assert_record(None, 'type = "identify"', "people", "email_addresses", {"@path": "$.traits"})
    event = {"type": "identify", "userId": "u1", "traits": {"email_addresses": "ada@acme.com", "n\ud83d": 1}}
    loss = check([event], [mapping], WORKSPACE, mode="single").rejections[0]
    assert (loss.code, loss.path) == ("validation_type", "$.traits")
    assert loss.hint.startswith("Send whole characters in $.traits: it has half of one ('\\ud83d')")


def test_others_of_the_batch_are_told_that_nothing_is_wrong_with_them() -> None:
    first, broken, last = _report("batch", "Ada", "Ada \ud83d", "👍").rejections
    assert broken.hint.startswith("Send whole characters in $.traits.nickname")
    for one in (first, last):
        assert (one.path, one.value) == (None, None)
        assert one.hint.startswith(
            "Nothing is wrong with this event: Attio refused the whole batch because of another event"
        )


def test_a_whole_character_is_none() -> None:
    assert _report("single", "Ada 👍", "🐎").rejections == ()
