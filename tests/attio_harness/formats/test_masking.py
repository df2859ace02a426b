"""Masked values and texts: what stays, what becomes a shape, and that masks differ exactly where values do."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest
from attio_harness.formats.groups import loss_groups
from attio_harness.formats.masking import (
    Masks,
    Secret,
    mask_found,
    mask_path,
    mask_rejection,
    mask_slug,
    mask_text,
    mask_value,
    mask_why,
    unnumbered,
)
from attio_harness.rejection import Read
from hypothesis import given
from hypothesis import strategies as st

from .report_cases import loss, report_of


@pytest.mark.parametrize(
    ("value", "type", "path", "masked"),
    [
        (None, None, "$.traits.email", None),
        (True, "checkbox", "$.traits.x", True),
        (42, None, "$.traits.x", 42),
        (1200.25, "currency", "$.traits.x", 1200.25),
        (14155550132, None, "$.traits.x", "•••••••••••"),
        (14155550132, "number", "$.traits.x", 14155550132),
        (4155550, "phone-number", "$.traits.x", "•••••••"),
        (1979, None, "$.traits.birth_year", "••••"),
        ("$1,200.25", "currency", "$.traits.x", "$1,200.25"),
        ("12", "number", "$.traits.x", "12"),
        ("1234567", None, "$.traits.x", "1234567"),
        ("12345678", None, "$.traits.x", "••••••••"),
        (12345678, None, "$.traits.x", 12345678),
        (123456789, None, "$.traits.x", "•••••••••"),
        ("12", "number", "$.traits.zip", "••"),
        ("12 seats", "number", "$.traits.x", "•• s•••"),
        ("Enterprise+", "select", "$.traits.plan", "Enterprise+"),
        ("Trial (30 days)", "status", "$.traits.plan", "Trial (30 days)"),
        ("Jane Doe", "select", "$.traits.fullName", "J••• D•••"),
        ("Janet van Miller", "select", "$.traits.plan", "J••• v••• M•••"),
        ("O'Brien", "select", "$.traits.plan", "•••'B•••"),
        ("田中太郎", "status", "$.traits.plan", "•••"),
        ("enterprise plan", "select", "$.traits.plan", "enterprise plan"),
        ("Enterprise", "select", "$.traits.account_manager", "E•••"),
        ("jane@acme.com", "select", "$.traits.plan", "j•••@a•••.com"),
        ("+14155550132", "select", "$.traits.plan", "+•••••••••••"),
        ("a title that is far too long to be the title of one option", "select", "$.traits.plan",
         "••• t••• t••• ••• f••• t••• l••• ••• ••• t••• t••• ••• o••• o•••"),
        ("Enterprise+", "text", "$.traits.plan", "E•••+"),
        ("yes", "checkbox", "$.traits.x", "yes"),
        ("perhaps", "checkbox", "$.traits.x", "p•••"),
        ("jane@acme.com", None, "$.traits.x", "j•••@a•••.com"),
        ("j.d@mail.acme.co.uk", None, "$.traits.x", "j•••@m•••.uk"),
        ("jane.doe", None, "$.traits.x", "j•••.•••"),
        ("me@x.io", None, "$.traits.x", "•••@•••.io"),
        ("jane@", "email-address", "$.traits.x", "j•••@"),
        ("Jane <jane@acme.com>", None, "$.traits.x", "J••• <j•••@a•••.c•••>"),
        ("acme.com", "domain", "$.traits.x", "a•••.com"),
        ("https://www.acme.com/about?ref=jane", "domain", "$.traits.x", "https://w•••.com/•••"),
        ("(415) 555-0132", "phone-number", "$.traits.x", "(•••) •••-••••"),
        ("31/12/1979", "date", "$.traits.x", "••/••/••••"),
        ("Jane Doe", "personal-name", "$.traits.x", "J••• D•••"),
        ("李 Li 山田太郎", "personal-name", "$.traits.x", "••• ••• •••"),
        ("Žofie Ærø", "personal-name", "$.traits.x", "Ž••• Æ•••"),
        ("", "text", "$.traits.x", ""),
        ("   ", "text", "$.traits.x", "   "),
        ({"first_name": "Jane", "age": 44, "Jane Doe": 1, "phone": 123}, None, "$.traits.x",
         {"first_name": "J•••", "age": 44, "J••• D•••": 1, "phone": "•••"}),
        (["Jane", ["Doe", None]], None, "$.traits.x", ["J•••", ["D•••", None]]),
        ("x" * 300, None, "$.traits.x", "x•••…"),
    ],
    ids=lambda value: repr(value)[:24],
)  # fmt: skip
def test_what_stays_and_what_becomes_a_shape(value: Any, type: str | None, path: str, masked: Any) -> None:
    before = json.dumps(value)
    assert mask_value(value, Masks(), type=type, paths=(path,)) == masked
    assert json.dumps(value) == before


def test_the_same_text_has_the_same_mask_and_another_one_another() -> None:
    masks = Masks()
    values = [
        "Jane Doe",
        "John Dee",
        "Jane Doe",
        "jane@acme.com",
        "joe@abc.com",
        " jane@acme.com",
        *map(str, range(10_000_000, 10_000_010)),
    ]
    assert [mask_value(value, masks) for value in values] == [
        "J••• D•••", "J••• D•••²", "J••• D•••", "j•••@a•••.com", "j•••@a•••.com²", " j•••@a•••.com",
        "••••••••", *(f"••••••••{number}" for number in "²³⁴⁵⁶⁷⁸⁹"), "••••••••¹⁰",
    ]  # fmt: skip
    # in lists and objects, as a number, in a path and in a sentence
    assert mask_value([{"name": "John Dee", "phone": 10_000_001}], masks) == [
        {"name": "J••• D•••²", "phone": "••••••••²"}
    ]
    assert mask_text("Use joe@abc.com.", [], masks) == "Use j•••@a•••.com²."
    assert mask_path("$.traits['John Dee']", masks, like="$.x") == "$.traits['J••• D•••²']"
    secret = Secret("Jane Doe", mask_value("Jane Doe", masks))
    assert mask_text("'Jane Doe' or ('Doe, Jane' here), not 'John Dee'", [secret], masks) == (
        "'J••• D•••' or ('D•••, J•••' here), not 'John Dee'"
    )
    assert unnumbered("J••• D•••²¹ of j•••@a•••.com") == "J••• D••• of j•••@a•••.com"


LONG = st.builds(lambda begin, size, end: begin + "x" * size + end, st.text(max_size=2), st.integers(203, 206), st.text(max_size=2))  # fmt: skip


@given(
    st.lists(
        st.text(max_size=12) | st.text(alphabet="ab@. +1", max_size=12) | LONG,
        max_size=30,
    )
)
def test_masks_differ_exactly_where_texts_differ(texts: list[str]) -> None:
    masks = Masks()
    masked = [mask_value(text, masks, paths=("$.traits.name",)) for text in texts]
    assert [masked.index(one) for one in masked] == [texts.index(one) for one in texts]


SMALL = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=2), inner, max_size=5),
    max_leaves=8,
)
LARGE = st.builds(
    lambda one, size, keyed: {str(key): one for key in range(size)} if keyed else [one] * size,
    SMALL,
    st.integers(45, 60),
    st.booleans(),
)


@given(SMALL | LARGE, st.data())
def test_masks_of_lists_and_objects_differ_where_one_text_does(value: Any, data: st.DataObject) -> None:
    deep: Any = value
    for _ in range(data.draw(st.integers(0, 8))):
        deep = [deep]
    masks = Masks()
    other = [deep, "y"]
    first, second = (mask_value(one, masks, paths=("$.traits.name",)) for one in ([deep, "x"], other))
    assert first != second
    assert mask_value([deep, "x"], masks, paths=("$.traits.name",)) == first


def test_what_one_mask_stands_for_is_not_told_by_the_message() -> None:
    names = [f"Quintessa {number}" for number in range(60)]
    deep: Any = "Quintessa"
    for _ in range(9):
        deep = [deep]
    for value in (names, deep, {f"key{number}": name for number, name in enumerate(names)}):
        told = loss(
            text="x",
            value=value,
            reads=(Read(path="$.x", value=value),),
            message='Cannot find "Quintessa 57" or "Quintessa".',
            hint="h",
        )
        (group,) = loss_groups(report_of(told))
        if value is deep:
            assert '"Quintessa".' not in group.first.message
        else:
            assert "Quintessa 57" not in group.first.message


def test_what_the_mapping_itself_wrote_stays_where_it_is_a_slug() -> None:
    written = ["deals", "matching_attribute", "alice@acme.com", "Jane Doe"]
    assert mask_value(written, Masks(), literal=True) == ["deals", "matching_attribute", "a•••@a•••.com", "J••• D•••"]
    assert [mask_slug(slug, Masks()) for slug in ("plan", "Jane Doe", "jane@acme.com", None)] == [
        "plan",
        "J••• D•••",
        "j•••@a•••.com",
        None,
    ]


@pytest.mark.parametrize(
    ("text", "secret", "masked"),
    [
        ('Cannot find option title "Jane Doe".', "Jane Doe", 'Cannot find option title "J••• D•••".'),
        ("Write 'Last, First' ('Doe, Jane' here)", "Jane Doe", "Write 'Last, First' ('D•••, J•••' here)"),
        ("country code: +14155550132 if this", "415 555 0132", "country code: +••••••••••• if this"),
        ("such as +15558675309.", "415 555 0132", "such as +15558675309."),
        ("such as 'person@example.com'.", "jane@", "such as 'person@example.com'."),
        ("such as 'person@example.com'.", "person@example.com", "such as 'p•••@e•••.com'."),
        ("Did you mean alice@acme.com?", "alicia@acme.com", "Did you mean a•••@a•••.com?"),
        ("for example '1979-12-31'.", "31/12/1979", "for example '••••-••-••'."),
        ("Send the host alone: 'www.acme.io'.", "https://www.acme.io/x", "Send the host alone: 'w•••.io'."),
        ("a number, not a text (12 here).", "12 seats", "a number, not a text (•• here)."),
        ('Send a number, not "a".', "a", 'Send a number, not "•••".'),
        ("with `- Bob` under its options", "Bob", "with `- B•••` under its options"),
        (r'the value "a\"b\u0301cdef"', 'a"b\u0301cdef', 'the value "•••"b•••"'),
        ("template '{{traits.last_name}}, {{traits.first_name}}'", "Jane Doe",
         "template '{{traits.last_name}}, {{traits.first_name}}'"),
    ],
    ids=lambda value: value[:24],
)  # fmt: skip
def test_a_text_loses_the_secret_also_when_it_was_rearranged(text: str, secret: str, masked: str) -> None:
    assert mask_text(text, [Secret(secret, mask_value(secret, Masks()))], Masks()) == masked


@given(
    st.text(alphabet=string.ascii_letters + " äøчל山", min_size=5, max_size=60).filter(
        lambda text: len(text.strip()) > 4
    )
)
def test_no_text_of_letters_survives_quoted(secret: str) -> None:
    masked = mask_text(
        f'Cannot find "{secret}" or {secret!r}: {json.dumps(secret)}.',
        [Secret(secret, mask_value(secret, Masks()))],
        Masks(),
    )
    assert secret not in masked
    assert secret.strip() not in masked


def test_names_of_the_schema_stay_in_a_message() -> None:
    text = 'An invalid value "seats 12" was passed to attribute with slug "seats".'
    masked = 'An invalid value "s••• ••" was passed to attribute with slug "{}".'
    secret = Secret("12 seats", "•• s•••")
    assert mask_text(text, [secret], Masks(), keep=["seats"]) == masked.format("seats")
    assert mask_text(text, [secret], Masks()) == masked.format("s•••")


def test_a_hint_keeps_the_path_to_a_member_of_what_is_masked_as_a_whole() -> None:
    """By the JSON of the object its keys are words of a secret."""
    hint = 'Map a member of each with {"@arrayPath": ["$.traits.items", {"@path": "$.name"}]}, not "Jane name" or "$.jane".'
    values = [{"name": "Jane", "at": {"jane": 1}}]
    masked = mask_rejection(loss(value=values, reads=(Read(path="$.traits.items", value=values),), hint=hint), Masks())

    assert masked.value == [{"name": "J•••", "at": {"jane": 1}}]
    assert '["$.traits.items", {"@path": "$.name"}]' in masked.hint
    assert '"J••• name"' in masked.hint

    secret = [Secret("jane", "j•••"), Secret('{"jane": 1}', "•")]
    assert mask_text('Map "$.jane" and "$.name.Jane".', secret, Masks()) == 'Map "$.j•••" and "$.name.Jane".'


def test_a_path_of_events_keeps_names_of_fields_and_what_the_mapping_reads_in_another_look() -> None:
    assert [
        mask_path(path, Masks(), like="$.traits.planName")
        for path in ("$.traits.plan_name", "$.Traits['Plan Name']", "$.traits['Jane Doe'].planName", "$.x['a@b.io']")
    ] == ["$.traits.plan_name", "$.Traits['Plan Name']", "$.traits['J••• D•••'].planName", "$.x['•••@•••.io']"]


def test_a_huge_text_is_cut_after_its_secrets_are_gone() -> None:
    secret = "Jane Doe " * 100_000
    masked = mask_text(f'Cannot find "{secret}".', [Secret(secret, mask_value(secret, Masks()))], Masks())
    assert "Jane" not in masked
    assert len(masked) < 200
    assert len(mask_text("a" * 1_000_000 + "@", [Secret("Jane Doe", "J••• D•••")], Masks())) == 2001


def test_clauses_keep_event_names_and_lose_what_traits_hold() -> None:
    assert [
        mask_found(found, Masks(), clause)
        for found, clause in (
            ('"Signed Up"', 'event = "Sign Up"'),
            ('"jane@acme.com"', 'event = "Sign Up"'),
            ('"Jane Doe"', 'traits.event = "x"'),
            ('"page"', 'type = "identify"'),
            ("12", "traits.seats > 20"),
            ('"Jane Doe"', 'type = "identify"'),
            ('"Identify "', 'type = "identify"'),
            ("nothing", "userId"),
            ('{"name":"Jane"}', "traits"),
        )
    ] == [
        '"Signed Up"',
        '"j•••@a•••.com"',
        '"J••• D•••"',
        '"page"',
        "12",
        '"J••• D•••"',
        '"Identify "',
        "nothing",
        '{"name": "J•••"}',
    ]
    assert (
        mask_why("expected an event (a dict), found 'Jane Doe'", Masks())
        == "expected an event (a dict), found something else"
    )
    assert mask_why("no Segment event: has `traits` and `Jane Doe` but no `type`", Masks()) == (
        "no Segment event: has `traits` and `J••• D•••` but no `type`"
    )
    inside = "an object with an event inside `body (JSON text).batch[]`, beside `Jane Doe (base64)`"
    assert mask_why(inside, Masks()) == (
        "an object with an event inside `body (JSON text).batch[]`, beside `J••• D••• (base64)`"
    )
    assert mask_why("expected an event (a JSON object), found a number", Masks()).endswith("found a number")
