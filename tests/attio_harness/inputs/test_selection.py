"""Which subscriptions are taken out of an input with those of many destinations, in every shape; what is said of the others."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError, UsageError, check, cli
from attio_harness.inputs.mappings import read_mappings

ATTIO, OTHER = "64c031541451bb784943f809", "5f7dd6d21ad74f3842b1fc47"
IDENTIFY = {"email_address": {"@path": "$.traits.email"}, "user_id": {"@path": "$.userId"}}
GROUP = {"domain": {"@path": "$.traits.domain"}, "workspace_id": {"@path": "$.groupId"}}
HOOK = {"url": "https://hooks.example.com/x", "method": "POST", "batch_size": 0, "data": {"@path": "$."}}
# other destinations have an identifyUser, too
AMPLITUDE = {"user_id": {"@path": "$.userId"}, "user_properties": {"@path": "$.traits"}, "device_id": {"@path": "$.x"}}
CRM = {"email_address": {"@path": "$.traits.email"}, "first_name": {"@path": "$.a"}, "lists": ["a"]}
WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}
EVENTS = [
    {"type": "identify", "userId": "u1", "messageId": "m1", "traits": {"email": "ann@example.com"}},
    {"type": "identify", "userId": "u2", "messageId": "m2", "traits": {"email": "ben@example.com"}},
    {"type": "track", "userId": "u3", "messageId": "m3", "event": "", "properties": {}},
    {"type": "track", "userId": "u4", "messageId": "m4", "event": "Sent", "properties": {"email": "x@example.com"}},
    {"type": "page", "userId": "u5", "messageId": "m5", "properties": {}},
]


def sub(name: str, settings: Any, destination: str | None = None, slug: str | None = None) -> dict[str, Any]:
    """A subscription in the words of Terraform."""
    return {
        "name": name,
        "enabled": True,
        "trigger": 'type = "identify"',
        "settings": json.dumps(settings),
        **({"destination_id": destination} if destination else {}),
        **({"action_slug": slug} if slug else {}),
    }


SUBS = [sub("Send", HOOK, "d2"), sub("Identify", IDENTIFY, "d1"), sub("Users", AMPLITUDE, "d3", "identifyUser")]


def plan(subs: list[dict[str, Any]], destinations: dict[str, str] | None = None) -> Any:
    rows = [
        {"address": f"segment_destination_subscription.s{n}", "type": "segment_destination_subscription", "values": one}
        for n, one in enumerate(subs)
    ]
    rows += [
        {"address": f"segment_destination.{key}", "type": "segment_destination",
         "values": {"id": key, "name": f"Name of {key}", "metadata": {"id": kind}}}
        for key, kind in (destinations or {}).items()
    ]  # fmt: skip
    return {"terraform_version": "1.9", "planned_values": {"root_module": {"resources": rows}}}


def state(subs: list[dict[str, Any]], destinations: dict[str, str] | None = None) -> Any:
    rows = [
        {"type": "segment_destination_subscription", "name": f"s{n}", "instances": [{"attributes": one}]}
        for n, one in enumerate(subs)
    ]
    rows += [
        {
            "type": "segment_destination",
            "name": key,
            "instances": [{"attributes": {"id": key, "metadata": {"id": kind}}}],
        }
        for key, kind in (destinations or {}).items()
    ]
    return {"version": 4, "terraform_version": "1.9", "resources": rows}


def api(subs: list[dict[str, Any]], destinations: dict[str, str] | None = None) -> Any:
    words = {"destination_id": "destinationId", "action_slug": "actionSlug"}
    rows = [{words.get(key, key): value for key, value in one.items()} for one in subs]
    rows = [one | {"settings": json.loads(one["settings"])} for one in rows]
    described = [{"id": key, "metadata": {"id": kind}} for key, kind in (destinations or {}).items()]
    return {"data": {"subscriptions": rows, "destinations": described}}


def configuration(subs: list[dict[str, Any]], destinations: dict[str, str] | None = None) -> Any:
    """As `.tf.json`: what is described is referred to."""
    known = destinations or {}
    refer = {key: f"${{segment_destination.{key}.id}}" for key in known}
    return {
        "resource": {
            "segment_destination": {key: {"metadata": {"id": kind}} for key, kind in known.items()},
            "segment_destination_subscription": {
                f"s{n}": {
                    key: refer.get(value, value) if isinstance(value, str) else value for key, value in one.items()
                }
                for n, one in enumerate(subs)
            },
        }
    }


def hcl(one: dict[str, Any], label: str) -> str:
    """One file of a repository that Segment's Git Sync writes."""
    lines = "".join(f"  {key} = {json.dumps(value)}\n" for key, value in one.items())
    address = f"segment_destination_subscription.{label}"
    return (
        f'import {{\n  to = {address}\n  id = "x"\n}}\n\nresource "segment_destination_subscription" "{label}" '
        f"{{\n  model_id = null\n{lines}}}\n"
    )


