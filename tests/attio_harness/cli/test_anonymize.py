"""`anonymize` at the command line: what is written, what is told, and that nothing of anybody is in either."""

from __future__ import annotations

import gzip
import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from attio_harness.inputs.event import SourceEvent

from tests.attio_harness.subscriptions import assert_record

from .shell import EVENT, FIXTURES, MAPPING, WORKSPACE, Shell

KEY = "a key of the tests"


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def anonymize(shell: Shell, *words: str, exits: int = 0) -> tuple[list[dict[str, Any]], str]:
    code, out, err = shell("anonymize", *words, "--key", KEY)
    assert (code, err if code != exits else "") == (exits, "")
    return rows(out), err


def test_events_and_what_was_done_to_them(shell: Shell) -> None:
    (event,), err = anonymize(shell, "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml")
    local, _, domain = event["traits"].pop("email").partition("@")
    assert len(local) == len("jane")
    assert domain.endswith(".com")
    assert (local, domain) != ("jane", "acme.com")
    assert event == {
        "type": "identify",
        "userId": event["userId"],
        "messageId": event["messageId"],
        "traits": {"plan": "Enterprise+"},
    }
    assert err == (
        "1 event from 1 file\n"
        "Replaced\n"
        "          2  IDs (2 different)\n"
        "          1  email address (1 different)\n"
        "Kept, besides numbers, dates and what libraries fill in (--fake PATH replaces it)\n"
        "          1  $.traits.plan  it goes to a select or status, and looks like an option\n"
        "             Enterprise+\n"
        "Verdicts and numbers of records: the same before and after\n"
    )


def test_the_same_key_gives_the_same_fakes_and_another_one_others(shell: Shell) -> None:
    first = shell("anonymize", "events.ndjson", "--key", KEY)[1]
    assert shell("anonymize", "events.ndjson", "--key", KEY)[1] == first
    assert shell("anonymize", "events.ndjson", "--key", "another key of the tests")[1] != first


def test_a_key_is_made_and_told(shell: Shell) -> None:
    code, out, err = shell("anonymize", "events.ndjson", "-o", "out.ndjson")
    (key,) = re.findall(r"the key of this run is ([0-9a-f]{32}): with --key", err)
    assert (code, out) == (0, "")
    assert shell("anonymize", "events.ndjson", "--key", key)[1] == Path("out.ndjson").read_text()
    assert key not in Path("out.ndjson").read_text()


@pytest.mark.parametrize("key", ["", "  "])
def test_an_empty_key_is_none(shell: Shell, key: str) -> None:
    code, out, err = shell("anonymize", "events.ndjson", "--key", key)
    assert (code, out) == (2, "")
    assert "--key is empty" in err
    assert "can be guessed" in shell("anonymize", "events.ndjson", "--key", "short")[2]


def test_what_is_no_event_is_left_out_and_listed(shell: Shell) -> None:
    shell.write(
        "events.ndjson", '{"type": "identify", "userId": "u1"}\n{"secret": "jane@acme.com"}\nnot jane@acme.com\n'
    )
    found, err = anonymize(shell, "events.ndjson", exits=1)
    assert len(found) == 1
    assert "2 entries are not events and were left out, because their contents are unknown:\n  events.ndjson:2  " in err
    assert "jane" not in err


def test_a_folder_gets_a_file_for_each_input(shell: Shell) -> None:
    line = b'{"type": "identify", "userId": "u1"}\n'
    (shell.folder / "week/monday").mkdir(parents=True)
    shell.write("week/monday/a.json.gz", gzip.compress(line))
    shell.write("week/b.ndjson", line * 2)
    assert anonymize(shell, "week", "events.ndjson", "-o", "fakes/")[0] == []
    found = {str(path.relative_to("fakes")): len(rows(path.read_text())) for path in Path("fakes").rglob("*.ndjson")}
    assert found == {"monday/a.ndjson": 1, "b.ndjson": 2, "events.ndjson": 1}
    assert anonymize(shell, "week", "-o", "one.ndjson")[0] == []
    assert len(rows(Path("one.ndjson").read_text())) == 3


