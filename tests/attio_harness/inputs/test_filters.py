"""Destination filters in every shape of `fixtures/shapes/filters`: what is read, what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError
from attio_harness.inputs.filters import FilterAction, LocatedFilter, read_filters

FILTERS = Path(__file__).parents[3] / "fixtures" / "shapes" / "filters"
LIST = str(FILTERS / "api_list.json")
STAFF = LocatedFilter(
    file=str(FILTERS / "api_get.json"),
    pointer="/data/filter",
    title="No staff",
    condition="context.internal = true",
    actions=(FilterAction(kind="drop"),),
    line=3,
)


def located(number: int, title: str, condition: str, line: int, action: FilterAction, *, enabled: bool = True) -> Any:
    return LocatedFilter(
        file=LIST, pointer=f"/data/filters/{number}", title=title, condition=condition, actions=(action,),
        enabled=enabled, line=line,
    )  # fmt: skip


def written(tmp_path: Path, **value: Any) -> list[LocatedFilter]:
    file = tmp_path / "filter.json"
    file.write_text(json.dumps({"if": "all", "actions": [{"type": "DROP"}], **value}))
    return read_filters([str(file)])


def test_the_public_api_answers_are_read() -> None:
    assert read_filters([LIST, STAFF.file]) == [
        located(0, "No staff", "context.internal = true", 4, FilterAction(kind="drop")),
        located(
            1, "Quarter of users", 'type = "track"', 19, FilterAction(kind="sample", percent=0.25, path="userId")
        ),
        located(
            2, "No addresses", "all", 36,
            FilterAction(kind="drop_properties", fields={"context": ("ip",), "traits": ("ssn",)}),
        ),
        located(3, "Domain only", 'type = "group"', 61, FilterAction(kind="allow_properties", fields={"traits": ("domain",)})),
        located(4, "Off", "all", 83, FilterAction(kind="drop"), enabled=False),
        STAFF,
    ]  # fmt: skip


def test_hcl_is_read() -> None:
    pytest.importorskip("hcl2")
    file = str(FILTERS / "filters.tf")
    assert read_filters([file]) == [
        LocatedFilter(
            file=file,
            pointer="/resource/segment_destination_filter/staff",
            title="No staff",
            condition="context.internal = true",
            actions=(FilterAction(kind="drop_properties", fields={"context": ("ip",)}),),
            line=1,
        )
    ]


def test_a_plan_is_read() -> None:
    file = str(FILTERS / "terraform_plan.json")
    assert read_filters([file]) == [
        LocatedFilter(
            file=file,
            pointer="/planned_values/root_module/child_modules/0/resources/0/values",
            title="No staff",
            condition="context.internal = true",
            actions=(FilterAction(kind="drop_properties", fields={"context": ("ip",)}),),
            line=15,
        )
    ]


def test_a_plan_whose_condition_is_unknown_is_refused() -> None:
    file = str(FILTERS / "terraform_plan_unknown.json")
    with pytest.raises(InputError) as refused:
        read_filters([file])
    where = "/planned_values/root_module/resources/0/values"
    assert str(refused.value) == f"{file} at {where}/if: `if` is unknown until apply, which only Terraform can evaluate"


def test_a_page_of_several_says_so() -> None:
    (one,) = read_filters([str(FILTERS / "api_list_page.json")])
    assert one.note == "one page of several: the next one (cursor MQ==) was not given; there are 4 in all"


def test_an_answer_without_filters_is_none(tmp_path: Path) -> None:
    file = tmp_path / "none.json"
    file.write_text('{"data": {"filters": [], "pagination": {"current": "MA=="}}}')
    assert read_filters([str(file)]) == []


@pytest.mark.parametrize(
    ("condition", "fine"),
    [
        ('type = "track" and (event = "A" or event = "B")', True),
        ('!contains(properties.url, "internal")', True),
        ("all", True),
        ("length(properties.name) > 3", False),
        ('event in ["A", "B"]', False),
        ('!(type = "track")', False),
        ('type = "track" or event = "A" and userId = "u"', False),
        ('anonymousId = "x"', False),
        ('(contains(event, "x") or type = "track")', False),
        ('type!="track"', False),
        ("", False),
    ],
)
def test_a_condition_is_read_as_meant_or_refused(tmp_path: Path, condition: str, fine: bool) -> None:
    if fine:
        assert [one.condition for one in written(tmp_path, **{"if": condition})] == [condition]
        return
    with pytest.raises(InputError) as refused:
        written(tmp_path, **{"if": condition})
    assert (refused.value.line, refused.value.pointer) == (1, "/if")
    assert refused.value.problem.startswith(f"the condition {condition!r} cannot be decided: ")


@pytest.mark.parametrize(
    ("value", "pointer", "problem"),
    [
        ({"actions": []}, "/actions", "a filter needs `actions`, a list of at least one"),
        (
            {"actions": [{"type": "KEEP"}]},
            "/actions/0/type",
            "unknown action 'KEEP'; expected drop, sample, drop_properties, allow_properties",
        ),
        (
            {"actions": [{"type": "SAMPLE", "percent": 25}]},
            "/actions/0/percent",
            "`percent` is the share let through, from 0 to 1, found 25",
        ),
        (
            {"actions": [{"type": "DROP_PROPERTIES", "fields": {"integrations": ["x"]}}]},
            "/actions/0/fields/integrations",
            "fields can be filtered in context, properties, traits only, found 'integrations'",
        ),
        ({"enabled": "yes"}, "/enabled", "`enabled` must be true or false"),
    ],
)
def test_a_broken_filter_is_named_with_its_place(
    tmp_path: Path, value: dict[str, Any], pointer: str, problem: str
) -> None:
    with pytest.raises(InputError) as refused:
        written(tmp_path, **value)
    assert (refused.value.pointer, refused.value.problem) == (pointer, problem)


def test_a_filter_that_a_plan_deletes_is_told_and_not_applied(tmp_path: Path) -> None:
    plan = json.loads((FILTERS / "terraform_plan.json").read_text())
    change = {"actions": ["delete"], "before": {"title": "Old", "if": "all"}, "after": None}
    row = {"address": "segment_destination_filter.old", "type": "segment_destination_filter", "change": change}
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({**plan, "resource_changes": [row]}))
    notes = [one.note for one in read_filters([str(file)])]
    assert notes == ["the plan deletes segment_destination_filter.old, not applied here", *[""] * (len(notes) - 1)]
    assert "Old" not in [one.title for one in read_filters([str(file)])]
    file.write_text(json.dumps({"planned_values": {"root_module": {}}, "resource_changes": [row]}))
    assert read_filters([str(file)]) == []
