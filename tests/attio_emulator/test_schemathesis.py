"""Attio's OpenAPI document against a live emulator: schemathesis makes the requests and judges the answers, all its checks on.

`ATTIO_OPENAPI` names the document; `SCHEMATHESIS_EXAMPLES` says how many random cases an operation gets (nightly: 1000).
The workspace is filled first, and the document's example ids are replaced by those of what is in it, so that requests reach
more than a 404. Every case starts from that same workspace, so that a case is the same alone and after others.
"""

from __future__ import annotations

import copy
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import orjson
import pytest
import requests
import schemathesis
from attio_emulator import Emulator, Workspace, running
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.generation.meta import TestPhase

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.contract import _ANY_REFUSAL as ANY_REFUSAL
from tests.attio_emulator.contract import MISSING, VARIABLE, Contract
from tests.attio_emulator.schemathesis_allowances import ALLOWANCES, FORGOTTEN, Finding, allowed

if not os.environ.get(VARIABLE):
    pytest.skip(MISSING, allow_module_level=True)

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "5"))
STRIDE = 1 if EXAMPLES >= 100 else 12
SEED = 20250101
SETTINGS = hypothesis.settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
TOKEN = {"authorization": "Bearer schemathesis"}
EVERY_CHECK = frozenset(CHECKS.get_all_names())

WORKSPACE = {
    "name": "Acme",
    "members": [{"first_name": "Alice", "last_name": "Adams", "email_address": "alice@attio.com", "access_level": "admin"}],
    "objects": [
        {"api_slug": "deals", "active": True},
        {
            "api_slug": "boats",
            "attributes": [
                {"api_slug": "hull", "type": "text", "is_unique": True},
                {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["Medium", "Large"]},
                {"api_slug": "stage", "type": "status", "statuses": ["In Progress", "Done"]},
            ],
        },
    ],
}  # fmt: skip


# -- the workspace ---------------------------------------------------------------------------------------------------


def _filled() -> tuple[Emulator, dict[str, str]]:
    """An emulator with one of everything, and the id of each by the id it has in the document's examples."""
    attio = Attio(Workspace.from_dict(WORKSPACE), journal_limit=0)

    def made(path: str, data: Mapping[str, Any], name: str) -> str:
        answer = attio.ask("POST", path, {"data": data})
        assert answer.status == 200, answer
        return str(answer.body["data"]["id"][name])

    member = attio.emulator.workspace.members[0].id
    values = {"name": "Lovelace, Ada", "email_addresses": ["ada@lovelace.org"], "company": ["lovelace.org"]}
    person = made("/v2/objects/people/records", {"values": values | {"company": []}}, "record_id")
    made("/v2/objects/boats/records", {"values": {"hull": "H1", "tags": ["Medium"], "stage": "Done"}}, "record_id")
    sales = {"name": "Sales", "api_slug": "enterprise_sales", "parent_object": "people"}
    access = {"workspace_access": "full-access", "workspace_member_access": []}
    listed = made("/v2/lists", sales | access, "list_id")
    parent = {"parent_record_id": person, "parent_object": "people"}
    entry = made(f"/v2/lists/{listed}/entries", parent | {"entry_values": {}}, "entry_id")
    note = made("/v2/notes", parent | {"title": "N", "format": "plaintext", "content": "text"}, "note_id")
    links = {"linked_records": [{"target_object": "people", "target_record_id": person}], "assignees": []}
    task = {"content": "T", "format": "plaintext", "deadline_at": None, "is_completed": False}
    place = {"record": {"object": "people", "record_id": person}}
    author = {"format": "plaintext", "content": "C", "author": {"type": "workspace-member", "id": member}}
    comment = made("/v2/comments", author | place, "comment_id")
    thread = attio.ask("GET", f"/v2/comments/{comment}").body["data"]["thread_id"]
    meeting = made(
        "/v2/meetings",
        {
            "title": "Demo",
            "description": "All of it",
            "start": {"datetime": "2027-11-27T14:00:00", "timezone": "America/New_York"},
            "end": {"datetime": "2027-11-27T20:00:00Z"},
            "is_all_day": False,
            "participants": [{"email_address": "ada@lovelace.org", "is_organizer": True, "status": "accepted"}],
            "external_ref": "demo-1",
        },
        "meeting_id",
    )
    film = {"video_url": "https://cdn.acme.org/demo.mp4"}
    recording = made(f"/v2/meetings/{meeting}/call_recordings", film, "call_recording_id")
    target = {"target_url": "https://acme.org/hook", "subscriptions": []}
    known = {
        "891dcbfc-9141-415d-9b2a-2238a6cc012d": person,
        "33ebdbe9-e529-47c9-b894-0ba25e9c15c0": listed,
        "2e6e29ea-c4e0-4f44-842d-78a891f8c156": entry,
        "50cf242c-7fa3-4cad-87d0-75b1af71c57b": member,
        "ff3f3bd4-40f4-4f80-8187-cd02385af424": note,
        "649e34f4-c39a-4f4d-99ef-48a36bef8f04": made("/v2/tasks", task | links, "task_id"),
        "a649e4d9-435c-43fb-83ba-847b4876f27a": thread,
        "aa1dc1d9-93ac-4c6c-987e-16b6eea9aab2": comment,
        "cb59ab17-ad15-460c-a126-0715617c0853": meeting,
        "e8f2a3b7-9b4d-4c5e-8a1f-3d7b2c5e8f9a": recording,
        "23e42eaf-323a-41da-b5bb-fd67eebda553": made("/v2/webhooks", target, "webhook_id"),
        "41252299-f8c7-4b5e-99c9-4ff8321d2f96": attio.attribute_id("people", "email_addresses"),
        "97052eb9-e65e-443f-a297-f2d9a4a7f795": attio.object_id("people"),
    }
    return attio.emulator, known


