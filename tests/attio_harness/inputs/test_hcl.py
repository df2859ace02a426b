"""Values of Terraform's own language: what they say is what Terraform would make of them, and what it refuses is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.subscription import LocatedSubscription


def resource(settings: str, more: str = "") -> str:
    return (
        f'resource "segment_destination_subscription" "identify" {{\n  trigger = "type = \\"identify\\""\n{more}'
        f"  settings = {settings}\n}}\n"
    )


def mapping(note: str) -> str:
    return f'jsonencode({{ user_id = {{ "@path" = "$.userId" }}, email_address = "a@example.com", user_attributes = {{ {note} }} }})'


def read(folder: Path, text: str) -> LocatedSubscription:
    file = folder / "main.tf"
    file.write_text(text, encoding="utf-8")
    (one,) = read_mappings([str(file)])
    return one


def refused(folder: Path, text: str) -> str:
    with pytest.raises(InputError) as refusal:
        read(folder, text)
    return str(refusal.value).removeprefix(str(folder / "main.tf"))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('jsonencode({ b = [1, true, null], a = "<é&>" })', r'{"a":"\u003cé\u0026\u003e","b":[1,true,null]}'),
        ('{ "@literal" = jsonencode(["x"]) }', {"@literal": '["x"]'}),
        ('jsonencode(jsonencode("x"))', r'"\"x\""'),
        (r'"\U0001f600 \u00e9 \\q \t"', "😀 é \\q \t"),
        (r'"$${a \"b\"} %%{c}"', '${a "b"} %{c}'),
        ('"${jsonencode({ a = 1 })}"', '{"a":1}'),
        ('"${5}"', 5),
        ("1e3", 1000),
        ("1.50", 1.5),
        ("-2", -2),
        ("9" * 5000, float("inf")),
    ],
)
def test_a_value_is_the_one_that_terraform_makes(tmp_path: Path, written: str, value: Any) -> None:
    found = read(tmp_path, resource(mapping(f"note = {written}"))).mapping["user_attributes"]["note"]
    assert (found, type(found)) == (value, type(value))


def test_an_expression_alone_in_quotes_is_what_it_is_without(tmp_path: Path) -> None:
    """As Terraform 0.11 asked for it; also where a destination is referred to."""
    text = resource(f'"${{{mapping("note = 1")}}}"', '  destination_id = "${segment_destination.attio.id}"\n')
    one = read(tmp_path, text)
    assert (one.mapping["user_attributes"], one.destination) == ({"note": 1}, "segment_destination.attio.id")
    pointer = f"{one.mapping_pointer}/user_attributes/note"
    assert (pointer, one.line_of(pointer)) == (
        "/resource/segment_destination_subscription/identify/settings#/user_attributes/note", 4
    )  # fmt: skip
    assert '`settings` is "a${local.x}", which only' in refused(tmp_path, resource('"a${local.x}"'))


IGNORED = "Terraform ignores changes of {}, so that Segment may have another than is written"


@pytest.mark.parametrize(
    ("ignored", "told"),
    [
        (["settings", "model_id"], IGNORED.format("`settings`")),
        (["trigger", "enabled", "settings"], IGNORED.format("`settings`, `trigger`, `enabled`")),
        (["all"], IGNORED.format("everything")),
        (["name"], None),
        ([], None),
    ],
)
def test_what_terraform_leaves_to_others_is_told(tmp_path: Path, ignored: list[str], told: str | None) -> None:
    written = "all" if ignored == ["all"] else f"[{', '.join(ignored)}]"
    lifecycle = f"  lifecycle {{\n    prevent_destroy = true\n    ignore_changes = {written}\n  }}\n"
    body = {"trigger": 'type = "identify"', "settings": '{"user_id": "u", "email_address": "a@example.com"}'}
    as_json = tmp_path / "main.tf.json"
    for lifecycles in ({"ignore_changes": ignored}, [{"ignore_changes": "all" if ignored == ["all"] else ignored}]):
        rows = {"segment_destination_subscription": {"identify": {**body, "lifecycle": lifecycles}}}
        as_json.write_text(json.dumps({"resource": rows}))
        (one,) = read_mappings([str(as_json)])
        assert [what for what in one.notes if "ignores" in what] == ([told] if told else [])
    one = read(tmp_path, resource(mapping("note = 1"), lifecycle))
    assert [what for what in one.notes if "ignores" in what] == ([told] if told else [])


@pytest.mark.parametrize("escape", [r"\q", r"\.", r"\U00110000", r"\ud83d\ude00"])
def test_what_is_no_escape_is_refused_as_terraform_does(tmp_path: Path, escape: str) -> None:
    first = escape[:6] if escape.startswith(r"\u") else escape
    assert refused(tmp_path, resource(mapping(f'note = "a{escape}"'))) == (
        f":3: not HCL: `{first}` stands for no character in quotes, where a backslash itself is \\\\ and others are "
        '\\n, \\r, \\t, \\", \\uNNNN and \\UNNNNNNNN'
    )


def test_a_member_that_is_written_twice_is_refused_as_terraform_does(tmp_path: Path) -> None:
    text = resource(mapping("note = 1"), "  enabled = true\n  enabled = false\n")
    assert refused(tmp_path, text) == ":4: not HCL: `enabled` is written twice, on line 3 already"


def test_a_key_twice_in_an_object_is_told_as_of_json(tmp_path: Path) -> None:
    one = read(tmp_path, resource(mapping("note = 1, note = 2")))
    assert one.mapping["user_attributes"] == {"note": 2}
    assert one.notes[0] == 'the key "note" appears twice in one object of this file; the last value counts'


@pytest.mark.parametrize(
    "expression",
    ["{ for k, v in local.x : k => v }", 'var.x ? "a" : jsonencode({ b = 1 })', "merge(local.a, { b = 1 })", "1 + 2"],
)
def test_what_only_terraform_knows_is_told_as_it_is_written(tmp_path: Path, expression: str) -> None:
    assert refused(tmp_path, resource(expression.replace(" ", "  "))) == (
        f":3 at /resource/segment_destination_subscription/identify/settings: `settings` is {expression}, which only "
        "Terraform can evaluate; give the JSON of `terraform show -json` instead"
    )


def test_a_long_expression_that_is_cut_shows_that_it_is(tmp_path: Path) -> None:
    long = "a" * 60
    expression = f'merge(local.base, {{ note = "{long}" }})'
    with pytest.raises(InputError) as refused:
        read(tmp_path, resource(expression))
    assert f"`settings` is {expression[:59]}…, which only Terraform can evaluate" in str(refused.value)
    as_json = {
        "resource": {"segment_destination_subscription": {"i": {"trigger": "x", "settings": f"${{local.a}} {long}"}}}
    }
    (tmp_path / "main.tf").unlink()
    (tmp_path / "main.tf.json").write_text(json.dumps(as_json))
    with pytest.raises(InputError) as refused:
        read_mappings([str(tmp_path / "main.tf.json")])
    assert f"`settings` is ${{local.a}} {'a' * 48}…, which only Terraform can evaluate" in str(refused.value)


def test_an_expression_of_configuration_as_json_is_refused_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "main.tf.json"
    file.write_text(
        '{"resource": {"segment_destination_subscription": {"identify": {\n  "trigger": "all",\n'
        '  "settings": "${jsonencode({ a = })}"}}}}'
    )
    with pytest.raises(InputError) as refusal:
        read_mappings([str(file)])
    assert str(refusal.value) == (
        f'{file}:3 at /resource/segment_destination_subscription/identify/settings: not HCL: "}})" does not fit here (column 18)'
    )


@pytest.mark.parametrize(
    ("right", "wrong", "line", "problem"),
    [
        # a line that begins with what does not fit is told as the fault of the one before it
        ('name = "I"', 'name "I"', 2, '"enabled" does not fit after this line: a sign is missing, or a quote inside of quotes is not written \\"'),
        (r'trigger = "type = \"identify\""', 'trigger = "type = "identify""', 5, '"settings" does not fit after this line: a sign is missing, or a quote inside of quotes is not written \\"'),
        ("user_id = ", 'tags = ["a"\n\n    "b"]\n    user_id = ', 7, '"\\"" does not fit after this line: a sign is missing, or a quote inside of quotes is not written \\"'),
        ('name = "I"', "name = 'I'", 2, '"\'I\'" does not fit here (column 10), expected double quotes'),
        ("  })", "  ]", 8, '"]" does not fit here (column 3)'),
    ],
)  # fmt: skip
def test_what_is_no_hcl_is_told_in_the_line_that_is_wrong(
    tmp_path: Path, right: str, wrong: str, line: int, problem: str
) -> None:
    text = (
        'resource "segment_destination_subscription" "identify" {\n'
        '  name = "I"\n'
        "  enabled = true\n"
        '  action_id = "a"\n'
        '  trigger = "type = \\"identify\\""\n'
        "  settings = jsonencode({\n"
        '    user_id = { "@path" = "$.userId" }\n'
        "  })\n"
        "}\n"
    )
    assert right in text
    assert refused(tmp_path, text.replace(right, wrong)) == f":{line}: not HCL: {problem}"


@pytest.mark.parametrize(
    ("node", "shown"),
    [('"@path" = "${traits.plan}"', "traits.plan"), ('"@template" = "Hi ${ traits.plan }!"', '"Hi ${ traits.plan }!"')],
)
def test_a_place_in_the_event_that_terraform_takes_for_its_own_is_told_as_a_mapping_has_it(
    tmp_path: Path, node: str, shown: str
) -> None:
    told = refused(tmp_path, resource(f"jsonencode({{ user_attributes = {{ plan = {{ {node} }} }} }})"))
    assert told.endswith(
        f'`settings` is {shown}, which Terraform takes for its own: write a path of the event as "$.traits.plan" in @path, or '
        "{{traits.plan}} in @template"
    )