@pytest.mark.parametrize("output", ["events.ndjson", "week/", "week/out.ndjson", "./week/../events.ndjson"])
def test_originals_are_not_written_over(shell: Shell, output: str) -> None:
    (shell.folder / "week").mkdir()
    shell.write("week/a.ndjson", '{"type": "identify", "userId": "u1"}\n')
    code, out, err = shell("anonymize", "events.ndjson", "week", "-o", output)
    assert (code, out) == (2, "")
    assert "is among the events that are read" in err


@pytest.mark.parametrize(
    ("events", "original"),
    [
        ("events.ndjson -o .", "events.ndjson"),
        ("*.ndjson -o ./", "events.ndjson"),
        ("other/events.ndjson events.ndjson -o ./", "events.ndjson"),
        ("events.json other/events.ndjson -o other", "other/events.ndjson"),
        ("other/events.ndjson link.ndjson -o other/", "other/events.ndjson"),
    ],
)
def test_a_folder_that_has_an_original_does_not_lose_it(shell: Shell, events: str, original: str) -> None:
    line = '{"type": "identify", "userId": "u1"}\n'
    (shell.folder / "other").mkdir()
    names = ("events.ndjson", "events.json", "other/events.ndjson")
    for name in names:
        shell.write(name, line)
    Path("link.ndjson").symlink_to("other/events.ndjson")
    code, out, err = shell("anonymize", *events.split())
    assert (code, out) == (2, "")
    assert f"would write over {original}, which is read; give another folder" in err
    assert [(shell.folder / name).read_text() for name in names] == [line] * 3


def test_a_folder_may_have_originals_that_keep_their_place(shell: Shell) -> None:
    line = '{"type": "identify", "userId": "u1"}\n'
    (shell.folder / "other").mkdir()
    shell.write("other/one.ndjson", line)
    shell.write("two.json", line)
    assert anonymize(shell, "other/one.ndjson", "two.json", "-o", ".")[0] == []
    assert all(len(rows(Path(f"{name}.ndjson").read_text())) == 1 for name in ("one", "two"))
    assert Path("two.json").read_text() == Path("other/one.ndjson").read_text() == line


def test_the_user_decides_on_paths(shell: Shell) -> None:
    event = {
        "type": "track",
        "userId": "u1",
        "properties": {"team": "Blue Team", "plan": "Pro", "rows": [{"sku": "Ab1"}], "seats": 40},
    }
    shell.write("events.ndjson", json.dumps(event))
    words = (
        "--keep",
        "$.properties.team",
        "--keep",
        "properties.rows.sku",
        "--fake",
        "properties.plan",
        "--fake",
        "properties.seats",
    )
    (made,), _ = anonymize(shell, "events.ndjson", *words)
    assert made["properties"]["team"] == "Blue Team"
    assert made["properties"]["rows"] == [{"sku": "Ab1"}]
    assert made["properties"]["plan"] != "Pro"
    assert made["properties"]["seats"] != 40
    code, _, err = shell("anonymize", "events.ndjson", "--keep", "a b.")
    assert code == 0 or "--keep" in err
    assert "is not a path of an event" in shell("anonymize", "events.ndjson", "--fake", "$")[2]


def test_a_path_that_nothing_is_at_is_told(shell: Shell) -> None:
    shell.write(
        "events.ndjson", '{"type":"identify","userId":"u","traits":{"vip":true,"a":{"b":["x"]},"compny":"Acme"}}\n'
    )
    met = ("--keep", "traits.vip", "--keep", "traits.*.b", "--fake", "traits.a", "--fake", "userId")
    code, _, err = shell("anonymize", "events.ndjson", "--key", KEY, *met)
    assert (code, "Nothing in the events" in err) == (0, False)
    code, _, err = shell("anonymize", "events.ndjson", "--key", KEY, *met, "--fake", "traits.company", "--keep", "x.y")
    assert code == 0
    told = [line for line in err.splitlines() if line.startswith("Nothing")]
    assert told == [
        f"Nothing in the events is at {option}: is the path right?"
        for option in ("--keep x.y", "--fake traits.company")
    ]


