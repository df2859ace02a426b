"""A run as a whole: what it leaves (nothing), what it touches (its own), and how it ends where something is in its way."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from attio_emulator import Emulator, EmulatorTransport, Request, system_clock
from attio_harness import verify
from attio_harness.errors import InputError, UsageError
from attio_harness.schema import connect
from attio_harness.verify import PROBES, Guard, Real, Stage

from .runs import ATTIO, EVERYTHING, MARKER, NOW, TOKEN, Proof, attio, prove, workspace

QUICK = [one for one in PROBES if one.id not in ("batch-limit", "file-large")]
FEW = QUICK[:20]
OTHERS = {
    "companies": [{"domains": "acme.com", "name": "Acme"}],
    "people": [{"email_addresses": "jane@acme.com", "company": "acme.com"}],
    "users": [{"user_id": "u1", "primary_email_address": "jane@acme.com"}],
    "workspaces": [{"workspace_id": "w1"}],
}


def full() -> Emulator:
    """A workspace with records of somebody else in every object."""
    return attio(workspace("users", "workspaces", records=OTHERS))


class Whole(NamedTuple):
    proof: Proof
    before: dict[str, Any]
    files: list[Path]
    journal: list[dict[str, Any]]


def kept(emulator: Emulator) -> dict[str, Any]:
    """All of a workspace but what moves with every request."""
    snapshot = emulator.snapshot()
    documents = {kind: rows for kind, rows in snapshot["documents"].items() if rows}
    return {name: snapshot[name] for name in ("workspace", "records", "entries")} | {"documents": documents}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A run of nearly all probes, which nobody changes."""
    emulator, folder = full(), tmp_path_factory.mktemp("whole")
    before = kept(emulator)
    proof = prove(folder, emulator, probes=QUICK, wanted=EVERYTHING)
    return Whole(proof, before, [*folder.iterdir()], emulator.journal)


def test_nothing_is_left_and_nothing_else_was_touched(whole: Whole) -> None:
    assert kept(whole.proof.emulator) == whole.before
    assert whole.proof.cleaned is not None
    assert (whole.proof.cleaned.object, whole.proof.cleaned.left) == ("deleted", [])
    assert whole.files == []


def test_every_path_that_was_written_names_only_what_the_run_made(whole: Whole) -> None:
    uuid = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    stage = Stage(marker=MARKER, now=NOW)
    workspace = whole.proof.emulator.workspace
    made = {stage.nobody, workspace.members[0].id}
    writes = 0
    for row in whole.journal:
        if row["path"].endswith("/query"):  # what a batch made is found by the marker
            found = [one for one in row["response"].get("data", []) if MARKER in str(one["values"])]
            made |= {one["id"]["record_id"] for one in found}
        if row["method"] == "GET" or row["path"].endswith(("/query", "/v2/sql")):
            continue
        writes += 1
        assert set(uuid.findall(f"{row['path']} {row['body']}")) <= made, row
        if "/objects/" in row["path"] and stage.object not in row["path"]:
            assert row["method"] == "DELETE" or MARKER in str(row["body"]), row
        if row["status"] < 300 and row["method"] in ("POST", "PUT") and isinstance(row["response"], dict):
            data = row["response"].get("data")
            if isinstance(data, dict):
                made |= set(uuid.findall(str(data.get("id", data)))) - {workspace.id}
    assert writes > 100


def test_records_of_others_are_never_read(whole: Whole) -> None:
    assert "jane@acme.com" not in str([row["response"] for row in whole.journal])


def test_a_workspace_that_deletes_no_objects_keeps_an_empty_one_that_says_so(tmp_path: Path) -> None:
    emulator = attio(workspace())
    emulator.faults.replace([{"method": "DELETE", "path": f"/v2/objects/attio_harness_{MARKER}", "status": 404}])
    proof = prove(tmp_path, emulator, probes=FEW)
    assert proof.cleaned is not None
    assert proof.cleaned.object == "renamed"
    assert proof.cleaned.left == [
        f"the object attio_harness_{MARKER}, without records: this workspace does not delete objects over the API (404 internal_error); "
        f"delete it in Attio's settings, where it is called Unused {MARKER}"
    ]
    assert emulator.counts() == {}
    assert emulator.workspace.objects[f"attio_harness_{MARKER}"].singular_noun == f"Unused {MARKER}"
    assert list(tmp_path.iterdir()) == []


