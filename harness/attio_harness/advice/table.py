"""Chooses the advice for a loss: one or two sentences on what to do.

Each row of `HINTS` has the code that Attio (or Segment) gave, the attribute's type, and the function that writes the advice.
The first row that fits and gives advice wins. A hint names the nearest thing that would have passed. The functions are in the
other modules of `advice`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from attio_harness.advice import contact, containers, dates, options, payloads, plain, platform, records, texts
from attio_harness.advice.directives import directive
from attio_harness.advice.loss import OF_LISTS, Loss
from attio_harness.advice.transformed import beside_others, past_empty, spoilt
from attio_harness.advice.unmarked import unmarked

__all__ = ["HINTS", "hint_for"]


def hint_for(loss: Loss) -> str:
    """The advice of the first row of `HINTS` that fits; every loss gets one."""
    for code, kind, advise in HINTS:
        if (code is None or code == loss.code) and (kind is None or kind == loss.type):
            advice = advise(loss)
            if advice:
                return advice + beside_others(loss, advice)
    if loss.object is None:
        return platform.names_nothing(loss)
    return "Change the mapped value so that Attio's message no longer applies."


def _of_the_first(loss: Loss) -> str | None:
    """Advice if Attio would not take any element of the list either: the list is the smaller of the two mistakes."""
    first = options.first_of(loss)
    if first is None:
        return None
    beside = f"{loss.attribute} holds one value, and Attio accepts none of these. " if len(loss.value) > 1 else ""
    advice = hint_for(first)
    if _OF_THE_FIRST.search(advice):
        advice = f"{advice.removesuffix('.')}, {OF_LISTS}."
    return beside + advice


_OF_THE_FIRST = re.compile(r"(?:\{\"@|@template|@liquid).*\[0\]")
"""A directive that reads the first element."""


HINTS: tuple[tuple[str | None, str | None, Callable[[Loss], str | None]], ...] = (
    ("MAPPING_ERROR", None, directive),
    ("PAYLOAD_VALIDATION_FAILED", None, past_empty),
    ("PAYLOAD_VALIDATION_FAILED", None, payloads.required),
    ("PAYLOAD_VALIDATION_FAILED", None, containers.letter),
    ("PAYLOAD_VALIDATION_FAILED", None, unmarked),
    ("PAYLOAD_VALIDATION_FAILED", None, texts.variable),
    ("PAYLOAD_VALIDATION_FAILED", None, texts.printed),
    ("PAYLOAD_VALIDATION_FAILED", None, payloads.bad_email),
    ("PAYLOAD_VALIDATION_FAILED", None, payloads.not_a_time),
    ("PAYLOAD_VALIDATION_FAILED", None, payloads.wrong_type),
    ("PAYLOAD_VALIDATION_FAILED", None, payloads.other),
    ("concurrent_write_conflict", None, platform.written_by_another),
    ("merge_in_progress", None, platform.merging),
    ("particle_gate_violation", None, platform.not_in_the_plan),
    ("billing_error", None, platform.not_in_the_plan),
    ("quota_exceeded", None, platform.not_in_the_plan),
    ("nothing_written", None, platform.nothing_written),
    (None, None, platform.without_status),
    # such a status outweighs the code
    (None, None, platform.by_status),
    ("standard_object_disabled", None, records.activate),
    ("not_found", None, texts.variable),
    ("value_not_found", None, texts.variable),
    ("not_found", None, records.unknown_object),
    # objects, attributes and values share this code: advice for the others gives None
    ("value_not_found", None, records.unknown_object),
    ("matching_attribute_definition_not_unique", None, records.not_unique),
    ("value_not_found", None, records.unknown_matching),
    ("value_not_found", None, contact.part_of_a_name),
    ("value_not_found", None, options.unknown_attribute),
    ("validation_type", None, texts.half_character),
    (None, None, options.twice),
    (None, None, options.read_only),
    (None, None, unmarked),
    (None, None, texts.variable),
    (None, None, texts.printed),
    (None, None, containers.letter),
    (None, None, spoilt),
    (None, None, containers.of_each),
    (None, None, past_empty),
    (None, None, texts.empty),
    (None, None, texts.of_nothing),
    (None, None, containers.in_one_text),
    (None, None, containers.in_an_object),
    ("value_not_found", "select", options.option),
    ("value_not_found", "status", options.option),
    ("value_not_found", "record-reference", records.reference),
    ("value_not_found", "actor-reference", options.member),
    ("missing_value", None, records.missing),
    ("multiple_match_results", None, records.several),
    ("uniqueness_conflict", None, records.conflict),
    # from here on the type alone decides
    (None, None, options.list_for_one),
    (None, None, _of_the_first),
    (None, "actor-reference", options.member),
    (None, "checkbox", plain.checkbox),
    (None, "currency", plain.number),
    (None, "date", dates.date),
    (None, "domain", contact.domain),
    (None, "email-address", contact.email),
    (None, "location", plain.location),
    (None, "number", plain.number),
    (None, "personal-name", contact.name),
    (None, "phone-number", contact.phone),
    (None, "rating", plain.rating),
    (None, "record-reference", records.reference),
    (None, "select", options.option),
    (None, "status", options.option),
    (None, "text", plain.plain_text),
    (None, "timestamp", dates.timestamp),
)