def git_sync(folder: Path, subs: list[dict[str, Any]], destinations: dict[str, str] | None = None) -> str:
    repo = folder / "workspace"
    for name in ("destinations", "destination_subscriptions", "destination_filters", ".git", "sources"):
        (repo / name).mkdir(parents=True)
    (repo / ".git" / "x.tf").write_text('resource "segment_destination_subscription" "broken" {')
    (repo / "sources" / "s.tf").write_text('resource "segment_source" "id-1" {\n  enabled = true\n}\n')
    for number, one in enumerate(subs):
        name = f"{one.get('destination_id')}_{number}"
        (repo / "destination_subscriptions" / f"{name}.tf").write_text(hcl(one, f"id-{name}"))
    for key, kind in (destinations or {}).items():
        text = f'import {{\n  to = segment_destination.id-{key}\n  id = "{key}"\n}}\n\nresource "segment_destination" "id-{key}" {{\n'
        text += f'  metadata = {{\n    contacts = null\n    id = "{kind}"\n  }}\n  name = "Name of {key}"\n}}\n'
        (repo / "destinations" / f"{key}.tf").write_text(text)
    return str(repo)


Maker = Callable[[list[dict[str, Any]], "dict[str, str] | None"], Any]
JSON_SHAPES: dict[str, Maker] = {
    "plan.json": plan,
    "terraform.tfstate": state,
    "list.json": api,
    "main.tf.json": configuration,
}
SHAPES = [*JSON_SHAPES, "git_sync"]


def given(folder: Path, shape: str, subs: list[dict[str, Any]], destinations: dict[str, str] | None = None) -> str:
    if shape == "git_sync":
        pytest.importorskip("hcl2")
        return git_sync(folder, subs, destinations)
    file = folder / shape
    file.write_text(json.dumps(JSON_SHAPES[shape](subs, destinations), indent=1))
    return str(file)


def taken(*names: str, **more: Any) -> list[tuple[str, str]]:
    return [(one.name, one.action) for one in read_mappings(list(names), **more)]


def told(*names: str, **more: Any) -> list[str]:
    return [what for one in read_mappings(list(names), **more) for _, what in one.beside]


# -- what is left out --


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
        (sub("Hook", HOOK), "url, method, data are no fields of identifyUser, groupWorkspace, assertRecord: it looks like that of another destination"),
        (sub("Hook", {"url": 1}, "d2"), "url is no field of identifyUser"),
        (sub("Id", {"user_id": 1}, "d2"), "its fields fit none (or several) of identifyUser, groupWorkspace, assertRecord; say which with --action"),
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
    pytest.importorskip("hcl2")
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
        "the plan deletes d1 (segment_destination_subscription.d1), which is not checked: what it wrote is written no more"
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
def test_hundreds_are_chosen_among_in_no_time(tmp_path: Path, shape: str) -> None:
    subs = [sub(f"S{n}", AMPLITUDE, f"d{n % 40 + 2}", None if n % 2 else "identifyUser") for n in range(600)]
    name = given(tmp_path, shape, [*subs, SUBS[1]])
    begin = time.perf_counter()
    assert taken(name) == [("Identify", "identifyUser")]
    assert time.perf_counter() - begin < 5


