"""Which filters are those of the destination that is checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError, UsageError
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.mappings import read_mappings

BROKEN = "type = 'identify' AND cidr(context.ip)"
USER = {"email_address": {"@path": "$.traits.email"}, "user_id": {"@path": "$.userId"}}


def filters_of(tmp_path: Path, *rows: dict[str, Any], name: str = "filters.json") -> str:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    defaults = {"if": "all", "actions": [{"type": "DROP"}]}
    file.write_text(json.dumps([{**defaults, **row} for row in rows]))
    return str(file)


def mapping_of(tmp_path: Path, **more: Any) -> str:
    file = tmp_path / "mapping.json"
    row = {"name": "Identify", "partnerAction": "identifyUser", "trigger": 'type = "identify"', "settings": USER}
    file.write_text(json.dumps([row | more]))
    return str(file)


def elsewhere(filters: list[LocatedFilter]) -> dict[str, str]:
    return {one.title: one.elsewhere for one in filters}


@pytest.mark.parametrize("key", ["destinationId", "destination_id"])
def test_a_filter_of_another_destination_is_left_out(tmp_path: Path, key: str) -> None:
    sources = read_mappings([mapping_of(tmp_path, destinationId="attio_1")])
    rows = [{"title": "mine", key: "attio_1"}, {"title": "other", key: "braze_1"}, {"title": "none"}]
    found = read_filters([filters_of(tmp_path, *rows)], sources)
    assert elsewhere(found) == {"mine": "", "other": "braze_1", "none": ""}
    assert [one.applies for one in found] == [True, False, True]


@pytest.mark.parametrize(
    ("row", "stops"),
    [
        ({"destinationId": "attio_1"}, True),
        ({}, True),
        ({"destinationId": "braze_1"}, False),
        ({"destinationId": "attio_1", "enabled": False}, False),
        ({"enabled": False}, False),
    ],
)
@pytest.mark.parametrize("what", [{"if": BROKEN}, {"actions": [{"type": "HASH"}]}])
def test_what_cannot_be_read_stops_the_run_where_it_would_be_applied(
    tmp_path: Path, row: dict[str, Any], stops: bool, what: dict[str, Any]
) -> None:
    sources = read_mappings([mapping_of(tmp_path, destinationId="attio_1")])
    file = filters_of(tmp_path, {"title": "fine"}, {"title": "broken", **what, **row})
    if stops:
        with pytest.raises(InputError) as refused:
            read_filters([file], sources)
        assert refused.value.pointer in ("/1/if", "/1/actions/0/type")
        return
    fine, broken = read_filters([file], sources)
    assert (fine.problem, broken.applies) == (None, False)
    assert broken.problem is not None


def test_where_no_mapping_names_its_destination_all_are_applied_and_it_is_said(tmp_path: Path) -> None:
    rows = [{"title": "one", "destinationId": "d1"}, {"title": "two", "destinationId": "d2"}, {"title": "none"}]
    found = read_filters([filters_of(tmp_path, *rows)], read_mappings(["published"]))
    assert elsewhere(found) == {"one": "", "two": "", "none": ""}
    said = "no subscription names its destination, so the filters of 2 destinations are applied: d1, d2; choose one with --destination"
    assert [one.note for one in found] == [said, "", ""]
    (alone,) = read_filters([filters_of(tmp_path, rows[0])], read_mappings(["published"]))
    assert alone.note == ""
    with pytest.raises(InputError):
        read_filters([filters_of(tmp_path, {"if": BROKEN, "destinationId": "d1"})], read_mappings(["published"]))


def test_where_no_mapping_names_its_destination_one_can_be_chosen(tmp_path: Path) -> None:
    rows = [{"title": "one", "destinationId": "d1"}, {"title": "two", "if": BROKEN, "destinationId": "d2"}]
    file, sources = filters_of(tmp_path, *rows), read_mappings(["published"])
    assert elsewhere(read_filters([file], sources, destination="d1")) == {"one": "", "two": "d2"}
    with pytest.raises(UsageError, match="--destination 'd3' is not one of d1, d2"):
        read_filters([file], sources, destination="d3")
    with pytest.raises(UsageError, match="no subscription names its destination"):
        read_filters([filters_of(tmp_path, {})], sources, destination="d1")


MAIN = """
resource "segment_destination" "attio" {{
  source_id = "s"
  metadata  = {{ id = "64c031541451bb784943f809" }}
}}
resource "segment_destination" "braze" {{
  source_id = "s"
  metadata  = {{ id = "5cf5a1a1", name = "Braze" }}
}}
{import_}
resource "segment_destination_subscription" "attio" {{
  action_id      = "x"
  destination_id = segment_destination.attio.id
  enabled        = true
  name           = "Identify User"
  settings       = jsonencode({{ email_address = {{ "@path" = "$.traits.email" }}, user_id = {{ "@path" = "$.userId" }} }})
  trigger        = "type = \\"identify\\""
}}
"""
FILTER = """
resource "segment_destination_filter" "{name}" {{
  destination_id = segment_destination.{name}.id
  source_id      = "s"
  title          = "{name}"
  enabled        = true
  if             = "type = 'identify'"
  actions        = [{{ type = "DROP", fields = null, path = null, percent = null }}]
}}
"""
BOTH = FILTER.format(name="attio") + FILTER.format(name="braze")


def test_references_of_terraform_are_compared(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MAIN.format(import_=""))
    (tmp_path / "filters.tf").write_text(BOTH)
    sources = read_mappings([str(tmp_path / "main.tf")])
    for given in (str(tmp_path), str(tmp_path / "filters.tf")):
        found = elsewhere(read_filters([given], sources))
        assert found["attio"] == ""
        assert found["braze"].startswith("segment_destination.braze")


def test_a_reference_is_an_id_where_a_file_says_so(tmp_path: Path) -> None:
    imported = 'import {\n  to = segment_destination.attio\n  id = "attio_1"\n}\n'
    (tmp_path / "main.tf").write_text(MAIN.format(import_=imported))
    sources = read_mappings([str(tmp_path / "main.tf")])
    rows = [{"title": "mine", "destinationId": "attio_1"}, {"title": "other", "destinationId": "braze_1"}]
    found = read_filters([filters_of(tmp_path, *rows, name="answers/filters.json")], sources)
    assert elsewhere(found) == {"mine": "", "other": "braze_1"}


def test_what_cannot_be_compared_is_applied_and_noted(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MAIN.format(import_=""))
    sources = read_mappings([str(tmp_path / "main.tf")])
    (one,) = read_filters([filters_of(tmp_path, {"destinationId": "d1"}, name="answers/filters.json")], sources)
    assert one.applies
    said = "filter 'all': applied, as nothing tells whether its destination d1 is segment_destination.attio"
    assert one.note.startswith(said)
    (unread,) = read_filters(
        [filters_of(tmp_path, {"destinationId": "d1", "if": BROKEN}, name="answers/f.json")], sources
    )
    assert not unread.applies
    assert unread.elsewhere.startswith("d1, and nothing tells whether its destination d1 is segment_destination.attio")


def test_an_id_beside_a_reference_of_one_module_is_another_destination(tmp_path: Path) -> None:
    other = FILTER.format(name="braze").replace("segment_destination.braze.id", '"braze_1"')
    (tmp_path / "main.tf").write_text(MAIN.format(import_="") + FILTER.format(name="attio") + other)
    sources = read_mappings([str(tmp_path)])
    assert elsewhere(read_filters([str(tmp_path)], sources)) == {"attio": "", "braze": "braze_1"}


def test_a_destination_that_is_described_as_another_s_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MAIN.format(import_="") + BOTH)
    filters = read_filters([str(tmp_path)], read_mappings(["published"]))
    found = elsewhere(filters)
    assert found["attio"] == ""
    assert found["braze"].startswith("segment_destination.braze")
    assert [one.note for one in filters] == ["", ""]


REPEATED = """
resource "segment_destination_filter" "each" {
  for_each       = toset(["d1", "d2"])
  destination_id = each.value
  title          = "each"
  enabled        = true
  if             = "type = \\"identify\\""
  actions        = [{ type = "DROP" }]
}
resource "segment_destination_filter" "none" {
  count          = 0
  destination_id = "d1"
  title          = "none"
  enabled        = true
  if             = "type = \\"identify\\""
  actions        = [{ type = "DROP" }]
}
"""


def test_a_filter_that_is_repeated_may_be_any_destinations_and_one_of_count_0_is_none(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(REPEATED)
    each, none = read_filters([str(tmp_path / "main.tf")], read_mappings([mapping_of(tmp_path, destinationId="d1")]))
    assert each.applies
    assert "applied, as nothing tells whether its destination each.value" in each.note
    assert not none.applies
    assert "has count = 0, so that Terraform makes none" in none.note


def test_of_two_folders_one_reference_may_be_one_destination_and_two_are_two(tmp_path: Path) -> None:
    for name in ("mappings", "filters"):
        (tmp_path / name).mkdir()
    _, begin, subscription = MAIN.format(import_="").partition('resource "segment_destination_subscription"')
    (tmp_path / "mappings" / "main.tf").write_text(begin + subscription)
    (tmp_path / "filters" / "main.tf").write_text(BOTH)
    same, other = read_filters([str(tmp_path / "filters")], read_mappings([str(tmp_path / "mappings")]))
    assert same.applies
    assert same.note.startswith(
        "filter 'attio': applied, as nothing tells whether its destination segment_destination.attio"
    )
    assert (other.applies, other.note) == (False, "")


def test_a_destination_that_is_chosen_among_mappings_need_not_have_filters(tmp_path: Path) -> None:
    sources = read_mappings([mapping_of(tmp_path, destinationId="attio_1")], destination="attio_1")
    file = filters_of(tmp_path, {"title": "other", "destinationId": "braze_1"})
    assert elsewhere(read_filters([file], sources, destination="attio_1")) == {"other": "braze_1"}


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("var.attio", "{}, as far as the file says; `terraform show -json` shows whether it is {}"),
        ("module.attio.destination_id", "{}, as far as the file says; `terraform show -json` shows whether it is {}"),
        ("segment_destination.braze.id", "{}"),
        ("segment_destination.attio.id", ""),
    ],
)
def test_what_a_variable_stands_for_is_not_claimed(tmp_path: Path, reference: str, said: str) -> None:
    (tmp_path / "main.tf").write_text(f"""
