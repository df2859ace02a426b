"""What changed between two schemas: several things at once, relationships, and what is no change."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from attio_emulator import Emulator, EmulatorTransport, Workspace
from attio_harness.schema import compare, connect, pull

from .cases import OLD, a, after, targets, workspace

FIXTURES = Path(__file__).parents[3] / "fixtures"


def related(*pairs: tuple[str, str, str, str]) -> Workspace:
    rows: dict[str, list[dict[str, Any]]] = {"boats": [], "docks": []}
    for owner, slug, target, other in pairs:
        more: dict[str, Any] = {"relationship": {"object": target, "api_slug": other}} if other else {}
        rows.setdefault(owner, []).append(
            {
                "api_slug": slug,
                "id": f"{slug}!",
                "title": "T",
                "type": "record-reference",
                "config": targets(target),
                **more,
            }
        )
    nouns = {"singular_noun": "S", "plural_noun": "P"}
    objects = [{"api_slug": slug, "id": f"{slug[:4]}!", **nouns, "attributes": some} for slug, some in rows.items()]
    return workspace({"objects": [one for one in objects if one["attributes"] or one["api_slug"] == "docks"]})


def test_a_relationship_that_ends() -> None:
    old = related(("boats", "dock", "docks", "boats"), ("docks", "boats", "boats", "dock"))
    new = related(("boats", "dock", "docks", ""), ("docks", "boats", "boats", ""))
    assert [one.to_dict() for one in compare(old, new)] == [
        a("relationship_changed", "boats", "dock", "docks.boats", None, False, "the other end of boats.dock is nothing now, not docks.boats"),
        a("relationship_changed", "docks", "boats", "boats.dock", None, False, "the other end of docks.boats is nothing now, not boats.dock"),
    ]  # fmt: skip


def test_other_names_at_both_ends_are_no_other_relationship() -> None:
    old = related(("boats", "dock", "docks", "boats"), ("docks", "boats", "boats", "dock"))
    data = json.loads(json.dumps(old.to_dict()).replace('"docks"', '"piers"').replace('"dock"', '"pier"'))
    assert [(one.kind, one.object, one.attribute, one.after) for one in compare(old, workspace(data))] == [
        ("attribute_renamed", "boats", "dock", "pier"),
        ("object_renamed", "docks", None, "piers"),
    ]


def test_several_changes_in_the_order_of_the_old_schema() -> None:
    data = copy.deepcopy(OLD)
    data["objects"][3]["attributes"][0]["is_required"] = True
    data["objects"][1]["attributes"] = data["objects"][1]["attributes"][1:]
    data["objects"].insert(0, {"api_slug": "boats"})
    data["members"] = []
    found = [(one.kind, one.object, one.attribute) for one in compare(workspace(OLD), workspace(data))]
    assert found == [
        ("attribute_removed", "users", "plan"),
        ("became_required", "orders", "order_id"),
        ("object_added", "boats", None),
        ("member_removed", None, None),
    ]


def test_an_attribute_made_anew_under_its_old_slug_is_the_same() -> None:
    assert compare(workspace(OLD), after("users", "seats", id="another")) == []


def test_what_nobody_activated_is_not_compared() -> None:
    deals = {"api_slug": "deals", "attributes": [{"api_slug": "x", "type": "text"}]}
    assert compare(workspace(OLD), after(objects=[*OLD["objects"], deals])) == []


def test_a_pulled_file_and_the_one_by_hand_are_the_same() -> None:
    by_hand = Workspace.load(FIXTURES / "workspaces" / "demo.yaml")
    pulled = pull(connect("t", transport=EmulatorTransport(Emulator(by_hand))))
    assert compare(by_hand, Workspace.from_dict(pulled)) == []