# -- folders, globs, configuration as JSON --


def test_a_folder_is_read_as_terraform_reads_it_and_below_only_where_it_has_none(tmp_path: Path) -> None:
    pytest.importorskip("hcl2")
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "main.tf").write_text(hcl(sub("Below", GROUP, "d1"), "below"))
    (tmp_path / "providers.tf").write_text('provider "segment" {}\n')
    assert taken(str(tmp_path)) == [("Below", "groupWorkspace")]
    (tmp_path / "main.tf.json").write_text(json.dumps(configuration([SUBS[1]])))
    assert taken(str(tmp_path)) == [("Identify", "identifyUser")]


def test_two_folders_may_have_a_destination_of_one_address_each(tmp_path: Path) -> None:
    pytest.importorskip("hcl2")
    for name in ("dev", "prod"):
        (tmp_path / name).mkdir()
        text = hcl(sub(name, IDENTIFY, "x"), "identify").replace('"x"\n', "segment_destination.attio.id\n")
        (tmp_path / name / "main.tf").write_text(text.replace("id = segment", 'id = "x"', 0))
    with pytest.raises(
        UsageError, match="the mappings are of 2 destinations of Attio: segment_destination.attio .*dev"
    ):
        taken(str(tmp_path))
    with pytest.raises(UsageError, match="give one by its ID, or its folder alone"):
        taken(str(tmp_path), destination="segment_destination.attio")
    assert taken(str(tmp_path / "dev")) == [("dev", "identifyUser")]


@pytest.mark.parametrize("attio", [True, False])
def test_what_terraform_looks_up_tells_of_a_destination(tmp_path: Path, attio: bool) -> None:
    pytest.importorskip("hcl2")
    text = hcl(sub("One", IDENTIFY, "x"), "one").replace('"x"\n', "segment_destination.crm.id\n")
    text += hcl(sub("Two", GROUP, "x"), "two").replace('"x"\n', "data.segment_destination.other.id\n")
    text += f"""
data "segment_destination_metadata" "of_crm" {{
  id = "{ATTIO if attio else OTHER}"
}}
data "segment_destination" "other" {{
  id = "d9"
}}
resource "segment_destination" "crm" {{
  metadata = {{ contacts = null, id = data.segment_destination_metadata.of_crm.id }}
}}
"""
    (tmp_path / "main.tf").write_text(text)
    described = tmp_path / "destinations.json"
    described.write_text(
        json.dumps({"data": {"destination": {"id": "d9", "metadata": {"id": OTHER if attio else ATTIO}}}})
    )
    kept = ("One", "identifyUser") if attio else ("Two", "groupWorkspace")
    assert taken(str(tmp_path), str(described)) == [kept]


def test_a_glob_finds_files_and_passes_over_what_has_no_subscription(tmp_path: Path) -> None:
    pytest.importorskip("hcl2")
    (tmp_path / "a.tf").write_text(hcl(SUBS[0], "hook"))
    (tmp_path / "b.tf").write_text(hcl(SUBS[1], "identify"))
    (tmp_path / "providers.tf").write_text('provider "segment" {}\n')
    pattern = str(tmp_path / "*.tf")
    assert taken(pattern) == [("Identify", "identifyUser")]
    assert told(pattern) == [
        "left out 1 subscription of other destinations: Send (segment_destination_subscription.hook)"
    ]
    for nothing, said in (("*.json", "there is no such mapping file"), ("prov*", "holds no subscription")):
        with pytest.raises(InputError, match=said):
            taken(str(tmp_path / nothing))


