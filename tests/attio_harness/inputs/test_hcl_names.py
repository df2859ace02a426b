"""Local values and variables in Terraform's files: what the folder says of them is read, the rest is refused, all places at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from attio_harness import InputError
from attio_harness.inputs.mappings import read_mapping_text, read_mappings
from attio_harness.inputs.subscription import LocatedSubscription

RESOURCE = """resource "segment_destination_subscription" "{name}" {{
  action_id = "act_1"
  trigger   = {trigger}
  settings  = {settings}
}}
"""
IDENTIFY = '"type = \\"identify\\""'
SETTINGS = 'jsonencode({ user_id = { "@path" = "$.userId" }, email_address = { "@path" = "$.traits.email" } })'
MAPPING = {"user_id": {"@path": "$.userId"}, "email_address": {"@path": "$.traits.email"}}


def _text(settings: str = SETTINGS, trigger: str = IDENTIFY, name: str = "a") -> str:
    return RESOURCE.format(name=name, settings=settings, trigger=trigger)


def _read(folder: Path, text: str, **beside: str) -> LocatedSubscription:
    for name, content in beside.items():
        (folder / name.replace("__", ".")).write_text(content)
    (folder / "main.tf").write_text(text)
    (one,) = read_mappings([str(folder / "main.tf")])
    return one


@pytest.mark.parametrize(
    ("locals", "settings"),
    [
        (f"m = {SETTINGS}", "local.m"),
        (f"m = {SETTINGS}", '"${local.m}"'),
        (f"n = {SETTINGS}\n m = local.n", "local.m"),
        (f"m = {SETTINGS.removeprefix('jsonencode(')[:-1]}", "jsonencode(local.m)"),
        (f'all = {{ one = {SETTINGS}, "two" = 1 }}', "local.all.one"),
        (f'all = {{ "one" = {SETTINGS} }}', 'local.all["one"]'),
        (f"all = {{ one = {SETTINGS} }}\n it = local.all", "local.it.one"),
        ('id = { "@path" = "$.userId" }', 'jsonencode({ user_id = local.id, email_address = { "@path" = "$.traits.email" } })'),
        (f"all = [1, {SETTINGS}]", "local.all[1]"),
        (f"all = {{ one = [{{ two = {SETTINGS} }}] }}", 'local.all["one"][0].two'),
        ('what = "email"', '<<-EOT\n    {"user_id": {"@path": "$.userId"},\n     "${local.what}_address": {"@path": "$.traits.${local.what}"}}\n    EOT'),
        ('all = { what = "email" }', '<<EOT\n{"user_id": {"@path": "$.userId"}, "email_address": {"@path": "$.traits.${local.all["what"]}"}}\nEOT'),
        ('what = "email"', 'jsonencode({ user_id = { "@path" = "$.userId" }, "${local.what}_address" = { "@path" = "$.traits.${local.what}" } })'),
    ],
)  # fmt: skip
def test_a_local_value_is_what_it_says(tmp_path: Path, locals: str, settings: str) -> None:
    whole = f"locals {{\n {locals}\n}}\n{_text(settings)}"
    assert _read(tmp_path, whole).mapping == MAPPING
    assert _read(tmp_path, _text(settings), other__tf=f"locals {{\n {locals}\n}}\n").mapping == MAPPING
    # Terraform reads a folder as one
    assert [one.mapping for one in read_mappings([str(tmp_path)])] == [MAPPING]
    (text,) = read_mapping_text(whole, file="pasted.tf")
    assert text.mapping == MAPPING


def test_a_part_of_a_local_value_has_its_own_line_or_that_of_the_reference(tmp_path: Path) -> None:
    declared = 'locals {\n  m = jsonencode({\n    user_id = "a"\n    email_address = "b"\n  })\n}\n'
    one = _read(tmp_path, declared + _text("local.m"))
    assert one.line_of(one.pointer_to(["email_address"])) == 4
    one = _read(tmp_path, _text("local.m"), other__tf=declared)
    assert (
        one.line_of(one.pointer_to(["email_address"]))
        == 4
        == _text("local.m").split("\n").index("  settings  = local.m") + 1
    )


@pytest.mark.parametrize(
    ("beside", "trigger"),
    [
        ({}, 'type = "identify" and traits.plan = "pro"'),
        ({"terraform__tfvars": 'plan = "free"'}, 'type = "identify" and traits.plan = "free"'),
        ({"terraform__tfvars": 'plan = "free"', "a__auto__tfvars": 'plan = "max"'}, 'type = "identify" and traits.plan = "max"'),
        ({"other__tfvars": 'plan = "free"'}, 'type = "identify" and traits.plan = "pro"'),
    ],
)  # fmt: skip
def test_a_variable_is_its_value_or_its_default_with_a_note(
    tmp_path: Path, beside: dict[str, str], trigger: str
) -> None:
    written = _text(trigger='"type = \\"identify\\" and traits.plan = \\"${var.plan}\\""')
    one = _read(tmp_path, f'variable "plan" {{\n  default = "pro"\n}}\n{written}', **beside)
    assert one.trigger == trigger
    assert "has var.plan as the folder gives it; `-var` or a call of the module may give another" in one.notes


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        ("default = 5", 5),
        ("type = any\n default = 5", 5),
        ("type = string\n default = 5", "5"),
        ("type = string\n default = true", "true"),
        ("type = number\n default = 5", 5),
        ("type = bool\n default = false", False),
        ('type = number\n default = "5"', None),
        ("type = list(string)\n default = [5]", None),
    ],
)
def test_a_variable_has_the_type_that_it_declares(tmp_path: Path, declared: str, value: object) -> None:
    text = f'variable "n" {{\n {declared}\n}}\n' + _text(
        SETTINGS.replace(" })", ", user_attributes = { n = var.n } })")
    )
    text = text.replace('"$.userId", user_attributes = { n = var.n } }', '"$.userId" }')
    if value is None:
        with pytest.raises(InputError, match=r"`settings` is var\.n, which only Terraform can evaluate"):
            _read(tmp_path, text)
    else:
        found = _read(tmp_path, text).mapping["user_attributes"]["n"]
        assert (found, type(found)) == (value, type(value))


def test_a_heredoc_with_names_is_read_as_terraform_does(tmp_path: Path) -> None:
    text = """locals {
  who  = "a \\"b\\""
  user = { id = "userId" }
}
resource "segment_destination_subscription" "a" {
  action_id = "act_1"
  trigger   = <<-EOT
      type = "identify"
        and traits.note = "${local.who} $${x} \\n %%{y}"
    EOT
  settings  = <<EOT
{"user_id": {"@path": "$.${local.user["id"]}"}, "email_address": {"@path": "$.traits.email"}}
EOT
}
"""
    one = _read(tmp_path, text)
    assert one.trigger == 'type = "identify"\n  and traits.note = "a "b" ${x} \\n %{y}"\n'
    assert one.mapping == MAPPING


def test_an_escape_in_a_heredoc_is_refused_as_in_quotes(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"main\.tf:4: not HCL: `\\q` stands for no character in quotes"):
        _read(tmp_path, _text('<<EOT\n{} ${"\\q"}\nEOT'))


@pytest.mark.parametrize(
    ("locals", "settings"),
    [
        ("all = [1]", "local.all[1]"),
        ("all = [1]", "local.all[99999999999999999999]"),
        ("all = [1]", "local.all[0000001]"),
        ("all = [1]", f"local.all[{'9' * 5_000}]"),
        ("all = [1]", "local.all.a"),
        ("all = { a = 1 }", "local.all[0]"),
        ('what = "email"', "<<EOT\n%{ if true }{}%{ endif }\nEOT"),
        ('what = "email"', "<<EOT\n{} ${each.value}\nEOT"),
        ('what = "email"', "<<EOT\n{} ${local.other}\nEOT"),
        ('what = "email"', '<<EOT\n{} ${join(",", [for one in { a = 1 } : one])}\nEOT'),
    ],
)
def test_what_the_folder_does_not_say_is_left_to_terraform(tmp_path: Path, locals: str, settings: str) -> None:
    with pytest.raises(
        InputError, match=r"main\.tf:7 at .*/settings: `settings` is .*, which only Terraform can evaluate"
    ):
        _read(tmp_path, f"locals {{\n {locals}\n}}\n{_text(settings)}")


def test_all_that_only_terraform_knows_is_told_at_once(tmp_path: Path) -> None:
    text = "".join([
        'variable "none" {}\nvariable "null" {\n  default = null\n}\nlocals {\n  a = local.b\n  b = local.a\n}\n',
        _text("local.missing", "each.value", "a"),
        _text('jsonencode({\n  user_id = var.none\n  email_address = var.null\n  user_attributes = { a = local.a }\n})', name="b"),
        _text('file("${path.module}/c.json")', name="c"),
        _text(name="right"),
    ])  # fmt: skip
    (tmp_path / "main.tf").write_text(text)
    with pytest.raises(InputError) as refused:
        read_mappings([str(tmp_path / "main.tf")])
    said = refused.value.lines()
    assert said[0] == str(refused.value)
    assert [line.removeprefix(str(tmp_path)).partition(", which only")[0].replace("/resource/segment_destination_subscription", "") for line in said] == [
        "/main.tf:12 at /a/settings: `settings` is local.missing",
        "/main.tf:11 at /a/trigger: `trigger` is each.value",
        "/main.tf:18 at /b/settings: `settings` is var.none",
        "/main.tf:19 at /b/settings: `settings` is var.null",
        "/main.tf:7 at /b/settings: `settings` is local.a",
        '/main.tf:26 at /c/settings: `settings` is file("${path.module}/c.json")',
    ]  # fmt: skip
    assert all("give the JSON of `terraform show -json` instead" in line for line in said)


def test_what_is_wrong_beside_is_no_mistake_of_this_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"`settings` is local\.m, which only Terraform can evaluate"):
        _read(tmp_path, _text("local.m"), other__tf="locals { m = \n", a__auto__tfvars="= 1")


PRO = 'type = "identify" and traits.plan = "{plan}"'
PLANNED = _text(trigger='"type = \\"identify\\" and traits.plan = \\"${var.plan}\\""')


@pytest.mark.parametrize(
    ("beside", "plan"),
    [
        ({"terraform__tfvars__json": '{"//": "a note", "plan": "fr\\u00e9e"}'}, "frée"),
        ({"terraform__tfvars__json": '{"plan": "free"}', "terraform__tfvars": 'plan = "max"'}, "free"),
        ({"terraform__tfvars__json": '{"plan": "free"}', "a__auto__tfvars": 'plan = "max"'}, "max"),
        ({"a__auto__tfvars__json": '{"plan": "${free} %{if}"}'}, "${free} %{if}"),
        ({"of__terraform__tfvars": 'plan = "free"'}, "pro"),
        ({"main_override__tf": 'variable "plan" {\n  default = "free"\n}\n'}, "free"),
    ],
)  # fmt: skip
def test_the_value_of_a_variable_is_the_one_that_terraform_takes(
    tmp_path: Path, beside: dict[str, str], plan: str
) -> None:
    one = _read(tmp_path, f'variable "plan" {{\n  default = "pro"\n}}\n{PLANNED}', **beside)
    assert one.trigger == PRO.format(plan=plan)


@pytest.mark.parametrize("marked", ["sensitive = true", "ephemeral = true", "sensitive = var.is_secret"])
@pytest.mark.parametrize("where", ["main__tf", "variables__tf"])
def test_what_is_sensitive_is_not_read(tmp_path: Path, marked: str, where: str) -> None:
    variable = f'variable "plan" {{\n  default = "pro"\n  {marked}\n}}\n'
    here, beside = (variable, {}) if where == "main__tf" else ("", {where: variable})
    text = here + 'locals {\n  p = var.plan\n}\n' + PLANNED.replace("var.plan", "local.p")  # fmt: skip
    with pytest.raises(InputError) as refused:
        _read(tmp_path, text, terraform__tfvars='plan = "hunter2"', **beside)
    assert "which only Terraform can evaluate" in str(refused.value)
    assert "hunter2" not in str(refused.value)
    one = _read(tmp_path, text.replace(marked, "sensitive = false"), **{k: v.replace(marked, "") for k, v in beside.items()})  # fmt: skip
    assert one.trigger == PRO.format(plan="hunter2")


@pytest.mark.parametrize("name", ["terraform__tfvars", "a__auto__tfvars__json"])
def test_no_default_stands_for_a_value_in_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"which only Terraform can evaluate"):
        _read(tmp_path, f'variable "plan" {{\n  default = "pro"\n}}\n{PLANNED}', **{name: 'plan = "free'})


@pytest.mark.parametrize(
    "locals",
    [
        "\n".join(f"a{i} = {{ x = local.a{i + 1}, y = local.a{i + 1} }}" for i in range(25)) + "\na25 = 1",
        "a0 = { x = local.a0, y = local.a0 }",
        "a0 = { x = local.a0.x.x.x, y = local.a0.y.y }",
    ],
)
def test_few_names_that_stand_for_millions_of_values_are_refused_soon(locals: str) -> None:
    with pytest.raises(InputError, match="which only Terraform can evaluate"):
        read_mapping_text(f"locals {{\n{locals}\n}}\n{_text('jsonencode(local.a0)')}", file="pasted.tf")


def test_a_text_in_no_file_has_no_names_of_a_file_that_is_called_like_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mapping").write_text("")
    (tmp_path / "terraform.tfvars").write_text('plan = "hunter2"')
    with pytest.raises(InputError, match=r"which only Terraform can evaluate"):
        read_mapping_text(PLANNED, file="mapping")
