"""Mappings in YAML: the values and lines they give, what is refused in them, and folders that also have other YAML."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attio_harness import InputError
from attio_harness.errors import HarnessError
from attio_harness.inputs.mappings import read_mapping_text, read_mappings
from attio_harness.inputs.yaml_documents import read_yaml

TRIGGER = 'type = "identify"'
FIELD = {"email_address": {"@path": "$.traits.email"}}
ONE = "partnerAction: identifyUser\nsubscribe: type = \"identify\"\nmapping:\n  email_address:\n    '@path': $.traits.email\n"
HEAD = 'partnerAction: identifyUser\nsubscribe: type = "identify"\nmapping:\n'
SAME = {"partnerAction": "identifyUser", "subscribe": TRIGGER, "mapping": FIELD}

SHAPES = {
    "one": (ONE, SAME, 4),
    "a list": ("- " + ONE.replace("\n", "\n  ").rstrip(), [SAME], 4),
    "a response of the Public API": (
        "data:\n  subscriptions:\n  - name: A\n    actionSlug: identifyUser\n    trigger: type = \"identify\"\n"
        "    settings:\n      email_address: {'@path': $.traits.email}\n",
        {"data": {"subscriptions": [{"name": "A", "actionSlug": "identifyUser", "trigger": TRIGGER, "settings": FIELD}]}},
        7,
    ),
    "fields alone": ("# by hand\nemail_address:\n  '@path': $.traits.email\n", FIELD, 2),
    "braces": (
        "{partnerAction: identifyUser,\n subscribe: 'type = \"identify\"',\n mapping: {email_address: {'@path': $.traits.email}}}",
        SAME,
        3,
    ),
    "a JSON text inside": (
        HEAD.replace("mapping:", "mapping: |") + '  {"email_address": {"@path": "$.traits.email"}}\n',
        {**SAME, "mapping": json.dumps(FIELD)},
        3,
    ),
    "an alias": (
        HEAD + "  email_address: &email\n    '@path': $.traits.email\n  user_attributes:\n    other: *email\n",
        {**SAME, "mapping": {**FIELD, "user_attributes": {"other": FIELD["email_address"]}}},
        4,
    ),
    "lines of Windows": (ONE.replace("\n", "\r\n"), SAME, 4),
    "a mark at the start": ("\ufeff" + ONE, SAME, 4),
    "JSON by this name": (f'{{"partnerAction": "identifyUser",\n"subscribe": {json.dumps(TRIGGER)},\n"mapping": {json.dumps(FIELD)}}}', SAME, 3),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["m.yaml", "m.YML"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_mapping_in_yaml_is_that_in_json(shape: str, name: str) -> None:
    text, same, line = SHAPES[shape]
    Path(name).write_bytes(text.encode())
    Path("m.json").write_text(json.dumps(same))
    (one,) = read_mappings([name], action="identifyUser")
    (other,) = read_mappings(["m.json"], action="identifyUser")
    assert (one.name, one.action, one.trigger, one.mapping) == (other.name, other.action, other.trigger, other.mapping)
    assert one.pointer_to(["email_address"]) == other.pointer_to(["email_address"])
    assert one.line_of(one.pointer_to(["email_address"])) == line


def test_every_place_has_its_line() -> None:
    Path("m.yaml").write_text(HEAD + "  attributes:\n    - a\n    -\n      b/c~d: 1\n  'x#y': {z: 2}\n")
    (one,) = read_mappings(["m.yaml"])
    places = {"": 1, "/subscribe": 2, "/mapping": 3, "/mapping/attributes/0": 5, "/mapping/attributes/1": 7,
              "/mapping/attributes/1/b~1c~0d": 7, "/mapping/x#y/z": 8, "/mapping/nothing": None}  # fmt: skip
    assert {place: one.line_of(place) for place in places} == places


VALUES = {
    "true": True, "TRUE": True, "false": False, "null": None, "~": None, "": None, "5": 5, "-5": -5, "1.50": 1.5, "1.0e+5": 1e5,
    "2024-01-01": "2024-01-01", "2024-01-01T10:00:00Z": "2024-01-01T10:00:00Z", "y": "y", "=": "=", "$.a": "$.a", '"no"': "no",
    "'007'": "007", "!!str 5": "5", "12345678901234567890": 12345678901234567890,
}  # fmt: skip
"""What YAML makes of a value, as JSON has it."""


@pytest.mark.parametrize("said", VALUES)
def test_values_are_those_of_json(said: str) -> None:
    Path("m.yaml").write_text(f"{HEAD}  object: {said}\n  yes: 1\n")
    (one,) = read_mappings(["m.yaml"])
    assert repr(one.mapping) == repr({"object": VALUES[said], "yes": 1})


OTHERWISE = {
    "no": "no, which YAML reads as false; expected true or false",
    "On": "On, which YAML reads as true; expected true or false",
    "007": "007, which YAML reads as 7; expected a number as JSON has it",
    "+15550100": "+15550100, which YAML reads as 15550100; expected a number as JSON has it",
    "10:30": "10:30, which YAML reads as 630; expected a number as JSON has it",
    "0x1F": "0x1F, which YAML reads as 31; expected a number as JSON has it",
    "1_000": "1_000, which YAML reads as 1000; expected a number as JSON has it",
    ".nan": ".nan, which YAML reads as NaN; expected a number as JSON has it",
    "1e5": "1e5, which YAML reads as text; expected a number without an exponent",
}
"""Unquoted words that YAML and JSON read differently."""


@pytest.mark.parametrize("said", OTHERWISE)
def test_a_word_that_yaml_reads_otherwise_is_refused(said: str) -> None:
    Path("m.yaml").write_text(f"{HEAD}  fine: 1\n  object: {said}\n")
    assert _refused("m.yaml") == f'm.yaml:5: found {OTHERWISE[said]}, or text in quotes: "{said}"'


def _told(text: str) -> list[str]:
    """The lines of the refusal, each up to what is expected."""
    Path("m.yaml").write_text(text)
    with pytest.raises(InputError) as refused:
        read_mappings(["m.yaml"])
    return [line.partition(",")[0] for line in refused.value.lines()]


def test_all_mistakes_of_a_text_are_told_at_once() -> None:
    words = ["m.yaml:4: found no", "m.yaml:5: found 007", "m.yaml:7: found yes"]
    assert _told(HEAD + "  user_id: no\n  email_address: 007\n  a: 'no'\n  b: yes\n") == words
    slip = "m.yaml:{}: is YAML with a mistake here: found {}"
    directive = "a key that begins with @"
    text = '  user_id: {@path: $.userId}\n  b:\n    @path: $.b\n  c: {"@path": $.c, d: no}\n  e: {@path: $.e}\n'
    assert _told(HEAD + text) == [
        *(slip.format(line, directive) for line in (4, 6)),
        "m.yaml:7: found no",
        slip.format(8, directive),
    ]
    assert _told(HEAD + "  a: {@path: $.a}\n  b: [\n  c: {@path: $.c}\n")[0] == slip.format(4, directive)
    twice = [slip.format(line, f"the key '{key}' twice") for line, key in ((5, "a"), (7, "b"))]
    assert _told(HEAD + "  a: 1\n  a: 2\n  b: 1\n  b: 2\n") == twice


SLIP = "m.yaml:{}: is YAML with a mistake here: found {}"
REFUSED = {
    "a path without quotes": (HEAD + "  email_address: {@path: $.traits.email}\n", SLIP.format(4, 'a key that begins with @, expected it in quotes: "@path"')),
    "after braces on their own line": (HEAD + "  a:\n    {\"@path\": \"$.traits.something\"}\n  b: @x\n", SLIP.format(6, 'a value that begins with @, expected it in quotes: "@x"')),
    "a negated trigger": ("subscribe: !contains(event, \"x\")\n", SLIP.format(1, "a value that begins with !, which is YAML's sign for a type, expected it in quotes where it is text: \"!contains(event, \\\"x\\\")\"")),
    "a key twice": (ONE + "  email_address: 1\n", SLIP.format(6, "the key 'email_address' twice, expected it once (the first is on line 4, column 3)")),
    "several documents": (ONE + "---\n" + ONE, SLIP.format(6, "a second document (---), expected one document per file")),
    "a merge": (HEAD + "  <<: {a: 1}\n", SLIP.format(4, "a merge (<<), which JSON does not have, expected the members themselves")),
    "half a character": (HEAD + '  a: "\\ud83d"\n', SLIP.format(4, "")),
    "a workspace file": ("objects:\n  - {api_slug: users, active: true}\n", "m.yaml: is a workspace file, which is given with -w"),
    "events": ("- type: identify\n  userId: u\n", "m.yaml: holds events, which are given without an option"),
    "a report": ("verdicts: {}\nrejections: []\nunreadable: []\n", "m.yaml: is a report of attio-harness check; no command reads it"),
    "other YAML": ("services:\n  web: {image: nginx}\n", "m.yaml at /: expected a subscription:"),
    "a page": ("<!DOCTYPE html><html></html>", "m.yaml: is a web page"),
    "marks of Git": (f"<<<<<<< HEAD\n{ONE}=======\n>>>>>>> b\n", "m.yaml:1: has marks that Git left of a merge"),
    "text": ("hello\n", "m.yaml: holds a string alone; expected a mapping"),
    "null": ("~\n", "m.yaml: holds no subscription"),
    "nothing": ("", "m.yaml: is empty; expected a mapping as JSON"),
    "a comment": ("# later\n", "m.yaml: is empty; expected a mapping"),
    "an empty object": ("{}\n", "m.yaml: holds no subscription"),
    "deep": (HEAD + "".join(f"{' ' * depth}a:\n" for depth in range(2, 230)), "m.yaml: is nested too deeply: over"),
    "deeper": (HEAD + "".join(f"{' ' * depth}a:\n" for depth in range(2, 1500)), "m.yaml: is YAML with a mistake here: found nesting without end"),
    "brackets": (HEAD + f"  a: {'[' * 1500}{']' * 1500}\n", "m.yaml: is YAML with a mistake here: found nesting without end"),
    "aliases without measure": (HEAD + "  a0: &a0 [1]\n" + "".join(f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)), SLIP.format(10, "")),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_mistake_is_told_with_its_line(case: str) -> None:
    text, said = REFUSED[case]
    Path("m.yaml").write_text(text)
    assert _refused("m.yaml").startswith(said)


def test_yaml_by_another_name_is_told() -> None:
    with pytest.raises(HarnessError, match="^mapping: is YAML; expected a mapping as JSON: yq"):
        read_mapping_text(ONE, file="mapping")


@pytest.mark.parametrize("given", ["folder", "folder/*"])
def test_yaml_without_a_subscription_is_passed_over_in_a_folder(given: str) -> None:
    _put(
        **{
            "a.yaml": ONE,
            "compose.yml": "services: {}\n",
            "workspace.yaml": "objects: [{api_slug: users}]\n",
            "none.yaml": "# later\n",
        }
    )
    assert [one.file for one in read_mappings([given])] == ["folder/a.yaml"]
    _put(**{"b.yaml": HEAD + "  a: {@path: $.x}\n"})
    assert _refused(given).startswith("folder/b.yaml:4: is YAML with a mistake here")


def test_a_slip_in_a_subscription_of_a_folder_is_told() -> None:
    _put(**{"a.yaml": ONE, "b.yaml": "partnerAction: identifyUser\nmappings: {a: 1}\n"})
    assert _refused("folder").startswith("folder/b.yaml at /: expected a subscription")


@pytest.mark.parametrize("other", ["a.json", "a.tf.json"])
def test_a_folder_with_json_is_read_as_before(other: str) -> None:
    resource = {
        "action": "identifyUser",
        "name": "x",
        "trigger": TRIGGER,
        "settings": json.dumps(FIELD),
        "enabled": True,
    }
    written = {"resource": {"segment_destination_subscription": {"x": resource}}} if other == "a.tf.json" else SAME
    _put(
        **{other: json.dumps(written), "b.yaml": ONE, "workspace.yaml": "objects: @\n", "compose.yml": "services: {}\n"}
    )
    Path("folder/latin.yaml").write_bytes(b"name: \xe9\n")
    (one,) = read_mappings(["folder"])
    assert one.file == f"folder/{other}"
    (note,) = (said for _, said in one.beside)
    assert note.startswith("folder/b.yaml has subscriptions in YAML, which are not read")
    _put(**{"c.yml": ONE})
    (one,) = read_mappings(["folder"])
    assert "folder/b.yaml, folder/c.yml have subscriptions" in one.beside[0][1]
    # as the note says
    named = read_mappings(["folder", "folder/b.yaml"])
    assert [one.file for one in named] == [f"folder/{other}", "folder/b.yaml"]


def _put(**files: str) -> None:
    Path("folder").mkdir(exist_ok=True)
    for name, text in files.items():
        Path("folder", name).write_text(text)


def _refused(name: str) -> str:
    with pytest.raises(HarnessError) as refused:
        read_mappings([name])
    return str(refused.value)


def test_a_long_text_is_not_read_again_for_each_mistake() -> None:
    begin = 'subscribe: type = "identify"\nmapping:\n' + "".join(
        f"  k{one}: {{'@path': $.x}}\n" for one in range(8_000)
    )
    with pytest.raises(InputError) as refused:
        read_yaml(begin + "".join(f"  l{one}: {{@path: $.x}}\n" for one in range(30)), "m.yaml")
    assert 1 < len(refused.value.lines()) < 10
