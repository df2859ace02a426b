"""Attio's OpenAPI document against a live emulator: schemathesis makes the requests and judges the answers, all its checks on.

`ATTIO_OPENAPI` names the document; an operation gets 6 random cases, in `make thorough` 1,000.
The workspace is filled first, and the document's example ids are replaced by those of what is in it, so that requests reach
more than a 404. Every case starts from that same workspace, so that a case is the same alone and after others. Examples, other verbs and
chains of operations go over HTTP to a server, the many values of one operation straight to the emulator: a third of the time. In
`make thorough` all go over HTTP.
"""

from __future__ import annotations

import copy
import io
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import hypothesis
import orjson
import pytest
import requests
import schemathesis
import urllib3
from attio_emulator import Emulator, Request, running
from attio_emulator import Response as Answer
from attio_emulator.clock import VirtualClock
from requests.adapters import HTTPAdapter
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.meta import TestPhase
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source

from tests.attio_emulator.contract import _ANY_REFUSAL as ANY_REFUSAL
from tests.attio_emulator.contract import MISSING, VARIABLE, Contract
from tests.attio_emulator.filled import filled
from tests.attio_emulator.schemathesis_allowances import ALLOWANCES, FORGOTTEN, Finding, allowed
from tests.examples import THOROUGH, examples

if not os.environ.get(VARIABLE):
    pytest.skip(MISSING, allow_module_level=True)