resource "segment_destination_subscription" "identify" {{
  destination_id = segment_destination.attio.id
  trigger        = "type = \\"identify\\""
  settings       = jsonencode({{ email_address = {{ "@path" = "$.traits.email" }}, user_id = {{ "@path" = "$.userId" }} }})
}}
resource "segment_destination_filter" "all" {{
  destination_id = {reference}
  title          = "All"
  if             = "all"
  actions        = [{{ type = "DROP" }}]
}}
""")
    (one,) = read_filters([str(tmp_path)], read_mappings([str(tmp_path)]))
    its, mine = (f"{text.removesuffix('.id')} ({tmp_path})" for text in (reference, "segment_destination.attio.id"))
    assert one.elsewhere == said.format(its, mine)


COPIES = """
resource "segment_destination" "all" {{
  {repeat}
  source_id = "s"
  metadata  = {{ id = {kind} }}
}}
resource "segment_destination_subscription" "identify" {{
  destination_id = segment_destination.all[{one}].id
  name     = "Identify User"
  trigger  = "type = \\"identify\\""
  settings = jsonencode({{ email_address = "a@acme.io", user_id = "u" }})
}}
resource "segment_destination_subscription" "send" {{
  destination_id = segment_destination.all[{other}].id
  name     = "Send"
  trigger  = "type = \\"track\\""
  settings = jsonencode({{ url = "https://hooks.example.com/x" }})
}}
resource "segment_destination_filter" "one" {{
  destination_id = segment_destination.all[{one}].id
  title   = "one"
  if      = "all"
  actions = [{{ type = "DROP" }}]
}}
resource "segment_destination_filter" "other" {{
  destination_id = segment_destination.all[{other}].id
  title   = "other"
  if      = "all"
  actions = [{{ type = "DROP" }}]
}}
"""
"""Destinations that one block makes; {repeat} and {one} as HCL has them."""


@pytest.mark.parametrize(
    ("repeat", "one", "other"),
    [
        ("for_each = local.kinds", '"attio"', '"hook"'),
        ('for_each = toset(["a b", "c"])', '"a b"', '"c"'),
        ("count = 2", "0", "1"),
        ("for_each = local.kinds", '"attio"', "local.other"),
    ],
)
def test_copies_of_one_destination_are_several(tmp_path: Path, repeat: str, one: str, other: str) -> None:
    file = tmp_path / "main.tf"
    file.write_text(COPIES.format(repeat=repeat, one=one, other=other, kind="each.value"))
    sources = read_mappings([str(file)])
    assert [one.name for one in sources] == ["Identify User"]
    found = elsewhere(read_filters([str(file)], sources))
    assert found["one"] == ""
    assert f"segment_destination.all[{other}]" in found["other"]


def test_copies_of_attio_are_chosen_among(tmp_path: Path) -> None:
    file = tmp_path / "main.tf"
    text = COPIES.format(
        repeat='for_each = toset(["prod", "stage"])', one='"prod"', other='"stage"', kind='"64c031541451bb784943f809"'
    )
    file.write_text(text.replace('url = "https://hooks.example.com/x"', 'email_address = "b@acme.io", user_id = "v"'))
    with pytest.raises(
        UsageError, match="are of 2 destinations of Attio: .*prod.*stage.*choose one with --destination"
    ):
        read_mappings([str(file)])
    chosen = 'segment_destination.all["stage"].id'
    sources = read_mappings([str(file)], destination=chosen)
    assert [one.name for one in sources] == ["Send"]
    found = elsewhere(read_filters([str(file)], sources, destination=chosen))
    assert (found["other"], 'all["prod"]' in found["one"]) == ("", True)


@pytest.mark.parametrize(
    ("mine", "its", "applied"),
    [
        ("segment_destination.all[each.key].id", 'segment_destination.all["attio"].id', "applied, as nothing tells"),
        ("segment_destination.all[0].id", "segment_destination.all[count.index].id", "applied, as nothing tells"),
        ("segment_destination.all[each.key].id", "segment_destination.all[each.key].id", ""),
        ("segment_destination.all[each.key].id", "segment_destination.braze.id", None),
        ('local.ids["attio"]', "local.ids.attio", ""),
        ('local.ids["attio"]', "local.ids.braze", None),
        ('segment_destination.attio["id"]', "segment_destination.attio.id", ""),
        ('module.attio["prod"].id', 'module.attio["stage"].id', None),
    ],
)
def test_ways_to_write_a_reference(tmp_path: Path, mine: str, its: str, applied: str | None) -> None:
    file = tmp_path / "main.tf"
    file.write_text(
        f"""
resource "segment_destination_subscription" "identify" {{
  destination_id = {mine}
  name     = "Identify User"
  trigger  = "all"
  settings = jsonencode({{ email_address = "a@acme.io", user_id = "u" }})
}}
resource "segment_destination_filter" "one" {{
  destination_id = {its}
  title   = "one"
  if      = "all"
  actions = [{{ type = "DROP" }}]
}}
"""
    )
    (found,) = read_filters([str(file)], read_mappings([str(file)]))
    assert found.applies is (applied is not None)
    assert (applied or "") in found.note
    assert bool(found.note) is bool(applied)


def test_a_destination_of_the_current_folder_is_named_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("main.tf").write_text(
        """
resource "segment_destination_subscription" "identify" {
  destination_id = segment_destination.attio.id
  name     = "Identify User"
  trigger  = "all"
  settings = jsonencode({ email_address = "a@acme.io", user_id = "u" })
}
resource "segment_destination_filter" "one" {
  destination_id = segment_destination.braze.id
  title   = "one"
  if      = "all"
  actions = [{ type = "DROP" }]
}
"""
    )
    assert elsewhere(read_filters(["main.tf"], read_mappings(["main.tf"]))) == {"one": "segment_destination.braze"}