def test_a_folder_may_hold_answers_of_the_public_api(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text(json.dumps(api([sub("Send", HOOK, "d2")])))
    (tmp_path / "2.json").write_text(json.dumps(api([sub("Identify", IDENTIFY, "d1")])))
    (tmp_path / "notes.md").write_text("no mapping")
    assert taken(str(tmp_path)) == [("Identify", "identifyUser")]
    (tmp_path / "1.json").write_text(json.dumps(EVENTS[0]))
    with pytest.raises(InputError, match="1.json: holds events"):
        taken(str(tmp_path))


def test_an_empty_folder_says_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        taken(str(tmp_path))
    assert refused.value.problem == "the folder has no .tf file with a segment_destination_subscription"


@pytest.mark.parametrize(
    "described",
    [
        {"metadata": {"id": ATTIO}},
        {"metadata": [{"id": ATTIO}]},
        {"metadataId": ATTIO},
        {"metadata_id": ATTIO},
        {"metadata": {"name": "Attio (Actions)"}},
        {"metadata": {"slug": "actions-attio"}},
    ],
)
def test_every_way_to_say_that_a_destination_is_attio(tmp_path: Path, described: dict[str, Any]) -> None:
    one, two = sub("One", IDENTIFY, "d1"), sub("Two", IDENTIFY, "d2")
    made = state([one, two], {"d1": OTHER, "d2": OTHER})
    made["resources"][-1]["instances"][0]["attributes"] = {"id": "d2", **described}
    file = tmp_path / "terraform.tfstate"
    file.write_text(json.dumps(made))
    assert taken(str(file)) == [("Two", "identifyUser")]


def test_subscriptions_may_stand_inside_of_their_destination(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "d1", "name": "A", "metadata": {"slug": "x"}, "subscriptions": [sub("One", IDENTIFY)]},
        {"id": "d2", "name": "B", "metadata": {"slug": "actions-attio"}, "subscriptions": [sub("Two", IDENTIFY)]},
    ]
    file = tmp_path / "all.json"
    file.write_text(json.dumps({"destinations": rows}))
    (found,) = read_mappings([str(file)])
    assert (found.name, found.destination, found.pointer) == ("Two", "d2", "/destinations/1/subscriptions/0")
    rows[1]["subscriptions"] = [5]
    file.write_text(json.dumps({"destinations": rows}))
    with pytest.raises(InputError, match="expected a subscription"):
        read_mappings([str(file)])


@pytest.mark.parametrize("body", ["object", "array"])
def test_expressions_of_configuration_as_json(tmp_path: Path, body: str) -> None:
    settings = '${jsonencode({"email_address" = {"@path" = "$.traits.email"}, "user_attributes" = {"note" = "$${x}"}})}'
    one = {"destination_id": "d1", "trigger": 'type = "identify"', "settings": settings, "name": "a $${b}"}
    file = tmp_path / "main.tf.json"
    resources = {"identify": one} if body == "object" else [{"identify": [one]}]
    file.write_text(json.dumps({"resource": {"segment_destination_subscription": resources}}, indent=1))
    pytest.importorskip("hcl2")
    (found,) = read_mappings([str(file)])
    expected = {"email_address": {"@path": "$.traits.email"}, "user_attributes": {"note": "${x}"}}
    assert (found.name, found.mapping) == ("a ${b}", expected)
    line = 1 + file.read_text().split("\n").index(
        next(row for row in file.read_text().split("\n") if "settings" in row)
    )
    assert found.line_of(found.mapping_pointer + "/email_address") == line


def test_configuration_as_json_needs_the_extra_only_for_expressions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "hcl2", None)
    file = tmp_path / "main.tf.json"
    made = configuration([SUBS[1]], {"d1": ATTIO})
    made["resource"]["segment_destination"]["d1"]["settings"] = "${jsonencode({})}"
    file.write_text(json.dumps(made))
    assert taken(str(file)) == [("Identify", "identifyUser")]
    file.write_text(json.dumps(made).replace('"settings": "{', '"settings": "${jsonencode({a = 1})}", "x": "{'))
    with pytest.raises(InputError, match="needs the extra `hcl`"):
        taken(str(file))


@pytest.mark.parametrize(
    "settings", ["${var.settings}", "a ${var.b} c", "${jsonencode(var.settings)}", "%{ if true }a%{ endif }"]
)
def test_what_configuration_as_json_computes_is_named(tmp_path: Path, settings: str) -> None:
    pytest.importorskip("hcl2")
    file = tmp_path / "main.tf.json"
    made = configuration([SUBS[1] | {"settings": settings}])
    file.write_text(json.dumps(made, indent=1))
    with pytest.raises(InputError, match="`settings` is .*, which only Terraform can evaluate") as refused:
        taken(str(file))
    assert refused.value.line == 1 + next(
        n for n, row in enumerate(file.read_text().split("\n")) if '"settings"' in row
    )


