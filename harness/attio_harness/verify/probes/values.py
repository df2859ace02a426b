"""Which values Attio accepts, in which form, and what they become."""

from __future__ import annotations

from typing import Any

from attio_harness.verify.probe import probe
from attio_harness.verify.stage import Stage, asserted, held, outcome, plain, shown
from attio_harness.verify.steps import Ask, Program


def _taken(stage: Stage, attribute: str, *values: Any, public: bool = False) -> Program[Any]:
    """How Attio stores each value, written one after the other to one record."""
    write = stage.public if public else stage.simple
    ends = []
    for value in values:
        answer = yield write({"key": stage.key(f"{attribute} values"), attribute: value})
        ends.append(outcome(answer))
    return ends


@probe(
    "Does records/simple accept values in the forms of the documented API?",
    about=("simple.value_forms", "PUT /v2/objects/{object}/records/simple", "error 400 validation_type"),
    needs=("text", "number", "plan", "date"),
)
def value_forms(stage: Stage) -> Program[Any]:
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


@probe(
    "Which phone numbers are accepted: any in a possible form, any of a possible length, or only valid ones?",
    about=("phone.numbering_plan",),
    needs=("phone",),
)
def phone_numbers(stage: Stage) -> Program[Any]:
    return _taken(stage, "phone", "+15558675309", "+11234567890", "+12125551234", "+1212")


@probe(
    "Is a phone number accepted with digits of another script, with letters, or on two lines?",
    about=("phone.characters",),
    needs=("phone",),
)
def phone_characters(stage: Stage) -> Program[Any]:
    return _taken(
        stage, "phone", "+１２１２５５５１２３４", "+1212555CALL", "+1212\n5551234", "+1 (212) 555-1234", public=True
    )


@probe("What happens if the country is not that of the phone number?", about=("phone.country_code",), needs=("phone",))
def phone_country(stage: Stage) -> Program[Any]:
    sent = {"original_phone_number": "+12125551234", "country_code": "DE"}
    answer = yield stage.public({"key": stage.key("country"), "phone": sent})
    return outcome(answer) if answer.status != 200 else [one["country_code"] for one in shown(answer.data, "phone")]


@probe("Are values accepted with a space or a line break at the end?", about=("value.blanks",), needs=("date",))
def value_blanks(stage: Stage) -> Program[Any]:
    return _taken(stage, "date", "2024-05-01 ", "2024-05-01\n")


@probe(
    "What happens if an attribute is named both by its slug and by its ID?",
    about=("write.attribute_twice",),
    needs=("text",),
)
def attribute_twice(stage: Stage) -> Program[Any]:
    told = yield Ask(method="GET", path=f"/v2/objects/{stage.object}/attributes/text")
    id = told.data["id"]["attribute_id"] if told.status == 200 else "text"
    answer = yield stage.simple({"key": stage.key("twice"), "text": "by slug", id: "by ID"})
    return outcome(answer) if answer.status != 200 else shown(answer.data, "text")


@probe("Does records/simple accept an address as text?", about=("location.simple",), needs=("place",))
def location_simple(stage: Stage) -> Program[Any]:
    return _taken(stage, "place", "1 Infinite Loop, Cupertino", {"line_1": "1 Infinite Loop"})


@probe("How is an address in one text parsed?", about=("location.text",), needs=("place",))
def location_text(stage: Stage) -> Program[Any]:
    answer = yield stage.public({"key": stage.key("line"), "place": "1 Infinite Loop, Cupertino, CA, 95014, US"})
    if answer.status != 200:
        return outcome(answer)
    return [{name: part for name, part in one.items() if part is not None} for one in shown(answer.data, "place")]


@probe("Is an option found by its title in another letter case?", about=("option.title_case",), needs=("plan",))
def option_case(stage: Stage) -> Program[Any]:
    return _taken(stage, "plan", "free", "Free")


@probe("Is an unknown option refused?", about=("error 400 value_not_found",), needs=("plan",))
def option_unknown(stage: Stage) -> Program[Any]:
    """An unknown title is never added."""
    answer = yield stage.simple({"key": stage.key("option"), "plan": "Enterprise"})
    return outcome(answer)


@probe("What validation errors does a refused value get?", about=("value.rows",), needs=("place", "number", "phones"))
def value_rows(stage: Stage) -> Program[Any]:
    """Code and place of each row of a refusal: for a value with members, one without members, one in a list."""
    seen = []
    for sent in ({"place": {"line_1": "1 Infinite Loop"}}, {"number": "no number"}, {"phones": ["+12125550125", "5"]}):
        body = (yield stage.create({"key": stage.key("rows"), **sent})).body
        rows = body.get("validation_errors", []) if isinstance(body, dict) else []
        seen.append([[row.get("code"), row.get("path")] for row in rows if isinstance(row, dict)])
    return seen


@probe(
    "What happens to several values for an attribute that holds one?",
    about=("write.several_values_for_one",),
    needs=("text",),
)
def several_for_one(stage: Stage) -> Program[Any]:
    answer = yield stage.simple({"key": stage.key("several"), "text": ["first", "second", "third"]})
    return outcome(answer) if answer.status != 200 else shown(answer.data, "text")


@probe("What do an empty list and null leave in an attribute?", about=("write.empty_list",), needs=("text", "tags"))
def unset(stage: Stage) -> Program[Any]:
    """An empty list, once where values replace and once where they are added, and null where they are added."""
    record = yield from asserted(stage, "unset", text="a", tags=["Free", "Pro"])
    seen = []
    for sent, append in (({"tags": []}, True), ({"text": []}, None), ({"tags": None}, True)):
        answer = yield stage.simple({"key": stage.key("unset"), **sent}, append=append)
        text, tags = (yield from held(stage, record, "text")), (yield from held(stage, record, "tags"))
        seen.append((outcome(answer), text, tags))
    yield stage.simple({"key": stage.key("unset"), "tags": ["Free"]})
    answer = yield stage.simple({"key": stage.key("unset"), "tags": []})
    return [*seen, (outcome(answer), (yield from held(stage, record, "tags")))]


@probe("Does the documented API accept null as a value?", about=("value.null",), needs=("text", "number"))
def null_values(stage: Stage) -> Program[Any]:
    """Null for a text and for a number: the outcome, code and place of each row, and what is left."""
    record = yield from asserted(stage, "null", text="a", number=1)
    answer = yield Ask(
        method="PATCH", path=f"{stage.records()}/{record}", body={"data": {"values": {"text": None, "number": None}}}
    )
    rows = answer.body.get("validation_errors", []) if isinstance(answer.body, dict) else []
    told = [[row.get("code"), row.get("path")] for row in rows if isinstance(row, dict)]
    return [outcome(answer), told, (yield from held(stage, record, "text")), (yield from held(stage, record, "number"))]


@probe("What members do values have?", about=("record.shape",), needs=("text", "number", "date", "plan", "tags"))
def value_shapes(stage: Stage) -> Program[Any]:
    """The members of the values of several types, in order."""
    sent = {"text": "a", "number": 1.5, "date": "2024-05-01", "plan": "Free", "tags": ["Pro"]}
    answer = yield stage.public({"key": stage.key("shapes"), **sent})
    values = answer.data.get("values", {}) if isinstance(answer.data, dict) else {}
    return {slug: [(list(one), plain(one)) for one in values.get(slug, []) if isinstance(one, dict)] for slug in sent}
