"""What the advice about addresses, numbers and references looks for in a text."""

from __future__ import annotations

import re
from typing import Any

import pytest
from attio_harness import check
from attio_harness.advice.contact import ADDRESS
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attio_harness.subscriptions import identify_user
from tests.examples import examples

PLAIN = re.compile(r"(?<![\w.])\w[\w.]*@[\w-]+(?:\.[\w-]+)+")


@settings(max_examples=examples(200, 20_000), deadline=None)
@given(st.text('ab@@.. <>":', max_size=20))
def test_an_address_is_found_where_the_plain_pattern_finds_it(text: str) -> None:
    found, plain = ADDRESS.search(text), PLAIN.search(text)
    assert (found and found.span()) == (plain and plain.span())


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "a." * 500_000, "a@" * 500_000, "<a" * 500_000, "'a" * 500_000, "''a" * 300_000]
)
def test_a_long_text_is_gone_through_once(text: str) -> None:
    """A pattern that begins anew at each letter takes an hour."""
    assert ADDRESS.search(text) is None


def _hint(attribute: str, value: Any, type: str, **more: Any) -> str:
    workspace = {
        "objects": [
            {"api_slug": "users", "active": True, "attributes": [{"api_slug": attribute, "type": type, **more}]}
        ]
    }
    subscription = identify_user(None, user_attributes={attribute: {"@path": "$.traits.v"}})
    event = {"type": "identify", "userId": "u1", "traits": {"email": "p@acme.com", "v": value}}
    (loss,) = check([event], [subscription], workspace).rejections
    return loss.hint


NO_ADDRESS = "Send one complete address such as 'person@example.com' in $.traits.v, or leave mail out of the mapping."
PERSON = {"config": {"record_reference": {"allowed_objects": ["people"]}}}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Jane <jane@acme.com>", "Send the address alone: 'jane@acme.com'."),
        ("mailto:jane@acme.com?subject=Hi", "Send the address alone: 'jane@acme.com'."),
        ("jane@acme.com/bob@acme.com", "Send the address alone: 'jane@acme.com'."),
        ("jane@acme.com.", "Send the address alone: 'jane@acme.com'."),
        ("'jane@acme.com'", "Send the address alone: 'jane@acme.com'."),
        ("jane@acme.com,bob@acme.com", "Send the address alone: 'jane@acme.com'."),
        ("\u201cjane@acme.com\u201d", "Send the address alone: 'jane@acme.com'."),
        ("[jane@acme.com]", "Send the address alone: 'jane@acme.com'."),
        ("\u200bjane@acme.com", "Send the address alone: 'jane@acme.com'."),
        ("https://acme.com/?email=jane@acme.com", "Send the address alone: 'jane@acme.com'."),
        # what is behind the sign alone is the address of somebody else
        ("o&#39;hara@acme.com", NO_ADDRESS),
        ("jane&amp;co@acme.com", NO_ADDRESS),
        ("jane,doe@acme.com", NO_ADDRESS),
        ("<jane/doe@acme.com>", NO_ADDRESS),
        # nor is one proposed that is refused as well
        ("Jane <jane@acme.test>", "Attio accepts no address under .test, which is reserved for tests: send one under a real domain, such as 'jane@example.com'."),
        ("Jane <jane@10.0.0.1>", NO_ADDRESS),
    ],
)  # fmt: skip
def test_an_address_is_proposed_as_the_text_has_it(text: str, hint: str) -> None:
    assert _hint("mail", text, "email-address") == hint
    if "alone" in hint:
        assert _hint("boss", text, "record-reference", **PERSON) == (
            f"Send the email address of the people record as text, such as 'jane@acme.com', not {text!r}; or leave boss out."
        )


PLAIN_E164 = "Send E.164, digits only after the plus sign: {}."


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("(+49) 30 1234567", PLAIN_E164.format("+49301234567")),
        ("Tel: (+1) 415-555-2671", PLAIN_E164.format("+14155552671")),
        ("(0049) 30 1234567", "Send E.164, with a plus sign instead of 00: +49301234567."),
        ("'+14155552671", PLAIN_E164.format("+14155552671")),
        # as a phone's list of contacts has it in its clipboard
        ("\u202a+14155552671\u202c", PLAIN_E164.format("+14155552671")),
        ("\uff0b\uff11\uff14\uff11\uff15\uff15\uff15\uff15\uff12\uff16\uff17\uff11", PLAIN_E164.format("+14155552671")),
    ],
)  # fmt: skip
def test_a_number_is_read_behind_what_stands_before_it(text: str, hint: str) -> None:
    assert _hint("tel", text, "phone-number") == hint


def test_marks_behind_one_letter_are_not_sorted_over_and_over() -> None:
    """A million of them take an hour: normalizing puts each in its place among those before it."""
    assert _hint("tel", "+49 30 " + "\u0345\u0300" * 500_000, "phone-number").startswith("Send E.164")


@pytest.mark.parametrize("text", ["https://app.attio.com/acme/person/{}/overview", "people/{}", "{{{}}}"])
def test_of_an_address_of_attio_the_id_is_proposed(text: str) -> None:
    id = "0677efa0-0000-4000-8000-000000000000"
    found = text.format(id)
    assert _hint("boss", found, "record-reference", **PERSON) == (
        f"Send the ID of the people record alone as text, {id!r}, not {found!r}; or leave boss out."
    )


def test_the_id_in_an_address_of_another_is_none_of_attio() -> None:
    found = "https://app.acme.com/accounts/0677efa0-0000-4000-8000-000000000000"
    assert _hint("boss", found, "record-reference", **PERSON) == (
        f"Send the email address of the people record as text, such as 'jane@acme.com', not {found!r}; or leave boss out."
    )