# -- several destinations of Attio --

TWO = [
    sub("Prod", IDENTIFY, "prod"),
    sub("Dev", IDENTIFY, "dev"),
    sub("Dev group", GROUP, "dev"),
    sub("Hook", HOOK, "d3"),
]
KINDS = {"prod": ATTIO, "dev": ATTIO, "d3": OTHER}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("described", [True, False])
def test_several_destinations_of_attio_are_told_apart(tmp_path: Path, shape: str, described: bool) -> None:
    name = given(tmp_path, shape, TWO, KINDS if described else None)
    with pytest.raises(UsageError) as refused:
        taken(name)
    assert str(refused.value).startswith("the mappings are of 2 destinations of Attio: ")
    assert str(refused.value).endswith("; choose one with --destination")
    assert "(1 subscription)" in str(refused.value)
    assert "(2 subscriptions)" in str(refused.value)
    assert sorted(taken(name, destination="dev")) == [("Dev", "identifyUser"), ("Dev group", "groupWorkspace")]
    assert taken(name, destination="prod") == [("Prod", "identifyUser")]
    (note,) = told(name, destination="prod")
    assert note.startswith("left out 3 subscriptions of other destinations: ")


@pytest.mark.parametrize(
    "word",
    [
        "prod",
        "Name of prod",
        "name of PROD",
        "segment_destination.prod",
        "segment_destination.prod.id",
        "${segment_destination.prod.id}",
    ],
)
def test_a_destination_goes_by_every_name(tmp_path: Path, word: str) -> None:
    assert taken(given(tmp_path, "plan.json", TWO, KINDS), destination=word) == [("Prod", "identifyUser")]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("stage", "--destination 'stage' is none of Name of prod (segment_destination.prod, prod), Name of dev (segment_destination.dev, dev)"),
        ("prd", "did you mean"),
        ("d3", f"--destination 'd3' is a destination of {OTHER}, not of Attio"),
        ("", "--destination '' is none of"),
    ],
)  # fmt: skip
def test_a_destination_that_is_not_there_is_one_line(tmp_path: Path, word: str, said: str) -> None:
    name = given(tmp_path, "plan.json", TWO, KINDS)
    if word == "prd":
        word = "Name of prd"
    with pytest.raises(UsageError) as refused:
        taken(name, destination=word)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_two_destinations_of_one_name_are_chosen_by_id(tmp_path: Path) -> None:
    rows = [{"id": key, "name": "Attio", "metadata": {"slug": "actions-attio"}} for key in ("prod", "dev")]
    made = api(TWO[:2]) | {"destinations": rows}
    made["data"]["destinations"] = rows
    file = tmp_path / "list.json"
    file.write_text(json.dumps(made))
    with pytest.raises(UsageError, match=r"'Attio' is the name of Attio \(prod\), Attio \(dev\); give one by its ID"):
        taken(str(file), destination="Attio")