EMULATOR, KNOWN = _filled()
START = EMULATOR.snapshot()


# -- the document ----------------------------------------------------------------------------------------------------

WORTH_TRYING: Mapping[str, tuple[str, ...]] = {
    "object": ("people", "boats", "companies"),
    "identifier": ("people", "boats", "enterprise_sales"),
    "list": ("enterprise_sales",),
    "attribute": ("name", "hull", "tags", "stage", "email_addresses"),
    "option": ("Medium",),
    "status": ("In Progress",),
}
"""Values of path parameters that name something, besides the document's own examples."""


LINKS: tuple[tuple[str, str, str, str], ...] = (
    ("/v2/objects/{object}/records", "record_id", "/v2/objects/{object}/records/{record_id}", "record_id"),
    ("/v2/lists", "list_id", "/v2/lists/{list}", "list"),
    ("/v2/lists/{list}/entries", "entry_id", "/v2/lists/{list}/entries/{entry_id}", "entry_id"),
    ("/v2/notes", "note_id", "/v2/notes/{note_id}", "note_id"),
    ("/v2/tasks", "task_id", "/v2/tasks/{task_id}", "task_id"),
    ("/v2/comments", "comment_id", "/v2/comments/{comment_id}", "comment_id"),
    ("/v2/meetings", "meeting_id", "/v2/meetings/{meeting_id}", "meeting_id"),
    ("/v2/webhooks", "webhook_id", "/v2/webhooks/{webhook_id}", "webhook_id"),
)
"""The document has no links. What a POST to the first path makes has this id, and is found under the second path as this
parameter (links cannot be inferred: Attio's ids are objects)."""

_REFUSAL = {"description": "a refusal", "content": {"application/json": {"schema": ANY_REFUSAL}}}


def _document() -> dict[str, Any]:
    text = Path(os.environ[VARIABLE]).read_text("utf-8")
    for example, real in KNOWN.items():
        text = text.replace(example, real)
    given: dict[str, Any] = orjson.loads(text)
    corrected = Contract(given)._document  # requests stay as they are: Attio takes less than it answers
    sent = given["components"]["schemas"]["input-value"]
    out = copy.deepcopy(given)
    out["components"]["schemas"] = {**corrected["components"]["schemas"], "input-value": sent}
    out["servers"] = [{"url": "http://127.0.0.1"}]
    for path, item in out["paths"].items():
        for method, operation in item.items():
            operation["responses"] = corrected["paths"][path][method]["responses"]
            for one in FORGOTTEN:
                if re.fullmatch(one.operation, f"{method.upper()} {path}"):
                    operation["responses"].setdefault(str(one.status), _REFUSAL)
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path" and "enum" not in parameter["schema"]:
                    schema = parameter["schema"]
                    named = [*WORTH_TRYING.get(parameter["name"], ()), schema["example"]]
                    parameter["schema"] = {"anyOf": [{"enum": list(dict.fromkeys(named))}, schema]}
    for source, id, target, parameter in LINKS:
        links = out["paths"][source]["post"]["responses"]["200"].setdefault("links", {})
        named = re.findall("{(.*?)}", source)
        for method in out["paths"][target]:
            links[f"{method} {target}"] = {
                "operationRef": f"#/paths/{target.replace('/', '~1')}/{method}",
                "parameters": {f"path.{name}": f"$request.path.{name}" for name in named}
                | {f"path.{parameter}": f"$response.body#/data/id/{id}"},
            }
    return out


