"""Which subscriptions are taken out of an input with those of many destinations, in every shape; what is said of the others."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import attio_harness
import pytest
from attio_harness import InputError, check
from attio_harness.inputs.mappings import read_mappings
from hcl2 import parses_to_tree

from tests.attio_harness.inputs.many_destinations import (
    AMPLITUDE,
    ATTIO,
    CRM,
    EVENTS,
    GROUP,
    HOOK,
    IDENTIFY,
    OTHER,
    SHAPES,
    SUBS,
    WORKSPACE,
    api,
    given,
    hcl,
    plan,
    sub,
    taken,
    told,
)

HERE = str(Path(attio_harness.__file__).parent)


@pytest.mark.parametrize("shape", SHAPES)
def test_subscriptions_of_other_destinations_are_left_out_with_one_note(tmp_path: Path, shape: str) -> None:
    name = given(tmp_path, shape, SUBS)
    report = check(EVENTS, name, WORKSPACE)
    assert (dict(report.verdicts), [one["name"] for one in report.subscriptions]) == (
        {"written": 2, "unmatched": 3},
        ["Identify"],
    )
    (note,) = (one["what"] for one in report.notes if "left out" in one["what"])
    assert note.startswith("left out 2 subscriptions of other destinations: Send (")
    assert "Users (" in note


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("attio", ["d1", "d2"])
def test_what_a_destination_is_described_as_decides(tmp_path: Path, shape: str, attio: str) -> None:
    """The fields alone would tell otherwise: both have Attio's."""
    subs = [sub("One", IDENTIFY, "d1"), sub("Two", IDENTIFY, "d2"), sub("Odd", {"user_id": "x"}, attio, "identifyUser")]
    kinds = {"d1": OTHER, "d2": OTHER} | {attio: ATTIO}
    kept = {"d1": "One", "d2": "Two"}[attio]
    assert sorted(one for one, _ in taken(given(tmp_path, shape, subs, kinds))) == ["Odd", kept]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_destination_that_is_another_is_named_as_that(tmp_path: Path, shape: str) -> None:
    with pytest.raises(InputError, match=f"holds no subscription of Attio but of {OTHER}: One "):
        taken(given(tmp_path, shape, [sub("One", IDENTIFY, "d1")], {"d1": OTHER}))


@pytest.mark.parametrize(
    ("others", "kept"),
    [
        ([sub("Contact", CRM, "d2")], ["Identify"]),
        ([sub("Company", {"domain": "x", "name": "y", "enable_batching": True, "batch_size": 9}, "d2")], ["Identify"]),
        ([sub("Empty", {}, "d2")], ["Identify"]),
        ([sub("Empty", {}, "d1", "identifyUser")], ["Identify", "Empty"]),
        ([sub("Id", {"user_id": "x"}, "d2", "identifyUser")], ["Identify"]),
        ([sub("Users", AMPLITUDE, "d2", "identifyUser"), sub("Log", {"a": 1}, "d2", "logEventV2")], ["Identify"]),
        ([sub("Group", GROUP, "d1")], ["Identify", "Group"]),
        ([sub("Own", {"object": "x", "odd": 1, "more": 2}, "d1", "assertRecord")], ["Identify", "Own"]),
        ([sub("Hook", HOOK)], ["Identify"]),
    ],
)
def test_fields_actions_and_siblings_tell(tmp_path: Path, others: list[dict[str, Any]], kept: list[str]) -> None:
    found = taken(given(tmp_path, "list.json", [sub("Identify", IDENTIFY, "d1"), *others]))
    assert [name for name, _ in found] == kept


def test_a_list_of_destinations_tells_of_the_subscriptions_of_another_file(tmp_path: Path) -> None:
    described, subs = tmp_path / "destinations.json", tmp_path / "subscriptions.json"
    rows = [
        {"id": key, "name": key, "metadata": {"slug": slug}}
        for key, slug in (("d1", "actions-x"), ("d2", "actions-attio"))
    ]
    described.write_text(json.dumps({"data": {"destinations": rows}}))
    subs.write_text(json.dumps(api([sub("One", IDENTIFY, "d1"), sub("Two", IDENTIFY, "d2")])))
    for names in ((described, subs), (subs, described)):
        assert taken(*map(str, names)) == [("Two", "identifyUser")]


def test_one_file_of_others_beside_one_of_attio_is_told_with_its_name(tmp_path: Path) -> None:
    other, ours = tmp_path / "other.json", tmp_path / "ours.json"
    other.write_text(json.dumps(api([sub("Send", HOOK, "d2")])))
    ours.write_text(json.dumps(api([sub("Identify", IDENTIFY, "d1")])))
    assert told(str(other), str(ours)) == [f"of {other}: left out 1 subscription of other destinations: Send (d2)"]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("enabled", [False, True])
