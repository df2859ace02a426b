"""What is an id, which is which, and texts of one side in the ids of the other."""

from __future__ import annotations

import pytest
from attio_harness.exchanges.ids import IdMap, id_of, is_id, uuids_in

A, B = "0b1c77ca-9b81-47ba-8d2e-490c74901031", "9fd01e3c-e84c-4c8c-a429-78cde4d01947"
X, Y = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("", A, True),
        ("value", A.upper(), True),
        ("id", "tok_01", True),
        ("record_id", "vcr-test-aaaa", True),
        ("title", "vcr-test-aaaa", False),
        ("id", None, False),
        ("record_id", "", False),
        ("paid", "yes", False),
        ("next_cursor", "eyJvIjoyfQ", True),
        ("", A + "0", False),
    ],
)
def test_what_is_an_id(key: str, value: object, expected: bool) -> None:
    assert is_id(key, value) is expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"id": {"workspace_id": X, "record_id": A.upper()}}, A),
        ({"id": "Tok_01"}, "Tok_01"),
        ({"id": {}}, None),
        ({"id": {"record_id": 1}}, None),
        ({"record_id": A}, None),
        (A, None),
    ],
)
def test_the_id_of_an_element(row: object, expected: str | None) -> None:
    assert id_of(row) == expected


def test_an_id_has_one_counterpart_and_nothing_has_two() -> None:
    ids = IdMap()
    assert ids.learn(A, X.upper())
    assert ids.learn(A.upper(), X)
    assert not ids.learn(A, Y)
    assert not ids.learn(B, X)
    assert (ids.right(A), ids.left(X), ids.right(B), ids.left(Y)) == (X, A, None, None)


def test_values_are_translated_wherever_an_id_stands() -> None:
    ids = IdMap()
    ids.learn(A, X)
    ids.learn("vcr-test-aaaa", Y)
    ids.learn("1", B)
    assert ids.translated(
        {"path": f"/v2/objects/people/records/{A.upper()}?x={B}", "list": [A, 1, None, True], A: "vcr-test-aaaa-b"}
    ) == {"path": f"/v2/objects/people/records/{X}?x={B}", "list": [X, 1, None, True], X: "vcr-test-aaaa-b"}
    # a short one is a word inside of a text
    assert [ids.translated(one) for one in ("1", "1 of 2", "/records/vcr-test-aaaa")] == [B, "1 of 2", f"/records/{Y}"]


def test_cursors_keep_their_case() -> None:
    ids = IdMap()
    assert ids.learn("eyJvIjoyfQ", "Abc")
    assert (ids.translated("eyJvIjoyfQ"), ids.translated("eyjvijoyfq"), ids.left("Abc")) == (
        "Abc",
        "eyjvijoyfq",
        "eyJvIjoyfQ",
    )


def test_the_uuids_of_a_text() -> None:
    assert uuids_in(f'Record with ID "{A}" of {B}.') == [A, B]
