"""Fields that no event filled, and the path that the events have instead."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from attio_harness import check
from attio_harness.report import Report, Unread
from segment_actions import compile_mapping

from tests.attio_harness.subscriptions import identify_user

WORKSPACE: dict[str, Any] = {
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": slug, "type": "text"} for slug in ("plan", "note", "city")
            ],
        }
    ]
}  # fmt: skip


def identify(number: int = 1, **traits: Any) -> dict[str, Any]:
    own = {"email": f"p{number}@acme.io", **traits}
    return {"type": "identify", "userId": f"u{number}", "messageId": f"m{number}", "traits": own}


def run(attributes: Any, *events: dict[str, Any], preset: Sequence[Any] = ()) -> Report:
    subscription = identify_user(received_at={"@path": "$.receivedAt"}, user_attributes=attributes)
    return check(events, [subscription, *preset], WORKSPACE)


def told(report: Report) -> list[tuple[str, str, int, int, str | None]]:
    return [(one.mapping_pointer, one.path, one.events, one.found, one.closest) for one in report.unread]


PLAN = "/0/mapping/user_attributes/plan"


def path(text: str) -> dict[str, Any]:
    return {"@path": text}


def made(apply: Any, mapping: Any) -> dict[str, Any]:
    return {"@transform": {"apply": apply, "mapping": mapping}}


def test_a_path_that_no_event_has_is_listed_with_the_one_that_they_have() -> None:
    events = [identify(number, plan_name="Pro", **{"plan.name": "Pro"}) for number in range(20)]
    report = run({"plan": path("$.traits.planName"), "note": {"@template": "{{traits.notes}}"}}, *events)
    assert report.unread == (
        Unread(
            subscription="Identify", mapping_file="<python>", mapping_pointer=PLAN, path="$.traits.planName",
            events=20, closest="$.traits.plan_name",
        ),
        Unread(
            subscription="Identify", mapping_file="<python>", mapping_pointer="/0/mapping/user_attributes/note",
            path="$.traits.notes", events=20,
        ),
    )  # fmt: skip
    assert report.ok
    assert report.to_dict()["unread"][0]["closest"] == "$.traits.plan_name"


@pytest.mark.parametrize(
    ("node", "traits", "row"),
    [
        # other case, misspelt, elsewhere, a dot in the key
        (path("$.traits.plan_name"), {"planName": "Pro"}, ("$.traits.plan_name", 0, "$.traits.planName")),
        (path("$.traits.compnay"), {"company": "Acme"}, ("$.traits.compnay", 0, "$.traits.company")),
        (path("$.traits.city"), {"address": {"city": "Paris"}}, ("$.traits.city", 0, "$.traits.address.city")),
        (path("$.plan"), {"plan": "Pro"}, ("$.plan", 0, "$.traits.plan")),
        (path("$.traits.user_id"), {}, ("$.traits.user_id", 0, "$.userId")),
        (path("$.traits['plan.name']"), {"plan.name": "Pro"}, ("$.traits.plan.name", 0, "$.traits['plan.name']")),
        # there with nothing in it
        (path("$.traits.plan"), {"plan": None}, ("$.traits.plan", 1, None)),
        (path("$.traits.plan"), {"plan": ""}, ("$.traits.plan", 1, None)),
        # each variable of a template, and no other
        ({"@template": "{{traits.email}} {{ traits.planName }}"}, {"plan_name": "Pro"}, ("$.traits.planName", 0, "$.traits.plan_name")),
        ({"@template": "{{$.traits.plan}}"}, {"plan": "Pro"}, ("$.$.traits.plan", 0, "$.traits.plan")),
        ({"@liquid": "{{ traits.email }} {{ traits.planName | upcase }}"}, {"plan_name": "Pro"}, ("$.traits.planName", 0, "$.traits.plan_name")),
        # what only wraps a path
        ({"@case": {"operator": "upper", "value": path("$.traits.planName")}}, {"plan_name": "Pro"}, ("$.traits.planName", 0, "$.traits.plan_name")),
        ({"@replace": {"pattern": "a", "replacement": "b", "value": path("$.traits.planName")}}, {}, ("$.traits.planName", 0, None)),
        ({"@excludeWhenNull": path("$.traits.planName")}, {}, ("$.traits.planName", 0, None)),
        # a choice, where no branch filled it
        ({"@if": {"exists": path("$.traits.plan"), "then": path("$.traits.plan"), "else": path("$.planName")}}, {"plan_name": "Pro"}, ("$.traits.plan", 0, "$.traits.plan_name")),
        ({"@if": {"exists": path("$.traits.email"), "then": path("$.traits.Plan")}}, {"plan": "Pro"}, ("$.traits.Plan", 0, "$.traits.plan")),
        # elements of arrays
        ({"@arrayPath": ["$.traits.items", {"name": path("$.SKU")}]}, {"items": [{"sku": "A"}]}, ("$.traits.items[0].SKU", 0, "$.traits.items[0].sku")),
        ({"@arrayPath": [path("$.traits.items"), {"name": path("$.SKU")}]}, {"items": [{"sku": "A"}]}, ("$.traits.items[0].SKU", 0, "$.traits.items[0].sku")),
        # what an event reads that is made of this one, by the path that it is made of
        (made({"t": path("$.traits")}, path("$.t.planName")), {"plan_name": "Pro"}, ("$.traits.planName", 0, "$.traits.plan_name")),
        (made({"t": path("$.traits")}, {"@template": "{{t.email}} {{t.planName}}"}), {"plan_name": "Pro"}, ("$.traits.planName", 0, "$.traits.plan_name")),
        (made({"p": path("$.traits.planName"), "d": "Free"}, {"note": path("$.p"), "city": path("$.d")}), {"plan_name": "Pro"}, ("$.traits.planName", 0, "$.traits.plan_name")),
        (made(path("$.traits"), {"@case": {"operator": "upper", "value": path("$.planName")}}), {}, ("$.traits.planName", 0, None)),
        (made({"t": made({"s": path("$.traits")}, {"u": path("$.s")})}, path("$.t.u.planName")), {}, ("$.traits.planName", 0, None)),
        (made({"t": {"@excludeWhenNull": {"@merge": {"objects": [path("$.traits"), {"x": 1}], "direction": "right"}}}}, path("$.t.planName")), {}, ("$.traits.planName", 0, None)),
        (made({"t": {"@if": {"exists": path("$.userId"), "then": path("$.traits"), "else": {}}}}, path("$.t.planName")), {}, ("$.traits.planName", 0, None)),
        (made({"a": {"@arrayPath": ["$.traits.items", {"s": path("$.SKU")}]}}, path("$.a[0].s")), {"items": [{"sku": "A"}]}, ("$.traits.items[0].SKU", 0, "$.traits.items[0].sku")),
        (made({"a": path("$.traits.items")}, {"@arrayPath": ["$.a", {"name": path("$.SKU")}]}), {"items": [{"sku": "A"}]}, ("$.traits.items[0].SKU", 0, "$.traits.items[0].sku")),
        (made({"t": {"@case": {"operator": "upper", "value": path("$.traits.planName")}}}, path("$.t")), {}, ("$.traits.planName", 0, None)),
    ],
)  # fmt: skip
def test_a_field_that_nothing_filled(node: Any, traits: dict[str, Any], row: tuple[str, int, str | None]) -> None:
    report = run({"plan": node}, identify(**traits))
    assert [(one.path, one.found, one.closest) for one in report.unread] == [row]
    assert [found_at({"plan": node}, one.mapping_pointer) for one in report.unread] != [None]


def found_at(attributes: Any, pointer: str) -> Any:
    at = attributes
    for key in pointer.removeprefix("/0/mapping/user_attributes/").split("/"):
        at = at[int(key)] if isinstance(at, list) else at[key]
    return at


MERGED: list[tuple[list[Any], str, list[str]]] = [
    ([{"plan": path("$.traits.planName")}, {"note": "x"}], "right", ["$.traits.planName"]),
    # what is not there takes the place of what was before it (observation), or has one before it
    ([{"plan": "Free"}, {"plan": path("$.traits.planName")}], "right", ["$.traits.planName"]),
    ([{"plan": "Free"}, {"plan": path("$.traits.planName")}], "left", []),
    ([{"plan": path("$.traits.planName")}, {"plan": "Free"}], "right", []),
    ([{"plan": path("$.traits.plan")}, {"note": {"@template": "{{traits.notes}}"}}], "right", ["$.traits.notes"]),
    ([path("$.traits.extra"), {"note": path("$.traits.note")}], "right", ["$.traits.note"]),
    ([path("$.traits.extra"), path("$.properties")], "right", []),
]


@pytest.mark.parametrize(("objects", "direction", "paths"), MERGED)
def test_a_member_of_merged_objects_that_none_of_them_filled(
    objects: list[Any], direction: str, paths: list[str]
) -> None:
    node = {"@merge": {"objects": objects, "direction": direction}}
    report = run(node, identify(1, plan="Pro", extra={"plan": "Pro"}))
    assert [one.path for one in report.unread] == paths
    for one in report.unread:
        at = one.mapping_pointer.removeprefix("/0/mapping/user_attributes/@merge/objects/").split("/")
        assert at[1] in objects[int(at[0])]


@pytest.mark.parametrize(
    ("node", "traits"),
    [
        (path("$.traits.plan"), {"plan": "Pro"}),
        (path("$.traits.plan"), {"plan": 0}),
        (path("$.traits.plan"), {"plan": False}),
        ("a constant", {}),
        ({"@literal": "a constant"}, {}),
        ({"@if": {"exists": path("$.traits.name"), "then": path("$.traits.name"), "else": path("$.traits.plan")}}, {"plan": "Pro"}),
        ({"@if": {"exists": path("$.traits.plan"), "then": path("$.traits.plan"), "else": "Free"}}, {}),
        ({"@liquid": "{{ traits.plan | default: traits.name }}"}, {"name": "x"}),
        ({"@liquid": "{% if traits.plan %}{{ traits.plan }}{% else %}{{ traits.name }}{% endif %}"}, {"name": "x"}),
        ({"@template": "{{traits.email}}"}, {}),
        (path("$.receivedAt"), {}),  # Segment sets it
        ({"@liquid": '{{ traits["plan.name"] }}'}, {"plan.name": "Pro"}),
        ({"@arrayPath": ["$.traits.items", {"name": path("$.sku")}]}, {"items": [{}, {"sku": "A"}]}),
    ],
)  # fmt: skip
def test_a_field_that_something_filled(node: Any, traits: dict[str, Any]) -> None:
    assert run({"plan": node}, identify(**traits)).unread == ()


def chosen(asked: Any, then: Any = "yes", otherwise: Any = "no", key: str = "exists") -> Any:
    return {"@if": {key: asked, "then": then, "else": otherwise}}


CONDITIONS: list[tuple[Any, dict[str, Any], list[str]]] = [
    (chosen(path("$.traits.isPro")), {"is_pro": True}, ["$.traits.isPro", "$.traits.is_pro"]),
    (chosen(path("$.traits.isPro"), key="blank"), {"is_pro": True}, ["$.traits.isPro", "$.traits.is_pro"]),
    (chosen(path("$.traits.planName"), path("$.traits.planName"), "Free"), {"plan_name": "Pro"}, ["$.traits.planName", "$.traits.plan_name"]),
    ({"@case": {"operator": "upper", "value": chosen(path("$.traits.isPro"))}}, {"is_pro": True}, ["$.traits.isPro", "$.traits.is_pro"]),
    # nothing like it, there in one event, or read by another branch
    (chosen(path("$.traits.isPro")), {"beta": True}, []),
    (chosen(path("$.traits.isPro")), {"isPro": False, "is_pro": True}, []),
    (chosen(path("$.traits.planName"), path("$.traits.planName"), path("$.traits.plan_name")), {"plan_name": "Pro"}, []),
    # relative to an element, and told as a field already
    ({"@arrayPath": ["$.traits.items", {"a": chosen(path("$.isPro"))}]}, {"items": [{"x": 1}], "is_pro": True}, []),
    (chosen(path("$.traits.planName"), path("$.traits.planName"), None), {"plan_name": "Pro"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("node", "traits", "said"), CONDITIONS)
def test_a_condition_that_no_event_met(node: Any, traits: dict[str, Any], said: list[str]) -> None:
    """Another branch stands in for it, in all of the events, which have it under another name."""
    report = run({"note": node}, identify(1), identify(2, **traits))
    found = [row["what"] for row in report.notes if "@if asks" in row["what"]]
    expected = [f"Identify: @if asks for {said[0]}, which none of 2 events has; they have {said[1]}"] if said else []
    assert found == expected


@pytest.mark.parametrize(
    ("node", "name"),
    [
        (chosen(path("$.traits.beta"), path("$.traits.planName"), "Free"), "@if"),
        (chosen(path("$.traits.beta"), "Beta", {"@template": "{{traits.planName}} of all"}), "@if"),
        ({"@liquid": '{{ traits.planName | default: "Free" }} {{ traits.email }}'}, "@liquid"),
        ({"@liquid": "{% if traits.planName %}{{ traits.planName }}{% else %}Free{% endif %} {{ traits.email }}"}, "@liquid"),
        ({"@json": {"mode": "encode", "value": {"@merge": {"objects": [{"plan": path("$.traits.planName")}, {"plan": "Free"}], "direction": "right"}}}}, "@merge"),
        (made({"p": path("$.traits.planName"), "d": "Free"}, {"@if": {"exists": path("$.p"), "then": path("$.p"), "else": path("$.d")}}), "@transform"),
    ],
)  # fmt: skip
def test_what_a_directive_reads_that_no_event_has_is_told_where_something_stands_in_for_it(
    node: Any, name: str
) -> None:
    events = [identify(1), identify(2, plan_name="Pro")]
    report = run({"note": node}, *events)
    what = f"Identify: {name} reads $.traits.planName, which none of 2 events has; they have $.traits.plan_name"
    assert (report.unread, [row["what"] for row in report.notes]) == ((), [what])
    # and not where one event has it, or none has one like it
    for others in ([*events, identify(3, planName="Pro")], [identify(1), identify(2)]):
        assert run({"note": node}, *others).notes == ()


def test_a_choice_inside_of_another_one_is_no_slip_of_what_the_outer_one_reads() -> None:
    inner = chosen(path("$.context.traits.mail"), path("$.context.traits.mail"), "none")
    node = chosen(path("$.traits.mail"), path("$.traits.mail"), inner)
    assert run({"note": node}, identify(1, mail="a@acme.io"), identify(2)).notes == ()


@pytest.mark.parametrize(
    ("objects", "said"),
    [
        ([path("$.traits.Data"), {"plan": "Free"}], ["$.traits.Data", "$.traits.data"]),
        ([{"plan": "Free"}, path("$.context.traits.data")], ["$.context.traits.data", "$.traits.data"]),
        # nothing like it, or what another object reads
        ([path("$.traits.more"), {"plan": "Free"}], None),
        ([path("$.traits.data"), path("$.context.traits.data"), {"plan": "Free"}], None),
    ],
)
def test_an_object_of_merge_that_no_event_has(objects: list[Any], said: list[str] | None) -> None:
    """The other objects stand in for it, so that the attributes are filled."""
    merged = {"@merge": {"direction": "right", "objects": objects}}
    report = run(merged, identify(1), identify(2, data={"note": "x"}))
    expected = [f"Identify: @merge reads {said[0]}, which none of 2 events has; they have {said[1]}"] if said else []
    assert [row["what"] for row in report.notes if "@merge" in row["what"]] == expected


@pytest.mark.parametrize(("asked", "told"), [("$.properties.plan", False), ("$.context.traits.Plan", True)])
def test_a_branch_that_reads_what_is_as_near_as_another_path_is_what_was_meant(asked: str, told: bool) -> None:
    """$.context.traits.plan is as near to $.properties.plan as $.traits.plan, which the other branch reads: nothing is misspelt."""
    node = {"@if": {"exists": path(asked), "then": path(asked), "else": path("$.traits.plan")}}
    event = identify(1, plan="Pro") | {"context": {"traits": {"plan": "Pro"}}}
    report = run({"note": node}, event, event)
    assert any("@if asks" in row["what"] for row in report.notes) is told


def test_of_one_event_it_is_told_as_of_one() -> None:
    """Nobody reads `none of 1 event has`; the report of a test with one event says this most."""
    asked = {"@if": {"exists": path("$.traits.e_mail"), "then": "a", "else": "b"}}
    report = run(
        {"plan": path("$.traits.plan"), "note": path("$.traits.nick_name"), "city": asked},
        identify(nickname="J", plan=None),
    )
    text = " ".join(report.text(verbose=True).split())
    assert "reads $.traits.plan for plan, which the event has, with nothing in it" in text
    assert "reads $.traits.nick_name for note, which the event does not have; it has $.traits.nickname" in text
    assert "@if asks for $.traits.e_mail, which the event does not have; it has $.traits.email" in text
    assert "of 1 event" not in text


def test_a_condition_that_nothing_is_like_is_not_asked_of_every_event() -> None:
    many = [identify(number) for number in range(200)]
    late = [identify(number, is_pro=True) for number in range(200, 202)]
    for events, told_of in ((many + late, False), (late + many, True)):
        notes = run({"note": chosen(path("$.traits.isPro"))}, *events).notes
        assert any("none of 202 events has; they have $.traits.is_pro" in row["what"] for row in notes) is told_of


def test_one_event_of_many_is_enough() -> None:
    many = [identify(number) for number in range(300)]
    assert told(run({"plan": path("$.traits.plan")}, *many, identify(1, plan="Pro"))) == []
    either = chosen(path("$.traits.name"), path("$.traits.name"), path("$.traits.plan"))
    assert told(run({"plan": either}, *many, identify(1, plan="Pro"))) == []
    assert told(run({"plan": path("$.traits.plan")}, *many)) == [(PLAN, "$.traits.plan", 300, 0, None)]


def test_a_subscription_without_events_lists_nothing() -> None:
    track = {"type": "track", "event": "X", "messageId": "m1", "userId": "u1"}
    assert run({"plan": path("$.traits.plan")}, track).unread == ()


@pytest.mark.parametrize(
    ("asked", "event", "there", "variable"),
    [
        ("$.traits.plan.name", identify(1, **{"plan.name": "Pro"}), "$.traits['plan.name']", 'traits["plan.name"]'),
        ("$.traits.plan.name", identify(1) | {"traits.plan.name": "Pro"}, "$['traits.plan.name']", '["traits.plan.name"]'),
        ("$.traits.list[0].plan.name", identify(1, list=[{"plan.name": "Pro"}]), "$.traits.list[0]['plan.name']", 'traits["list"]["0"]["plan.name"]'),
        ("$.traits.plan.name", identify(1, **{'"plan".name': "Pro"}), "$.traits['\"plan\".name']", "traits['\"plan\".name']"),
    ],
)  # fmt: skip
def test_a_key_that_no_path_reaches_is_told_with_what_reaches_it(
    asked: str, event: dict[str, Any], there: str, variable: str
) -> None:
    report = run({"plan": path(asked)}, event)
    flat = there.startswith("$['")
    other = "put it into traits, if an export flattened the event" if flat else "send it under a name without a dot"
    said = f"Identify: no path reaches {there}, since a dot ends a key; {other}, or map it with @liquid {{{{ {variable} }}}}"
    assert said in [row["what"] for row in report.notes]
    assert compile_mapping({"is": {"@liquid": f"{{{{ {variable} }}}}"}})(event) == {"is": "Pro"}


def test_what_filters_take_is_told_as_taken(tmp_path: Path) -> None:
    file = tmp_path / "filters.json"
    action = {"type": "DROP_PROPERTIES", "fields": {"traits": ["plan"]}}
    file.write_text(json.dumps([{"title": "No plan", "if": "all", "actions": [action]}]))
    mapping = {"object": "people", "matching_attribute": "email_addresses"}
    attributes = {"email_addresses": path("$.traits.email"), "description": path("$.traits.plan")}
    subscription = {
        "name": "People",
        "partnerAction": "assertRecord",
        "subscribe": 'type = "identify"',
        "mapping": {**mapping, "attributes": attributes},
    }
    # what is called alike is no plan: the events had one
    events = [identify(1, plan="Pro", plan_name="P"), identify(2, plan="Free", plan_name="F"), identify(3, Plan="x")]
    report = check(events, [subscription], WORKSPACE, filters=str(file))
    assert [(one.path, one.found, one.closest) for one in report.unread] == [("$.traits.plan", 0, None)]
    said = "People: $.traits.plan is removed by filters from 2 events, so that it fills nothing"
    assert said in [row["what"] for row in report.notes]


def test_the_fields_of_a_lost_event_are_listed_as_well() -> None:
    event = {"type": "identify", "userId": "u1", "messageId": "m1", "traits": {"Email": "jane@acme.io"}}
    report = run({}, event)
    assert report.verdicts["invalid"] == 1
    assert [(one.path, one.closest) for one in report.unread] == [("$.traits.email", "$.traits.Email")]


def test_what_presets_read_in_two_places_is_filled_by_either() -> None:
    events = [
        {"type": "identify", "messageId": "m1", "userId": "u1", "traits": {"email": "jane@acme.io"}},
        {"type": "group", "messageId": "m2", "userId": "u1", "groupId": "g1", "traits": {"website": "acme.io"}},
    ]
    assert (
        check(
            events,
            "published",
            WORKSPACE
            | {"objects": [{"api_slug": "users", "active": True}, {"api_slug": "workspaces", "active": True}]},
        ).unread
        == ()
    )
