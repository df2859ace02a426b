"""A mapping with one slip, as people make them: the finding at its place, and the mended mapping without any."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check
from attio_harness.errors import InputError
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint

from tests.attio_harness.subscriptions import identify_user

WORKSPACE: dict[str, Any] = {
    "objects": [
        {"api_slug": "users", "active": True, "attributes": [{"api_slug": "plan", "type": "text"}]},
        {"api_slug": "orders", "attributes": [{"api_slug": "order_id", "type": "text", "is_unique": True}]},
    ]
}


def path(text: str) -> dict[str, Any]:
    return {"@path": text}


def identify(**fields: Any) -> dict[str, Any]:
    return identify_user("U", **fields)


def order(**fields: Any) -> dict[str, Any]:
    mapping = {
        "object": "orders",
        "matching_attribute": "order_id",
        "attributes": {"order_id": path("$.properties.id")},
    } | fields
    trigger = 'type = "track" and event = "Order Completed"'
    return {"name": "O", "partnerAction": "assertRecord", "subscribe": trigger, "mapping": mapping}


def told(subscription: dict[str, Any]) -> list[tuple[str, str, str]]:
    found = lint(locate_dict(subscription, ""), Workspace.from_dict(WORKSPACE))
    return [(one.rule, one.pointer.removeprefix("/mapping/"), one.hint) for one in found]


def plan(node: Any) -> dict[str, Any]:
    return identify(user_attributes={"plan": node})


TITLE = path("$.traits.title")


@pytest.mark.parametrize(
    ("slip", "rule", "pointer", "hint", "mended"),
    [
        # the first key of a path
        (plan(path("$.trats.plan")), "AH204", "user_attributes/plan/@path", "Write $.traits.plan.", plan(path("$.traits.plan"))),
        (plan(path("$.Traits.plan")), "AH204", "user_attributes/plan/@path", "Write $.traits.plan.", plan(path("$.traits.plan"))),
        (plan({"@template": "{{trait.plan}}!"}), "AH204", "user_attributes/plan/@template", "Write {{traits.plan}}.", plan({"@template": "{{traits.plan}}!"})),
        (identify(user_id=path("$.userID")), "AH203", "user_id", "Write $.userId.", identify()),
        (identify(email_address=path("$.trait.email")), "AH203", "email_address", "Write $.traits.email.", identify()),
        (identify(received_at=path("$.received_at")), "AH204", "received_at/@path", "Write $.receivedAt.", identify(received_at=path("$.receivedAt"))),
        # a path or variables that no brace marks
        (plan({"@template": "$.traits.plan"}), "AH213", "user_attributes/plan/@template", "Write {{traits.plan}}.", plan({"@template": "{{traits.plan}}"})),
        (plan({"@template": "traits.a, traits.b[0].c"}), "AH213", "user_attributes/plan/@template", "Write {{traits.a}} and {{traits.b[0].c}}.", plan({"@template": "{{traits.a}}, {{traits.b[0].c}}"})),
        (plan({"@liquid": "traits.plan"}), "AH213", "user_attributes/plan/@liquid", "Write {{traits.plan}}.", plan({"@liquid": "{{traits.plan}}"})),
        (plan({"@template": "userId"}), "AH213", "user_attributes/plan/@template", "Write {{userId}}.", plan({"@template": "{{userId}}"})),
        # the name of an event's member as text
        (plan("userId"), "AH110", "user_attributes/plan", 'Write it as {"@path": "$.userId"}, or as {"@literal": "userId"} if the word itself is meant.', plan(path("$.userId"))),
        (plan({"@if": {"exists": TITLE, "then": "anonymousId"}}), "AH110", "user_attributes/plan/@if/then", 'Write it as {"@path": "$.anonymousId"}, or as {"@literal": "anonymousId"} if the word itself is meant.', plan({"@if": {"exists": TITLE, "then": path("$.anonymousId")}})),
        (plan({"@if": {"exists": "userId", "then": TITLE}}), "AH110", "user_attributes/plan/@if/exists", 'Write it as {"@path": "$.userId"}, or as {"@literal": "userId"} if the word itself is meant.', plan({"@if": {"exists": path("$.userId"), "then": TITLE}})),
        (order(matching_attribute="userId"), "AH007", "matching_attribute", "Its unique attributes are order_id.", order()),
        # the whole event as text
        (plan({"@template": "for {{ . }}"}), "AH115", "user_attributes/plan/@template", "Name the member you mean, such as {{traits.plan}}; {{.}} is an element in the shape of an @arrayPath.", plan({"@template": "for {{traits.plan}}"})),
        # a search, which there is not
        (plan(path("$.traits..plan")), "AH215", "user_attributes/plan/@path", "Write $.traits.plan.", plan(path("$.traits.plan"))),
        (plan(path("$..['plan']")), "AH214", "user_attributes/plan/@path", "Name the whole way, such as $.traits['plan'].", plan(path("$.traits['plan']"))),
        (order(attributes={"order_id": path("$..ids[0]")}), "AH214", "attributes/order_id/@path", "Name the whole way, such as $.properties.ids[0].", order(attributes={"order_id": path("$.properties.ids[0]")})),
        # the event's own name before its members
        (identify(email_address=path("$.event.traits.email")), "AH203", "email_address", "Write $.traits.email.", identify()),
        # a branch that is not there
        (plan({"@if": {"exists": TITLE}}), "AH212", "user_attributes/plan/@if", 'Add then, the value for events that meet the condition, such as "then": {"@path": "$.traits.title"}.', plan({"@if": {"exists": TITLE, "then": TITLE}})),
        (plan({"@if": {"blank": TITLE}}), "AH212", "user_attributes/plan/@if", "Add then, the value for events that meet the condition.", plan({"@if": {"blank": TITLE, "then": "none"}})),
        # a list or text instead of an object, and the other way round
        (identify(user_attributes=[{"plan": TITLE}]), "AH205", "user_attributes", 'Write user_attributes as an object that has the slug of each attribute as a key: {"slug": {"@path": "$.…"}}.', plan(TITLE)),
        (identify(user_attributes={"@template": "{{traits.plan}}"}), "AH205", "user_attributes", 'Write user_attributes as an object that has the slug of each attribute as a key: {"slug": {"@path": "$.…"}}.', plan(TITLE)),
        (identify(user_id=path("$.traits")), "AH205", "user_id", "Map user_id to a value of the event that Segment accepts (string).", identify()),
        # a place in the event where a slug belongs
        (order(matching_attribute=path("$.properties.id")), "AH003", "matching_attribute", "Write the slug of a unique attribute: order_id.", order()),
        (order(matching_attribute="$.properties.id"), "AH110", "matching_attribute", 'Write the slug of a unique attribute: order_id. If events say which, write it as {"@path": "$.properties.id"}.', order()),
        (order(object="properties.kind"), "AH110", "object", 'Write the slug of an object: people, companies, users, orders. If events say which, write it as {"@path": "$.properties.kind"}.', order()),
        # the slug and the path in each other's place
        (order(attributes={"order_id": path("$.properties.id"), "$.properties.id": "order_id"}), "AH004", "attributes/$.properties.id", 'The slug is the key, and what fills it the value: write "order_id": {"@path": "$.properties.id"}.', order()),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_what_to_write(
    slip: dict[str, Any], rule: str, pointer: str, hint: str, mended: dict[str, Any]
) -> None:
    assert told(slip) == [(rule, pointer, hint)]
    assert told(mended) == []


def test_an_element_of_a_list_is_no_whole_event() -> None:
    rules = [rule for rule, _, _ in told(plan({"@arrayPath": ["$.traits.tags", {"@template": "{{.}}"}]}))]
    assert rules == ["AH107"]


def test_a_directive_without_its_sign_is_told_alike_wherever_it_is_noticed() -> None:
    hint = 'Write "@path" instead of "path".'
    assert told(plan({"path": "$.traits.plan"})) == [
        ("AH108", "user_attributes/plan", hint),
        ("AH110", "user_attributes/plan/path", hint),
    ]
    # an attribute may be called so
    assert ("AH110", "user_attributes/path", 'Write it as {"@path": "$.traits.plan"}.') in told(
        identify(user_attributes={"path": "$.traits.plan"})
    )


@pytest.mark.parametrize(
    "node",
    [
        # members of the source's own, and words with a dot
        path("$.email"),
        path("$.group.plan"),
        path("$.metadata.plan"),
        path("$.content.plan"),
        path("$.names"),
        path("$.versions"),
        {"@template": "{{userId}}@properties.com"},
        {"@template": "{{traits.slug}}.properties.berlin"},
        {"@template": "properties.com"},
        {"@template": "$.99"},
        {"@template": "{{traits.amount}}$.50"},
        {"@template": "$.50 / {{traits.plan}}"},
        {"@template": "see properties.com"},
        {"@template": "Mr. traits"},
        {"@template": "context.io"},
        {"@template": "userId {{userId}}"},
        {"@template": "{{traits..plan}}"},
        {"@liquid": "userId{{userId}}"},
        {"@liquid": "properties.com"},
        {"@liquid": "{{ traits.plan }}"},
        "timestamp",
        "event",
        # a template that makes a path, not text
        {"@path": {"@template": "$.traits.{{traits.which}}"}},
        {"@if": {"exists": TITLE, "else": "none"}},
        [TITLE],
    ],
)
def test_what_is_no_slip_is_not_told_of(node: Any) -> None:
    assert told(plan(node)) == []


@pytest.mark.parametrize("read", ["$.email", "$.content.email", "$.customer.email"])
def test_a_required_field_may_read_a_member_of_the_sources_own(read: str) -> None:
    own = identify(email_address=path(read))
    assert told(own) == []
    report = check([_with(read, "jane@acme.io")], [own], WORKSPACE, existing="none")
    assert report.verdicts == {"written": 1}


def _with(read: str, value: str) -> dict[str, Any]:
    held: Any = value
    for key in reversed(read.removeprefix("$.").split(".")):
        held = {key: held}
    return {"type": "identify", "userId": "u1", **held}


@pytest.mark.parametrize(
    ("node", "when"),
    [
        ({"@template": "{{traits.all}}"}, " in which it is not empty"),
        ({"@replace": {"pattern": "_", "replacement": "", "value": path("$.traits.all")}}, " in which it is not empty"),
        ("all", ""),
        ([path("$.traits.all"), path("$.traits.more")], ""),
    ],
)
def test_a_field_whose_text_is_refused_passes_where_it_is_empty(node: Any, when: str) -> None:
    subscription = identify(user_attributes=node)
    (found,) = lint(locate_dict(subscription, ""), Workspace.from_dict(WORKSPACE))
    assert (found.rule, found.pointer) == ("AH205", "/mapping/user_attributes")
    assert found.message.startswith(f"Segment refuses this value in every event{when}: Additional User attributes must")
    lacking, having = (
        {"type": "identify", "userId": "u1", "traits": {"email": "a@acme.io"} | more} for more in ({}, {"all": "x"})
    )
    report = check([lacking, having], [subscription], WORKSPACE, existing="none")
    assert report.verdicts == ({"written": 1, "invalid": 1} if when else {"invalid": 2})


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("@paht", "@path"),
        ("@Path", "@path"),
        ("@tempalte", "@template"),
        ("@arraypath", "@arrayPath"),
        ("@ifs", "@if"),
        # by what they do elsewhere
        ("@lower", "@case"),
        ("@toUpper", "@case"),
        ("@concat", "@template"),
        ("@coalesce", "@if"),
        ("@json_encode", "@json"),
        ("@map", "@arrayPath"),
    ],
)
def test_a_directive_that_segment_does_not_have_is_told_with_the_one_that_is_meant(name: str, meant: str) -> None:
    with pytest.raises(InputError) as refused:
        told(plan({name: "$.traits.plan"}))
    assert refused.value.pointer == "/mapping/user_attributes/plan"
    assert str(refused.value).endswith(
        f"malformed mapping: /user_attributes/plan has an invalid directive: {name}. Did you mean '{meant}'?"
    )
    for name in ("@value", "@number", "@regex", "@pick"):
        with pytest.raises(InputError) as refused:
            told(plan({name: 1, "x": 2}))
        assert "Did you mean" not in str(refused.value)


def test_several_options_in_one_text_and_names_apart_are_told_with_what_to_write() -> None:
    tags = {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b c"]}
    one = tags | {"api_slug": "one", "is_multiselect": False}
    workspace = Workspace.from_dict({"objects": [{"api_slug": "people", "attributes": [tags, one]}]})

    def found(**attributes: Any) -> list[tuple[str, str]]:
        mapping: dict[str, Any] = {"object": "people", "matching_attribute": "email_addresses"}
        mapping["attributes"] = {"email_addresses": path("$.traits.email"), **attributes}
        subscription = {
            "name": "P",
            "partnerAction": "assertRecord",
            "subscribe": 'type = "identify"',
            "mapping": mapping,
        }
        return [(one.rule, one.hint) for one in lint(locate_dict(subscription, ""), workspace)]

    assert found(tags="a, b c") == [("AH102", 'Write a list: ["a", "b c"].')]
    assert found(tags=["a", "b c"]) == []
    for other in (found(tags="a, d"), found(one="a, b c")):
        assert [rule for rule, hint in other if "Write a list" not in hint] == ["AH102"]
    (told, same) = found(first_name=path("$.traits.first"), lastName=path("$.traits.last"))
    assert told == same
    whole = {"@if": {"blank": path("$.traits.first"), "then": {"@template": "{{traits.last}}, {{traits.first}}"}}}
    assert told[1].endswith(f'write "name": {json.dumps(whole)} instead of first_name and lastName.')
    assert found(name=whole) == []
    apart: dict[str, Any] = {"nick": path("$.traits.nick"), "first_name": 1}
    constant: dict[str, Any] = {"first_name": "Jane", "last_name": path("$.traits.last")}
    for names in (apart, constant):
        assert not [hint for _, hint in found(**names) if "One attribute" in hint]
    beside = found(first_name=path("$.traits.first"), lastName=path("$.traits.last"), nick=path("$.traits.nick"))
    assert [hint.startswith("One attribute") for _, hint in beside] == [True, True, False]
