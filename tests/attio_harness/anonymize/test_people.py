"""Names that events tell, and that are names wherever else they stand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_harness.anonymize import Anonymizer
from attio_harness.anonymize.people import NOBODY, people_in

KEY = "a key of the tests"


@pytest.mark.parametrize(
    "event",
    [
        {"type": "identify", "traits": {"firstName": "Zsófia", "lastName": "Kiss"}},
        {"type": "identify", "traits": {"name": "Zsófia Kiss"}},
        {"type": "track", "properties": {"first_name": "ZSOFIA", "family_name": "kiss"}},
        {"type": "track", "properties": {"user": {"name": "Kiss, Zsofia"}}},
        {"type": "track", "properties": {"owner": [{"full_name": "Zsofia M. Kiss"}]}},
        {"type": "track", "properties": {"payload": json.dumps({"contact": {"name": "Zsófia Kiss"}})}},
        {"type": "track", "properties": {"note": "ask zsofia.kiss@kiss.hu"}},
    ],
)
def test_a_name_is_one_wherever_it_stands(event: dict[str, Any]) -> None:
    people = people_in([event])
    other = {
        "plan": "Zsofia Kiss",
        "industry": "Kiss Zsofia Bt",
        "Zsofia Kiss": 1,
        "zsofia_kiss": 2,
        "feature": "kiss zsófia",
        "type": "ZsófiaKiss",
        "ZsofiaKiss": 3,
        "callFromZsofiaKiss": 4,
    }
    made = Anonymizer(KEY, people=people).event({"type": "track", "properties": other})["properties"]
    assert not any(word in json.dumps(made, ensure_ascii=False).casefold() for word in ("zsofia", "zsófia", "kiss"))
    assert len(made) == len(other)
    # two words that are one name stay one fake
    assert made["plan"].split() == made["industry"].split()[1::-1]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "group", "traits": {"name": "Zsofia Kiss"}},  # a company
        {"type": "track", "properties": {"plan_name": "Zsofia Kiss", "name": "Zsofia Kiss"}},
        {"type": "track", "properties": {"first_name": "Zsofia"}},
        {"type": "track", "properties": {"email": "zsofia@kiss.hu"}},
        {"type": "identify", "traits": {"first_name": "Zsofia Kiss " * 20}},
        {"type": "identify", "traits": {"first_name": ["{", 7, None]}},
    ],
)
def test_what_names_nobody(event: dict[str, Any]) -> None:
    assert "Zsofia Kiss" not in people_in([event])


def test_a_name_with_a_capital_in_it_is_one_word() -> None:
    people = people_in([{"type": "identify", "traits": {"name": "Ann McDonald"}}])
    assert "McDonald" not in people
    assert "ann_mcdonald" in people
    assert "AnnMcDonald" in people
    assert "callOfAnnMcDonald" in people
    assert "AnnaMcDonald" not in people
    assert "Mc" * 2000 not in people
    assert "AnnMcDonald" in people_in([{"type": "identify", "traits": {"first_name": "Ann", "last_name": "Mc Donald"}}])


def test_a_word_alone_may_be_anything() -> None:
    people = people_in([{"type": "identify", "traits": {"first_name": "Rose", "last_name": "Free"}}])
    properties = {"plan": "Free", "tier": "Rose", "status": "Free Trial", "rose": 1}
    made = Anonymizer(KEY, people=people).event({"type": "track", "properties": properties})
    assert made["properties"] == properties
    assert "Free" not in NOBODY


def test_events_that_are_nested_too_deeply_name_nobody() -> None:
    deep: Any = {"first_name": "Zsofia Kiss"}
    for _ in range(5_000):
        deep = [deep]
    assert "Zsofia Kiss" not in people_in([{"type": "track", "properties": deep}])


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("Profile of {}", ("Profile of ",)),
        ("AcmeApp/2.1 ({}, jane.roe@acme.com)", ("AcmeApp/2.1 (", ", ")),
        ("Kiss, {} opened", (", ", " opened")),
    ],
)
@pytest.mark.parametrize(
    "name", ["Zsófia Kiss", "ZSOFIA KISS", "zsofia_kiss", "ZsofiaKiss", "Kiss, Zsofia", "Zsofia M. Kiss"]
)
def test_a_whole_name_is_replaced_in_what_stays(text: str, stays: tuple[str, ...], name: str) -> None:
    people = people_in([{"type": "identify", "traits": {"name": "Zsófia Kiss"}}])
    made = Anonymizer(KEY, people=people)
    for event in (
        {"type": "page", "name": text.format(name)},
        {"type": "track", "event": text.format(name)},
        {"type": "track", "context": {"userAgent": text.format(name)}},
    ):
        out = json.dumps(made.event(event), ensure_ascii=False)
        assert not any(word in out.casefold() for word in ("zsofia", "zsófia", "jane", "roe@"))
        assert [one for one in stays if one not in out] == []


def test_one_word_of_a_name_stays_in_what_stays() -> None:
    people = people_in([{"type": "identify", "traits": {"name": "Mac Kit"}}])
    for name in ("Intel Mac OS X AppleWebKit/537.36", "Kit or Mac", "Kit\nMac"):
        event = {"type": "page", "name": name, "context": {"userAgent": name}}
        assert Anonymizer(KEY, people=people).event(event) == event
