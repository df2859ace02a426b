"""Advice that is followed as it stands: the event is written then, with the value that the mapping was to make, and other events as before."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_harness import Report, check
from attio_harness.advice import containers
from attio_harness.advice.loss import OF_LISTS, OF_OBJECTS, Loss
from attio_harness.advice.trial import made, made_of

from tests.attio_harness.asserting import asserts, event
from tests.attio_harness.subscriptions import identify_user

USERS: list[dict[str, Any]] = [
    {"api_slug": "seats", "type": "number"},
    {"api_slug": "mrr", "type": "currency"},
    {"api_slug": "score", "type": "rating"},
    {"api_slug": "vip", "type": "checkbox"},
    {"api_slug": "born", "type": "date"},
    {"api_slug": "seen", "type": "timestamp"},
    {"api_slug": "note", "type": "text"},
    {"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]},
    {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b"]},
    {"api_slug": "tels", "type": "phone-number", "is_multiselect": True},
    {"api_slug": "full", "type": "personal-name"},
]
WORKSPACE: dict[str, Any] = {"objects": [{"api_slug": "users", "active": True, "attributes": USERS}]}


def run(traits: dict[str, Any], name: str, node: Any) -> Report:
    subscription = identify_user("S", user_attributes={name: node})
    event = {
        "type": "identify",
        "userId": "u1",
        "timestamp": "2026-05-05T10:00:00Z",
        "traits": {"email": "p@acme.com", **traits},
    }
    return check([event], [subscription], WORKSPACE, existing="none")


def hint_of(traits: dict[str, Any], name: str, node: Any) -> str:
    (loss,) = run(traits, name, node).rejections
    return loss.hint


def proposed(hint: str) -> Any:
    """The last directive of an advice: it is the outermost that is not part of another."""
    node, _ = json.JSONDecoder().raw_decode(hint[hint.index('{"@') - ('[{"@' in hint) :])
    return node


def path(name: str) -> dict[str, str]:
    return {"@path": f"$.traits.{name}"}


def decode(node: Any) -> dict[str, Any]:
    return {"@json": {"mode": "decode", "value": node}}


def where(asks: str, name: str, node: Any) -> dict[str, Any]:
    return {"@if": {asks: path(name), "then": node}}


def either(node: Any, other: Any) -> dict[str, Any]:
    return {"@if": {"exists": path("v"), "then": node, "else": other}}


TEXT = {"@template": "{{traits.v}}"}
CENTS = {"@liquid": "{{ traits.v | divided_by: 100.0 }}"}
SIGN = {"@replace": {"pattern": "$", "replacement": "", "value": path("v")}}
IS_PRO = {"@liquid": "{% if traits.v == 'pro' %}true{% else %}false{% endif %}"}
LOWER = {"@case": {"operator": "lower", "value": path("v")}}


@pytest.mark.parametrize(
    ("name", "node", "traits", "node_proposed", "value"),
    [
        # what a directive reckons or cuts is read from the text it makes, not thrown away
        ("mrr", CENTS, {"v": 999}, where("exists", "v", decode(CENTS)), 9.99),
        ("mrr", where("exists", "v", CENTS), {"v": 999}, decode(where("exists", "v", CENTS)), 9.99),
        ("seats", SIGN, {"v": "$5"}, where("exists", "v", decode(SIGN)), 5),
        ("vip", IS_PRO, {"v": "pro"}, decode(IS_PRO), True),
        ("vip", LOWER, {"v": "TRUE"}, where("exists", "v", decode(LOWER)), True),
        # where nothing is reckoned the value is read as it is
        ("mrr", {"@template": "${{traits.v}}"}, {"v": 9.5}, path("v"), 9.5),
        ("mrr", {"@template": "{{traits.v}}.00"}, {"v": 9}, path("v"), 9),
        # the other branch stays
        ("seats", either(path("v"), path("w")), {"w": "5"}, either(path("v"), decode(path("w"))), 5),
        ("seats", either({"@path": "traits.v"}, path("w")), {"v": "6"}, either(decode(path("v")), path("w")), 6),
        ("note", either(path("v"), path("w")), {"w": 7}, either(path("v"), where("exists", "w", {"@template": "{{traits.w}}"})), "7"),
        (
            "born", either(path("v"), path("w")), {"w": "2024-04-03T10:00:00Z"},
            either(path("v"), where("blank", "w", {"@liquid": "{{ traits.w | slice: 0, 10 }}"})), "2024-04-03",
        ),
        # a name is turned round as the mapping has its parts
        ("full", {"@template": "{{traits.f}} {{traits.l}}"}, {"f": "Jane", "l": "Doe"}, where("blank", "f", {"@template": "{{traits.l}}, {{traits.f}}"}), "Doe, Jane"),
        ("full", {"@template": "{{traits.f}} {{traits.l}}"}, {"f": "Jane"}, where("blank", "f", {"@template": "{{traits.l}}, {{traits.f}}"}), ", Jane"),
        ("full", {"@template": "{{traits.f}} {{traits.l}}"}, {"f": "Jane", "l": None}, where("blank", "f", {"@template": "{{traits.l}}, {{traits.f}}"}), ", Jane"),
        ("full", {"@template": "{{traits.f}} {{traits.l}}"}, {"f": None, "l": "Doe"}, where("blank", "l", {"@template": "{{traits.l}}, {{traits.f}}"}), "Doe, "),
        ("full", {"@liquid": "{{ traits.f }} {{ traits.m }} {{ traits.l }}"}, {"f": "Jane", "m": "Q", "l": "Doe"}, where("blank", "f", {"@template": "{{traits.l}}, {{traits.f}} {{traits.m}}"}), "Doe, Jane Q"),
        ("full", {"@template": "{{traits.surname}} {{traits.given}}"}, {"surname": "Doe", "given": "Jane"}, where("blank", "given", {"@template": "{{traits.surname}}, {{traits.given}}"}), "Doe, Jane"),
        ("full", {"first_name": path("f"), "last_name": path("l")}, {"f": "Jane", "l": "Doe"}, where("blank", "f", {"@template": "{{traits.l}}, {{traits.f}}"}), "Doe, Jane"),
        ("full", path("n"), {"n": {"given": "Jane", "family": "Doe"}}, where("blank", "n.given", {"@template": "{{traits.n.family}}, {{traits.n.given}}"}), "Doe, Jane"),
        (
            "full", either(path("v"), {"@template": "{{traits.f}} {{traits.l}}"}), {"f": "Jane", "l": "Doe"},
            either(path("v"), where("blank", "f", {"@template": "{{traits.l}}, {{traits.f}}"})), "Doe, Jane",
        ),
        # a member of each object of a list
        ("tags", path("v"), {"v": [{"id": 1, "n": "a"}, {"id": 2, "n": "b"}]}, {"@arrayPath": ["$.traits.v", {"@path": "$.n"}]}, ["a", "b"]),
        ("tags", {"@arrayPath": ["$.traits.v", {"x": {"@path": "$.n.t"}}]}, {"v": [{"n": {"t": "a"}}]}, {"@arrayPath": ["$.traits.v", {"@path": "$.n.t"}]}, ["a"]),
        ("tags", {"@arrayPath": ["$.traits.v", {"@path": "$.nam"}]}, {"v": [{"id": 1, "n": "a"}, {"n": "b"}]}, {"@arrayPath": ["$.traits.v", {"@path": "$.n"}]}, ["a", "b"]),
    ],
)  # fmt: skip
def test_the_directive_of_an_advice_makes_what_was_meant(
    name: str, node: Any, traits: dict[str, Any], node_proposed: Any, value: Any
) -> None:
    assert proposed(hint_of(traits, name, node)) == node_proposed
    found = made_of({"traits": traits}, node_proposed)
    assert (found, type(found)) == (value, type(value))
    assert run(traits, name, node_proposed).verdicts["written"] == 1


ITEMS = {"@arrayPath": ["$.traits.v", {"@path": "$.n"}]}


@pytest.mark.parametrize(
    ("name", "node", "value", "said"),
    [
        ("note", ITEMS, [{"n": "x"}, {"n": "y"}], "send the value itself instead of a list, or map $.traits.v[0].n."),
        ("tags", ITEMS, [{"n": "a"}, {}], "Remove null in $.traits.v[1].n from the list: "),
        ("tags", ITEMS, [{"n": "a"}, {"n": ""}], "Remove the empty text in $.traits.v[1].n from the list: "),
        ("tags", ITEMS, [{"n": "a"}, {"n": 5}], "not a number in $.traits.v[1].n; "),
        ("tels", ITEMS, [{"n": "+14155552671"}, {"n": "4155552671"}], "Send E.164 with the country code in $.traits.v[1].n: +14155552671"),
        ("tels", {"@arrayPath": ["$.traits.v", {"@template": "+{{n}}"}]}, [{"n": "x"}], " in element 0 of the list that the mapping makes: "),
        ("seats", ITEMS, [{"n": "5"}, {"n": "6"}], decode({"@path": "$.traits.v[0].n"})),
        ("plan", decode(path("v")), '["Pro", "Free"]', "plan holds one value: send the value itself instead of a list."),
        ("tags", {"@template": "{{traits.v}},{{traits.w}}"}, "a", 'Send the options as a list, ["a", "b"], instead of one text.'),
        ("tags", path("v"), "a; z", "Send the options as a list, [\"a\", \"z\"], instead of one text; 'z' is not accepted as it is."),
        ("plan", path("v"), "Pro; z", "or add 'Pro; z' as an option of plan"),
        ("tags", {"@arrayPath": ["$.traits.v", {"@template": "{{n}}"}]}, [{"n": {"x": "a"}}], "turns $.traits.v[0].n, which is an object, into [object Object]: name the member that is meant, such as $.traits.v[0].n.x."),
        ("plan", {"@case": {"operator": "upper", "value": {"@template": "{{traits.v}}"}}}, {"x": "Pro"}, "read the member that plan accepts with {\"@path\": \"$.traits.v.x\"} instead."),
        ("note", {"@merge": {"direction": "right", "objects": [path("v"), path("o")]}}, {"x": "y"}, "map one of its members ($.traits.v.x) or "),
        ("plan", {"@merge": {"direction": "right", "objects": [path("v"), path("o")]}}, {"x": "Pro"}, "map the member that it accepts, $.traits.v.x, if every event has an object there "),
    ],
)  # fmt: skip
def test_the_element_and_the_member_at_fault_are_told_by_the_path_that_was_read(
    name: str, node: Any, value: Any, said: Any
) -> None:
    hint = hint_of({"v": value, "w": "b", "o": {}}, name, node)
    assert (said if isinstance(said, str) else json.dumps(said)) in hint


@pytest.mark.parametrize("written", ["traits.v", "$traits.v", "${traits.v}", "{traits.v}", " traits.v "])
@pytest.mark.parametrize(("name", "value"), [("seats", 3), ("plan", "Pro"), ("vip", True), ("born", "2020-05-01")])
def test_a_path_that_is_text_is_told_with_the_directive_that_reads_it(written: str, name: str, value: Any) -> None:
    hint = hint_of({"v": value}, name, written)
    assert hint == (
        f"{written!r} is plain text here and is sent as it is, since only a directive reads the event: write "
        '{"@path": "$.traits.v"}.'
    )
    report = run({"v": value}, name, proposed(hint))
    assert report.verdicts == {"written": 1}


@pytest.mark.parametrize(
    ("traits", "said"),
    [
        ({"v": ["a"]}, '$.traits.v has ["a"], which tags accepts, but @flatten turns it into {"0": "a"}'),
        ({"v": "a"}, '$.traits.v has "a", which tags accepts, but @flatten turns it into {"": "a"}'),
        ({}, "@flatten makes an object even of nothing"),
        ({"v": None}, "@flatten makes an object even of nothing"),
    ],
)
def test_what_flatten_makes_an_object_of_is_to_be_read_alone(traits: dict[str, Any], said: str) -> None:
    hint = hint_of(traits, "tags", {"@flatten": {"value": path("v"), "separator": "."}})
    assert hint == f'{said}: use {{"@path": "$.traits.v"}} instead of @flatten.'
    assert run(traits, "tags", proposed(hint)).verdicts == {"written": 1}


def test_a_number_with_more_digits_than_a_number_keeps_is_told_to_be_text() -> None:
    assert hint_of({"v": "9007199254740993"}, "seats", path("v")) == (
        "9007199254740993 has more digits than a number keeps and would become 9007199254740992: write it to a text attribute instead."
    )
    # a template would make the rounded one of it
    assert hint_of({"v": 9007199254740993}, "note", path("v")) == (
        "Send text in $.traits.v, not a number: one with this many digits becomes 9007199254740992."
    )
    assert run({"v": "9007199254740993"}, "note", path("v")).verdicts == {"written": 1}


def test_an_index_into_a_text_is_told_as_such() -> None:
    hint = hint_of({"v": "Pro"}, "plan", {"@path": "$.traits.v[0]"})
    assert (
        hint
        == '$.traits.v is text, "Pro", and $.traits.v[0] is one letter of it: read $.traits.v without the index, or send a list.'
    )
    assert run({"v": "Pro"}, "plan", path("v")).verdicts["written"] == 1
    listed = hint_of({"v": ["P"]}, "plan", {"@path": "$.traits.v[0]"})
    assert listed.startswith("Send an existing option, or add 'P' as an option")


@pytest.mark.parametrize("name", ["Jane\u00a0Doe", "Jane\tDoe"])
def test_a_name_that_liquid_does_not_part_is_not_to_be_cut(name: str) -> None:
    assert hint_of({"v": name}, "full", path("v")) == "Write 'Last, First' ('Doe, Jane' here)."


def test_the_names_of_another_person_are_not_proposed() -> None:
    turned = '{{ traits.v | split: " " | last }}, {{ traits.v | split: " " | pop | join: " " }}'
    cut = {"@liquid": f'{{% if traits.v contains "," %}}{{{{ traits.v }}}}{{% else %}}{turned}{{% endif %}}'}
    hint = hint_of({"v": "Jane Doe", "manager": {"first_name": "Bob", "last_name": "Roe"}}, "full", path("v"))
    assert proposed(hint) == where("blank", "v", cut)
    beside = hint_of({"v": "Jane Doe", "first_name": "Jane", "last_name": "Doe"}, "full", path("v"))
    assert proposed(beside) == where(
        "blank", "first_name", {"@template": "{{traits.last_name}}, {{traits.first_name}}"}
    )


def test_a_name_whose_parts_are_called_otherwise_is_told_with_them() -> None:
    node = {"@template": "{{traits.lastName}}, {{traits.firstName}}"}
    meant = {"@template": "{{traits.last_name}}, {{traits.first_name}}"}
    traits = {"last_name": "Doe", "first_name": "Jane"}
    assert hint_of(traits, "full", node) == (
        "The template found nothing in $.traits.lastName and $.traits.firstName, and the event has $.traits.last_name, $.traits.first_name: "
        f"write {json.dumps(meant)}."
    )
    assert run(traits, "full", meant).verdicts["written"] == 1
    assert "the event has" not in hint_of({"name": "Jane"}, "full", node)


PLUS: dict[str, Any] = {"@liquid": "{{ traits.v | plus: 1 }}"}
TEL = {"@template": "+{{traits.v}}"}
OR_TWO: dict[str, Any] = {"@liquid": "{{ traits.v | default: 2 | plus: 1 }}"}


@pytest.mark.parametrize(
    ("name", "node", "made", "node_proposed", "traits", "value"),
    [
        ("seats", PLUS, '"1"', where("exists", "v", decode(PLUS)), {"v": 4}, 5),
        ("seats", {"@template": "{{traits.v}} pts"}, '" pts"', where("exists", "v", path("v")), {"v": 4}, 4),
        ("seats", SIGN, "empty text", where("exists", "v", decode(SIGN)), {"v": "$4"}, 4),
        ("tels", TEL, '"+"', where("blank", "v", TEL), {"v": 14155552671}, "+14155552671"),
        ("plan", {"@template": "Plan {{traits.v}}"}, '"Plan "', where("blank", "v", {"@template": "Plan {{traits.v}}"}), {"v": "P"}, "Plan P"),
    ],
)  # fmt: skip
def test_a_text_that_a_template_makes_of_nothing_is_told_as_such(
    name: str, node: Any, made: str, node_proposed: Any, traits: dict[str, Any], value: Any
) -> None:
    why = f"{next(iter(node))} made {made}, which {name} does not accept, because there is nothing in $.traits.v"
    assert hint_of({}, name, node) == (
        f"{why}: send a value there, or map it with {json.dumps(node_proposed)}, which leaves {name} as it is."
    )
    assert run({}, name, node_proposed).verdicts["written"] == 1
    assert made_of({"traits": traits}, node_proposed) == value
    assert hint_of({"V": "x"}, name, node) == f"{why}: the event has $.traits.V, read that instead."


UPPER = {"@path": "$.traits.V"}
PLUS_UPPER = decode({"@liquid": "{{ traits.V | plus: 1 }}"})


@pytest.mark.parametrize(
    ("node", "instead", "found", "value"),
    [
        ({"@template": "{{traits.v}}"}, UPPER, 4, 4),
        ({"@template": "{{traits.v}} pts"}, UPPER, 4, 4),
        (PLUS, {"@if": {"exists": UPPER, "then": PLUS_UPPER}}, 4, 5),
        (SIGN, {"@if": {"exists": UPPER, "then": decode({"@replace": {**SIGN["@replace"], "value": UPPER}})}}, "$4", 4),
    ],
)  # fmt: skip
def test_what_has_another_name_is_read_so_that_a_number_comes_of_it(
    node: Any, instead: dict[str, Any], found: Any, value: int
) -> None:
    hint = hint_of({"V": found}, "seats", node)
    assert hint.endswith(f"the event has $.traits.V, read that instead, with {json.dumps(instead)}.")
    assert made_of({"traits": {"V": found}}, instead) == value
    assert run({"V": found}, "seats", instead).verdicts["written"] == 1
    assert made_of({"traits": {}}, instead) is None


def test_empty_text_is_passed_over_where_zero_is_kept() -> None:
    either = {"@if": {"exists": path("a"), "then": path("a"), "else": path("b")}}
    past = {"@if": {"blank": path("a"), "then": path("a"), "else": path("b")}}
    assert proposed(hint_of({"a": "", "b": "Pro"}, "plan", either)) == past
    assert run({"a": "", "b": "Pro"}, "plan", past).verdicts["written"] == 1
    # nothing better behind it, or a type of which `blank` would pass over good values
    assert "looks no further" not in hint_of({"a": ""}, "plan", either)
    assert hint_of({"a": "", "b": 4}, "seats", either) == "seats does not accept empty text: send null in $.traits.a."


def test_a_template_that_says_what_to_write_where_there_is_nothing_is_read_from() -> None:
    for node, value in ((OR_TWO, 3), ({"@template": "5"}, 5)):
        hint = hint_of({}, "seats", node)
        assert hint == (
            f"Send a number as a JSON number, not as text ({value} here), or read it from the text: {json.dumps(decode(node))}."
        )
        assert run({}, "seats", decode(node)).verdicts["written"] == 1
    assert proposed(
        hint_of({"w": 3}, "seats", either_of := {"@liquid": "{{ traits.v | default: traits.w | plus: 1 }}"})
    ) == decode(either_of)


def test_of_wide_objects_only_members_that_help_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Any] = []

    def noted(loss: Loss, node: Any) -> Any:
        tried.append(node)
        return made(loss, node)

    monkeypatch.setattr(containers, "made", noted)
    wide = [{**{f"k{at}": at for at in range(500)}, "n": name} for name in ("z", "a")]
    hint = hint_of({"v": wide}, "tags", path("v"))
    node = {"@arrayPath": ["$.traits.v", {"@path": "$.n"}]}
    assert tried == [node, node]  # each is compiled; both elements are told
    assert proposed(hint) == node


@pytest.mark.parametrize(
    ("node", "advice"),
    [
        (path("a"), "send null in $.traits.a, which clears born."),
        ({"@if": {"exists": path("a"), "then": path("a")}}, "send null in $.traits.a, which leaves born as it is."),
        ({"@if": {"exists": path("a"), "then": path("a"), "else": path("b")}}, "send null in $.traits.a."),
    ],
)
def test_what_null_does_is_told_as_the_mapping_passes_it_on(node: Any, advice: str) -> None:
    assert hint_of({"a": "N/A", "b": "2000-01-31"}, "born", node) == f'"N/A" says that there is no value: {advice}'
    assert run({"a": None, "b": "2000-01-31"}, "born", node).verdicts == {"written": 1}


def test_null_is_refused_as_empty_text_where_a_template_reads_it() -> None:
    template = {"@template": "{{traits.a}}"}
    assert run({"a": None}, "born", template).verdicts == {"rejected": 1}
    hint = hint_of({"a": "N/A"}, "born", template)
    past = {"@if": {"blank": path("a"), "then": template}}
    assert hint == (
        f'"N/A" says that there is no value: send null in $.traits.a and map it with {json.dumps(past)}, which leaves born as it is.'
    )
    assert run({"a": None}, "born", proposed(hint)).verdicts == {"written": 1}


@pytest.mark.parametrize("mode", ["single", "batch"])
@pytest.mark.parametrize("by", [{"@path": "$.context.by"}, {"@template": "{{context.by}}"}, "domains"])
def test_a_matching_attribute_that_the_event_names_is_told_as_one_that_the_mapping_names(by: Any, mode: Any) -> None:
    """It was to be made optional in Attio, which it is."""
    mapping = asserts("companies", "domains")
    mapping["mapping"] |= {"matching_attribute": by, "attributes": {"@path": "$.properties"}}
    lost = {**event("companies", "12:00:00", name="Acme"), "context": {"by": "domains"}}
    (row,) = check(lost, mapping, WORKSPACE, mode=mode).rejections
    assert (row.attribute, row.code) == ("domains", "missing_value")
    ask = "or add `properties.domains != null` to the trigger"
    assert row.hint == f"Send domains in $.properties, by which the record is found, {ask}."
    # followed, the trigger leaves out this event, and no other: an object is never there for a trigger
    mapping["subscribe"] += " and properties.domains != null"
    sent = {**lost, "properties": {"domains": "acme.com"}}
    assert check([lost, sent], mapping, WORKSPACE, mode=mode).verdicts == {"unmatched": 1, "written": 1}


DAY_OF_V = where("blank", "v", {"@liquid": "{{ traits.v | slice: 0, 10 }}"})


@pytest.mark.parametrize(
    ("node", "whole"),
    [
        # the branch that the event took is mended, also if only the other one has the same path
        (where("exists", "f", {"@liquid": "{{ traits.v }}"}), where("exists", "f", DAY_OF_V)),
        (
            {"@if": {"exists": path("f"), "then": {"@liquid": "{{ traits.v }}"}, "else": path("v")}},
            {"@if": {"exists": path("f"), "then": DAY_OF_V, "else": DAY_OF_V}},
        ),
        # and the other one stays
        (
            {"@if": {"exists": path("f"), "then": {"@template": "{{traits.v}}"}, "else": path("w")}},
            {"@if": {"exists": path("f"), "then": DAY_OF_V, "else": path("w")}},
        ),
        (
            {
                "@if": {
                    "exists": path("w"),
                    "then": path("w"),
                    "else": where("exists", "f", {"@liquid": "{{ traits.v }}"}),
                }
            },
            {"@if": {"exists": path("w"), "then": path("w"), "else": where("exists", "f", DAY_OF_V)}},
        ),
        # also in a list
        (
            [{"@if": {"exists": path("f"), "then": path("v"), "else": path("w")}}],
            [{"@if": {"exists": path("f"), "then": DAY_OF_V, "else": path("w")}}],
        ),
        (
            [{"@if": {"exists": path("f"), "then": {"@template": "{{traits.v}}"}, "else": path("w")}}],
            [{"@if": {"exists": path("f"), "then": DAY_OF_V, "else": path("w")}}],
        ),
    ],
)
def test_the_branch_of_an_if_that_the_event_took_is_mended(node: Any, whole: Any) -> None:
    traits = {"f": "x", "v": "2024-02-29T10:00:00Z"}
    assert proposed(hint_of(traits, "born", node)) == whole
    assert run(traits, "born", whole).verdicts == {"written": 1}


@pytest.mark.parametrize("maker", ["@template", "@liquid"])
def test_a_list_that_a_template_joins_is_to_be_read_alone_also_if_an_element_is_refused(maker: str) -> None:
    node = {maker: "{{ traits.v }}" if maker == "@liquid" else "{{traits.v}}"}
    hint = hint_of({"v": ["a", "c"]}, "tags", node)
    assert hint == (
        f'Use {{"@path": "$.traits.v"}} instead of {maker}, which makes one text of the list in $.traits.v; of its elements '
        "'c' is not accepted as it is."
    )
    assert run({"v": ["a", "b"]}, "tags", proposed(hint)).verdicts == {"written": 1}
    both = hint_of({"v": ["c", "d"]}, "tags", node)
    assert "of its elements 'c', 'd' are not accepted as they are" in both  # and no option `c,d` is to be added
    one = hint_of({"v": ["Pro", "Free"]}, "plan", node)
    assert one.startswith(
        f"{maker} makes one text of the list in $.traits.v, and plan holds one value: send one there, or map $.traits.v[0]"
    )
    assert run({"v": ["Pro", "Free"]}, "plan", {"@path": "$.traits.v[0]"}).verdicts == {"written": 1}


@pytest.mark.parametrize(
    ("value", "index"),
    [(["Pro", "Free"], 0), (["zz", "Pro"], 1), ([5, "Pro"], 1), (["", "Pro"], 1), (["y", "z"], None)],
)
def test_of_a_list_that_a_template_joins_an_element_is_to_be_mapped_that_is_accepted(
    value: list[Any], index: int | None
) -> None:
    hint = hint_of({"v": value}, "plan", TEXT)
    told = "@template makes one text of the list in $.traits.v, and plan holds one value: send one there"
    if index is None:
        assert hint == f"{told} that plan accepts."
        return
    at = f"$.traits.v[{index}]"
    assert hint == f"{told}, or map {at} if every event has a list there (in a text the index reads one letter)."
    assert run({"v": value}, "plan", {"@path": at}).verdicts == {"written": 1}


@pytest.mark.parametrize(
    ("node", "does"),
    [
        ({"@json": {"mode": "encode", "value": path("v")}}, "@json, which puts text in quotes"),
        ({"@flatten": {"value": path("v"), "separator": "."}}, "@flatten, which makes an object of all that it gets"),
    ],
)
def test_a_directive_that_spoils_every_value_is_told_before_the_value(node: Any, does: str) -> None:
    hint = hint_of({"v": "2024-02"}, "born", node)
    assert hint == (
        f'Use {{"@path": "$.traits.v"}} instead of {does}, and send another value in $.traits.v. A date accepts YYYY-MM-DD.'
    )
    assert run({"v": "2024-02-01"}, "born", proposed(hint)).verdicts == {"written": 1}
    # a text takes what @json makes, whatever it is
    assert run({"v": "x"}, "note", {"@json": {"mode": "encode", "value": path("v")}}).verdicts == {"written": 1}


def test_a_member_of_each_is_not_looked_for_in_values() -> None:
    hint = hint_of({"v": ["a", "b"]}, "tags", ITEMS)
    assert hint == (
        '$.traits.v has ["a", "b"], which tags accepts, but @arrayPath looks for a member of each element: use {"@path": "$.traits.v"} '
        "instead of @arrayPath if no event has a list of objects there, or send objects."
    )
    assert run({"v": ["a", "b"]}, "tags", proposed(hint)).verdicts == {"written": 1}
    # Segment's @arrayPath takes a single object for a list of one
    single = hint_of({"v": {"m": "a"}}, "tags", ITEMS)
    assert proposed(single) == {"@arrayPath": ["$.traits.v", {"@path": "$.m"}]}
    assert run({"v": {"m": "a"}}, "tags", proposed(single)).verdicts == {"written": 1}


@pytest.mark.parametrize(
    ("name", "bad", "good"),
    [
        ("full", "Jane Doe", "Doe, Jane"),
        ("full", "Jane", "Doe, Jane"),
        ("born", 1709200800000, "2024-02-29"),
        ("born", 1709200800, "2024-02-29"),
        ("born", "2024-02-29T10:00:00Z", "2024-02-29"),
        ("seen", 1709200800123, "2024-02-29T10:00:00Z"),
        ("seen", 1709200800, "2024-02-29T10:00:00Z"),
    ],
)
def test_what_an_advice_makes_of_other_events_stays_if_they_were_right(name: str, bad: Any, good: Any) -> None:
    node = proposed(hint_of({"v": bad}, name, path("v")))
    assert made_of({"traits": {"v": good}}, node) == good
    assert run({"v": bad}, name, node).verdicts == {"written": 1}


@pytest.mark.parametrize(
    ("name", "value", "only"),
    [
        ("note", [5], OF_LISTS),
        ("mrr", ["9.99"], OF_LISTS),
        ("full", {"first_name": "Jane", "last_name": "Doe"}, OF_OBJECTS),
        ("tags", [{"n": "a"}], "if every event has objects there"),
    ],
)
def test_advice_that_reads_inside_says_for_which_events_it_holds(name: str, value: Any, only: str) -> None:
    hint = hint_of({"v": value}, name, path("v"))
    assert hint.endswith(f", {only}.")
    assert run({"v": value}, name, proposed(hint)).verdicts == {"written": 1}


def upper(node: Any) -> dict[str, Any]:
    return {"@case": {"operator": "upper", "value": node}}


@pytest.mark.parametrize(
    ("node", "whole", "other", "text"),
    [
        (upper(path("v")), upper(where("exists", "v", TEXT)), "a1", "A1"),
        (where("blank", "v", upper(path("v"))), where("blank", "v", upper(where("exists", "v", TEXT))), "a1", "A1"),
        (upper(where("blank", "v", path("v"))), upper(where("blank", "v", where("exists", "v", TEXT))), "a1", "A1"),
        (either(upper(path("v")), path("w")), either(upper(where("exists", "v", TEXT)), path("w")), "a1", "A1"),
        (path("v"), where("exists", "v", TEXT), "a1", "a1"),
    ],
)
@pytest.mark.parametrize("value", [5, True])
def test_a_case_of_the_mapping_stays_around_what_makes_text(
    node: Any, whole: Any, other: str, text: str, value: Any
) -> None:
    assert proposed(hint_of({"v": value}, "note", node)) == whole
    assert run({"v": value}, "note", whole).verdicts == {"written": 1}
    assert made_of({"traits": {"v": other}}, whole) == made_of({"traits": {"v": other}}, node) == text


@pytest.mark.parametrize(
    ("name", "node", "value", "said", "followed"),
    [
        # of several members the first that is accepted
        ("plan", TEXT, {"a": "x", "b": "Pro"}, "name the member that is meant, such as $.traits.v.b.", {"@template": "{{traits.v.b}}"}),
        ("born", TEXT, [{"a": 3, "b": "2024-01-01"}], "name the member that is meant, such as $.traits.v[0].b.", {"@template": "{{traits.v[0].b}}"}),
        ("tels", {"@template": "+{{traits.v}}"}, {"a": "x", "b": 14155552671}, "name the member that is meant, such as $.traits.v.b.", {"@template": "+{{traits.v.b}}"}),
        # one that the template would spoil
        ("seats", TEXT, {"a": "x", "b": 3}, 'read the member that seats accepts with {"@path": "$.traits.v.b"} instead.', path("v.b")),
        ("plan", upper(TEXT), {"a": "x", "b": "Pro"}, 'read the member that plan accepts with {"@path": "$.traits.v.b"} instead.', path("v.b")),
        # none is
        ("plan", TEXT, {"a": "x", "b": "y"}, "name the member that is meant; $.traits.v.a, $.traits.v.b are not accepted as they are.", None),
        ("plan", TEXT, {"a": "x"}, "name the member that is meant; $.traits.v.a is not accepted as it is.", None),
        ("plan", TEXT, {"a": ""}, "read something else.", None),
    ],
)  # fmt: skip
def test_the_member_that_an_advice_names_is_accepted(
    name: str, node: Any, value: Any, said: str, followed: Any
) -> None:
    kind = "a list" if isinstance(value, list) else "an object"
    assert hint_of({"v": value}, name, node) == (
        f"The template turns $.traits.v, which is {kind}, into [object Object]: {said}"
    )
    if followed is not None:
        assert run({"v": value}, name, followed).verdicts == {"written": 1}


def test_a_member_with_empty_text_is_not_named_for_a_text() -> None:
    hint = hint_of({"v": {"a": "", "b": "x"}}, "note", path("v"))
    assert (
        hint
        == "Send text, not an object: map one of its members ($.traits.v.b) or turn it into text with @json encode."
    )
    assert run({"v": {"a": "", "b": "x"}}, "note", path("v.b")).verdicts == {"written": 1}


@pytest.mark.parametrize(
    "text", ["return $.traits.v", "return event.traits.v;", "e => e.traits.v", "$.traits.v & '-' & $.traits.w"]
)
@pytest.mark.parametrize("is_literal", [False, True])
def test_an_expression_of_another_language_is_told_as_such_and_not_put_into_a_template(
    text: str, is_literal: bool
) -> None:
    hint = hint_of({"v": "Pro"}, "plan", {"@literal": text} if is_literal else text)
    assert hint == (
        f"{text!r} is plain text here and is sent as it is, since Segment evaluates no other language: "
        '{"@path": "$.traits.v"} reads the value.'
    )
    assert run({"v": "Pro"}, "plan", proposed(hint)).verdicts == {"written": 1}


def test_prose_that_names_a_member_of_an_event_is_no_expression() -> None:
    hint = hint_of({}, "plan", {"@literal": "return userId of the customer"})
    assert hint.startswith("Send an existing option, or add 'return userId of the customer' as an option of plan")
