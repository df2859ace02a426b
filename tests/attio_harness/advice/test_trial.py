"""What a hint proposes has been tried: the value it names is taken, the template it writes makes one that is."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from attio_harness import Report, check
from hypothesis import given, settings
from hypothesis import strategies as st
from segment_actions import compile_mapping

from tests.attio_harness.subscriptions import identify_user
from tests.examples import examples

WORKSPACE: dict[str, Any] = {
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]},
                {"api_slug": "site", "type": "domain"},
                {"api_slug": "born", "type": "date"},
                {"api_slug": "phone", "type": "phone-number"},
                {"api_slug": "score", "type": "number"},
                {"api_slug": "mrr", "type": "currency"},
                {"api_slug": "vip", "type": "checkbox"},
                {"api_slug": "full", "type": "personal-name"},
                {"api_slug": "note", "type": "text"},
            ],
        },
        {"api_slug": "workspaces", "active": True},
    ]
}


def _run(
    traits: dict[str, Any], mapped: dict[str, Any] | None = None, field: str = "user_attributes", *more: dict[str, Any]
) -> Report:
    attributes = {name: {"@path": f"$.traits.{name}"} for name in traits}
    subscription = identify_user("S", **{field: {**attributes, **(mapped or {})}})
    events = [
        {"type": "identify", "userId": f"u{number}", "traits": {"email": f"jane{number}@acme.io", **one}}
        for number, one in enumerate([traits, *more])
    ]
    return check(events, [subscription], WORKSPACE)


def _hint(**traits: Any) -> str:
    (loss,) = _run(traits).rejections
    return loss.hint


@pytest.mark.parametrize(
    ("site", "host"),
    [
        ("https://acme.io/about", "acme.io"),
        ("http://acme.io:8080", "acme.io"),
        ("https://acme.io:8443/a?b=c#d", "acme.io"),
        ("https://acme.io?utm=1", "acme.io"),
        ("https://acme.io#top", "acme.io"),
        ("https://jane:secret@acme.io/", "acme.io"),
        ("https://jane@acme.io:81/x@y", "acme.io"),
        ("acme.io:443", "acme.io"),
        ("acme.io/pricing", "acme.io"),
        ("//acme.io/", "acme.io"),
        ("jane@acme.io", "acme.io"),
        ("mailto:jane@acme.io", "acme.io"),
        ("https://acme.io", "acme.io"),
        ("https://www.acme.io/a?b#c", "www.acme.io"),
        (" https://acme.io/a ", "acme.io"),
    ],
)
def test_a_website_is_cut_to_its_host(site: str, host: str) -> None:
    hint = _hint(site=site)
    assert hint.startswith(f"Send the host alone: '{host}'")
    assert _run({"site": host}).verdicts == {"written": 1}
    for template in _templates(hint):
        assert _run({"site": site}, {"site": {"@liquid": template}}).verdicts == {"written": 1}


@pytest.mark.parametrize("site", ["acme", "https://localhost/", "https:///", "http://10.0.0.1/", "my site.io/x"])
def test_what_has_no_host_gets_the_general_advice(site: str) -> None:
    assert _hint(site=site).startswith("Send a domain such as 'attio.com'")


@pytest.mark.parametrize(
    ("born", "said"),
    [
        ("03.04.2024", ": '2024-04-03' here."),
        ("3.4.2024", ": '2024-04-03' here."),
        ("03.04.2024 10:00", ": '2024-04-03' here."),
        ("31/12/2024", ": '2024-12-31' here."),
        ("12/31/2024", ": '2024-12-31' here."),
        ("03/04/2024", ", for example '2024-03-04'."),
        ("2024/04/03", ": '2024-04-03' here."),
        ("2024.4.3", ": '2024-04-03' here."),
        ("12.31.2024", ", for example '2023-09-28'."),
        ("3.4/2024", ", for example '2023-09-28'."),
        ("31.02.2024", ", for example '2023-09-28'."),
        ("13/13/2024", ", for example '2023-09-28'."),
        ("tomorrow", ", for example '2023-09-28'."),
    ],
)
def test_a_date_is_proposed_only_where_there_is_such_a_day(born: str, said: str) -> None:
    assert _hint(born=born) == f"Send the date as YYYY-MM-DD{said}"


@pytest.mark.parametrize(
    ("phone", "said"),
    [
        ("+49 (0)30 1234567", "Send E.164, digits only after the plus sign: +49301234567."),
        ("0049 30 1234567", "Send E.164, with a plus sign instead of 00: +49301234567."),
        ("(0)30 1234567", "the country code instead of the leading 0"),
        ("030 1234567", "the country code instead of the leading 0"),
        ("(415) 555-0132", "+14155550132 if this is a number of the United States"),
        ("12345", "Send E.164: a plus sign, the country code and the number, digits only"),
    ],
)
def test_national_phone_numbers(phone: str, said: str) -> None:
    hint = _hint(phone=phone)
    assert said in hint
    for number in re.findall(r": (\+\d+)\b", hint):
        assert _run({"phone": number}).verdicts == {"written": 1}


@pytest.mark.parametrize(
    ("score", "is_read"), [("12", True), ("12.5", True), (" 7 ", True), ("12 %", False), ("NaN", False)]
)  # fmt: skip
def test_a_number_is_read_from_its_text_only_where_that_makes_one(score: str, is_read: bool) -> None:
    hint = _hint(score=score)
    assert ("@json" in hint) is is_read
    node = {"@json": {"mode": "decode", "value": {"@path": "$.traits.score"}}}
    assert _run({"score": score}, {"score": node}).verdicts.get("written", 0) == is_read


def test_a_name_of_one_word_gets_a_comma() -> None:
    hint = _hint(full="Cher")
    chosen = {
        "@if": {
            "blank": {"@path": "$.traits.full"},
            "then": {
                "@liquid": '{% if traits.full contains "," %}{{ traits.full }}{% else %}, {{ traits.full }}{% endif %}'
            },
        }
    }
    assert hint == f"Write 'Last, First' (', Cher' here), or add the comma with {json.dumps(chosen)}."
    assert _run({"full": "Cher"}, {"full": chosen}).verdicts == {"written": 1}


@pytest.mark.parametrize("note", [5, 0, 1.5, True, False])
def test_what_is_made_text_leaves_the_text_of_others_alone(note: Any) -> None:
    chosen = _chosen(_hint(note=note))
    report = _run({"note": note}, {"note": chosen}, "user_attributes", {}, {"note": None})
    assert report.verdicts == {"written": 3}
    # nobody's text is emptied
    assert [row["what"] for row in report.notes if "empty text" in row["what"]] == []


def test_a_field_that_has_to_be_there_is_not_asked_for_first() -> None:
    """Without it the event is lost in any case."""
    subscription = identify_user("S")
    event = {"type": "identify", "userId": "u1", "traits": {"email": " jane@acme.io"}}
    (loss,) = check([event], [subscription], WORKSPACE).rejections
    assert loss.hint.endswith(", or map it with @liquid '{{ traits.email | strip }}'.")


def test_an_attribute_of_the_other_record_is_named() -> None:
    (loss,) = _run({"plan": "Pro"}, field="person_attributes").rejections
    assert loss.hint == "users has plan, but people has not: map it under user_attributes instead of person_attributes."


@pytest.mark.parametrize(
    ("event", "near"),
    [
        ({"context": {"groupId": "g"}}, "$.context.groupId"),
        ({"context": {"GroupID": "g"}}, "$.context.GroupID"),
        ({"context": {"group-id": "g"}}, "$.context.group-id"),
        ({"context": {"grup_id": "g"}}, "$.context.grup_id"),
        ({"traits": {"group_id": "g"}}, "$.traits.group_id"),
        ({"properties": {"group_id": "g"}}, "$.properties.group_id"),
    ],
)
def test_what_the_event_has_instead_is_named_before_the_trigger(event: dict[str, Any], near: str) -> None:
    traits = {"site": "acme.io", **event.get("traits", {})}
    mapping = {"domain": {"@path": "$.traits.site"}, "workspace_id": {"@path": "$.context.group_id"}}
    subscription = {"partnerAction": "groupWorkspace", "name": "G", "subscribe": 'type = "group"', "mapping": mapping}
    (loss,) = check([{"type": "group", **event, "traits": traits}], [subscription], WORKSPACE).rejections
    assert loss.hint.startswith(f"The event has {near}: map that. Or ")


def test_where_nothing_is_near_nothing_is_named() -> None:
    mapping = {"domain": {"@path": "$.traits.site"}, "workspace_id": {"@path": "$.groupId"}}
    subscription = {"partnerAction": "groupWorkspace", "name": "G", "subscribe": 'type = "group"', "mapping": mapping}
    event = {"type": "group", "context": {"library": {"name": "x"}}, "traits": {"site": "a.io"}}
    (loss,) = check([event], [subscription], WORKSPACE).rejections
    assert "The event has" not in loss.hint


BAD: dict[str, tuple[Any, ...]] = {
    "plan": ("pro", "FREE"),
    "site": ("https://acme.io/x", "acme.io:443", "https://a:b@acme.io?x=1"),
    "born": ("03.04.2024", "31/12/2024", "2024-01-31T10:00:00Z"),
    "phone": ("+49 (0)30 1234567", "0049 30 1234567", "(415) 555-0132"),
    "score": ("12", "1,200.5"),
    "mrr": ("$12", "4.99"),
    "vip": ("yes", "true"),
    "full": ("Jane Doe", "Cher"),
    "note": (5, True),
}
COMBINATIONS = st.lists(st.sampled_from(sorted(BAD)), min_size=1, max_size=5, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: st.sampled_from(BAD[name]) for name in names})
)


@settings(max_examples=examples(25, 600))
@given(COMBINATIONS)
def test_following_every_hint_of_one_run_mends_the_event(traits: dict[str, Any]) -> None:
    (loss,) = _run(traits).rejections
    rows = {str(one.attribute): one for one in (loss, *loss.also)}
    assert set(rows) == set(traits)
    sent, mapped = dict(traits), dict[str, Any]()
    for name, one in rows.items():
        template = re.search(r"@(liquid|template) '(.*?)'(?:$|[.,](?: |$))", one.hint)
        chosen = _chosen(one.hint)
        if template is not None:
            mapped[name] = {f"@{template[1]}": template[2]}
        elif chosen is not None:
            mapped[name] = chosen
        else:
            sent[name] = _value(one.hint)
    # nor is an event lost by it that has none of the values, or null
    others: tuple[dict[str, Any], ...] = ({}, dict.fromkeys(traits))
    assert _run(sent, mapped, "user_attributes", *others).verdicts == {"written": 3}, [
        one.hint for one in rows.values()
    ]


def _chosen(hint: str) -> Any:
    """The `@if` that a hint writes."""
    begin = hint.find('{"@if"')
    return json.JSONDecoder().raw_decode(hint, begin)[0] if begin >= 0 else None


def _templates(hint: str) -> list[str]:
    chosen = _chosen(hint)
    return [chosen["@if"]["then"]["@liquid"]] if chosen is not None else re.findall(r"@liquid '(.*)'\.$", hint)


def _value(hint: str) -> Any:
    """The value that a hint names: `(12 here)`, `: '2024-04-03'`, `+4930…`, `Send true`."""
    plain = re.search(r"\(([-\d.]+|true|false) here\)|Send (true|false) as", hint)
    if plain is not None:
        word = plain[1] or plain[2]
        return {"true": True, "false": False}.get(word) if word in ("true", "false") else float(word)
    found = re.search(r": (\+\d+)|'([^']+)'", hint)
    assert found is not None, hint
    return found[1] or found[2]


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("+49 30 901820 ext 5", "+4930901820"),
        ("+49 30 901820 x5", "+4930901820"),
        ("+4930901820;ext=5", "+4930901820"),
        ("+49 30 901820 #5", "+4930901820"),
        ("00 49 30 901820 ext 5", "+4930901820"),
        ("tel:+49-30-901820", "+4930901820"),
        ("Tel. +49 30 901820", "+4930901820"),
        ("whatsapp:+12125551234", "+12125551234"),
        ("212-555-1234 ext. 9", "+12125551234"),
        ("Mobile 212-555-1234", "+12125551234"),
        ("+12125551234,+12125551235", "+12125551234"),
        ("+1\u2013212\u2013555\u20131234", "+12125551234"),
        ("+1-800-FLOWERS", "+15558675309"),
        ("no phone", "+15558675309"),
        ("ext 5", "+15558675309"),
    ],
)
def test_an_extension_or_a_label_is_no_part_of_a_number(sent: str, number: str) -> None:
    assert re.findall(r"\+\d{5,}", _hint(phone=sent)) == [number]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [("Jane Doe", "Doe, Jane"), ("Jane van der Berg", "Berg, Jane van der"), ("李 小 明", "明, 李 小")],
)
def test_a_name_is_made_of_all_of_its_words(sent: str, shown: str) -> None:
    hint = _hint(full=sent)

    assert f"({shown!r} here)" in hint
    assert compile_mapping({"full": _chosen(hint)})({"traits": {"full": sent}}) == {"full": shown}