def test_nothing_names_a_destination(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no subscription names its destination"):
        taken("published", destination="dev")
    with pytest.raises(UsageError, match="no subscription names its destination"):
        check(EVENTS, [sub("I", IDENTIFY)], WORKSPACE, destination="dev")


def test_a_destination_may_be_chosen_that_nothing_recognises(tmp_path: Path) -> None:
    name = given(tmp_path, "list.json", [sub("Id", {"user_id": "x", "odd": 1}, "d1", "identifyUser"), SUBS[0]])
    assert taken(name, destination="d1") == [("Id", "identifyUser")]


@pytest.mark.parametrize(
    "command",
    [
        "check {e} -m {m} -w {w}",
        "explain {e}:1 -m {m} -w {w}",
        "lint {m} -w {w}",
        "diff {m} {m} {e} -w {w}",
        "diff published {m} {e} -w {w}",
        "schema diff {w} {w} -m {m}",
    ],
)
def test_every_command_takes_a_destination(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    names = {
        "m": given(tmp_path, "plan.json", TWO, KINDS),
        "w": str(tmp_path / "w.json"),
        "e": str(tmp_path / "e.ndjson"),
    }
    Path(names["w"]).write_text(json.dumps(WORKSPACE | {"name": "A"}))
    Path(names["e"]).write_text("".join(json.dumps(one) + "\n" for one in EVENTS))

    def run(*more: str) -> tuple[Any, str]:
        with pytest.raises(SystemExit) as stopped:
            cli.main([*command.format(**names).split(), *more])
        return stopped.value.code, capsys.readouterr().err

    code, said = run()
    assert (code, said.count("\n"), "choose one with --destination" in said) == (2, 1, True)
    code, said = run("--destination", "stage")
    assert (code, said.count("\n"), "is none of" in said) == (2, 1, True)
    code, said = run("--destination", "prod")
    assert (code in (0, 1), said) == (True, "")


def test_a_destination_is_chosen_in_python(tmp_path: Path) -> None:
    name = given(tmp_path, "plan.json", TWO, KINDS)
    report = check(EVENTS, name, WORKSPACE, destination="dev")
    assert [one["name"] for one in report.subscriptions] == ["Dev", "Dev group"]


# -- the action of those that name none --


@pytest.mark.parametrize("shape", ["plan.json", "terraform.tfstate", "list.json", "main.tf.json"])
def test_what_is_of_an_odd_shape_is_one_line(tmp_path: Path, shape: str) -> None:
    """Each member in turn is something else than what it should be."""

    def spoilt(value: Any) -> Iterator[Any]:
        if isinstance(value, dict | list):
            for key, member in value.items() if isinstance(value, dict) else enumerate(value):
                for other in (5, None, [], {}, "${x}", *spoilt(member)):
                    copy: Any = value.copy()
                    copy[key] = other
                    yield copy

    whole = JSON_SHAPES[shape](TWO[:2], KINDS)
    file = tmp_path / shape
    said = []
    for one in spoilt(whole):
        file.write_text(json.dumps(one))
        try:
            read_mappings([str(file)], destination="dev")
        except (InputError, UsageError) as error:
            said.append(str(error))
    assert [one for one in said if "\n" in one] == []


def test_an_action_is_for_those_that_name_none_and_never_overrides(tmp_path: Path) -> None:
    subs = [sub("Named", GROUP, "d1", "groupWorkspace"), sub("Nameless", {"user_id": "x"}, "d1"), SUBS[0]]
    name = given(tmp_path, "list.json", subs)
    assert taken(name, action="identifyUser") == [("Named", "groupWorkspace"), ("Nameless", "identifyUser")]


def test_an_action_that_its_fields_contradict_is_said(tmp_path: Path) -> None:
    name = given(tmp_path, "list.json", [sub("Group", GROUP, "d1")])
    (found,) = read_mappings([name], action="identifyUser")
    assert (found.action, found.notes) == (
        "identifyUser",
        ("names no action; identifyUser is asked for, its fields are those of groupWorkspace",),
    )


@pytest.mark.parametrize("name", ["published", "list.json"])
def test_an_unknown_action_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    given(tmp_path, "list.json", [SUBS[1]])
    monkeypatch.chdir(tmp_path)
    Path("w.json").write_text(json.dumps(WORKSPACE))
    for command in (["check", "e.ndjson", "-m", name], ["lint", name], ["explain", "e.ndjson:1", "-m", name]):
        Path("e.ndjson").write_text(json.dumps(EVENTS[0]) + "\n")
        with pytest.raises(SystemExit) as stopped:
            cli.main([*command, "-w", "w.json", "--action", "identifyusers"])
        assert (stopped.value.code, capsys.readouterr().err) == (
            2,
            "attio-harness: --action 'identifyusers': the destination has identifyUser, groupWorkspace, assertRecord; "
            "did you mean identifyUser?\n",
        )
