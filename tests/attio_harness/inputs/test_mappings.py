"""Saved mappings in every shape of `fixtures/shapes/mappings`: what is read, and where it stands in the file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError, check
from attio_harness.inputs.mappings import read_mappings

SHAPES = Path(__file__).parents[3] / "fixtures" / "shapes"
IDENTIFY = {
    "user_id": {"@path": "$.userId"},
    "email_address": {"@path": "$.traits.email"},
    "user_attributes": {"plan": {"@path": "$.traits.plan"}},
}
GROUP = {"workspace_id": {"@path": "$.groupId"}, "domain": {"@path": "$.traits.domain"}}
ON_API = {"enable_batching": False, "batch_size": 1000, "__segment_internal_sync_mode": "upsert"}
USER, ANY = 'type = "identify"', 'type != ""'
NAMELESS = "names no action; recognised as {} by its fields (--action decides otherwise)"
TESTER = f"the actions tester evaluates no trigger; every event matches ({ANY})"
NO_TRIGGER = f"has no trigger; the preset's {USER} is used"
TERRAFORM = [
    ("Identify User", "identifyUser", USER, True, IDENTIFY,
     "root_module/resources/1/values", (22, 23), (NAMELESS.format("identifyUser"),), ()),
    ("Group", "groupWorkspace", 'type = "group"', True, {**GROUP, "batch_size": "5000"},
     "root_module/child_modules/0/resources/0/values", (41, 42), (NAMELESS.format("groupWorkspace"),), ('batch_size "5000"',)),
]  # fmt: skip


def terraform(root: str) -> list[Any]:
    return [
        (*row[:5], f"/{root}/{row[5]}/trigger", f"/{root}/{row[5]}/settings#", row[6], *row[7:]) for row in TERRAFORM
    ]


def one(
    mapping: Any, trigger_at: str, mapping_at: str, lines: tuple[int | None, int | None], *notes: str, **other: Any
) -> list[Any]:
    name, trigger = other.get("name", "Identify User"), other.get("trigger", USER)
    return [(name, "identifyUser", trigger, True, mapping, trigger_at, mapping_at, lines, notes, ())]


MODEL = "belongs to the model mdl_1 (Reverse ETL): Segment runs it on rows of the model, not on events"
CHANGED = "the plan changes `trigger` and `settings` of it; the result after the change is checked"
HCL = "/resource/segment_destination_subscription/identify"
META = "/data/destinationMetadata/actions/0"
API = {**IDENTIFY, **ON_API}
STATE = "/resources/0/instances/0/attributes"
READ: dict[str, list[Any]] = {
    "api_list.json": [
        *one(API, "/data/subscriptions/0/trigger", "/data/subscriptions/0/settings", (12, 17)),
        ("Group", "groupWorkspace", 'type = "group"', False, {**GROUP, "batch_size": "5000", "enable_batching": "true"},
         "/data/subscriptions/1/trigger", "/data/subscriptions/1/settings", (43, None), (),
         ('batch_size "5000"', 'enable_batching "true"')),
    ],
    "api_get.json": one(API, "/data/subscription/trigger", "/data/subscription/settings", (11, 16)),
    "api_create_answer.json": one(
        API, "/data/destinationSubscription/trigger", "/data/destinationSubscription/settings", (11, 16)
    ),
    "api_update_body.json": one(IDENTIFY, "/input/trigger", "/input/settings", (4, 10), NAMELESS.format("identifyUser")),
    "api_create_body.json": one(IDENTIFY, "/trigger", "/settings", (4, 10), NAMELESS.format("identifyUser")),
    "api_bare.json": one(IDENTIFY, "/trigger", "/settings", (9, 14), MODEL),
    "api_bare_list.json": one(
        {**IDENTIFY, "__segment_internal_sync_mode": "upsert", "__segment_internal_matching_key": "user_id",
         "enable_batching": True, "batch_size": 500, "batch_keys": ["user_id"]},
        "/0/trigger", "/0/settings", (10, 15),
    ),
    "api_list_page.json": one(
        IDENTIFY, "/data/subscriptions/0/trigger", "/data/subscriptions/0/settings", (12, 17),
        "one page of several: the next one (cursor MQ==) was not given; there are 2 in all",
    ),
    "api_list_page_2.json": [
        ("Group", "groupWorkspace", 'type = "group"', True, GROUP, "/data/subscriptions/0/trigger",
         "/data/subscriptions/0/settings", (12, None), ("one page of several: it has 1 of 2, and the pages before it were not given",), ())
    ],
    "terraform_plan_change.json": one(
        IDENTIFY, "/planned_values/root_module/resources/0/values/trigger",
        "/planned_values/root_module/resources/0/values/settings#", (17, 18), CHANGED,
    ),
    "terraform_changes.json": one(
        IDENTIFY, "/resource_changes/1/change/after/trigger", "/resource_changes/1/change/after/settings#", (50, 51), CHANGED
    ),
    "plain.json": one(IDENTIFY, "/0/subscribe", "/0/mapping", (5, 10)),
    "bare_mapping.json": one(
        IDENTIFY, "", "", (1, 5), NAMELESS.format("identifyUser"), NO_TRIGGER, name="identifyUser #1"
    ),
    "terraform_plan.json": terraform("planned_values"),
    "terraform_state_shown.json": terraform("values"),
    "terraform.tfstate": one(IDENTIFY, f"{STATE}/trigger", f"{STATE}/settings#", (17, 18)),
    "segment.tf": one(IDENTIFY, f"{HCL}/trigger", f"{HCL}/settings#", (7, 10), NAMELESS.format("identifyUser")),
    "segment.tf.json": one(IDENTIFY, f"{HCL}/trigger", f"{HCL}/settings#", (20, 21), NAMELESS.format("identifyUser")),
    "tester_body.json": one(
        IDENTIFY, "", "/mapping", (1, 20), NAMELESS.format("identifyUser"), TESTER, name="identifyUser #1", trigger=ANY
    ),
    "tester_exchange.json": one(
        IDENTIFY, "/0", "/0/request/body#/mapping", (2, 7), TESTER, name="identifyUser #1", trigger=ANY
    ),
    "postman.json": one(
        IDENTIFY, "/item/0", "/item/0/request/body/raw#/mapping", (6, 15), TESTER, name="identify", trigger=ANY
    ),
    "metadata.json": one(
        IDENTIFY, f"{META}/defaultTrigger", f"{META}/fields#", (11, 39), "the defaults of 3 field(s) of the destination's metadata"
    ),
}  # fmt: skip
REFUSED = {
    "api_destinations.json": ": holds destinations without their subscriptions; fetch those: attio-harness pull --segment -o mapping.json",
    "terraform_plan_unknown.json": ":17 at /planned_values/root_module/resources/1/values: "
    "segment_destination_subscription.identify: `settings` unknown until apply; give the state after the apply "
    "(`terraform show -json`), or a plan whose mapping is literal",
    "computed.tf": f":6 at {HCL}/settings: `settings` is var.user_id_path, which only Terraform can evaluate; give the "
    "JSON of `terraform show -json` instead",
    "tester_error.json": " at /0: an error from the actions tester; expected what was sent to it: `payload` and "
    "`mapping`",
    "tester_answer.json": ":7 at /0/request/body: an exchange whose request has no `mapping` (the tester's answer shows "
    "the calls to Attio); expected what was sent to the tester: POST /{action} with `payload` and `mapping`",
}


@pytest.mark.parametrize("name", READ)
def test_every_shape_is_read_with_its_places(name: str) -> None:
    file = str(SHAPES / "mappings" / name)
    found = [
        (m.name, m.action, m.trigger, m.enabled, m.mapping, m.trigger_pointer, m.mapping_pointer,
         (m.line_of(m.trigger_pointer), m.line_of(f"{m.mapping_pointer}/email_address") if m.action == "identifyUser"
          else m.line_of(f"{m.mapping_pointer}/domain/none") if "#" not in m.mapping_pointer
          else m.line_of(m.mapping_pointer)),
         m.notes, m.saved_as_text)
        for m in read_mappings([file])
    ]  # fmt: skip
    assert found == READ[name]


@pytest.mark.parametrize("name", ["", "  ", "\n", None, 7])
def test_a_name_that_nobody_sees_is_none(tmp_path: Path, name: object) -> None:
    one = {"name": name, "partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": {}}
    file = tmp_path / "mapping.json"
    file.write_text(json.dumps([one]))
    assert [found.name for found in read_mappings([str(file)])] == ["identifyUser #1"]


@pytest.mark.parametrize(("as_text", "lines"), [(False, [11, 12, None]), (True, [6, 6, 6])])
def test_a_key_with_a_number_sign_has_its_line(tmp_path: Path, as_text: bool, lines: list[int | None]) -> None:
    fields = {"user_attributes": {"a": {"@path": "$.a"}, "#": 1, "# of seats": 2}}
    one = {
        "name": "Users",
        "partnerAction": "identifyUser",
        "subscribe": 'type = "identify"',
        "mapping": json.dumps(fields) if as_text else fields,
    }
    file = tmp_path / "mapping.json"
    file.write_text(json.dumps([one], indent=1))
    (found,) = read_mappings([str(file)])
    at = f"{found.mapping_pointer}/user_attributes"
    assert [found.line_of(f"{at}/{key}") for key in ("#", "# of seats", "none#")] == lines


@pytest.mark.parametrize("name", READ)
def test_every_subscription_has_the_destination_that_its_file_names(name: str) -> None:
    text = (SHAPES / "mappings" / name).read_text("utf-8")
    reference = "segment_destination.attio.id" if "segment_destination.attio.id" in text else None
    expected = "dst_1" if '"dst_1"' in text else reference
    assert {one.destination for one in read_mappings([str(SHAPES / "mappings" / name)])} == {expected}


def test_a_long_reference_to_a_destination_is_kept_whole(tmp_path: Path) -> None:
    long = f'module.segment_destinations_of_{"a" * 60}.by_name["attio"].id'
    text = (SHAPES / "mappings" / "segment.tf").read_text("utf-8").replace("segment_destination.attio.id", long)
    file = tmp_path / "long.tf"
    file.write_text(text)
    assert [one.destination for one in read_mappings([str(file)])] == [long]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(name: str) -> None:
    file = str(SHAPES / "mappings" / name)
    with pytest.raises(InputError) as refused:
        read_mappings([file])
    assert str(refused.value) == file + REFUSED[name]


def test_every_fixture_is_tested() -> None:
    assert {path.name for path in (SHAPES / "mappings").iterdir()} == READ.keys() | REFUSED.keys()


def test_without_the_extra_one_line_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hcl2", None)
    file = str(SHAPES / "mappings" / "segment.tf")
    with pytest.raises(InputError) as refused:
        read_mappings([file])
    assert str(refused.value) == (
        f"{file}: reading Terraform's HCL needs the extra `hcl`: pip install 'attio-harness[hcl]'; or give the JSON of "
        "`terraform show -json`, which needs nothing"
    )


def test_a_broken_hcl_file_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.tf"
    file.write_text('resource "segment_destination_subscription" "x" {\n  name = \n}\n')
    with pytest.raises(InputError) as refused:
        read_mappings([str(file)])
    assert (refused.value.line, refused.value.problem.startswith("not HCL: ")) == (2, True)


def test_pages_that_are_all_there_are_not_missed() -> None:
    files = [str(SHAPES / "mappings" / name) for name in ("api_list_page_2.json", "api_list_page.json")]
    assert [(one.name, one.notes) for one in read_mappings(files)] == [("Group", ()), ("Identify User", ())]


@pytest.mark.parametrize("name", [name for name in READ if name not in ("api_list.json", "api_list_page_2.json")])
def test_a_loss_is_led_back_to_the_line(name: str) -> None:
    """The same event is lost through every shape, at the place where that shape has `plan`."""
    event = {"type": "identify", "userId": "u-1", "traits": {"email": "u1@example.com", "plan": "none of these"}}
    plan = {"api_slug": "plan", "type": "select", "options": ["pro"]}
    workspace = {"name": "A", "slug": "a", "objects": [{"api_slug": "users", "active": True, "attributes": [plan]}]}
    report = check([event], [SHAPES / "mappings" / name], workspace, mode="single")
    expected = READ[name][0][6] + "/user_attributes/plan"
    assert [(loss.attribute, loss.mapping_pointer) for loss in report.rejections] == [("plan", expected)]


@pytest.mark.parametrize(("name", "line"), [("terraform_plan_change.json", 59), ("terraform_changes.json", 3)])
def test_what_a_plan_deletes_is_told_once(name: str, line: int) -> None:
    told = "the plan deletes Group (segment_destination_subscription.group), which is not checked: it will write nothing more"
    (found,) = read_mappings([str(SHAPES / "mappings" / name)])
    assert [(found.line_of(pointer), what) for pointer, what in found.beside] == [(line, told)]
    report = check([], str(SHAPES / "mappings" / name), {"name": "A"})
    assert {"file": str(SHAPES / "mappings" / name), "line": line, "what": told} in report.notes


PLAN = json.loads((SHAPES / "mappings" / "terraform_plan_change.json").read_text())
ROWS = PLAN["resource_changes"]


@pytest.mark.parametrize("where", ["planned_values", "resource_changes"])
def test_what_a_plan_only_forgets_is_checked_as_segment_keeps_it(tmp_path: Path, where: str) -> None:
    gone = next(row for row in ROWS if row["change"]["actions"] == ["delete"])
    forgotten = {**gone, "change": {**gone["change"], "actions": ["forget"]}}
    rows = [forgotten if row is gone else row for row in ROWS]
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({"terraform_version": "1.9", where: PLAN[where], "resource_changes": rows}))
    before = f"/resource_changes/{ROWS.index(gone)}/change/before"
    assert [(one.name, one.pointer, one.beside) for one in read_mappings([str(file)])][-1] == (
        gone["change"]["before"]["name"], before, ()
    )  # fmt: skip


def test_what_a_replacement_left_behind_is_not_taken_for_what_is_there(tmp_path: Path) -> None:
    """Both have one address, and only the other one is deleted."""
    (mine, *_) = (row for row in ROWS if row["change"]["actions"] == ["update"])
    unknown = {**mine, "change": {**mine["change"], "after_unknown": {"settings": True}}}
    left = {
        **mine,
        "deposed": "abcd1234",
        "change": {"actions": ["delete"], "before": mine["change"]["before"], "after": None},
    }
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({**PLAN, "resource_changes": [mine, left]}))
    assert [one.beside for one in read_mappings([str(file)])] == [()]
    file.write_text(json.dumps({**PLAN, "resource_changes": [unknown, left]}))
    with pytest.raises(InputError, match="`settings` unknown until apply"):
        read_mappings([str(file)])


def test_what_a_state_still_has_beside_what_took_its_place_is_told(tmp_path: Path) -> None:
    (mine, *_) = (row for row in ROWS if row["change"]["actions"] == ["update"])
    kind, values = "segment_destination_subscription", mine["change"]["before"]
    row = {"type": kind, "name": "one", "address": f"{kind}.one"}
    older = {**values, "id": "older"}
    instances = [{"attributes": values}, {"attributes": older, "deposed": "abcd1234"}]
    shown = [{**row, "values": values}, {**row, "values": older, "deposed_key": "abcd1234"}]
    file = tmp_path / "state.json"
    for state in (
        {"version": 4, "terraform_version": "1.9", "resources": [{**row, "instances": instances}]},
        {"format_version": "1.0", "values": {"root_module": {"resources": shown}}},
    ):
        file.write_text(json.dumps(state))
        notes = [[what for what in one.notes if "deposed" in what] for one in read_mappings([str(file)])]
        assert notes == [
            [],
            ["is deposed: Terraform has replaced it but not deleted it yet, so Segment runs both"],
        ]


@pytest.mark.parametrize("said", [{"errored": True}, {"complete": False}, {"errored": False, "complete": True}])
def test_a_plan_that_is_not_complete_is_told(tmp_path: Path, said: dict[str, bool]) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({**PLAN, **said}))
    told = [what for one in read_mappings([str(file)]) for what in one.notes if "complete" in what]
    assert told == ["the plan is not complete, so a subscription may be missing"] * (
        said not in [{"errored": False, "complete": True}]
    )


def test_hcl_without_a_subscription_says_where_those_of_modules_are(tmp_path: Path) -> None:
    file = tmp_path / "main.tf"
    file.write_text('module "attio" {\n  source = "./attio"\n}\n')
    with pytest.raises(InputError) as refused:
        read_mappings([str(file)])
    assert str(refused.value) == (
        f"{file}: has no segment_destination_subscription; those of a module are in its folder, and "
        "`terraform show -json` prints all that there are"
    )


def test_a_plan_that_deletes_every_subscription_leaves_nothing_to_check(tmp_path: Path) -> None:
    plan = json.loads((SHAPES / "mappings" / "terraform_plan_change.json").read_text())
    rows = [row for row in plan["resource_changes"] if row["change"]["actions"] == ["delete"]]
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({"planned_values": {"root_module": {}}, "resource_changes": rows}, indent=1))
    with pytest.raises(InputError, match="no subscription is left to check: the plan deletes Group "):
        read_mappings([str(file)])


def test_pages_that_are_given_to_check_are_not_missed() -> None:
    files = [SHAPES / "mappings" / name for name in ("api_list_page.json", "api_list_page_2.json")]
    report = check(
        [], [*files, {"partnerAction": "identifyUser", "subscribe": 'type = "track"', "mapping": {}}], {"name": "A"}
    )
    assert [note for note in report.notes if "page" in note["what"]] == []
    alone = check([], files[0], {"name": "A"})
    assert [note["what"] for note in alone.notes] == [
        "Identify User: one page of several: the next one (cursor MQ==) was not given; there are 2 in all"
    ]
