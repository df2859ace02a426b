"""Which values are taken, in which form, and what they become."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attio_harness.verify.probe import Probe
from attio_harness.verify.stage import Stage, asserted, held, outcome, plain, shown
from attio_harness.verify.steps import Ask, Program

__all__ = ["PROBES"]


def _taken(attribute: str, *values: Any, public: bool = False) -> Callable[[Stage], Program[Any]]:
    """What becomes of each value, one after the other, in one record."""

    def probe(stage: Stage) -> Program[Any]:
        write = stage.public if public else stage.simple
        ends = []
        for value in values:
            answer = yield write({"key": stage.key(f"{attribute} values"), attribute: value})
            ends.append(outcome(answer))
        return ends

    return probe


def _forms(stage: Stage) -> Program[Any]:
    ends = {}
    for attribute, value in (
        ("text", {"value": "a"}),
        ("number", {"value": 1}),
        ("plan", {"option": "Free"}),
        ("date", {"value": "2024-05-01"}),
    ):
        answer = yield stage.simple({"key": stage.key("forms"), attribute: value})
        ends[attribute] = outcome(answer)
    return ends


def _line(stage: Stage) -> Program[Any]:
    answer = yield stage.public({"key": stage.key("line"), "place": "1 Infinite Loop, Cupertino, CA, 95014, US"})
    if answer.status != 200:
        return outcome(answer)
    return [{name: part for name, part in one.items() if part is not None} for one in shown(answer.data, "place")]


def _several(stage: Stage) -> Program[Any]:
    answer = yield stage.simple({"key": stage.key("several"), "text": ["first", "second", "third"]})
    return outcome(answer) if answer.status != 200 else shown(answer.data, "text")


def _twice(stage: Stage) -> Program[Any]:
    """An attribute by its slug and by its ID."""
    told = yield Ask(method="GET", path=f"/v2/objects/{stage.object}/attributes/text")
    id = told.data["id"]["attribute_id"] if told.status == 200 else "text"
    answer = yield stage.simple({"key": stage.key("twice"), "text": "by slug", id: "by ID"})
    return outcome(answer) if answer.status != 200 else shown(answer.data, "text")


def _countries(stage: Stage) -> Program[Any]:
    """A number with the country of another one."""
    sent = {"original_phone_number": "+12125551234", "country_code": "DE"}
    answer = yield stage.public({"key": stage.key("country"), "phone": sent})
    return outcome(answer) if answer.status != 200 else [one["country_code"] for one in shown(answer.data, "phone")]


def _unset(stage: Stage) -> Program[Any]:
    """An empty list where values replace, where they are added, and null where they are added."""
    record = yield from asserted(stage, "unset", text="a", tags=["Free", "Pro"])
    seen = []
    for sent, append in (({"tags": []}, True), ({"text": []}, None), ({"tags": None}, True)):
        answer = yield stage.simple({"key": stage.key("unset"), **sent}, append=append)
        text, tags = (yield from held(stage, record, "text")), (yield from held(stage, record, "tags"))
        seen.append((outcome(answer), text, tags))
    yield stage.simple({"key": stage.key("unset"), "tags": ["Free"]})
    answer = yield stage.simple({"key": stage.key("unset"), "tags": []})
    return [*seen, (outcome(answer), (yield from held(stage, record, "tags")))]


def _rows(stage: Stage) -> Program[Any]:
    """Code and place of each row of a refusal: of a value with members, of one without them, of one in a list."""
    seen = []
    for sent in ({"place": {"line_1": "1 Infinite Loop"}}, {"number": "no number"}, {"phones": ["+12125550125", "5"]}):
        body = (yield stage.create({"key": stage.key("rows"), **sent})).body
        rows = body.get("validation_errors", []) if isinstance(body, dict) else []
        seen.append([[row.get("code"), row.get("path")] for row in rows if isinstance(row, dict)])
    return seen


def _options(stage: Stage) -> Program[Any]:
    """An unknown title is never added."""
    answer = yield stage.simple({"key": stage.key("option"), "plan": "Enterprise"})
    return outcome(answer)


def _shapes(stage: Stage) -> Program[Any]:
    """The members of the values of several types, in their order."""
    sent = {"text": "a", "number": 1.5, "date": "2024-05-01", "plan": "Free", "tags": ["Pro"]}
    answer = yield stage.public({"key": stage.key("shapes"), **sent})
    values = answer.data.get("values", {}) if isinstance(answer.data, dict) else {}
    return {slug: [(list(one), plain(one)) for one in values.get(slug, []) if isinstance(one, dict)] for slug in sent}


PROBES: tuple[Probe, ...] = (
    Probe(
        id="value-forms",
        about=("simple.value_forms", "PUT /v2/objects/{object}/records/simple", "error 400 validation_type"),
        question="Does records/simple take the documented API's forms of values?",
        run=_forms,
        needs=("text", "number", "plan", "date"),
    ),
    Probe(
        id="phone-numbers",
        about=("phone.numbering_plan",),
        question="Which numbers are taken: of a possible form, of a possible length, of the country's plan?",
        run=_taken("phone", "+15558675309", "+11234567890", "+12125551234", "+1212"),
        needs=("phone",),
    ),
    Probe(
        id="phone-characters",
        about=("phone.characters",),
        question="Is a number taken that is written with digits of another script, with letters, or in two lines?",
        run=_taken(
            "phone", "+１２１２５５５１２３４", "+1212555CALL", "+1212\n5551234", "+1 (212) 555-1234", public=True
        ),
        needs=("phone",),
    ),
    Probe(
        id="phone-country",
        about=("phone.country_code",),
        question="What becomes of a country that is not the number's?",
        run=_countries,
        needs=("phone",),
    ),
    Probe(
        id="value-blanks",
        about=("value.blanks",),
        question="Are values taken with a blank or a line break behind them?",
        run=_taken("date", "2024-05-01 ", "2024-05-01\n"),
        needs=("date",),
    ),
    Probe(
        id="attribute-twice",
        about=("write.attribute_twice",),
        question="What becomes of an attribute that is named by its slug and by its ID?",
        run=_twice,
        needs=("text",),
    ),
    Probe(
        id="location-simple",
        about=("location.simple",),
        question="Does records/simple take an address as text?",
        run=_taken("place", "1 Infinite Loop, Cupertino", {"line_1": "1 Infinite Loop"}),
        needs=("place",),
    ),
    Probe(
        id="location-text",
        about=("location.text",),
        question="How is an address in one text read?",
        run=_line,
        needs=("place",),
    ),
    Probe(
        id="option-case",
        about=("option.title_case",),
        question="Is an option found by its title in other case?",
        run=_taken("plan", "free", "Free"),
        needs=("plan",),
    ),
    Probe(
        id="option-unknown",
        about=("error 400 value_not_found",),
        question="Is an unknown option refused?",
        run=_options,
        needs=("plan",),
    ),
    Probe(
        id="value-rows",
        about=("value.rows",),
        question="Which rows has the refusal of a value?",
        run=_rows,
        needs=("place", "number", "phones"),
    ),
    Probe(
        id="several-for-one",
        about=("write.several_values_for_one",),
        question="What becomes of several values for an attribute that holds one?",
        run=_several,
        needs=("text",),
    ),
    Probe(
        id="unset",
        about=("write.empty_list",),
        question="What do an empty list and null leave?",
        run=_unset,
        needs=("text", "tags"),
    ),
    Probe(
        id="value-shapes",
        about=("record.shape",),
        question="Which members do values show?",
        run=_shapes,
        needs=("text", "number", "date", "plan", "tags"),
    ),
)
