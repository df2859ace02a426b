"""What is known of Attio, file by file, against the emulator: value forms, standard objects, refusals.

The files are those beside the document that `ATTIO_OPENAPI` names (examples.json, standard_objects.json, errors.json); where
one is not there, its tests say that they skipped.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from attio_emulator import Workspace
from attio_emulator.fidelity.refusals import NEVER, refusals

from tests.attio_emulator.calls import Attio, new_attribute
from tests.attio_emulator.contract import VARIABLE

ENVELOPE = {"active_from", "active_until", "created_by_actor", "attribute_type"}
STANDARD = ("people", "companies", "deals", "users", "workspaces")
FLAGS = ("title", "type", "is_multiselect", "is_unique", "is_required", "is_writable", "is_system_attribute",
         "is_default_value_enabled", "default_value")  # fmt: skip


def known(name: str) -> Any:
    """A file of facts; None where it is not there."""
    path = Path(os.environ.get(VARIABLE, "")).with_name(name) if os.environ.get(VARIABLE) else None
    return orjson.loads(path.read_bytes()) if path is not None and path.is_file() else None


def needed(facts: Any, name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(facts is None, reason=f"{VARIABLE} names no document with {name} beside it")


# -- forms of values -------------------------------------------------------------------------------------------------

EXAMPLES = known("examples.json")
UNWRITABLE = ("interaction",)
SEVERAL = ("domain", "email-address", "phone-number", "record-reference", "select", "actor-reference")
TARGETS = {"companies": ("domains", "company.com"), "people": ("email_addresses", "a@b.com"),
           "users": ("user_id", "<user_id>"), "workspaces": ("workspace_id", "<workspace_id>")}  # fmt: skip


_MORE: dict[str, dict[str, Any]] = {
    "currency": {"config": {"currency": {"default_currency_code": "USD"}}},
    "select": {"options": ["Medium", "A", "B"]},
    "status": {"statuses": ["In Progress"]},
}


def _attribute(slug: str, kind: str, target: str, several: bool) -> dict[str, Any]:
    reference = {"config": {"record_reference": {"allowed_objects": [target]}}}
    more = reference if kind == "record-reference" else _MORE.get(kind, {})
    return {"api_slug": slug, "type": kind} | ({"is_multiselect": True} if several else {}) | more


def _things() -> Iterator[dict[str, Any]]:
    """An attribute `one` of each type, `many` where it can hold several, and a reference to each standard object."""
    for kind in (EXAMPLES or {"types": ()})["types"]:
        if kind in UNWRITABLE:
            continue
        yield _attribute(f"one_{kind}", kind, "people", False)
        if kind in SEVERAL:
            yield _attribute(f"many_{kind}", kind, "people", True)
    for target in TARGETS:
        yield _attribute(f"to_{target}", "record-reference", target, False)


def facts_workspace() -> Attio:
    return Attio(
        Workspace.from_dict(
            {
                "members": [{"email_address": "alice@attio.com"}],
                "objects": [
                    *({"api_slug": slug, "active": True} for slug in ("users", "workspaces")),
                    {"api_slug": "things", "attributes": list(_things())},
                ],
                "records": {
                    "people": [{"email_addresses": ["alice@app.attio.com", "a@b.com"]}],
                    "companies": [{"domains": ["app.attio.com", "company.com"]}],
                    "users": [{"user_id": "<user_id>", "primary_email_address": "a@b.com"}],
                    "workspaces": [{"workspace_id": "<workspace_id>"}],
                },
            }
        )
    )


def _object_forms(attio: Attio) -> Iterator[tuple[str, str, Any]]:
    for kind, facts in EXAMPLES["types"].items():
        if kind in UNWRITABLE:
            continue
        for form in facts["input_object_forms"]:
            value = {name: field["example"] for name, field in form["fields"].items()}
            if "referenced_actor_id" in value:
                value["referenced_actor_id"] = attio.emulator.workspace.members[0].id
            if "target_record_id" in value:
                value["target_record_id"] = attio.ids("people")[0]
            for choice in value.pop("[slug_or_id_of_matching_attribute]", ()):
                if "email_address" in choice["fields"]:
                    value["email_addresses"] = [{"email_address": "alice@app.attio.com"}]
            yield kind, f"one_{kind}", value
            yield kind, f"one_{kind}", [value]
            if kind in SEVERAL and kind != "actor-reference":
                yield kind, f"many_{kind}", [value]


def _shorthands(attio: Attio) -> Iterator[tuple[str, str, Any]]:
    """Each as it is written in the file, in front of the words that say where it goes."""
    for kind, facts in EXAMPLES["types"].items():
        if kind in (*UNWRITABLE, "record-reference"):
            continue
        choices = {
            one.title: one.id for one in attio.emulator.workspace.objects["things"].attributes[f"one_{kind}"].choices
        }
        for text in facts["input_shorthands"]:
            value = orjson.loads(re.sub(r" \([a-z ]+\)$", "", text))
            if value == f"<{'option' if kind == 'select' else kind} uuid>":
                value = next(iter(choices.values()))
            yield kind, f"{'many' if kind in SEVERAL and isinstance(value, list) else 'one'}_{kind}", value
    for target, (_, named) in TARGETS.items():
        yield "record-reference", f"to_{target}", named
        yield "record-reference", f"to_{target}", attio.ids(target)[0]


@needed(EXAMPLES, "examples.json")
@pytest.mark.parametrize("forms", [_object_forms, _shorthands])
def test_every_known_form_of_a_value_is_taken_and_read_back_in_the_known_shape(forms: Any) -> None:
    attio = facts_workspace()
    shapes = {kind: set(facts["output_forms"][0]["fields"]) for kind, facts in EXAMPLES["types"].items()}
    seen = set()
    for kind, slug, value in forms(attio):
        answer = attio.create("things", {slug: value})
        assert answer.status == 200, (slug, value, answer)
        rows = answer.body["data"]["values"][slug]
        assert len(rows) == (len(value) if isinstance(value, list) else 1)
        assert all(set(row) - ENVELOPE == shapes[kind] and row["attribute_type"] == kind for row in rows), (slug, rows)
        seen.add(kind)
    assert seen == set(EXAMPLES["types"]) - set(UNWRITABLE)


@needed(EXAMPLES, "examples.json")
def test_every_currency_and_every_country_is_known() -> None:
    attio = facts_workspace()
    for index, code in enumerate(EXAMPLES["currency_codes"]):
        config = {"currency": {"default_currency_code": code, "display_type": "code"}}
        data = new_attribute(f"m{index}", "currency", title=code, config=config)
        assert attio.ask("POST", "/v2/objects/things/attributes", {"data": data}).status == 200, code
    place = dict.fromkeys(EXAMPLES["types"]["location"]["output_forms"][0]["fields"])
    for code in EXAMPLES["country_codes"]:
        assert attio.create("things", {"one_location": place | {"country_code": code}}).status == 200, code


# -- standard objects ------------------------------------------------------------------------------------------------

OBJECTS = known("standard_objects.json")
WRITABLE = {"companies": ("estimated_arr_usd", "funding_raised_usd", "foundation_date", "employee_range")}
"""Enriched attributes that answers recorded later call writable; the file says no."""


@needed(OBJECTS, "standard_objects.json")
@pytest.mark.parametrize("slug", STANDARD)
def test_a_standard_object_has_the_known_attributes(slug: str) -> None:
    attio = Attio({"objects": [{"api_slug": one, "active": True} for one in STANDARD[2:]]})
    facts = OBJECTS["objects"][slug]
    listed = {one["api_slug"]: one for one in attio.ask("GET", "/v2/objects").body["data"]}
    ids = {one["id"]["object_id"]: name for name, one in listed.items()}
    assert [listed[slug][name] for name in ("singular_noun", "plural_noun")] == [
        facts["singular_noun"],
        facts["plural_noun"],
    ]

    def shown(one: dict[str, Any]) -> dict[str, Any]:
        targets, other = one["config"]["record_reference"]["allowed_object_ids"], one["relationship"]
        return {name: one[name] for name in ("api_slug", *FLAGS)} | {
            "targets": [ids[target] for target in targets or ()],
            "relationship": other and {name: other[name] for name in ("object_slug", "api_slug")},
        }

    def said(one: dict[str, Any]) -> dict[str, Any]:
        return {name: one[name] for name in ("api_slug", *FLAGS, "relationship")} | {
            "targets": [one["record_reference_target"]] if one["record_reference_target"] else [],
            "is_writable": one["is_writable"] or one["api_slug"] in WRITABLE.get(slug, ()),
        }

    attributes = attio.ask("GET", f"/v2/objects/{slug}/attributes").body["data"]
    assert [shown(one) for one in attributes] == [said(one) for one in facts["attributes"]]
    for one in facts["attributes"]:
        assert (
            attio.emulator.workspace.objects[slug].attributes[one["api_slug"]].is_enriched == one["enriched_or_comint"]
        )


# -- refusals --------------------------------------------------------------------------------------------------------

ERRORS = known("errors.json")


@needed(ERRORS, "errors.json")
def test_every_known_refusal_is_answered_or_said_to_be_never() -> None:
    """Each row of the table of behaviours has a test that shows it; that is checked where the table is."""
    answered = {one.id.removeprefix("error ") for one in refusals()}
    never = {one for row in NEVER for one in row.split(", ")}
    assert {f"{row['status']} {row['code']}" for row in ERRORS} <= answered | never
    assert not answered & never
