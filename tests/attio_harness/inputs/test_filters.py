"""Destination filters in every shape of `fixtures/shapes/filters`: what is read, what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError
from attio_harness.inputs.filter_actions import FilterAction
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.located_filter import LocatedFilter

FILTERS = Path(__file__).parents[3] / "fixtures" / "shapes" / "filters"
LIST = str(FILTERS / "api_list.json")
STAFF = LocatedFilter(
    file=str(FILTERS / "api_get.json"),
    pointer="/data/filter",
    title="No staff",
    condition="context.internal = true",
    actions=(FilterAction(kind="drop"),),
    destination="dst_1",
    line=3,
)


def located(number: int, title: str, condition: str, line: int, action: FilterAction, *, enabled: bool = True) -> Any:
    return LocatedFilter(
        file=LIST, pointer=f"/data/filters/{number}", title=title, condition=condition, actions=(action,),
        enabled=enabled, destination="dst_1", line=line,
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
    file = str(FILTERS / "filters.tf")
    assert read_filters([file]) == [
        LocatedFilter(
            file=file,
            pointer="/resource/segment_destination_filter/staff",
            title="No staff",
            condition="context.internal = true",
            actions=(FilterAction(kind="drop_properties", fields={"context": ("ip",)}),),
            destination="segment_destination.attio.id",
            line=1,
        )
    ]


def test_the_configuration_as_json_is_read() -> None:
    file = str(FILTERS / "filters.tf.json")
    assert read_filters([file]) == [
        LocatedFilter(
            file=file,
            pointer="/resource/segment_destination_filter/staff",
            title="No staff",
            condition="!(context.internal = null)",
            actions=(FilterAction(kind="drop_properties", fields={"context": ("ip",)}),),
            destination="segment_destination.attio.id",
            line=12,
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
            destination="dst_1",
            line=15,
        )
    ]


def test_a_plan_whose_condition_is_unknown_is_refused() -> None:
    file = str(FILTERS / "terraform_plan_unknown.json")
    with pytest.raises(InputError) as refused:
        read_filters([file])
    where = "/planned_values/root_module/resources/0/values"
    assert str(refused.value) == (
        f"{file}:12 at {where}/if: `if` is unknown until apply; give the state after the apply (`terraform show -json`)"
    )


def test_a_page_of_several_says_so() -> None:
    (one,) = read_filters([str(FILTERS / "api_list_page.json")])
    assert one.note == "one page of several: the next one (cursor MQ==) was not given; there are 4 in all"


def test_an_answer_without_filters_is_none(tmp_path: Path) -> None:
    file = tmp_path / "none.json"
    file.write_text('{"data": {"filters": [], "pagination": {"current": "MA=="}}}')
    assert read_filters([str(file)]) == []


@pytest.mark.parametrize(
    "condition",
    ["all", " all\n", '!(type = "track" and event in [\'A\', "B"])', "length(traits.plan) > 3 or anonymousId = null"],
)
def test_a_condition_is_in_the_language_of_filters(tmp_path: Path, condition: str) -> None:
    assert [one.condition for one in written(tmp_path, **{"if": condition})] == [condition.strip()]


NEEDS = 'a filter needs `actions`, a list of at least one, as [{"type": "DROP"}]'


@pytest.mark.parametrize(
    ("value", "pointer", "problem"),
    [
        ({"if": 5}, "/if", "`if` must be FQL text, or all, found a number"),
        (
            {"if": ""},
            "/if",
            "the condition '' cannot be read: column 1: found nothing, expected a condition such as type = 'track', or all",
        ),
        (
            {"if": "type = 'track' AND event = 'A'"},
            "/if",
            "the condition \"type = 'track' AND event = 'A'\" cannot be read: column 16: found 'AND', expected and, or or the "
            "end; write and",
        ),
        ({"actions": []}, "/actions", f"{NEEDS}, found an empty one"),
        ({"actions": None}, "/actions", f"{NEEDS}, found null"),
        ({"actions": {"type": "DROP"}}, "/actions", f"{NEEDS}, found an object"),
        ({"actions": ["DROP"]}, "/actions/0", "an action is an object with `type`, found a string"),
        ({"enabled": "yes"}, "/enabled", "`enabled` must be true or false, found a string"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_broken_filter_is_named_with_its_place(
    tmp_path: Path, value: dict[str, Any], pointer: str, problem: str
) -> None:
    with pytest.raises(InputError) as refused:
        written(tmp_path, **value)
    assert (refused.value.line, refused.value.pointer, refused.value.problem) == (1, pointer, problem)


def test_a_missing_member_is_told_with_the_line_around_it(tmp_path: Path) -> None:
    text = json.dumps({"if": "all", "actions": [{"type": "DROP"}, {"type": "SAMPLE"}]}, indent=1)
    (tmp_path / "filter.json").write_text(text)
    hcl = 'resource "segment_destination_filter" "x" {\n  if = "all"\n  actions = [\n    { type = "DROP_PROPERTIES" }\n  ]\n}\n'
    (tmp_path / "filter.tf").write_text(hcl)
    places = []
    for name in ("filter.json", "filter.tf"):
        with pytest.raises(InputError) as refused:
            read_filters([str(tmp_path / name)])
        places.append((refused.value.line, refused.value.pointer))
    actions = "/resource/segment_destination_filter/x/actions"
    assert places == [(text[: text.index("SAMPLE")].count("\n"), "/actions/1/percent"), (4, f"{actions}/0/fields")]


@pytest.mark.parametrize(("enabled", "expected"), [("true", True), ("False", False), (False, False)])
def test_flags_that_an_export_saved_as_text_are_read(tmp_path: Path, enabled: Any, expected: bool) -> None:
    assert [one.enabled for one in written(tmp_path, enabled=enabled)] == [expected]


def test_a_filter_without_a_title_is_called_by_what_it_has(tmp_path: Path) -> None:
    assert [one.title for one in written(tmp_path, id="f1")] == ["f1"]
    assert [one.title for one in written(tmp_path, title="")] == ["all"]


def test_fields_of_an_object_that_events_do_not_have_are_noted(tmp_path: Path) -> None:
    fields = {"product": ["integrations"], "traits.address": ["city"], "": ["anonymousId"]}
    (one,) = written(tmp_path, title="f", actions=[{"type": "DROP_PROPERTIES", "fields": fields}])
    assert one.note == "filter 'f': it is about product; documented are fields in context, properties and traits"


# -- folders and globs --


def folder_of(tmp_path: Path) -> Path:
    folder = tmp_path / "filters"
    (folder / ".terraform").mkdir(parents=True)
    (folder / ".terraform" / "old.json").write_text('{"if": "broken(", "actions": []}')
    (folder / "attio.json").write_text('[{"if": "all", "title": "one", "actions": [{"type": "DROP"}]}]')
    (folder / "more.json").write_text('{"if": "all", "title": "two", "actions": [{"type": "DROP"}]}')
    (folder / "package.json").write_text('{"name": "infra"}')
    (folder / "mapping.json").write_text('{"partnerAction": "identifyUser", "mapping": {"email_address": {"@if": {}}}}')
    (folder / "notes.txt").write_text("none")
    return folder


def test_a_folder_has_its_filters_and_a_note_of_the_rest(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    one, two = read_filters([str(folder)])
    assert (one.title, two.title, two.note) == ("one", "two", "")
    assert one.note == (f"{folder}: 2 files without a filter passed over: {folder}/mapping.json, {folder}/package.json")


def test_a_glob_has_its_filters_and_a_note_of_the_rest(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    one, two = read_filters([f"{folder}/*.json"])
    assert (one.title, two.title) == ("one", "two")
    assert "2 files without a filter passed over" in one.note
    with pytest.raises(InputError, match="hold no destination filter"):
        read_filters([f"{folder}/pack*"])
    with pytest.raises(InputError, match="no file has a name like this"):
        read_filters([f"{folder}/nothing*"])


def test_a_repository_has_its_filters_below(tmp_path: Path) -> None:
    (tmp_path / "destination_filters").mkdir()
    (tmp_path / "destinations").mkdir()
    text = (FILTERS / "filters.tf").read_text()
    (tmp_path / "destination_filters" / "a.tf").write_text(text)
    (tmp_path / "destinations" / "b.tf").write_text('resource "segment_destination" "attio" {\n  source_id = "s"\n}\n')
    (tmp_path / "providers.tf").write_text('provider "segment" {}\n')
    (one,) = read_filters([str(tmp_path)])
    assert (one.title, one.file) == ("No staff", str(tmp_path / "destination_filters" / "a.tf"))


def test_a_file_of_a_folder_that_has_a_filter_and_is_broken_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"if": "all", "actions": [')
    with pytest.raises(InputError, match="a.json"):
        read_filters([str(tmp_path)])


def test_a_folder_without_any_filter_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(InputError) as refused:
        read_filters([str(tmp_path)])
    assert (
        str(refused.value)
        == f"{tmp_path}: the folder has no .tf or .json file with a destination filter; it has a.json"
    )


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


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ('condition = "all"', "main.tf:1 at {}: the filter has no condition (`if`, FQL text)"),
        (
            "if = var.if",
            "main.tf:2 at {}/if: `if` is var.if, which only Terraform can evaluate; give the JSON of `terraform show -json` instead",
        ),
    ],
    ids=["without a condition", "computed"],
)
def test_a_filter_of_hcl_that_cannot_be_read_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, members: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("main.tf").write_text(f'resource "segment_destination_filter" "f" {{\n  {members}\n}}\n')
    with pytest.raises(InputError) as refused:
        read_filters(["main.tf"])
    assert str(refused.value) == said.format("/resource/segment_destination_filter/f")
