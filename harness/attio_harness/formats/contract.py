"""The JSON report as a contract: pydantic models of every member, and the JSON Schema made from them (`docs/report.schema.json`).

Other programs rely on these names. Members may be added; none changes its meaning or goes away.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt

from attio_harness.verdicts import Mode, Verdict

__all__ = ["JsonReport", "render_schema"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class JsonEvent(_Model):
    """The place of an event: `line` counts from 1 in `file`, `index` from 0 inside an array."""

    file: str
    line: PositiveInt
    index: NonNegativeInt | None = None
    message_id: str | None
    type: str | None


class JsonMapping(_Model):
    """The place at fault in a mapping: a JSON pointer into `file`, which continues after `#` in a Terraform plan."""

    file: str
    pointer: str
    line: PositiveInt | None = None


class JsonRead(_Model):
    """One path of the event that the mapping read."""

    path: str
    found: bool
    value: Any = None


class JsonFilter(_Model):
    """A destination filter and its place."""

    title: str
    file: str
    pointer: str
    line: PositiveInt | None


class JsonTaken(_Model):
    """A path that the mapping read, and the filter that had removed something from it."""

    path: str
    filter: JsonFilter


class JsonWaits(_Model):
    """An event that would write the record, but still waits in a batch or for a retry."""

    event: JsonEvent
    subscription: str = Field(description="The subscription that delivers it.")
    for_: Literal["batch", "another try"] = Field(alias="for", description="What it waits for.")
    until: str = Field(description="When it is sent at the latest.")


class JsonLoss(_Model):
    """A lost event: which one, and what was at fault: `users.plan`, an object, a field of the mapping, or the subscription."""

    event: JsonEvent
    subscription: str = Field(description="The subscription that lost it.")
    where: str
    code: str


class JsonLost(JsonLoss):
    """An event that would have written the record, but was lost itself."""

    cause: JsonLoss | None = Field(None, description="The first loss, if it was lost only because of that.")


class JsonNeed(_Model):
    """A record that decides an event's verdict and that no earlier event certainly wrote."""

    object: str
    attribute: str
    value: Any = None
    absent: bool = Field(False, description="Whether the event is written if the record is not in the CRM.")
    waits: JsonWaits | None = Field(None, description="The event that would write it but still waits, if any.")
    lost: JsonLost | None = Field(None, description="The event that would have written it but was lost, if any.")


class JsonMistake(_Model):
    """One mistake of an event, from the line of the mapping to the attribute at fault, and what to do."""

    verdict: Literal["invalid", "rejected", "dropped", "failed"]
    subscription: str
    action: str
    mapping: JsonMapping
    path: str | None
    reads: list[JsonRead]
    value: Any = None
    object: str | None
    attribute: str | None
    type: str | None
    status: int | None
    code: str
    message: str
    hint: str = Field(min_length=1)
    partial: list[str]
    taken: list[JsonTaken] = []
    baseline: Literal["known", "new", "grown"] | None = Field(
        None, description="How its kind of loss compares with the baseline."
    )


class JsonRejection(JsonMistake):
    """A lost event with its first refusal; `also` has its other mistakes, `assumptions` the assumptions that decided it."""

    event: JsonEvent
    also: list[JsonMistake]
    assumptions: list[str]
    needs: list[JsonNeed] = Field(
        [],
        description="The missing records that an earlier event would write but still waits, or would have written but was lost.",
    )
    tries: PositiveInt = Field(1, description="How often its delivery was tried.")
    again_at: str | None = Field(None, description="When its next try was due, if the run ended before it.")


class JsonUnconfirmed(JsonMistake):
    """An event whose records are all written, although Segment saw a failure or no response."""

    verdict: Literal["unconfirmed"]  # type: ignore[assignment]
    event: JsonEvent
    also: list[JsonMistake]
    assumptions: list[str]
    tries: PositiveInt = 1
    again_at: str | None = None


class JsonDeliveries(_Model):
    """Deliveries that did not succeed at their first try: number of tries -> number of deliveries."""

    written: dict[str, PositiveInt]
    given_up: dict[str, PositiveInt] = Field(description="They failed for as long as Segment retries.")
    waiting: dict[str, PositiveInt] = Field(description="The run ended before their next try.")


class JsonUnresolved(JsonMistake):
    """An event that is written if the records it needs are already in the CRM (and those marked `absent` are not), and refused
    otherwise; if `is_rough`, other combinations of them may decide."""

    verdict: Literal["unresolved"]  # type: ignore[assignment]
    event: JsonEvent
    also: list[JsonMistake]
    assumptions: list[str]
    needs: list[JsonNeed] = Field(min_length=1)
    is_rough: bool = Field(
        False,
        description="Whether `needs` only names records that decide: which combinations of them write the event is not worked out.",
    )
    tries: PositiveInt = 1
    again_at: str | None = None


class JsonUnread(_Model):
    """A field of the mapping that no event filled, and the most similar path that the events have."""

    subscription: str
    mapping: JsonMapping
    path: str
    events: PositiveInt
    found: NonNegativeInt
    closest: str | None


class JsonOutcome(_Model):
    """Whether the run passed, and why."""

    passed: bool
    why: list[str]


