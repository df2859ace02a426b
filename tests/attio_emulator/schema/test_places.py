"""Every problem of a file has its place: of the value, of the key where the key is wrong, of what should hold a missing one."""

from __future__ import annotations

from pathlib import Path

import pytest
from attio_emulator import Emulator, Workspace, WorkspaceError
from attio_emulator.errors import Problem
from attio_emulator.schema.places import located

BLOCK = """\
# a workspace
name: Acme
nam: Acme
members:
  - first_name: Alice
objects:
  - api_slug: boats
    attributes:
      - {api_slug: x, type: txt}
      - &same {api_slug: y, type: select, options: [A,
          A]}
  - api_slug: ships
    attributes: [*same]
records:
  boat:
    - {x: 1}
"""
BLOCK_PLACES = {
    "/nam": (3, 1),
    "/members/0": (5, 5),
    "/objects/0/attributes/0/type": (9, 29),
    "/objects/0/attributes/1/options/1": (11, 11),
    "/objects/1/attributes/0/options/1": (11, 11),
    "/records/boat": (15, 3),
}
TABS = """{
\t"name": "Acme",
\t"näm \\u0041": 1e5,
\t"members": [{"first_name": "\\ud83d\\ude00 \\"{["}],
\t"objects": [{
\t\t"api_slug": "boats", "active": 1e5,
\t\t"attributes": [
\t\t\t{"api_slug": "x"
\t\t\t , "type"
:
\t\t\t "txt"}, 5]
\t}]
}"""
TABS_PLACES = {
    "/näm A": (3, 2),
    "/members/0": (4, 14),
    "/objects/0/active": (6, 34),
    "/objects/0/attributes/0/type": (11, 5),
    "/objects/0/attributes/1": (11, 13),
}


@pytest.mark.parametrize(("text", "places"), [(BLOCK, BLOCK_PLACES), (TABS, TABS_PLACES)], ids=["yaml", "json"])
def test_each_problem_has_its_place_and_they_come_in_the_order_of_the_file(
    text: str, places: dict[str, tuple[int, int]]
) -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text(text, file="w")
    found = {one.pointer: (one.line, one.column) for one in told.value.problems}
    assert found == places
    assert list(found.values()) == sorted(places.values())
    first = told.value.problems[0]
    assert (told.value.line, told.value.column) == (first.line, first.column)
    assert str(told.value).startswith(f"w:{first.line}:{first.column}: {first.pointer}: found ")


def test_a_workspace_of_values_has_no_places() -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_dict({"name": 5})
    assert (told.value.line, told.value.column, str(told.value)) == (
        None, None, "<dict>: /name: found 5, expected text",
    )  # fmt: skip


def test_aliases_that_stand_for_much_are_told_in_one_line_each() -> None:
    rows = [f"  - &a{n} [{', '.join([f'*a{n - 1}' if n else 'x'] * 10)}]" for n in range(5)]
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text("members:\n" + "\n".join(rows), file="w")
    assert len(told.value.problems) == 5
    assert max(len(str(one)) for one in told.value.problems) < 200


def test_json_with_tabs_and_exponents_is_read(tmp_path: Path) -> None:
    text = '{\n\t"objects": [{"api_slug": "boats", "attributes": [{"api_slug": "x", "type": "number"}]}],\n\t"records": {"boats": [{"x": 1e5}]}\n}'
    path = tmp_path / "w.json"
    path.write_text(text)
    assert Workspace.load(path).records == {"boats": [{"x": 100_000.0}]}


SEEDS = """\
objects:
  - {api_slug: boats, attributes: [{api_slug: length, type: number}]}
  - {api_slug: users, active: false}
records:
  boats:
    - {length: 3}
    - length: many
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SEEDS, "w:7:15: /records/boats/1/length: found 'many', expected a number"),
        (
            SEEDS.replace("length: many", "lenght: 3"),
            "w:7:7: /records/boats/1/lenght: found 'lenght', expected the slug or ID of an attribute of the object; did you mean 'length'?",
        ),
        (SEEDS.replace("boats:", "users:"), "w:5:3: /records/users: found 'users', expected an object that is active"),
    ],
    ids=["a value", "a key", "not active"],
)
def test_a_seed_record_has_its_place(text: str, said: str) -> None:
    workspace = Workspace.from_text(text, file="w")
    with pytest.raises(WorkspaceError) as told:
        Emulator(workspace)
    assert str(told.value).startswith(said)


@pytest.mark.parametrize(
    ("text", "is_json", "pointer", "place"),
    [
        ("a: [1, {b: 2}]", False, "/a/1/b", (1, 12)),
        ('{"a/b": {"~": 1}}', True, "/a~1b/~0", (1, 15)),
        ("a: 1", False, "/b", (1, 1)),
        ("a: [1]", False, "/a/7", (1, 4)),
        ("a: [1]", False, "/a/x", (1, 4)),
        ("a: 1", False, "/a/b", (1, 4)),
        ("", False, "/a", (1, 1)),
        ('{"a": {}, "b": [[], [true, null, -1.5e3]]}', True, "/b/1/2", (1, 34)),
    ],
)
def test_a_pointer_that_leads_nowhere_has_the_place_of_what_should_hold_it(
    text: str, is_json: bool, pointer: str, place: tuple[int, int]
) -> None:
    (found,) = located([Problem(pointer=pointer, found="x", expected="y")], text, is_json=is_json)
    assert (found.line, found.column) == place


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: {c: 1, c: 2}\n", "w:2:11: /b/c: found the key 'c' twice, expected it once (the first is on line 2, column 5)"),
        ("a: 1\na: 2\na: 3\n", "w:2:1: /a: found the key 'a' twice, expected it once (the first is on line 1, column 1) (and 1 more)"),
        ("a: 1\na: 2\n? [b]\n: 3\n", "w:2:1: /a: found the key 'a' twice, expected it once (the first is on line 1, column 1)"),
        ('[{"x": 1,\n\t"x": 2}]', "w:2:2: /0/x: found the key 'x' twice, expected it once (the first is on line 1, column 3)"),
    ],
)  # fmt: skip
def test_a_key_twice_is_told_with_both_places(text: str, said: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text(text, file="w")
    assert str(told.value) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{\n\t"name": "x",\n\t"slug" "y"\n}', "w:3:9: found '\"y\"', expected a colon after the key (JSON)"),
        ('{\n\t"a": {"b": 1, "b": 2},\n', "w:3:1: found the end of the text, which is cut off, expected a key in double quotes (JSON)"),
        ('{\n\t"name": "x",\n', "w:3:1: found the end of the text, which is cut off, expected a key in double quotes (JSON)"),
        ("{name: x, slug: [}", "w:1:18: found }, expected a value"),
        ("name: !!int abc", "w:1:7: found 'abc' with the type !!int, expected a value of that type"),
        ("name: !!map abc", "w:1:7: found 'abc' with the type !!map, expected a value of that type"),
        ("name: !!set {a}", "w:1:7: found the type !!set, expected what JSON has, too: text, numbers, lists, objects"),
        ("a: 1\n? [b]\n: c\n", "w:2:3: found a key that is not text, expected text"),
    ],
)  # fmt: skip
def test_what_is_no_yaml_and_no_json_has_its_place(text: str, said: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text(text, file="w")
    assert str(told.value) == said