EXAMPLES = examples(6, 1000)
CHAINS = examples(8, 333)
STRIDE = examples(6, 1)
LEAP = examples(40, 1)
SEED = 20250101
SETTINGS = hypothesis.settings(
    max_examples=EXAMPLES,
    derandomize=not THOROUGH,
    database=None,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
TOKEN = {"authorization": "Bearer schemathesis"}
EVERY_CHECK = frozenset(CHECKS.get_all_names())


# -- the workspace ---------------------------------------------------------------------------------------------------

ATTIO, IDS = filled()
START = ATTIO.emulator.snapshot()
COUNTED = frozenset(("ids", "requests", "clock", "ledger"))
"""What goes on in a state whatever is asked."""


class Same(Emulator):
    """Is filled for each case: anew where one before may have written, which one in fifty does; restoring takes longer than most answers."""

    written = True

    def handle(self, request: Request) -> Answer:
        response = super().handle(request)
        self.written = self.written or (request.method != "GET" and response.status < 400)
        return response

    def fill(self) -> None:
        if self.written:
            self.restore(START)
        assert isinstance(self.clock, VirtualClock)
        self.clock.set(START["clock"])
        self.written = False

    def is_filled(self) -> bool:
        state = self.snapshot()
        return all(state[name] == START[name] for name in START.keys() - COUNTED)


EMULATOR = Same(journal_limit=0)
KNOWN = {
    "891dcbfc-9141-415d-9b2a-2238a6cc012d": IDS["record"],
    "33ebdbe9-e529-47c9-b894-0ba25e9c15c0": IDS["list"],
    "2e6e29ea-c4e0-4f44-842d-78a891f8c156": IDS["entry"],
    "50cf242c-7fa3-4cad-87d0-75b1af71c57b": IDS["member"],
    "ff3f3bd4-40f4-4f80-8187-cd02385af424": IDS["note"],
    "649e34f4-c39a-4f4d-99ef-48a36bef8f04": IDS["task"],
    "a649e4d9-435c-43fb-83ba-847b4876f27a": IDS["thread"],
    "aa1dc1d9-93ac-4c6c-987e-16b6eea9aab2": IDS["comment"],
    "cb59ab17-ad15-460c-a126-0715617c0853": IDS["meeting"],
    "e8f2a3b7-9b4d-4c5e-8a1f-3d7b2c5e8f9a": IDS["recording"],
    "23e42eaf-323a-41da-b5bb-fd67eebda553": IDS["webhook"],
    "41252299-f8c7-4b5e-99c9-4ff8321d2f96": ATTIO.attribute_id("people", "email_addresses"),
    "97052eb9-e65e-443f-a297-f2d9a4a7f795": ATTIO.object_id("people"),
}
"""What the document's example ids stand for."""


# -- the document ----------------------------------------------------------------------------------------------------

WORTH_TRYING: Mapping[str, tuple[str, ...]] = {
    "object": ("people", "boats", "companies"),
    "identifier": ("people", "boats", "enterprise_sales"),
    "list": ("enterprise_sales",),
    "attribute": ("name", "hull", "tags", "stage", "email_addresses"),
    "option": ("Medium",),
    "status": ("In Progress",),
    "file_id": (IDS["file"], IDS["folder"]),
    "activity": ("visits", "phone_calls"),
    "record_id": (IDS["visit"],),
}
"""Values of path parameters that name something, besides the document's own examples."""


WORTH_ASKING: Mapping[str, str] = {
    "participants": "ada@lovelace.org",
    "domain": "lovelace.org",
    "linked_record_ids": IDS["record"],
}
"""Texts of a query that name something in the workspace."""

VALUES: Mapping[str, tuple[str, ...]] = {
    "values": ("name", "company", "hull", "code", "topic"),
    "entry_values": ("level", "phase"),
}
"""Keys of values that name an attribute of some object or list of the workspace; the document leaves them open."""

TEXTS: Mapping[str, tuple[str, ...]] = {
    "sql": ("SELECT * FROM people", "SELECT e.*, p.name FROM lists.enterprise_sales e, people p", "DROP TABLE people"),
}
"""Members of bodies whose text has a language of its own."""

LINKS: tuple[tuple[str, str, str, str], ...] = (
    ("/v2/objects/{object}/records", "record_id", "/v2/objects/{object}/records/{record_id}", "record_id"),
    ("/v2/lists", "list_id", "/v2/lists/{list}", "list"),
    ("/v2/lists/{list}/entries", "entry_id", "/v2/lists/{list}/entries/{entry_id}", "entry_id"),
    ("/v2/activities", "activity_id", "/v2/activities/{activity}", "activity"),
    ("/v2/activities/{activity}/records", "record_id", "/v2/activities/{activity}/records/{record_id}", "record_id"),
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
    _shorten(sent)
    out["servers"] = [{"url": "http://127.0.0.1"}]
    for path, item in out["paths"].items():
        for method, operation in item.items():
            operation["responses"] = corrected["paths"][path][method]["responses"]
            for one in FORGOTTEN:
                if re.fullmatch(one.operation, f"{method.upper()} {path}"):
                    operation["responses"].setdefault(str(one.status), _REFUSAL)
            _name_values(operation.get("requestBody", {}))
            _shorten(operation.get("requestBody", {}))
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "query" and parameter["name"] in WORTH_ASKING:
                    asked = {"enum": [WORTH_ASKING[parameter["name"]]]}
                    parameter["schema"] = {"anyOf": [asked, parameter["schema"]]}
                if parameter["in"] == "path" and "enum" not in parameter["schema"]:
                    schema = parameter["schema"]
                    examples = [schema["example"]] if "example" in schema else []
                    known = dict.fromkeys([*WORTH_TRYING.get(parameter["name"], ()), *examples])
                    if known:
                        parameter["schema"] = {"anyOf": [{"enum": list(known)}, schema]}
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


def _name_values(schema: Any) -> None:
    """Let the members `values` and `entry_values` of a body have keys that name attributes, and some texts make sense."""
    for member in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        _name_values(member)
    properties = schema.get("properties", {}) if isinstance(schema, dict) else {}
    for name, texts in TEXTS.items():
        if properties.get(name) == {"type": "string"}:
            properties[name] = {"anyOf": [{"enum": list(texts)}, {"type": "string"}]}
    for name, attributes in VALUES.items():
        if properties.get(name, {}).get("additionalProperties") == {"type": "array"}:
            several = {"type": "array", "items": {"$ref": "#/components/schemas/input-value"}, "maxItems": 1}
            properties[name]["properties"] = dict.fromkeys(attributes, several)


def _shorten(schema: Any) -> None:
    """Leave one in `LEAP` of a long list of codes: there are 253 countries, in three places of a value, and what is one is tested with the
    types. Of the requests that are made of all of them, nine in ten differ in a country alone."""
    for member in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        _shorten(member)
    if isinstance(schema, dict) and isinstance(codes := schema.get("enum"), list) and len(codes) > LEAP:
        schema["enum"] = codes[::LEAP]


DOCUMENT = _document()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT, config=SchemathesisConfig(seed=SEED))
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


class Inside(HTTPAdapter):
    """Asks the emulator where a connection would be used."""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        body: Any = request.body or b""
        raw = body.encode() if isinstance(body, str) else body
        headers: Any = request.headers
        given = EMULATOR.handle(Request.make(str(request.method), request.path_url, headers=headers, body=raw))
        answer = urllib3.HTTPResponse(
            io.BytesIO(given.body), given.headers, given.status, version=11, preload_content=False
        )
        return self.build_response(request, answer)


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as one:
        one.trust_env = False  # no proxy and no password of whoever runs the tests
        one.mount("http://inside", Inside())
        yield one


FEEDBACK = FeedbackSources(constants_value_source=make_constants_value_source(SCHEMA))
LABELS = tuple(f"{method.upper()} {path}" for path, item in DOCUMENT["paths"].items() for method in item)


@pytest.mark.parametrize("label", LABELS)
def test_an_operation_keeps_the_document(label: str, url: str, session: requests.Session) -> None:
    """The cases of an operation are made here and not where tests are collected, which every worker does, for all operations."""

    tried: Counter[TestPhase] = Counter()

    @hypothesis.settings(SETTINGS)
    def keeps_the_document(case: Any) -> None:
        phase = case.meta.phase.name
        tried[phase] += 1
        EMULATOR.fill()
        served = THOROUGH or phase == TestPhase.EXAMPLES or case.method != case.operation.method.upper()
        sent = {"base_url": url if served else "http://inside", "headers": TOKEN, "session": session}
        response = case.call(**sent)
        judged(case, response, headers=TOKEN, transport_kwargs=sent | {"headers": dict(TOKEN)})

    operation = SCHEMA.find_operation_by_label(label)
    assert operation is not None
    run: Any = build_operation_test(
        config=SCHEMA.config, operation=operation, test_func=keeps_the_document, given_kwargs={}, feedback=FEEDBACK
    )
    systematic = run.hypothesis_explicit_examples
    # they are run from the last to the first
    run.hypothesis_explicit_examples = tuple(one for one in systematic[::-1] if not skipped(one.kwargs["case"]))[::-1]
    run()
    assert tried[TestPhase.COVERAGE] > 0
    # a few operations have one possible request alone
    assert tried[TestPhase.FUZZING] in range(1, 2 * EXAMPLES)
    EMULATOR.fill()
    assert EMULATOR.is_filled()


def test_each_operation_of_the_document_is_tried() -> None:
    found = [one.ok().label for one in SCHEMA.get_all_operations() if isinstance(one, Ok)]
    assert sorted(found) == sorted(LABELS)
    assert len(LABELS) > 90


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
            EMULATOR.fill()

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"base_url": url, "headers": dict(TOKEN), "session": session}

        def validate_response(self, response: Response, case: Any, **more: Any) -> None:
            recorder = getattr(self, "recorder", None)
            more.pop("additional_checks", None)
            judged(case, response, headers=TOKEN, transport_kwargs=self.get_call_kwargs(case), recorder=recorder)
            CHAINED[case.operation.label] += 1

    CHAINED.clear()
    Chain.run(settings=hypothesis.settings(SETTINGS, max_examples=CHAINS, stateful_step_count=8))
    assert sum(CHAINED.values()) > CHAINS


def test_every_check_is_on() -> None:
    on = SCHEMA.config.checks_config_for()
    assert {name for name in EVERY_CHECK if not on.get_by_name(name=name).enabled} == set()


def test_what_no_row_covers_is_a_failure() -> None:
    wrong = Finding(check="not_a_server_error", operation="GET /v2/objects", method="GET", status=500)
    assert allowed(wrong) is None


def test_every_allowance_says_why_and_is_named_once() -> None:
    assert all([*(one.reason for one in ALLOWANCES), *(one.reason for one in FORGOTTEN)])
    assert len({one.id for one in ALLOWANCES}) == len(ALLOWANCES)