SCHEMA = schemathesis.openapi.from_dict(_document(), config=SchemathesisConfig(seed=SEED))
SCHEMA.config.phases.stateful.inference.algorithms = []


# -- judging ---------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def answers_keep_the_contract() -> None:
    """Here schemathesis is the judge, with the same corrections of the document."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(EMULATOR) as address:
        yield address


def judged(case: Any, response: Response, **more: Any) -> None:
    """Let every check judge an answer; what is left after the allowances is raised."""
    try:
        case.validate_response(response, **more)
    except FailureGroup as group:
        left = [one for one in group.exceptions if not excused(case, response, one)]
        if left:
            raise FailureGroup(left, group.message) from None


def excused(case: Any, response: Response, failure: Any) -> bool:
    """Whether everything that an answer refuses is allowed to be refused."""
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        body = {}
    refusal = body if isinstance(body, dict) else {}
    message = str(refusal.get("message", ""))
    rows = [f"{'/'.join(map(str, row['path']))}: {row['message']}" for row in refusal.get("validation_errors", ())]
    for text in rows if rows and message.endswith("validation error.") else [message]:
        finding = Finding(
            check=failure.checks[0],
            operation=case.operation.label,
            method=case.method,
            status=response.status_code,
            code=str(refusal.get("code", "")),
            message=text,
            said=str(failure),
        )
        if allowed(finding) is None:
            return False
    return True


# -- the tests -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as one:
        yield one


@SCHEMA.parametrize()
@hypothesis.settings(SETTINGS)
def test_an_operation_keeps_the_document(case: Any, url: str, session: requests.Session) -> None:
    if skipped(case):
        return
    EMULATOR.restore(START)
    response = case.call(base_url=url, headers=TOKEN, session=session)
    judged(
        case, response, headers=TOKEN, transport_kwargs={"base_url": url, "headers": dict(TOKEN), "session": session}
    )


SEEN: Counter[str] = Counter()
CHAINED: Counter[str] = Counter()


def skipped(case: Any) -> bool:
    """Of the many systematic cases (264 country codes …) an ordinary run takes one in `STRIDE`, all of the other verbs."""
    if case.meta is None or case.meta.phase.name != TestPhase.COVERAGE or case.method != case.operation.method.upper():
        return False
    SEEN[case.operation.label] += 1
    return SEEN[case.operation.label] % STRIDE != 1 % STRIDE


def test_what_one_operation_makes_the_next_one_finds(url: str, session: requests.Session) -> None:
    """Chains of operations (what is created is found, what is deleted is not): links that schemathesis infers."""

    class Chain(SCHEMA.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            EMULATOR.restore(START)

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"base_url": url, "headers": dict(TOKEN), "session": session}

        def validate_response(self, response: Response, case: Any, **more: Any) -> None:
            recorder = getattr(self, "recorder", None)
            more.pop("additional_checks", None)
            judged(case, response, headers=TOKEN, transport_kwargs=self.get_call_kwargs(case), recorder=recorder)
            CHAINED[case.operation.label] += 1

    CHAINED.clear()
    Chain.run(settings=hypothesis.settings(SETTINGS, max_examples=EXAMPLES * 6, stateful_step_count=8))
    assert sum(CHAINED.values()) > EXAMPLES


def test_every_check_is_on() -> None:
    on = SCHEMA.config.checks_config_for()
    assert {name for name in EVERY_CHECK if not on.get_by_name(name=name).enabled} == set()


def test_what_no_row_covers_is_a_failure() -> None:
    wrong = Finding(check="not_a_server_error", operation="GET /v2/objects", method="GET", status=500)
    assert allowed(wrong) is None
    assert allowed(replace(wrong, operation="GET /scim/v2/Schemas", status=501, code="not_emulated")) is not None


def test_every_allowance_says_why_and_is_named_once() -> None:
    assert all([*(one.reason for one in ALLOWANCES), *(one.reason for one in FORGOTTEN)])
    assert len({one.id for one in ALLOWANCES}) == len(ALLOWANCES)