def test_a_destination_that_is_not_enabled_is_told(tmp_path: Path, shape: str, enabled: bool) -> None:
    """Its subscriptions are run all the same: people switch a destination on when they have seen what it does."""
    given(tmp_path, shape, [sub("Identify", IDENTIFY, "d1"), sub("Two", IDENTIFY, "d2")], {"d1": ATTIO, "d2": OTHER})
    files = [*tmp_path.glob("workspace/destinations/d1.tf"), *tmp_path.glob("*.*")]
    for file in files:
        is_hcl = file.suffix == ".tf"
        begin, word = ("metadata = {", "enabled = ") if is_hcl else ('"metadata": {', '"enabled": ')
        before, after = file.read_text().split(begin, 1)
        file.write_text(f"{before}{word}{json.dumps(enabled)}{chr(10) if is_hcl else ','}{begin}{after}")
    report = check(EVENTS, str(tmp_path if shape == "git_sync" else tmp_path / shape), WORKSPACE)
    said = [one["what"] for one in report.notes if "not enabled" in one["what"]]
    assert report.verdicts["written"] == 2
    assert len(said) == (not enabled)
    for one in said:
        assert one.endswith("is not enabled: Segment sends it nothing until it is; its subscriptions run here anyway")
        assert "d1" in one


def test_python_values_are_chosen_among_alike() -> None:
    report = check(EVENTS, [sub("Identify", IDENTIFY, "d1"), sub("Send", HOOK, "d2", "send")], WORKSPACE)
    assert report.verdicts["written"] == 2
    assert [one["what"] for one in report.notes if "left out" in one["what"]] == [
        "left out 1 subscription of other destinations: Send (d2)"
    ]


def test_a_note_names_three_and_counts_the_rest(tmp_path: Path) -> None:
    name = given(tmp_path, "list.json", [*(sub(f"S{n}", HOOK, "d2") for n in range(12)), sub("I", IDENTIFY, "d1")])
    assert told(name) == ["left out 12 subscriptions of other destinations: S0 (d2), S1 (d2), S2 (d2) and 9 more"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (sub("Hook", HOOK), "url, method, data are not fields of identifyUser, groupWorkspace, assertRecord: it looks like that of another destination"),
        (sub("Hook", {"url": 1}, "d2"), "url is not a field of identifyUser"),
        (sub("Id", {"user_id": 1}, "d2"), "its fields fit none (or several) of identifyUser, groupWorkspace, assertRecord; say which with action="),
        (sub("Typo", IDENTIFY, None, "identifyuser"), "unknown action 'identifyuser'; the destination has identifyUser, groupWorkspace, assertRecord; did you mean identifyUser?"),
        (sub("Typo", {"user_id": 1}, "d1", "trackEvent"), "unknown action 'trackEvent'; "),
    ],
)  # fmt: skip
def test_one_mapping_that_is_not_recognised_is_an_error(value: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        check(EVENTS, [value], WORKSPACE)
    assert said in str(refused.value)
    assert "--action" not in str(refused.value) or "say which" in said


@pytest.mark.parametrize("slip", [sub("Slip", {}, None, "identifyuser"), sub("Slip", GROUP, "d2", "groupWorkspaces")])
def test_a_slip_in_an_action_is_not_taken_for_another_destination(slip: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=f"unknown action '{slip['action_slug']}'"):
        check(EVENTS, [sub("Identify", IDENTIFY, slip.get("destination_id", "d1")), slip], WORKSPACE)


@pytest.mark.parametrize("shape", SHAPES)
def test_many_of_others_and_none_of_attio_is_one_line(tmp_path: Path, shape: str) -> None:
    with pytest.raises(InputError) as refused:
        taken(given(tmp_path, shape, [SUBS[0], SUBS[2]]))
    assert "holds no subscription of Attio: Send (" in str(refused.value)
    assert str(refused.value).endswith("; where one is Attio's, name its destination with --destination")


def test_what_only_terraform_knows_is_not_passed_over(tmp_path: Path) -> None:
    unknown = hcl(sub("Unknown", {}, "d2"), "unknown").replace('"{}"', "var.settings")
    (tmp_path / "main.tf").write_text(hcl(SUBS[1], "identify") + unknown)
    with pytest.raises(InputError, match="`settings` is var.settings, which only Terraform can evaluate"):
        taken(str(tmp_path))
    assert taken(str(tmp_path), destination="d1") == [("Identify", "identifyUser")]
    kind = f'resource "segment_destination" "x" {{\n  id = "d2"\n  metadata = {{ id = "{OTHER}" }}\n}}\n'
    (tmp_path / "destinations.tf").write_text(kind)
    assert taken(str(tmp_path)) == [("Identify", "identifyUser")]


def test_what_a_plan_deletes_of_another_destination_is_not_told(tmp_path: Path) -> None:
    made = plan([SUBS[1]])
    made["resource_changes"] = [
        {"address": f"segment_destination_subscription.{key}", "type": "segment_destination_subscription",
         "change": {"actions": ["delete"], "before": sub(key, settings, key)}}
        for key, settings in (("d1", GROUP), ("d2", GROUP))
    ]  # fmt: skip
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(made))
    assert told(str(file)) == [
        "the plan deletes d1 (segment_destination_subscription.d1), which is not checked: it will write nothing more"
    ]


