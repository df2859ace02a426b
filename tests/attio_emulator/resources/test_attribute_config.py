"""The config of an attribute and its default value: kept, shown, refused."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Emulator

from tests.attio_emulator.calls import Answer, Attio, error, new_attribute
from tests.attio_emulator.resources.schema_calls import (
    SHIPS,
    WORKSPACE,
    good,
    invalid,
    listing,
    missing,
    patch,
    plain,
    post,
    restored,
    wrong,
)


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


@pytest.mark.covers("schema.config")
def test_currency_and_targets_come_from_config(attio: Attio) -> None:
    currency = {"currency": {"default_currency_code": "EUR", "display_type": "symbol"}}
    targets = {"record_reference": {"allowed_objects": ["companies", attio.object_id("people"), "companies"]}}
    price = good(post(attio, SHIPS, new_attribute("price", "currency", config=currency)))
    owner = good(post(attio, SHIPS, new_attribute("owner", "record-reference", config=targets)))
    assert price["config"]["currency"] == {"default_currency_code": "EUR", "display_type": "symbol"}
    assert owner["config"]["record_reference"] == {
        "allowed_object_ids": [attio.object_id("companies"), attio.object_id("people")]
    }
    changed = {"currency": {"default_currency_code": "GBP", "display_type": "symbol"}}
    good(attio.create("ships", {"price": 5}))
    good(patch(attio, f"{SHIPS}/price", config=changed))
    good(patch(attio, f"{SHIPS}/owner", config={"record_reference": {"allowed_objects": ["people"]}}))
    assert attio.plain("ships") == [{"price": [{"currency_value": 5, "currency_code": "GBP"}]}]
    assert attio.emulator.workspace.objects["ships"].attributes["owner"].allowed_objects == ("people",)
    assert listing(restored(attio)) == listing(attio)


def test_the_config_of_another_type_is_ignored(attio: Attio) -> None:
    currency = {"currency": {"default_currency_code": "EUR", "display_type": "symbol"}}
    targets = {"record_reference": {"allowed_objects": ["people"]}}
    price = good(post(attio, SHIPS, new_attribute("price", "currency", config=currency | targets)))
    for made in (
        good(post(attio, SHIPS, new_attribute("motto", "text", config=currency | targets))),
        good(patch(attio, f"{SHIPS}/motto", config=currency)),
    ):
        assert made["config"]["currency"] == {"default_currency_code": None, "display_type": None}
        assert made["config"]["record_reference"] == {"allowed_object_ids": None}
    assert price["config"]["record_reference"] == {"allowed_object_ids": None}
    assert price["config"]["currency"]["default_currency_code"] == "EUR"


@pytest.mark.parametrize("code", ["EGP", "FJD", "GHS", "IDR", "OMR", "QAR", "TRY", "XPF"])
def test_an_amount_is_of_the_currency_of_its_attribute(attio: Attio, code: str) -> None:
    currency = {"currency": {"default_currency_code": code, "display_type": "symbol"}}
    good(post(attio, SHIPS, new_attribute("price", "currency", config=currency)))
    good(attio.create("ships", {"price": 5}))
    assert attio.plain("ships") == [{"price": [{"currency_value": 5, "currency_code": code}]}]


@pytest.mark.covers("POST /v2/objects/{object}/attributes")
def test_how_a_currency_is_displayed_survives_a_restore(attio: Attio) -> None:
    currency = {"currency": {"default_currency_code": "EUR", "display_type": "code"}}
    good(post(attio, SHIPS, new_attribute("price", "currency", config=currency)))
    emulators: tuple[Emulator, ...] = (attio.emulator, restored(attio).emulator)
    shown = [one.workspace.objects["ships"].attributes["price"].currency_display for one in emulators]
    assert shown == ["code", "code"]


@pytest.mark.covers("schema.defaults")
@pytest.mark.parametrize(
    ("kind", "given", "shown"),
    [
        ("number", {"type": "static", "template": [{"value": 5}]}, [{"value": 5, "attribute_type": "number"}]),
        ("text", {"type": "static", "template": ["hi"]}, [{"value": "hi", "attribute_type": "text"}]),
        ("date", {"type": "dynamic", "template": "P1M"}, "P1M"),
        ("timestamp", {"type": "dynamic", "template": "PT0S"}, "PT0S"),
        ("actor-reference", {"type": "dynamic", "template": "current-user"}, "current-user"),
    ],
)
def test_a_default_value_is_kept_and_shown(attio: Attio, kind: str, given: Any, shown: Any) -> None:
    made = good(post(attio, SHIPS, new_attribute("x", kind, default_value=given)))
    assert (made["is_default_value_enabled"], made["default_value"]) == (
        True,
        {"type": given["type"], "template": shown},
    )
    assert listing(restored(attio)) == listing(attio)
    gone = good(patch(attio, f"{SHIPS}/x", default_value=None))
    assert (gone["is_default_value_enabled"], gone["default_value"]) == (False, None)
    assert good(patch(attio, f"{SHIPS}/x", default_value=given)) == made


@pytest.mark.parametrize(
    ("object", "kind", "given", "expected"),
    [
        ("people", "text", {"type": "static", "template": ["x"]},
         plain("Default values are not supported on people or company objects.")),
        ("ships", "text", {"type": "dynamic", "template": "P1M"},
         plain("Attributes of type \"text\" cannot have the dynamic default value 'P1M'.")),
        ("ships", "date", {"type": "dynamic", "template": "1 month"},
         plain("Attributes of type \"date\" cannot have the dynamic default value '1 month'.")),
        ("ships", "date", {"type": "dynamic", "template": 1}, invalid(wrong("string", "number", "data", "default_value", "template"))),
        ("ships", "text", {"type": "static", "template": "x"}, invalid(wrong("array", "string", "data", "default_value", "template"))),
        ("ships", "text", {"type": "static", "template": ["a", "b"]}, plain("A default value of this attribute is one value.")),
        ("ships", "text", {"template": []}, invalid(missing("'static' | 'dynamic'", "data", "default_value", "type"))),
        ("ships", "record-reference", {"type": "static", "template": [{"target_object": "nope", "target_record_id": "x"}]},
         plain('Could not find an object with slug "nope" for default value.')),
        ("ships", "number", {"type": "static", "template": ["five"]},
         error(400, "validation_type", 'An invalid value was passed to attribute with slug "x".', validation_errors=[
             {"code": "invalid", "path": [], "message": "Expected a number, found 'five'", "expected": "a number",
              "received": "string"}])),
    ],
)  # fmt: skip
def test_a_default_value_is_refused(attio: Attio, object: str, kind: str, given: Any, expected: Answer) -> None:
    before = attio.stored()
    assert post(attio, f"/v2/objects/{object}/attributes", new_attribute("x", kind, default_value=given)) == expected
    assert attio.stored() == before
