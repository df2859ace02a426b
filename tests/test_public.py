"""What is public is what `__all__` says, in every package; importing one loads nothing heavy."""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import attio_destination
import httpx
import pytest
import segment_actions
from attio_destination import PRESETS
from attio_emulator import Emulator, EmulatorTransport, Request, Workspace
from attio_harness import Rejection, Report, check
from segment_actions import Options

PACKAGES = ("segment_actions", "attio_destination", "attio_emulator", "segment_events", "attio_harness")

CONTRACT = {
    "segment_actions": "transform compile_mapping MappingError fql validate PayloadValidationError Destination Action InputField "
    "Subscription create_test_event test_action test_batch_action",
    "attio_destination": "destination",
    "attio_emulator": "Emulator Workspace Request Response EmulatorTransport AttioError",
    "segment_events": "EventGenerator",
    "attio_harness": "check",
}
"""The names others run against."""


@pytest.mark.parametrize("name", PACKAGES)
def test_every_public_name_is_there_and_the_contract_is_among_them(name: str) -> None:
    package = importlib.import_module(name)
    assert set(CONTRACT[name].split()) <= set(package.__all__)
    assert len(package.__all__) == len(set(package.__all__))
    for public in package.__all__:
        assert getattr(package, public) is not None
        if public not in ("fql", "Exchange", "MISSING", "PRESETS", "KINDS", "TYPES", "ASSUMPTIONS", "destination"):
            assert getattr(package, public).__doc__, f"{name}.{public} says nothing of itself"
    with pytest.raises(AttributeError):
        package.no_such_name  # noqa: B018


@pytest.mark.parametrize("name", PACKAGES)
def test_every_public_method_says_what_it_does(name: str) -> None:
    """The pages of docs/reference/python show them all."""
    package = importlib.import_module(name)
    classes = [one for public in package.__all__ if inspect.isclass(one := getattr(package, public))]
    silent = [
        f"{one.__name__}.{member}"
        for one in classes
        for member, value in vars(one).items()
        if not member.startswith("_")
        and (inspect.isfunction(value) or isinstance(value, property | classmethod | cached_property))
        and not inspect.getdoc(value)
        # a default of a field, not a method
        and member not in getattr(one, "__dataclass_fields__", {})
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("attio_destination.presets", "PRESETS"),
        ("attio_emulator.assumptions", "ASSUMPTIONS"),
        ("segment_events.generator", "TYPES"),
        ("segment_events.negatives", "KINDS"),
    ],
)
def test_every_public_table_says_what_it_is(module: str, name: str) -> None:
    source = inspect.getsource(importlib.import_module(module))
    assert name in _told(ast.parse(source).body)


@pytest.mark.parametrize("public", [Report, Rejection, Options])
def test_every_field_that_a_user_reads_is_told(public: type) -> None:
    """The site shows no other: what it is, in its unit, and when there is none."""
    (body,) = ast.parse(inspect.getsource(public)).body
    assert isinstance(body, ast.ClassDef)
    assert set(public.__annotations__) - _told(body.body) == set()


def test_the_rows_of_an_emulator_have_what_is_said_of_them() -> None:
    attio = Emulator()
    wanted = {"target_url": "https://example.com/", "subscriptions": [{"event_type": "record.created", "filter": None}]}
    attio.handle(Request.make("POST", "/v2/webhooks", json={"data": wanted}, token="t"))
    people = "/v2/objects/people/records/simple?matching_attribute=email_addresses"
    for address in ("nobody", "jane@acme.com"):
        values = {"email_addresses": address}
        attio.handle(Request.make("PUT", people, json={"data": {"values": values}}, token="t"))
    for rows, doc in (
        (attio.journal, inspect.getdoc(Emulator.journal)),
        (attio.ledger, inspect.getdoc(Emulator.ledger)),
        (attio.deliveries(), inspect.getdoc(Emulator.deliveries)),
    ):
        said = set(re.findall(r"`(\w+)`", doc or ""))
        assert said
        assert said <= rows[0].keys()


def _told(body: Sequence[ast.stmt]) -> set[str]:
    """The names that are assigned, or annotated, with a text behind."""
    assigned = [
        (one.targets[0] if isinstance(one, ast.Assign) else one.target, behind)
        for one, behind in pairwise(body)
        if isinstance(one, ast.Assign | ast.AnnAssign)
    ]
    return {
        target.id
        for target, behind in assigned
        if isinstance(target, ast.Name) and isinstance(behind, ast.Expr) and isinstance(behind.value, ast.Constant)
    }


@pytest.mark.parametrize("name", ["segment_actions", "attio_emulator", "attio_harness"])
def test_importing_loads_no_http_library(name: str) -> None:
    heavy = "httpx uvicorn faker rich typer yaml phonenumbers liquid email_validator pydantic python_multipart duckdb"
    code = f"import {name}, sys; print([one for one in {heavy.split()!r} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _raised(call: Callable[[], object]) -> Exception:
    try:
        call()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def _refused_delivery() -> None:
    """The object users is off, so that Attio answers 400."""
    attio = Emulator()
    settings = {"oauth": {"access_token": "x"}, "subscription": PRESETS["published"][0]}
    event = {"type": "identify", "userId": "u", "traits": {"email": "jane@acme.com"}}
    with httpx.Client(transport=EmulatorTransport(attio)) as client:
        attio_destination.destination.on_event(event, settings, client=client)


FIELD = segment_actions.InputField(label="Email", type="string", description="", required=True)
ERRORS: Mapping[str, Callable[[], object]] = {
    "InputError": lambda: check([], "no.json", {}),
    "UsageError": lambda: check([], "published", {}, seed="x"),  # type: ignore[arg-type]
    "WorkspaceError": lambda: Workspace.from_dict({"object": []}),
    "StateError": lambda: Emulator().restore({}),
    "AttioError": lambda: Emulator().records("nothing"),
    "RuleError": lambda: Emulator().faults.replace([{"status": 5}]),
    "MappingError": lambda: segment_actions.transform({"a": {"@path": 5}}, {}),
    "FqlError": lambda: segment_actions.fql.parse("type # 5"),
    "PayloadValidationError": lambda: segment_actions.validate({"email": FIELD}, {}),
    "HTTPError": _refused_delivery,
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_reaches_another_process_with_all_its_fields(name: str) -> None:
    """A pool of processes breaks if one does not."""
    error = _raised(ERRORS[name])
    for again in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
        assert (type(again).__name__, str(again), _fields(again)) == (name, str(error), _fields(error))


def _fields(error: Exception) -> dict[str, str]:
    return {name: re.sub(" at 0x[0-9a-f]+", "", repr(value)) for name, value in vars(error).items()}
