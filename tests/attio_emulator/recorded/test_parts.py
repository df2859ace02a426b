"""Recorded answers of which a part is known: a status, a code, the beginning of a message, an order. That part is the emulator's, too."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Answer
from tests.attio_emulator.recorded.answers import RECORDED
from tests.attio_emulator.recorded.differences import LEFT_OUT
from tests.attio_emulator.recorded.parts import PARTS


@pytest.mark.parametrize("id", PARTS, ids=lambda id: RECORDED[id].call)
def test_the_known_part_is_the_recorded_one(id: str) -> None:
    one, answer = RECORDED[id], PARTS[id]()
    assert answer.status == one.status, answer
    if one.known is None:
        assert answer.body == one.body
        return
    for name, value in one.body.items():
        _check(name, value, answer)


def _check(name: str, value: Any, answer: Answer) -> None:
    body = answer.body
    if name in ("status_code", "type", "code", "message"):
        assert body[name] == value
    elif name == "message_starts":
        assert body["message"].startswith(value)
    elif name == "validation_errors_contain":
        assert any(value.items() <= row.items() for row in body["validation_errors"]), body
    elif name == "count":
        assert len(body["data"]) == value
    elif name == "keys":
        assert [key for key in body["data"] if key != "secret"] == value
    elif name == "order_ends":
        assert [row["api_slug"] for row in body["data"]][-len(value) :] == value
    elif name == "order" and isinstance(value, list):
        _order(value, body["data"])
    elif name == "web_url":
        shown = body["data"][0] if isinstance(body["data"], list) else body["data"]
        assert shown["web_url"] == value.replace("<workspace slug>", "workspace").replace(
            "<record_id>", shown["id"]["record_id"]
        )
    else:  # what the row of `PARTS` has looked at itself, and headers, which `test_answer_headers` knows
        assert name in (
            "rule",
            "note",
            "message_contains",
            "order",
            "versions_of_entry_ids",
            "headers_absent",
            "headers_present",
        )


def _order(value: list[list[str]], rows: list[dict[str, Any]]) -> None:
    if (
        "object_id" in rows[0]["id"] and "attribute_id" not in rows[0]["id"]
    ):  # of objects: by their ids, whatever they are
        assert {slug for slug, _ in value} == {row["api_slug"] for row in rows}
        assert [row["id"]["object_id"] for row in rows] == sorted(row["id"]["object_id"] for row in rows)
        assert [head for _, head in value] == sorted(head for _, head in value)
        return
    assert [[row["api_slug"], row["type"], *(["unique"] if row["is_unique"] else [])] for row in rows][
        : len(value)
    ] == value


def test_every_recording_is_a_test_or_says_why_it_is_none() -> None:
    parts = {one.id for one in RECORDED.values() if one.known is not None}
    assert parts - set(PARTS) == parts & set(LEFT_OUT)
    assert not set(PARTS) & set(LEFT_OUT)
