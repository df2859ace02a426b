"""The explanation of one event as text: what is told of a loss, of its further mistakes, and of what it needs."""

from __future__ import annotations

from dataclasses import replace

from attio_emulator import Workspace
from attio_harness.formats.table import render
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.mappings import read_mappings
from attio_harness.run.trace import explain_event

from .report_cases import MAPPING, WORKSPACE, loss, unresolved

EVENT = SourceEvent(
    event={"type": "identify", "userId": "u1", "messageId": "m1", "traits": {"email": "person1@acme.com"}},
    file="events.ndjson",
    line=1,
)


def test_every_mistake_has_its_place_and_advice_and_every_need_its_value() -> None:
    explained = explain_event(EVENT, read_mappings([MAPPING]), Workspace.from_dict(WORKSPACE))
    (stage,) = explained.stages
    other = loss(
        attribute="seats", mapping_pointer="/0/mapping/seats", mapping_line=8, message="No number.", hint="Send 12."
    )

    def told(**given: object) -> str:
        told = replace(stage, assumptions=(), **given)  # type: ignore[arg-type]
        return render("explain", "text", replace(explained, stages=(told,)), verbose=True)

    said = told(rejection=loss(also=(other,)), verdict="rejected")
    assert said.endswith(
        "  at fault    users.plan (text)\n"
        "              mapping.json:7  /0/mapping/user_attributes/plan\n"
        '  said        validation_type: An invalid value was passed: "x".\n'
        "  do          Send something else than 'x'.\n"
        "  also        users.seats (text)\n"
        "              mapping.json:8  /0/mapping/seats\n"
        "  said        validation_type: No number.\n"
        "  do          Send 12.\n"
    )
    waiting = told(rejection=unresolved(1), verdict="unresolved")
    assert '  needs       users by user_id "u1", unless it is in the CRM already\n' in waiting


def test_an_event_without_a_message_id_has_no_gap_in_its_heading() -> None:
    bare = SourceEvent(event={"type": "page", "userId": "u1"}, file="e.json", line=3)
    explained = explain_event(bare, read_mappings([MAPPING]), Workspace.from_dict(WORKSPACE))
    assert render("explain", "text", explained).startswith("page from e.json:3\n")
