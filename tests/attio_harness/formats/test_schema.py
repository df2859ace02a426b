"""Changes of a schema and what they break, as text and as JSON."""

from __future__ import annotations

import copy
import json
from pathlib import Path

from attio_harness.formats.json import render_json
from attio_harness.formats.schema import render_schema
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.schema import SchemaDiff, broken_by, compare

from tests.attio_harness.schema.cases import FREE, OLD, OLD_OPTION, after, workspace


def two_changes(sources: list[LocatedSubscription]) -> SchemaDiff:
    data = copy.deepcopy(OLD)
    data["objects"][1]["attributes"][0]["options"] = [FREE, OLD_OPTION, "Team\nwork"]
    data["objects"][3]["attributes"] = data["objects"][3]["attributes"][1:]
    data["members"] = []
    changes = compare(workspace(OLD), workspace(data))
    return SchemaDiff(changes=changes, broken=broken_by(changes, sources))


def test_the_text(sources: list[LocatedSubscription]) -> None:
    assert (
        render_schema(two_changes(sources))
        == """\
4 changes, 3 of them breaking

users
  ! users.plan has no option 'Pro' any more
    users.plan has a new option 'Team\\nwork'

orders
  ! orders.order_id is gone

members
  ! alice@acme.com is no longer a member

6 mapping fields that break or may break
  mapping.json:14  /0/mapping/user_attributes/plan  (Identify)
      may break: 'Pro' of users.plan is gone, and is refused; whether this happens depends on the event
  mapping.json:50  /2/mapping/matching_attribute  (Order)
      breaks: orders.order_id does not exist any more
  mapping.json:52  /2/mapping/attributes/order_id  (Order)
      breaks: orders.order_id does not exist any more
  mapping.json:62  /2/mapping/attributes/owner  (Order)
      breaks: alice@acme.com is no longer a member of the workspace
  mapping.json:98  /4/mapping/matching_attribute  (Orders by event)
      breaks: orders.order_id does not exist any more
  mapping.json:99  /4/mapping/attributes  (Orders by event)
      may break: the attributes depend on the event, which may name order_id
"""
    )


def test_the_lines_are_those_of_the_fields(sources: list[LocatedSubscription]) -> None:
    lines = Path("mapping.json").read_text().splitlines()
    for one in two_changes(sources).broken:
        assert one.line is not None
        assert f'"{one.pointer.rsplit("/", 1)[1]}"' in lines[one.line - 1]


def test_the_json(sources: list[LocatedSubscription]) -> None:
    compared = two_changes(sources)
    out = json.loads(render_json(compared))
    assert out["breaking"] == 3
    assert out["changes"] == [one.to_dict() for one in compared.changes]
    assert out["broken"][0] == {
        "change": 0,
        "subscription": "Identify",
        "file": "mapping.json",
        "line": 14,
        "pointer": "/0/mapping/user_attributes/plan",
        "certain": False,
        "message": "'Pro' of users.plan is gone, and is refused; whether this happens depends on the event",
    }
    assert [row["change"] for row in out["broken"]] == [0, 2, 2, 2, 2, 3]


def test_no_change_is_said() -> None:
    assert render_schema(SchemaDiff(changes=[])) == "The schemas are the same.\n"
    assert render_schema(SchemaDiff(changes=[], judged=True)) == "The schemas are the same.\n"
    assert json.loads(render_json(SchemaDiff(changes=[]))) == {"breaking": 0, "changes": [], "broken": []}


def test_changes_without_mappings() -> None:
    text = render_schema(SchemaDiff(changes=compare(workspace(OLD), after("users", "plan", title="Tier"))))
    assert text == "1 change, none of them breaking\n\nusers\n    users.plan has the title 'Tier' now, not 'Plan'\n"


def test_presets_have_no_lines() -> None:
    found = broken_by(
        compare(workspace(OLD), after("users", "user_id", is_archived=True)), read_mappings(["published"])
    )
    assert [(one.file, one.line, one.pointer) for one in found] == [("published", None, "/0/mapping/user_id")]
    assert "  published  /0/mapping/user_id  (Identify User)\n" in render_schema(
        SchemaDiff(changes=[one.change for one in found], broken=found)
    )


def test_a_comparison_that_breaks_no_mapping_says_so() -> None:
    changes = compare(workspace(OLD), workspace({**OLD, "members": []}))
    assert "No mapping field breaks." not in render_schema(SchemaDiff(changes=changes))
    assert render_schema(SchemaDiff(changes=changes, judged=True)).endswith("\n\nNo mapping field breaks.\n")
