"""Modules that Terraform's files call, and that nobody named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.module_calls import calls_in

from tests.attio_harness.inputs.many_destinations import GROUP, IDENTIFY, hcl, sub, told

FILTER = """
resource "segment_destination_filter" "none" {
  destination_id = "d1"
  title = "None"
  enabled = true
  if = "all"
  actions = [{ type = "DROP" }]
}
"""
SAID = "calls modules that {} {} of their own, which are not read: {}; `terraform show -json` prints all that there are"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("own", "calls_own", "other"):
        (tmp_path / "modules" / name).mkdir(parents=True)
    (tmp_path / "modules/own/subs.tf").write_text(hcl(sub("Inside", GROUP, "d1"), "inside") + FILTER)
    (tmp_path / "modules/calls_own/main.tf").write_text('module "own" {\n  source = "../own"\n}\n')
    (tmp_path / "modules/other/main.tf").write_text('module "me" {\n  source = "../other"\n}\n')
    (tmp_path / "main.tf").write_text(hcl(sub("Above", IDENTIFY, "d1"), "above") + FILTER)
    return tmp_path


def call(source: str) -> str:
    return f'module "one" {{\n  count  = 1\n  source = "{source}"\n}}\n'


@pytest.mark.parametrize("source", ["./modules/own", "./modules/own/", "./modules/calls_own"])
def test_what_a_module_has_is_told_where_it_is_not_read(root: Path, source: str) -> None:
    (root / "calls.tf").write_text(call(source))
    assert f"{root}/calls.tf: {SAID.format('have', 'subscriptions', source)}" in told(str(root))
    (found,) = read_filters([str(root)])
    assert f"{root}/calls.tf: {SAID.format('have', 'filters', source)}" in found.note


def test_a_folder_that_cannot_be_looked_for_is_none(root: Path) -> None:
    calls = call("./modules/own") + call(f"./{'x' * 300}").replace('"one"', '"two"')
    (root / "calls.tf").write_text(calls)
    assert f"{root}/calls.tf: {SAID.format('have', 'subscriptions', './modules/own')}" in told(str(root))


def test_a_file_that_calls_one_itself_is_named_once(root: Path) -> None:
    main = root / "main.tf"
    main.write_text(main.read_text() + call("./modules/own"))
    assert SAID.format("have", "subscriptions", "./modules/own") in told(str(main))


def test_configuration_as_json_calls_modules_too(root: Path) -> None:
    calls = {"module": [{"a": {"source": "./modules/own"}, "b": [{"source": "./modules/other"}]}]}
    (root / "calls.tf.json").write_text(json.dumps(calls))
    assert f"{root}/calls.tf.json: {SAID.format('have', 'subscriptions', './modules/own')}" in told(str(root))


def test_of_a_module_from_elsewhere_it_is_told_that_it_may_have_some(root: Path) -> None:
    source = "git::https://git.example.com/segment.git"
    (root / "calls.tf").write_text(call(source))
    assert f"{root}/calls.tf: {SAID.format('may have', 'subscriptions', source)}" in told(str(root))


def test_a_name_of_the_registry_is_no_folder_beside(root: Path) -> None:
    (root / "calls.tf").write_text(call("modules/own"))
    said = " ".join(told(str(root)))
    assert SAID.format("may have", "subscriptions", "modules/own") in said
    assert "modules that have" not in said


def test_a_module_that_may_not_be_read_is_passed_over(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "calls.tf").write_text(call("./modules/own"))
    listed = Path.iterdir

    def refuse(folder: Path) -> Iterator[Path]:
        if folder.name == "own":
            raise PermissionError(13, "Permission denied")
        return iter(listed(folder))

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert not any("calls modules" in one for one in told(str(root)))


@pytest.mark.parametrize(
    "written", [call("./modules/other"), call("./modules/gone"), f"/*\n{call('./modules/own')}*/\n", '# module "own"\n']
)
def test_nothing_is_told_of_what_has_none(root: Path, written: str) -> None:
    (root / "calls.tf").write_text(written)
    assert "modules" not in " ".join(told(str(root))).replace(str(root), "")


def test_nothing_is_told_of_what_is_read(root: Path) -> None:
    (root / "main.tf").write_text(call("./modules/own"))
    assert not any("calls modules" in one for one in told(str(root)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('module "x" { source = "./m" }', ("./m",)),
        ('module x {\n  a = { b = 1 }\n  data_source = "./no"\n  source = "./m"\n}\n', ("./m",)),
        ('module x {\n}\nresource "a" "b" {\n  source = "./no"\n}\n', ()),
        ('module x {\n  # source = "./no"\n  // source = "./no"\n  source = "./m" # "./no"\n}\n', ("./m",)),
        ('module x {\n  source = "git::https://x.com/a//b"\n}\n', ("git::https://x.com/a//b",)),
        ('/* module x {\n  source = "./no"\n}', ()),
    ],
)
def test_a_source_stands_in_the_block_of_its_call(text: str, found: tuple[str, ...]) -> None:
    assert calls_in("main.tf", text) == found