def test_a_plan_that_makes_the_destination_refers_to_it(tmp_path: Path) -> None:
    """The ID is not there before the plan is applied; the configuration says which destination is meant."""
    made = plan([sub("One", IDENTIFY), sub("Two", IDENTIFY)])
    rows = made["planned_values"]["root_module"]["resources"]
    for name, kind in (("crm", ATTIO), ("other", OTHER)):
        rows.append(
            {
                "address": f"segment_destination.{name}",
                "type": "segment_destination",
                "values": {"metadata": {"id": kind}},
            }
        )
    made["configuration"] = {"root_module": {"resources": [
        {"address": f"segment_destination_subscription.s{n}", "type": "segment_destination_subscription", "expressions": {
            "destination_id": {"references": [f"segment_destination.{name}.id", f"segment_destination.{name}"]}}}
        for n, name in enumerate(("other", "crm"))
    ]}}  # fmt: skip
    for number in (0, 1):
        del rows[number]["values"]["trigger"]
        rows[number]["values"]["trigger"] = 'type = "identify"'
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(made))
    assert taken(str(file)) == [("Two", "identifyUser")]
    assert [one.destination for one in read_mappings([str(file)])] == ["segment_destination.crm.id"]


@pytest.mark.parametrize("shape", SHAPES)
def test_hundreds_are_chosen_among_with_calls_by_their_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shape: str
) -> None:
    def calls(number: int) -> int:
        """Of functions, by what is written here and not in a parser of others."""
        subs = [sub(f"S{n}", AMPLITUDE, f"d{n % 40 + 2}", None if n % 2 else "identifyUser") for n in range(number)]
        folder = tmp_path / str(number)
        folder.mkdir()
        name = given(folder, shape, [*subs, SUBS[1]])
        seen = 0

        def noted(frame: FrameType, event: str, of: object) -> None:
            nonlocal seen
            seen += event in ("call", "c_call") and frame.f_code.co_filename.startswith(HERE)

        def parsed(text: str) -> Any:
            sys.setprofile(None)  # each call of the parser would be told, and is not counted
            try:
                return parses_to_tree(text)
            finally:
                sys.setprofile(noted)

        monkeypatch.setattr("hcl2.parses_to_tree", parsed)
        sys.setprofile(noted)
        try:
            found = taken(name)
        finally:
            sys.setprofile(None)
        assert found == [("Identify", "identifyUser")]
        return seen

    few = calls(60)
    assert few > 100
    assert calls(180) < 3.5 * few


@pytest.mark.parametrize(
    ("metadata", "is_attio"),
    [
        ({"id": ATTIO}, True),
        ({"id": ATTIO.upper()}, True),
        ({"slug": "actions-attio"}, True),
        ({"slug": "attio"}, True),
        ({"name": "Attio"}, True),
        ({"name": "attio (actions)"}, True),
        ({"name": "Actions Attio"}, True),
        ({"id": OTHER, "name": "Attio (Actions)"}, True),
        ({"name": "Attio Webhooks"}, False),
        ({"slug": "webhook"}, False),
        ({"id": OTHER}, False),
    ],
)
def test_names_of_attio_in_the_catalogue(tmp_path: Path, metadata: dict[str, str], is_attio: bool) -> None:
    file = tmp_path / "workspace.json"
    document = api([sub("One", IDENTIFY, "d1"), sub("Two", IDENTIFY, "d2")])
    document["data"]["destinations"] = [{"id": "d1", "metadata": metadata}, {"id": "d2", "metadata": {"id": OTHER}}]
    file.write_text(json.dumps(document))
    if is_attio:
        assert taken(str(file)) == [("One", "identifyUser")]
    else:
        with pytest.raises(InputError, match="holds no subscription of Attio"):
            taken(str(file))
