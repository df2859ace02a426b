"""Lines of a workspace file that advice names: whoever writes them there as they stand loses that event no more."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint

from tests.attio_harness.subscriptions import assert_record

WORKSPACE = """name: Acme
members: {members}
objects:
  - api_slug: people
    attributes:
      - api_slug: plan
        type: select
        options: {options}
      - {{api_slug: owner, type: actor-reference}}
      {attribute}
"""
TEXTS = [
    " Free",
    "yes",
    "Null",
    "1",
    "2024-01-01",
    "a: b",
    "#1",
    "- x",
    "[a]",
    "{a}",
    "Pro, yearly",
    'say "hi"',
    "`x`",
    "Trial (30 days)",
]


def mapping(**attributes: Any) -> list[dict[str, Any]]:
    read = {"email_addresses": {"@path": "$.traits.email"}, **attributes}
    return [assert_record(None, 'type = "identify"', "people", "email_addresses", read)]


def workspace(folder: Path, *, options: str = "[Basic]", members: str = "[]", attribute: str = "") -> Workspace:
    file = folder / "workspace.yaml"
    file.write_text(WORKSPACE.format(options=options, members=members, attribute=attribute), "utf-8")
    return Workspace.load(file)


def lost(value: str, subscriptions: list[dict[str, Any]], into: Workspace) -> list[str]:
    """What the advice about each loss tells to write, without the dash of a list."""
    events = [
        {"type": "identify", "messageId": "m", "userId": "u", "traits": {"email": "jane@acme.com", "value": value}}
    ]
    hints = [one.hint for one in check(events, subscriptions, into).rejections]
    return [found[1] for hint in hints if (found := re.search(r"`- ([^`]*)`", hint))]


@pytest.mark.parametrize("layout", ["[Basic, {}]", "[{}]", "\n          - Basic\n          - {}"])
@pytest.mark.parametrize("title", TEXTS)
def test_an_option(tmp_path: Path, title: str, layout: str) -> None:
    plan = mapping(plan={"@path": "$.traits.value"})
    (line,) = lost(title, plan, workspace(tmp_path))
    assert lost(title, plan, workspace(tmp_path, options=layout.format(line))) == []


@pytest.mark.parametrize("slug", ["tier", "1", "no", "0x1f", "2024-01-01"])
def test_an_attribute(tmp_path: Path, slug: str) -> None:
    named = mapping(**{slug: {"@path": "$.traits.value"}})
    (line,) = lost("gold", named, workspace(tmp_path))
    assert lost("gold", named, workspace(tmp_path, attribute=f"- {line}")) == []


@pytest.mark.parametrize(
    ("named", "slug", "title"),
    [
        ("First Name", "first_name", "First Name"),
        ("site.city", "site_city", "site.city"),
        ("größe", "grosse", "größe"),
        ("_plan", "plan_2", "_plan"),
        ("生年月日", "attribute", "生年月日"),
    ],
)
def test_an_attribute_whose_name_is_no_slug(tmp_path: Path, named: str, slug: str, title: str) -> None:
    read = {"@path": "$.traits.value"}
    event = {"type": "identify", "userId": "u", "traits": {"email": "jane@acme.com", "value": "gold"}}
    (loss,) = check([event], mapping(**{named: read}), workspace(tmp_path)).rejections
    line = f"{{api_slug: {slug}, title: {title if named != '_plan' else f'{chr(34)}_plan{chr(34)}'}, type: text}}"
    assert loss.hint.endswith(
        f"under Workspace settings > Objects > People > Attributes, in the workspace file with `- {line}` under its attributes, and write "
        f"{slug!r} in the mapping instead of {named!r}: a slug has letters, digits, _ and - alone."
    )
    there = workspace(tmp_path, attribute=f"- {line}")
    assert check([event], mapping(**{slug: read}), there).verdicts == {"written": 1}


def test_an_object_whose_name_is_no_slug() -> None:
    def run(object: str, matching: str, *objects: dict[str, Any]) -> Any:
        subscription = assert_record(None, 'type = "identify"', object, matching, {matching: {"@path": "$.traits.ref"}})
        return check(
            [{"type": "identify", "userId": "u", "traits": {"ref": "r"}}], [subscription], {"objects": [*objects]}
        )

    (loss,) = run("Purchase Orders", "Ref No").rejections
    unique = {"api_slug": "ref_no", "type": "text", "is_unique": True}
    renamed = ", and write {!r} in the mapping instead of {!r}: a slug has letters, digits, _ and - alone"
    assert loss.hint.startswith(
        "Create the object with a unique attribute: in Attio under Workspace settings > Objects, in the workspace file with "
        "`- {api_slug: purchase_orders, attributes: [{api_slug: ref_no, type: text, is_unique: true}]}` under objects"
        f"{renamed.format('purchase_orders', 'Purchase Orders')}{renamed.format('ref_no', 'Ref No')}. Or name another. "
    )
    assert run("purchase_orders", "ref_no", {"api_slug": "purchase_orders", "attributes": [unique]}).verdicts == {
        "written": 1
    }
    (loss,) = run("orders", "Ref No", {"api_slug": "orders"}).rejections
    assert loss.hint == (
        "orders has no unique attribute: create Ref No as one, in Attio under Workspace settings > Objects > Orders > Attributes, in the "
        "workspace file with `- {api_slug: ref_no, type: text, is_unique: true}` under its attributes"
        f"{renamed.format('ref_no', 'Ref No')}."
    )


def test_a_member(tmp_path: Path) -> None:
    owner = mapping(owner={"@path": "$.traits.value"})
    (line,) = lost("ann.o'neil+crm@acme.com", owner, workspace(tmp_path))
    assert lost("ann.o'neil+crm@acme.com", owner, workspace(tmp_path, members=f"[{line}]")) == []


def test_a_standard_attribute_is_not_to_be_made_unique_but_another_one_created() -> None:
    deals: dict[str, Any] = {"api_slug": "deals", "active": True}
    attributes = {"name": {"@path": "$.traits.name"}, "stage": "Lead", "owner": "a@acme.com"}

    def run(matching: str, **more: Any) -> Any:
        subscription = assert_record(None, 'type = "identify"', "deals", matching, attributes | more)
        event = {"type": "identify", "userId": "u", "traits": {"name": "Big one", "id": "d-1"}}
        return check([event], [subscription], {"members": [{"email_address": "a@acme.com"}], "objects": [deals]})

    (loss,) = run("name").rejections
    assert loss.hint == (
        "Create a unique attribute on deals to match on, since it has none and name, a standard attribute, cannot be made unique: in "
        "Attio under Workspace settings > Objects > Deals > Attributes, in the workspace file with "
        "`- {api_slug: deal_id, type: text, is_unique: true}` under its attributes. Then map a value to it under Attributes."
    )
    deals["attributes"] = [{"api_slug": "deal_id", "type": "text", "is_unique": True}]
    assert run("deal_id", deal_id={"@path": "$.traits.id"}).verdicts == {"written": 1}


def test_an_attribute_that_is_archived_is_none_to_match_on() -> None:
    code = {"api_slug": "code", "type": "text", "is_unique": True}
    attributes = [{**code, "api_slug": "old", "is_archived": True}, code, {"api_slug": "note", "type": "text"}]
    space = {"objects": [{"api_slug": "visits", "attributes": attributes}]}
    subscription = assert_record(None, 'type = "identify"', "visits", "note", {"note": {"@path": "$.traits.note"}})
    event = {"type": "identify", "userId": "u", "traits": {"note": "x"}}
    (loss,) = check([event], [subscription], space).rejections
    assert loss.hint == (
        "Match on a unique attribute of visits: code, and map a value to code under Attributes, since a record is found by it."
    )
    hints = [one.hint for one in lint(locate_dict(subscription, ""), Workspace.from_dict(space))]
    assert "Match on code, and map a value to it, or make note unique in Attio." in hints


def test_a_null_that_the_mapping_has_itself_is_told_as_such() -> None:
    plan = {"api_slug": "plan", "type": "text", "is_required": True}
    space = {"objects": [{"api_slug": "people", "attributes": [plan]}]}
    events = [{"type": "identify", "userId": "u", "traits": {"email": "jane@acme.com"}}]
    (loss,) = check(events, mapping(plan=None), space).rejections
    assert loss.hint == (
        "Map a value to plan instead of null: every record of people must have one. Where a record has it already, leave plan out."
    )
    assert check(events, mapping(plan="Free"), space).verdicts == {"written": 1}