class JsonBatches(_Model):
    """How many batches were sent, and how many of each size."""

    count: NonNegativeInt
    sizes: dict[str, PositiveInt]


class JsonReason(_Model):
    """Why events matched no subscription: the false clause, the value found, the number of events, the filter that made it
    false, and, if no event met the trigger, `closest`: the events' closest match to the clause, a value or a path."""

    subscription: str
    trigger: str
    clause: str
    found: str
    count: PositiveInt
    closest: str | None
    filter: JsonFilter | None = None


class JsonFiltered(_Model):
    """Why events were kept from the destination, in Segment's term; `filter` is null for the event's own integrations."""

    reason: Literal["FILTERED_BY_RULES", "FILTERED_BY_INTEGRATIONS_OBJECT"]
    why: str
    count: PositiveInt
    filter: JsonFilter | None


class JsonUnreadable(_Model):
    """An entry of a file that is not an event."""

    file: str
    line: PositiveInt
    index: NonNegativeInt | None = None
    why: str


class JsonNote(_Model):
    """Something worth knowing although it loses no event; `values` are the values of events that `what` repeats, as JSON."""

    file: str | None
    line: PositiveInt | None
    what: str
    values: list[str] = []


class JsonLint(_Model):
    """How many findings lint has for the mappings; `attio-harness lint` lists them."""

    errors: NonNegativeInt
    warnings: NonNegativeInt
    notes: NonNegativeInt


class JsonSubscription(_Model):
    """A subscription that was checked."""

    name: str
    action: str
    trigger: str
    enabled: bool
    file: str
    pointer: str


class JsonOutcomes(_Model):
    """Outcomes of assertions on one object: two assertions of one new record count as one created and one updated. `assumed`
    counts the records that events refer to and that were assumed to exist."""

    created: NonNegativeInt
    updated: NonNegativeInt
    assumed: NonNegativeInt


class JsonVerdictChange(_Model):
    """An event with another verdict or code under another setting; a code is null if the event is not lost."""

    event: JsonEvent
    subscription: str
    from_: Verdict = Field(alias="from")
    to: Verdict
    from_code: str | None
    to_code: str | None


class JsonRecordChange(_Model):
    """A record that only one of the two runs has (`from` and `to` are its values, one of them null), or one of its values."""

    what: Literal["record", "value"]
    subscription: None
    object: str
    record: str
    attribute: str | None
    from_: Any = Field(alias="from")
    to: Any
    events: list[JsonEvent]


class JsonVariation(_Model):
    """What another setting of one assumption would change: its verdicts, and the events and records that differ.
    `decided` counts the verdicts of the actual run that rest on the assumption."""

    assumption: str
    setting: str
    instead_of: str
    decided: NonNegativeInt
    verdicts: dict[Verdict, NonNegativeInt]
    changed: list[JsonVerdictChange]
    records: list[JsonRecordChange]


class JsonKind(_Model):
    """A kind of loss: a place of the mapping, an object, an attribute and a response, with the number of `events` that it
    loses now and that it lost in the run of the baseline (`known`)."""

    subscription: str
    field: str
    object: str | None
    attribute: str | None
    verdict: Literal["invalid", "rejected", "dropped", "failed"]
    code: str
    events: NonNegativeInt
    known: NonNegativeInt


class JsonBaseline(_Model):
    """The kinds of loss compared with a baseline; `events` is the number of events of the run that wrote it."""

    file: str
    events: NonNegativeInt
    known: list[JsonKind]
    new: list[JsonKind]
    grown: list[JsonKind]
    gone: list[JsonKind]
    unresolved: list[JsonKind] = Field(
        [],
        description="Kinds that lose fewer events now, or none, while `events` others depend on records that may be in the CRM.",
    )


class JsonReport(_Model):
    """What `check --format json` writes."""

    events: NonNegativeInt
    complete: bool
    mode: Mode
    outcome: JsonOutcome
    verdicts: dict[Verdict, NonNegativeInt]
    records: dict[str, JsonOutcomes]
    batches: JsonBatches
    assumptions: dict[str, PositiveInt]
    rejections: list[JsonRejection]
    unresolved: list[JsonUnresolved]
    unconfirmed: list[JsonUnconfirmed] = Field([], description="Present if there are any.")
    deliveries: JsonDeliveries | None = Field(None, description="Present if a delivery was retried.")
    unread: list[JsonUnread]
    unmatched_reasons: list[JsonReason]
    filtered_reasons: list[JsonFiltered]
    unreadable: list[JsonUnreadable]
    notes: list[JsonNote]
    lint: JsonLint
    subscriptions: list[JsonSubscription]
    workspace: str
    types: dict[str, NonNegativeInt]
    baseline: JsonBaseline | None = Field(None, description="Present with `--baseline`.")
    varied: list[JsonVariation] = Field([], description="With `--vary`: every other setting that was tried.")
    untried: NonNegativeInt = Field(0, description="With `--vary`: the settings that an interrupt left out.")


def render_schema() -> str:
    """The JSON Schema of the report, as `docs/report.schema.json` has it."""
    schema = JsonReport.model_json_schema()
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"