def test_an_object_whose_deletion_is_not_answered_is_no_object_that_cannot_be_deleted(tmp_path: Path) -> None:
    emulator = attio(workspace())
    proof = prove(tmp_path, emulator, probes=QUICK[:3], clean=False)
    emulator.faults.replace([{"method": "DELETE", "status": 500, "times": 1}])
    file = str(tmp_path / "leftovers.json")
    with pytest.raises(InputError, match=r"the cleanup broke off at DELETE .*: answers 500$"):
        verify.clean(proof.run.real, verify.load(file), file)
    assert emulator.workspace.objects[f"attio_harness_{MARKER}"].singular_noun == f"Scratch {MARKER}"
    assert verify.clean(proof.run.real, verify.load(file), file).object == "deleted"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"status": 401}, r"GET /v2/webhooks: answers 401: the access token is refused; was it revoked\?"),
        ({"status": 302, "body": ""}, r"GET /v2/webhooks: answers 302: this does not say what is left"),
        ({"status": 200, "body": "<html>Log in"}, r"GET /v2/webhooks: answers 200 without data, unlike Attio; .*"),
        ({"path": "/v2/webhooks", "code": "unauthorized", "status": 403}, r"GET /v2/webhooks: answers 403 unauthorized: the .*"),
        ({"path": "*/query", "code": "unauthorized", "status": 403}, r"POST .*/people/records/query: answers 403 .*"),
        ({"method": "GET", "path": "/v2/objects/attio*", "status": 403}, r"GET /v2/objects/attio_.*: answers 403 .*"),
        ({"method": "GET", "path": "*/records/*", "status": 403}, r"GET .*/records/.*: answers 403 .*"),
        ({"method": "DELETE", "path": "/v2/objects/attio*", "status": 403}, r"DELETE /v2/objects/attio_.*: answers 403 .*"),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_say_whether_something_is_left_is_not_taken_for_nothing(
    tmp_path: Path, rule: dict[str, Any], said: str
) -> None:
    emulator = attio(workspace())
    asked = [one for one in PROBES if one.id in ("company-from-email", "webhook")]
    lost = [{"match": {"method": "DELETE"}, "fault": "reset"}]  # the probe's own deletion of its webhook
    emulator.faults.replace(lost)
    proof = prove(tmp_path, emulator, probes=asked, clean=False)
    emulator.faults.replace([rule])
    file = str(tmp_path / "leftovers.json")
    with pytest.raises(InputError, match=f"^{re.escape(ATTIO)}: the cleanup broke off at {said}$"):
        verify.clean(proof.run.real, verify.load(file), file)
    emulator.faults.replace([])
    assert verify.clean(proof.run.real, verify.load(file), file).left == []
    assert (emulator.counts(), emulator.documents()["webhooks"]) == ({}, {})
    assert not Path(file).exists()


def test_a_token_without_the_scope_for_lists_made_none(tmp_path: Path) -> None:
    emulator = attio(workspace())
    emulator.faults.replace([{"path": "/v2/lists*", "code": "unauthorized", "status": 403}])
    proof = prove(tmp_path, emulator, probes=FEW, wanted=EVERYTHING)
    assert proof.cleaned is not None
    assert (proof.cleaned.object, proof.cleaned.left) == ("deleted", [])


def test_a_token_without_the_scope_for_webhooks_made_none(tmp_path: Path) -> None:
    emulator = attio(workspace())
    emulator.faults.replace([{"path": "/v2/webhooks*", "code": "unauthorized", "status": 403}])
    proof = prove(tmp_path, emulator, probes=[one for one in PROBES if one.id == "webhook"])
    assert str(proof.seen["webhook"]).endswith("is forbidden: 403 unauthorized")
    assert proof.cleaned is not None
    assert (proof.cleaned.object, proof.cleaned.left) == ("deleted", [])


def test_a_token_that_is_revoked_meanwhile_is_no_difference(tmp_path: Path) -> None:
    emulator = attio(workspace())
    emulator.faults.replace([{"code": "unauthorized", "status": 401, "after": 30}])
    proof = None
    with pytest.raises(InputError, match=r"several requests in a row failed, .*: the access token is refused"):
        proof = prove(tmp_path, emulator, probes=QUICK, clean=False)
    assert proof is None
    assert (tmp_path / "leftovers.json").exists()


def test_records_that_are_shown_although_they_were_deleted_are_deleted_once(tmp_path: Path) -> None:
    emulator = attio(workspace())
    proof = prove(tmp_path, emulator, probes=QUICK[:3], clean=False)
    own = f"/v2/objects/attio_harness_{MARKER}"
    emulator.faults.replace(
        [
            {"method": "DELETE", "path": own, "status": 404},
            {"method": "DELETE", "path": f"{own}/records/*", "status": 200, "body": {}, "times": 100},
        ]
    )
    file = str(tmp_path / "leftovers.json")
    verify.clean(proof.run.real, verify.load(file), file)
    deleted = [row["path"] for row in emulator.journal if row["method"] == "DELETE" and "/records/" in row["path"]]
    shown = emulator.counts()[f"attio_harness_{MARKER}"]
    assert (len(deleted), len(set(deleted))) == (shown, shown)


