"""Which destination a subscription refers to that is made by the same plan: through modules, variables, outputs and copies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from attio_harness import UsageError
from attio_harness.inputs.mappings import read_mappings

from tests.attio_harness.inputs.many_destinations import ATTIO, IDENTIFY, sub

SUB, DESTINATION = "segment_destination_subscription", "segment_destination"


def refer(*written: str) -> dict[str, Any]:
    return {"references": list(written)}


def module(*, of: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A module of the configuration; `of` are the expressions of its subscription, with the destinations beside it."""
    rows = [{"address": f"{DESTINATION}.this", "type": DESTINATION, "expressions": {}}]
    rows += (
        [{"address": f"{SUB}.one", "type": SUB, "expressions": {"settings": {}, "destination_id": of}}] if of else []
    )
    return {"resources": rows, **more}


def call(inside: Mapping[str, Any], **expressions: Any) -> dict[str, Any]:
    return {"expressions": expressions, "module": inside}


def plan(subs: Sequence[str], destinations: Sequence[str], configuration: Mapping[str, Any]) -> Any:
    rows = [{"address": one, "type": SUB, "values": sub(one, IDENTIFY)} for one in subs]
    rows += [
        {"address": one, "type": DESTINATION, "values": {"name": one, "metadata": {"id": ATTIO}}}
        for one in destinations
    ]
    return {
        "terraform_version": "1.9",
        "planned_values": {"root_module": {"resources": rows}},
        "configuration": {"root_module": configuration},
    }


OWN = module(of=refer(f"{DESTINATION}.this.id", f"{DESTINATION}.this"))
BY_VARIABLE = module(of=refer("var.to"))
BY_OBJECT = module(of=refer("var.to.id", "var.to"))
GIVES_ON = {"module_calls": {"inner": call(BY_VARIABLE, to=refer("var.to"))}}
SAYS = module(outputs={"id": {"expression": refer(f"{DESTINATION}.this.id", f"{DESTINATION}.this")}})
A, B = refer(f"{DESTINATION}.a.id", f"{DESTINATION}.a"), refer(f"{DESTINATION}.b.id", f"{DESTINATION}.b")
COPIES: dict[str, Any] = {
    "a module of which there are several": (
        [f'module.m["a.b"].{SUB}.one', f'module.m["c"].{SUB}.one'],
        [f'module.m["a.b"].{DESTINATION}.this', f'module.m["c"].{DESTINATION}.this'],
        {"module_calls": {"m": call(OWN)}},
    ),
    "a module in a module of which there are several": (
        [f"module.m[0].module.inner.{SUB}.one", f"module.m[1].module.inner.{SUB}.one"],
        [f"module.m[0].module.inner.{DESTINATION}.this", f"module.m[1].module.inner.{DESTINATION}.this"],
        {"module_calls": {"m": call({"module_calls": {"inner": call(OWN)}})}},
    ),
    "a destination for each subscription": (
        [f'{SUB}.one["a"]', f'{SUB}.one["b"]'],
        [f'{DESTINATION}.this["a"]', f'{DESTINATION}.this["b"]'],
        module(of=refer(f"{DESTINATION}.this", "each.key")),
    ),
    "a destination for each copy of a module": (
        [f"module.m[0].{SUB}.one", f"module.m[1].{SUB}.one"],
        [f"{DESTINATION}.this[0]", f"{DESTINATION}.this[1]"],
        {"module_calls": {"m": call(BY_VARIABLE, to=refer(f"{DESTINATION}.this", "count.index"))}},
    ),
    "a variable": (
        [f"module.m.{SUB}.one", f"module.n.{SUB}.one"],
        [f"{DESTINATION}.a", f"{DESTINATION}.b"],
        {"module_calls": {"m": call(BY_VARIABLE, to=A), "n": call(BY_VARIABLE, to=B)}},
    ),
    "an output": (
        [f"module.m.{SUB}.one", f"module.n.{SUB}.one"],
        [f"module.a.{DESTINATION}.this", f"module.b.{DESTINATION}.this"],
        {"module_calls": {
            "a": call(SAYS), "b": call(SAYS),
            "m": call(GIVES_ON["module_calls"]["inner"]["module"], to=refer("module.a.id", "module.a")),
            "n": call(BY_VARIABLE, to=refer("module.b.id", "module.b")),
        }},
    ),
}  # fmt: skip


def written(folder: Path, document: Any) -> str:
    file = folder / "plan.json"
    file.write_text(json.dumps(document))
    return str(file)


@pytest.mark.parametrize("what", COPIES)
def test_two_destinations_that_are_made_are_two(tmp_path: Path, what: str) -> None:
    subs, destinations, configuration = COPIES[what]
    file = written(tmp_path, plan(subs, destinations, configuration))
    with pytest.raises(UsageError) as refused:
        read_mappings([file])
    told = ", ".join(f"{one} ({file}) (1 subscription)" for one in destinations)
    assert str(refused.value) == f"the mappings are of 2 destinations of Attio: {told}; choose one with --destination"
    for name, destination in zip(subs, destinations, strict=True):
        assert [one.name for one in read_mappings([file], destination=destination)] == [name]


@pytest.mark.parametrize("inside", [BY_VARIABLE, GIVES_ON], ids=["called", "called in what is called"])
def test_two_modules_that_are_given_one_destination_are_of_one(tmp_path: Path, inside: Any) -> None:
    path = "module.inner." if inside is GIVES_ON else ""
    subs = [f"module.m.{path}{SUB}.one", f"module.n.{path}{SUB}.one"]
    calls = {"module_calls": {"m": call(inside, to=A), "n": call(inside, to=A)}}
    found = read_mappings([written(tmp_path, plan(subs, [f"{DESTINATION}.a"], calls))])
    assert [(one.name, one.destination) for one in found] == [(name, f"{DESTINATION}.a.id") for name in subs]


@pytest.mark.parametrize(
    ("calls", "destination"),
    [
        ({"m": call(BY_OBJECT, to=A)}, "module.m.var.to.id"),
        ({"m": call(BY_VARIABLE)}, "module.m.var.to"),
        ({"m": call(BY_VARIABLE, to=refer("module.x.id", "module.x"))}, "module.x.id"),
        ({"m": {"expressions": [1], "module": {"resources": "x", "module_calls": [2]}}}, None),
    ],
    ids=["a member of a variable", "nothing given", "no such module", "other shapes"],
)
def test_what_cannot_be_followed_stays_what_is_written(tmp_path: Path, calls: Any, destination: str | None) -> None:
    (one,) = read_mappings([written(tmp_path, plan([f"module.m.{SUB}.one"], [], {"module_calls": calls}))])
    assert one.destination == destination


def test_what_leads_in_a_circle_has_an_end(tmp_path: Path) -> None:
    """Terraform takes none such."""
    inside = {**BY_VARIABLE, "outputs": {"o": {"expression": refer("var.to")}}}
    calls = {"m": call(inside, to=refer("module.m.o", "module.m"))}
    (one,) = read_mappings([written(tmp_path, plan([f"module.m.{SUB}.one"], [], {"module_calls": calls}))])
    assert one.destination in ("module.m.var.to", "module.m.o")
