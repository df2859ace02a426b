"""Folders, globs, and Terraform's configuration as JSON with subscriptions of many destinations."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError, UsageError
from attio_harness.inputs.mappings import read_mappings

from tests.attio_harness.inputs.many_destinations import (
    ATTIO,
    EVENTS,
    GROUP,
    HOOK,
    IDENTIFY,
    OTHER,
    SUBS,
    api,
    configuration,
    hcl,
    state,
    sub,
    taken,
    told,
)


def test_a_folder_is_read_as_terraform_reads_it_and_below_only_where_it_has_none(tmp_path: Path) -> None:
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "main.tf").write_text(hcl(sub("Below", GROUP, "d1"), "below"))
    (tmp_path / "providers.tf").write_text('provider "segment" {}\n')
    assert taken(str(tmp_path)) == [("Below", "groupWorkspace")]
    (tmp_path / "main.tf.json").write_text(json.dumps(configuration([SUBS[1]])))
    assert taken(str(tmp_path)) == [("Identify", "identifyUser")]


def test_the_lock_of_an_editor_is_no_mapping(tmp_path: Path) -> None:
    (tmp_path / "main.tf.json").write_text(json.dumps(configuration([SUBS[1]])))
    (tmp_path / ".#main.tf.json").symlink_to("somebody@computer.1:2")
    assert taken(str(tmp_path)) == [("Identify", "identifyUser")]


def test_two_folders_may_have_a_destination_of_one_address_each(tmp_path: Path) -> None:
    for name in ("dev", "prod"):
        (tmp_path / name).mkdir()
        text = hcl(sub(name, IDENTIFY, "x"), "identify").replace('"x"\n', "segment_destination.attio.id\n")
        (tmp_path / name / "main.tf").write_text(text)
    with pytest.raises(
        UsageError, match="the mappings are of 2 destinations of Attio: segment_destination.attio .*dev"
    ):
        taken(str(tmp_path))
    with pytest.raises(UsageError, match="give one by its ID, or its folder alone"):
        taken(str(tmp_path), destination="segment_destination.attio")
    assert taken(str(tmp_path / "dev")) == [("dev", "identifyUser")]


@pytest.mark.parametrize("attio", [True, False])
def test_what_terraform_looks_up_tells_of_a_destination(tmp_path: Path, attio: bool) -> None:
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
    (tmp_path / "a.tf").write_text(hcl(SUBS[0], "hook"))
    (tmp_path / "b.tf").write_text(hcl(SUBS[1], "identify"))
    # of what has no such resource not even the syntax matters
    (tmp_path / "providers.tf").write_text('provider "segment" {\n')
    pattern = str(tmp_path / "*.tf")
    assert taken(pattern) == [("Identify", "identifyUser")]
    # the note stands at b.tf, where the one is that is taken
    assert told(pattern) == [
        f"left out 1 subscription of other destinations: Send (segment_destination_subscription.hook, {tmp_path / 'a.tf'}:6)"
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
    none = "the folder has no .tf file with a segment_destination_subscription, and no .json or .yaml file with a subscription"
    assert refused.value.problem == f"{none}; it is empty"

    for name in ("b.ndjson", "a.ndjson", ".hidden", "c.gz"):
        (tmp_path / name).write_text("")
    with pytest.raises(InputError) as refused:
        taken(str(tmp_path))
    assert refused.value.problem == f"{none}; it has a.ndjson and 2 more"


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
    file = tmp_path / "main.tf.json"
    made = configuration([SUBS[1] | {"settings": settings}])
    file.write_text(json.dumps(made, indent=1))
    with pytest.raises(InputError, match="`settings` is .*, which only Terraform can evaluate") as refused:
        taken(str(file))
    assert refused.value.line == 1 + next(
        n for n, row in enumerate(file.read_text().split("\n")) if '"settings"' in row
    )