class Losing(EmulatorTransport):
    """Answers get lost on their way: what they answer is done all the same."""

    def __init__(self, emulator: Emulator, loses: Callable[[httpx.Request], bool]) -> None:
        super().__init__(emulator)
        self.loses = loses

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        if self.loses(request):
            raise httpx.ReadTimeout("lost")
        return response


def test_a_record_whose_answer_was_lost_is_taken_away_as_well(tmp_path: Path) -> None:
    emulator = full()
    lost: list[str] = []

    def loses(request: httpx.Request) -> bool:
        if request.method == "POST" and request.url.path in ("/v2/objects/people/records", "/v2/webhooks"):
            lost.append(request.url.path)
            return True
        return False

    others = [f"https://acme.com/{number}" for number in range(40)]  # more than a page of them, whatever its order
    for url in others:
        hook = {"target_url": url, "subscriptions": [{"event_type": "task.created", "filter": None}]}
        assert emulator.handle(Request.make("POST", "/v2/webhooks", json={"data": hook}, token=TOKEN)).status == 200
    asked = [*FEW, *(one for one in QUICK if one.uses)]
    proof = prove(tmp_path, emulator, transport=lambda one: Losing(one, loses), probes=asked)
    assert lost == ["/v2/objects/people/records", "/v2/webhooks"]
    assert [one["target_url"] for one in emulator.documents()["webhooks"].values()] == others
    assert proof.seen["company-from-email"] == "POST /v2/objects/people/records: no response came in time: lost"
    assert proof.judged().counts["failed"] == 2
    assert emulator.counts() == {"companies": 1, "people": 1, "users": 1, "workspaces": 1}


def test_what_could_not_be_taken_away_stands_in_a_file_until_it_is(tmp_path: Path) -> None:
    emulator = attio(workspace())
    down: list[bool] = []

    def loses(request: httpx.Request) -> bool:
        return bool(down)

    people = [one for one in PROBES if one.uses == ("people",)]
    proof = prove(tmp_path, emulator, transport=lambda one: Losing(one, loses), probes=people, clean=False)
    file = str(tmp_path / "leftovers.json")
    left = verify.load(file)
    assert (left.attio, left.marker, list(left.standard)) == (
        ATTIO,
        MARKER,
        ["people", "companies", "lists", "comments", "webhooks", "uploads"],
    )
    assert len(left.records["people"]) == 3
    down.append(True)
    with pytest.raises(InputError, match="the cleanup broke off at GET"):
        verify.clean(proof.run.real, left, file)
    assert verify.load(file) == left
    down.clear()
    client = connect(TOKEN, base_url=ATTIO, transport=EmulatorTransport(emulator)).client
    stage = Stage(marker=left.marker, now=NOW, standard=left.standard)
    other = Real(client=client, guard=Guard(stage), clock=system_clock, sleep=lambda _: None)
    done = verify.clean(other, left, file)
    assert (done.records, done.object) == (3, "deleted")
    assert emulator.counts() == {}
    assert not Path(file).exists()


def test_a_file_that_names_records_of_others_takes_none_of_them_away(tmp_path: Path) -> None:
    emulator = full()
    before = kept(emulator)
    (jane,) = (record["id"]["record_id"] for record in emulator.records("people"))
    left = verify.Leftovers(
        attio=ATTIO, marker=MARKER, began=NOW.isoformat(), standard=("people",), records={"people": [jane]}
    )
    client = connect(TOKEN, base_url=ATTIO, transport=EmulatorTransport(emulator)).client
    stage = Stage(marker=MARKER, now=NOW, standard=("people",))
    real = Real(client=client, guard=Guard(stage), clock=system_clock, sleep=lambda _: None)
    done = verify.clean(real, left, str(tmp_path / "leftovers.json"))
    assert (done.records, done.object, done.left) == (0, "", [])
    assert kept(emulator) == before


def test_objects_that_are_not_activated_are_told(tmp_path: Path) -> None:
    asked = [one for one in PROBES if one.id in ("object-inactive", "email-reserved")]
    proof = prove(tmp_path, attio(workspace()), probes=asked, wanted=("users",))
    assert proof.seen["object-inactive"] == "400 standard_object_disabled"
    assert proof.seen["email-reserved"] == "needs --with people"
    everything = prove(tmp_path, attio(workspace("users", "workspaces", "deals")), probes=asked, wanted=())
    assert everything.seen["object-inactive"] == "every standard object is activated in this workspace"


def _faulty(*rules: dict[str, Any]) -> Emulator:
    emulator = attio(workspace())
    emulator.faults.replace(list(rules))
    return emulator