def test_records_of_the_workspace_get_the_same_fakes(shell: Shell) -> None:
    group = {"type": "group", "userId": "u9", "groupId": "g1", "traits": {"website": "acme.com"}}
    mapping = {
        "name": "Group",
        "partnerAction": "groupWorkspace",
        "subscribe": 'type = "group"',
        "mapping": {
            "domain": {"@path": "$.traits.website"},
            "workspace_id": {"@path": "$.groupId"},
            "user_id": {"@path": "$.userId"},
        },
    }
    shell.write("events.ndjson", json.dumps(group))
    shell.write("mapping.json", json.dumps(mapping))
    shell.write(
        "workspace.yaml",
        "name: Acme\nmembers: [{email_address: jane@acme.com, first_name: Jane, last_name: Doe, access_level: admin}]\n"
        "objects:\n- {api_slug: users, active: true, attributes: [{api_slug: opted, type: select, options: ['n']}]}\n"
        "- {api_slug: workspaces, active: true}\nrecords:\n  users: [{user_id: u9, primary_email_address: jane@acme.com}]\n",
    )
    words = ("events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "-o", "out.ndjson")
    assert (
        "Verdicts and numbers of records: the same before and after"
        in anonymize(shell, *words, "--workspace-output", "fake.yaml")[1]
    )
    made = Path("fake.yaml").read_text()
    (event,) = rows(Path("out.ndjson").read_text())
    assert f"user_id: {event['userId']}" in made
    assert event["traits"]["website"] in made
    assert "jane" not in made.lower()
    assert "acme.com" not in made
    assert "access_level: admin" in made
    assert "- 'n'" in made  # a boolean to other readers of YAML
    before = shell("check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml")
    after = shell("check", "out.ndjson", "-m", "mapping.json", "-w", "fake.yaml")
    assert (before[0], after[0]) == (0, 0)


def test_what_stands_beside_an_event_for_its_delivery_stays_there(shell: Shell) -> None:
    """An event that is lost by its own fault rules is lost by them afterwards."""
    rules = [{"path": "/v2/objects/people/*", "status": 400, "body": {"message": "jane@acme.com is refused"}}]
    shell.write(
        "events.ndjson", json.dumps({"event": {**EVENT, "traits": {"email": "jane@acme.com"}}, "faults": rules})
    )
    words = ("events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "-o", "out.ndjson")
    anonymize(shell, *words)
    (made,) = rows(Path("out.ndjson").read_text())
    (rule,) = made["faults"]
    assert rule == {**rules[0], "body": {"message": f"{made['event']['traits']['email']} is refused"}}
    assert "jane" not in json.dumps(made)
    reports = [json.loads(shell.check("--format", "json", events=f"{one}.ndjson")[1]) for one in ("events", "out")]
    assert [one["verdicts"]["rejected"] for one in reports] == [1, 1]


@pytest.mark.parametrize(
    "owner", ["jane@acme.com", {"@if": {"exists": "x", "then": "Jane@acme.com"}}, ["jane@acme.com"]]
)
def test_what_the_mapping_itself_names_is_still_found(shell: Shell, owner: Any) -> None:
    """A member, and a record by its unique value; the others get fakes."""
    attributes = {"deal_id": "d1", "name": "Big", "stage": "Lead", "owner": owner}
    mapping = assert_record(None, 'type = "track"', "deals", "deal_id", attributes)
    shell.write("events.ndjson", json.dumps({"type": "track", "event": "Saved", "userId": "u1"}))
    shell.write("mapping.json", json.dumps(mapping))
    members = "[{email_address: jane@acme.com}, {email_address: joe@acme.com}]"
    records = "[{deal_id: d1, name: Old, stage: Lead, owner: joe@acme.com}]"
    shell.write(
        "workspace.yaml",
        f"name: Acme\nmembers: {members}\nobjects:\n- api_slug: deals\n  active: true\n"
        f"  attributes: [{{api_slug: deal_id, type: text, is_unique: true}}]\nrecords:\n  deals: {records}\n",
    )
    words = ("events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "-o", "out.ndjson")
    said = anonymize(shell, *words, "--workspace-output", "fake.yaml")[1]
    assert "Verdicts and numbers of records: the same before and after" in said
    assert "joe" not in Path("fake.yaml").read_text()
    after = shell("check", "out.ndjson", "-m", "mapping.json", "-w", "fake.yaml", "--existing", "none")
    assert "Records: deals 0 created, 1 updated" in after[1]
    assert after[0] == 0


def test_many_different_names_of_events_are_pointed_out(shell: Shell) -> None:
    names = [f"Invited {letter}{other}" for letter in "abcdefgh" for other in "ABCDEFGH"]
    shell.write(
        "events.ndjson", "".join(json.dumps({"type": "track", "event": one, "userId": "u"}) + "\n" for one in names)
    )
    said = "Invited aA, Invited aB, Invited aC, Invited aD, Invited aE, Invited aF and 58 more: so many different values may identify people\n"
    assert said in anonymize(shell, "events.ndjson")[1]
    assert "so many" not in anonymize(shell, "events.ndjson", "--fake", "event")[1]


def test_a_report_in_json_has_all_of_it(shell: Shell) -> None:
    words = ("events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "--report", "report.json")
    assert anonymize(shell, *words)[1] == ""
    assert json.loads(Path("report.json").read_text()) == {
        "events": 1,
        "files": 1,
        "replaced": {"ID": {"values": 2, "different": 2}, "email address": {"values": 1, "different": 1}},
        "kept": [
            {
                "path": "$.traits.plan",
                "why": "it goes to a select or status, and looks like an option",
                "values": 1,
                "different": 1,
                "examples": ["Enterprise+"],
            }
        ],
        "doubtful": [],
        "scrubbed": 0,
        "cautions": [],
        "unmet": [],
        "unreadable": [],
        "verdicts": {"compared": True, "different": [], "records": {}},
    }


def test_a_person_under_a_harmless_key_is_replaced_and_told(shell: Shell) -> None:
    """By a common first name, or by names that stand elsewhere in the events; a title that is none of them stays."""
    traits = {
        "first_name": "Zlata",
        "last_name": "Quomb",
        "status": "zlata quomb",
        "industry": "Jane Doe",
        "country": "Peru",
    }
    shell.write("events.ndjson", json.dumps({"type": "identify", "userId": "u1", "traits": traits}))
    (event,), _ = anonymize(shell, "events.ndjson", "--report", "report.json")
    made = event["traits"]
    assert made["country"] == "Peru"
    assert made["status"] == f"{made['first_name']} {made['last_name']}".lower() != traits["status"]
    assert made["industry"] != traits["industry"]
    why = "its key names no person, and it looks like one's"
    assert json.loads(Path("report.json").read_text())["doubtful"] == [
        {"path": path, "why": why, "values": 1} for path in ("$.traits.status", "$.traits.industry")
    ]


def test_standard_input_is_read_once_and_compared_as_well(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with open("events.ndjson", "rb") as file:

        class Stdin:
            buffer = file

        monkeypatch.setattr("sys.stdin", Stdin)
        found, err = anonymize(shell, "-", "-m", "mapping.json", "-w", "workspace.yaml")
    assert len(found) == 1
    assert "Verdicts and numbers of records: the same before and after" in err


# -- nothing is left ------------------------------------------------------------------------------------------------

_PERSONAL = (
    "email",
    "first_name",
    "last_name",
    "phone",
    "website",
    "domain",
    "twitter_handle",
    "subscription_id",
    "customer",
)


def secrets_of(event: dict[str, Any]) -> set[str]:
    """The email addresses, names, numbers, domains and ids of an event."""
    held = {**event.get("traits", {}), **event.get("properties", {})}
    found = {held.get(name) for name in _PERSONAL} | {
        event.get(name) for name in ("userId", "groupId", "messageId", "anonymousId")
    }
    return {one for one in found if isinstance(one, str) and len(one) > 3}


@pytest.mark.parametrize("file", ["node_sdk", "python_sdk"])
def test_no_address_name_number_or_id_is_left(shell: Shell, file: str) -> None:
    source = FIXTURES / f"events/{file}.ndjson"
    originals = rows(source.read_text())
    demo = ("-m", str(FIXTURES / "mappings/demo.json"), "-w", str(FIXTURES / "workspaces/demo.yaml"))
    found, err = anonymize(shell, str(source), *demo)
    assert len(found) == len(originals)
    # one person's name may be another one's fake: of names it is asked event by event
    hidden = {one for event in originals for one in secrets_of(event) if not one.isalpha()}
    assert hidden & words_of(json.dumps(found) + err) == set()
    for old, new in zip(originals, found, strict=True):
        assert secrets_of(old) & words_of(json.dumps(new)) == set()


def words_of(text: str) -> set[str]:
    """All that may be a secret, with and without what it is a part of."""
    text = unquote(text)
    return {*re.findall(r"[\w.@+-]+", text), *re.findall(r"\w+", text)}


def test_addresses_are_found_wherever_they_stand(shell: Shell) -> None:
    event = {
        "type": "track",
        "event": "Mail to jane.doe@acme.com",
        "userId": "jane.doe@acme.com",
        "messageId": "m-jane.doe",
        "context": {
            "ip": "203.0.113.9",
            "page": {
                "url": "https://app.acme.com/u/jane.doe?email=jane.doe%40acme.com&next=https%3A%2F%2Facme.com%2Fjane",
                "referrer": "https://acme.com/",
                "search": "?q=Jane+Doe",
                "title": "Jane Doe - Acme",
            },
            "traits": {"email": "JANE.DOE@ACME.COM"},
            "device": {"id": "8A1D5F4E-22C1-4E0B-9C0B-6F1B1D2E3F40", "name": "Jane's iPhone", "model": "iPhone15,2"},
        },
        "properties": {
            "by_email": {"jane.doe@acme.com": 1},
            "by_name": {"Jane Doe": {"email": "jane.doe@acme.com"}},
            "payload": '{"email": "jane.doe@acme.com", "name": "Jane D\\u00f6e"}',
            "note": "Jane Doe (jane.doe+crm@acme.com) called from +1 415 555 2671.",
            "list": ["Jane", "Doe", None, "", 3, True],
            "account_number": 4155552671,
            "phone": 14155552671,
        },
        "integrations": {"All": True, "Mailchimp": {"email": "jane.doe@acme.com"}},
    }
    shell.write("events.ndjson", json.dumps(event))
    (made,), err = anonymize(shell, "events.ndjson")
    text = unquote(unquote(json.dumps(made) + err)).lower()
    for secret in ("jane", "doe", "acme", "5552671", "203.0.113.9", "8a1d5f4e"):
        assert secret not in text
    assert made["context"]["device"]["model"] == "iPhone15,2"
    assert made["integrations"]["All"] is True
    local, _, domain = made["userId"].partition("@")
    assert made["context"]["traits"]["email"] == made["userId"].upper()
    assert made["context"]["page"]["url"].startswith("https://")
    assert f"{local}%40{domain}" in made["context"]["page"]["url"]
    assert list(made["properties"]["by_email"]) == [made["userId"]]
    assert json.loads(made["properties"]["payload"])["email"] == made["userId"]
    assert made["properties"]["list"][2:] == [None, "", 3, True]
    assert str(made["properties"]["phone"])[:5] == "14155"
    assert made["event"] == f"Mail to {made['userId']}"


def test_an_interrupt_leaves_no_part_of_a_week(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> Iterator[SourceEvent]:
        yield SourceEvent(event={"type": "identify", "userId": "u1"}, file="events.ndjson", line=1)
        signal.raise_signal(signal.SIGINT)
        yield SourceEvent(event={"type": "identify", "userId": "u2"}, file="events.ndjson", line=2)

    monkeypatch.setattr("attio_harness.cli.anonymized_files.watched_events", interrupted)
    code, _, err = shell("anonymize", "events.ndjson", "-o", "out.ndjson", "--key", KEY)
    assert (code, err) == (130, "attio-harness: interrupted: no file was written\n")
    assert not Path("out.ndjson").exists()


def test_names_of_files_lose_addresses(shell: Shell) -> None:
    Path("week").mkdir()
    shell.write("week/jane@acme.com.ndjson", '{"type": "identify", "userId": "u1"}\nnothing\n')
    err = anonymize(shell, "week", "-o", "fakes/", exits=1)[1]
    (made,) = Path("fakes").iterdir()
    assert made.name.endswith(".com.ndjson")
    assert "jane" not in made.name + err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("missing.ndjson",), "missing.ndjson: there is no such file or folder"),
        (("workspace.yaml",), "workspace.yaml: is YAML; events are JSON"),
        (("events.ndjson", "-m", "events.ndjson"), "events.ndjson"),
        (("events.ndjson", "-w", "mapping.json"), "mapping.json"),
        (("events.ndjson", "-o", "no/where/out.ndjson"), "there is no folder no/where; make it first"),
        (("events.ndjson", "-o", "mapping.json/out/"), "mapping.json/out: cannot be made"),
        (("events.ndjson", "--report", "."), ".: cannot be written: it is a folder"),
        (("events.ndjson", "--workspace-output", "w.yaml"), "--workspace-output writes what -w reads; found no -w"),
        (("events.ndjson", "-o", "a.txt", "--report", "./a.txt"), "a.txt is named twice"),
        (
            ("events.ndjson", "-w", "workspace.yaml", "--workspace-output", "workspace.yaml"),
            "workspace.yaml is named twice",
        ),
        (("-", "-m", "-"), "- is named twice"),
        ((), "EVENTS"),
    ],
)
def test_what_cannot_be_used_is_one_line(shell: Shell, words: tuple[str, ...], said: str) -> None:
    code, out, err = shell("anonymize", *words)
    assert said in err
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_difference_is_told_without_what_names_anybody(shell: Shell) -> None:
    read = {"letter": {"@liquid": "{{ traits.name | slice: 0 }}"}}
    shell.write("mapping.json", json.dumps({**MAPPING, "mapping": {**MAPPING["mapping"], "user_attributes": read}}))
    plan = "{api_slug: plan, type: select, options: [Free, Enterprise]}"
    shell.write("workspace.yaml", WORKSPACE.replace(plan, "{api_slug: letter, type: select, options: [Q]}"))
    event = {**EVENT, "traits": {"email": "jane@acme.com", "name": "Quibble"}}
    shell.write("jane@acme.com.ndjson", json.dumps(event) + "\n")
    err = anonymize(shell, "jane@acme.com.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", exits=1)[1]
    ends = "written, now rejected (value_not_found, users.letter)"
    assert f"\nVerdicts: one differs\n  j•••@a•••.•••:1  Identify: {ends}\n" in err
    assert "jane" not in err


def test_an_attribute_that_an_event_names_is_no_difference(shell: Shell) -> None:
    named = {**MAPPING["mapping"], "user_attributes": {"@path": "$.traits.more"}}
    shell.write("mapping.json", json.dumps({**MAPPING, "mapping": named}))
    shell.write(
        "events.ndjson", json.dumps({**EVENT, "traits": {"email": "jane@acme.com", "more": {"jane@acme.com": 1}}})
    )
    err = anonymize(shell, "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml")[1]
    assert "\nVerdicts and numbers of records: the same before and after\n" in err