def test_an_enriched_attribute_that_is_not_there_tells_nothing(tmp_path: Path) -> None:
    gone = {"method": "GET", "path": "/v2/objects/companies/attributes/funding_raised_usd", "status": 404}
    proof = prove(tmp_path, _faulty(gone), probes=[one for one in PROBES if one.id == "company-enriched"])
    told = "companies have no attribute funding_raised_usd that says is_writable here"
    assert proof.seen == {"company-enriched": told}
    found = proof.judged()
    assert (found.told, found.block, found.counts) == ({}, {}, {"failed": 1})
    assert not [row for row in proof.emulator.journal if row["path"] == "/v2/objects/companies/records/simple"]


def test_a_token_that_may_not_make_an_object(tmp_path: Path) -> None:
    emulator = _faulty({"method": "POST", "path": "/v2/objects", "status": 403})
    with pytest.raises(
        UsageError, match="needs the scopes object_configuration:read-write and record_permission:read-write"
    ):
        prove(tmp_path, emulator)


def test_what_a_token_may_not_do_is_not_asked(tmp_path: Path) -> None:
    emulator = _faulty({"path": "/v2/files*", "status": 403})
    asked = [*FEW, *(one for one in QUICK if one.id.startswith("file"))]
    found = prove(tmp_path, emulator, probes=asked).judged()
    reasons = {one.probe.id: one.reason for one in found.findings if one.verdict == "skipped"}
    assert {id: reason for id, reason in reasons.items() if "forbidden" in reason} == {
        "files": "POST /v2/files is forbidden: 403 unauthorized",
        "file-form": "POST /v2/files/upload is forbidden: 403 unauthorized",
        "file-same-name": "POST /v2/files is forbidden: 403 unauthorized",
    }
    assert [one for one in found.findings if one.verdict not in ("equal", "skipped")] == []


def test_an_attribute_that_is_refused_takes_its_probes_with_it_and_no_other(tmp_path: Path) -> None:
    emulator = attio(workspace())
    fails = [False]

    def phones(request: httpx.Request) -> bool:
        return b'"api_slug":"phones"' in request.read()

    class Refusing(EmulatorTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if phones(request):
                fails[0] = True
                return httpx.Response(400, json={"code": "validation_type", "message": "no"})
            return super().handle_request(request)

    asked = [*FEW, *(one for one in QUICK if "phones" in one.needs)]
    proof = prove(tmp_path, emulator, transport=Refusing, probes=asked)
    assert fails == [True]
    assert proof.run.scratch["phones"] == "400 validation_type"
    found = proof.judged()
    reasons = [one.reason for one in found.findings if "scratch object" in one.reason]
    assert len(reasons) == sum("phones" in probe.needs for probe in asked) > 0
    assert set(reasons) == {"the scratch object could not get its attribute phones (400 validation_type)"}
    assert [one for one in found.findings if one.verdict not in ("equal", "skipped")] == []


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"path": "/v2/self", "status": 200, "body": {"active": False}}, "the access token is not active"),
        ({"path": "/v2/self", "status": 401}, "the access token is refused"),
        ({"path": "/v2/self", "status": 404, "body": "no"}, "there is no Attio API here"),
        ({"path": "/v2/self", "status": 200, "body": "<html>"}, "is this the base URL of the Attio API"),
        ({"path": "/v2/objects", "method": "GET", "status": 403}, "lacks the scope object_configuration:read"),
    ],
    ids=["inactive", "refused", "another server", "a page", "no scope"],
)
def test_before_anything_is_written_the_workspace_is_looked_at(
    tmp_path: Path, rule: dict[str, Any], message: str
) -> None:
    emulator = _faulty(rule)
    with pytest.raises((InputError, UsageError), match=message):
        prove(tmp_path, emulator)
    assert {row["method"] for row in emulator.journal} == {"GET"}
    assert list(tmp_path.iterdir()) == []


def test_answers_of_another_shape_are_findings(tmp_path: Path) -> None:
    emulator = _faulty(
        {"path": f"/v2/objects/attio_harness_{MARKER}/records/query", "status": 200, "body": {"data": 5}}
    )
    batches = [one for one in QUICK if one.id.startswith("batch-")]
    found = prove(tmp_path, emulator, probes=batches).judged()
    assert not found.agrees
    assert found.counts["failed"] > 0


def test_a_batch_that_is_never_applied_is_no_verdict(tmp_path: Path) -> None:
    emulator = attio(workspace(), batch_lag=3600)
    found = prove(tmp_path, emulator, probes=[one for one in QUICK if one.id.startswith("batch-")]).judged()
    failed = {one.probe.id: one.reason for one in found.findings if one.verdict == "failed"}
    assert set(failed.values()) == {"the last record of the batch did not come within 10 seconds"}
    assert "batch-order" in failed
    assert "batch-envelope" not in failed
    assert found.block == {}
