"""`explain` as a person meets it."""

from __future__ import annotations

import io
import json

import pytest
from syrupy.assertion import SnapshotAssertion

from .shell import EVENT, Shell


def test_one_event_explained(shell: Shell, snapshot: SnapshotAssertion) -> None:
    code, out, err = shell("explain", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml")
    assert (code, err) == (1, "")
    assert out == snapshot


def test_what_to_do_about_a_long_text_is_a_sentence(shell: Shell) -> None:
    traits = {"email": "jane@acme.com", "plan": "many words " * 20_000}
    shell.write("long.json", json.dumps({**EVENT, "traits": traits}))
    _, out, _ = shell("explain", "long.json", "-m", "mapping.json", "-w", "workspace.yaml")
    said = " ".join(out[out.index("\n  do ") :].split())
    assert len(said) < 1_000
    assert "It has Free, Enterprise." in said


def test_explain_as_json_names_every_stage(shell: Shell) -> None:
    code, out, _ = shell("explain", "events.ndjson:1", "-m", "mapping.json", "-w", "workspace.yaml", "--format", "json")
    (stage,) = json.loads(out)["subscriptions"]
    assert code == 1
    assert set(stage) == {
        "subscription",
        "action",
        "mapping",
        "trigger",
        "reads",
        "mapped",
        "payload",
        "exchanges",
        "records",
        "verdict",
        "rejection",
        "assumptions",
    }
    assert [one["response"]["status"] for one in stage["exchanges"]] == [200, 400]
    assert stage["rejection"]["hint"].startswith("Send 'Enterprise' (closest)")


def test_explain_takes_the_place_that_a_report_prints_of_an_array(shell: Shell) -> None:
    other = EVENT | {"userId": "u2", "messageId": "m2"}
    shell.write("array.json", json.dumps([EVENT, other]))
    words = ("-m", "mapping.json", "-w", "workspace.yaml")
    code, out, _ = shell("explain", "array.json:1[1]", *words)
    assert code == 1
    assert "from array.json:1[1]" in out
    assert "u2" in out
    for place, more in (("array.json", "array.json:LINE[INDEX]"), ("array.json:1", "array.json:1[INDEX]")):
        code, out, err = shell("explain", place, *words)
        assert (code, out) == (2, "")
        assert err.endswith(f"holds 2 events; say which with {more}\n")


def test_one_of_several_events_from_standard_input_is_named_in_a_file(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{json.dumps(EVENT)}\n".encode() * 2)))
    code, out, err = shell("explain", "-", "-m", "mapping.json", "-w", "workspace.yaml")
    assert (code, out) == (2, "")
    assert err == "attio-harness: -: holds 2 events; write them to a file and say which with FILE:LINE\n"


def test_what_rests_on_an_assumption_is_told_with_what_is_assumed(shell: Shell) -> None:
    event = {"type": "identify", "userId": "u1", "traits": {"email": "jane@gmail.com", "plan": "ENTERPRISE"}}
    shell.write("events.ndjson", json.dumps(event))
    told = "option.title_case (assumed): The title of a select option or status must be written in its own"
    words = ("explain", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml")
    code, out, _ = shell(*words)
    assert (code, told in out) == (1, True)
    code, out, _ = shell(*words, "--assume", "option.title_case=any")
    assert (code, told in out) == (0, True)
    shell.write("events.ndjson", json.dumps({**event, "traits": {**event["traits"], "plan": "Enterprise"}}))  # type: ignore[dict-item]
    assert "rests on" not in shell(*words)[1]


@pytest.mark.parametrize(
    ("place", "code", "said"),
    [
        ("m.ndjson:a:b", 0, "m.ndjson:1"),
        ("m.ndjson:77", 0, "m.ndjson:2"),
        ("m.ndjson:1", 0, "m.ndjson:1"),
        ("m.ndjson:x:y", 2, "there is no event with the messageId 'x:y'"),
        ("m.ndjson:9", 2, "there is no event on this line"),
    ],
)
def test_an_event_is_found_by_its_message_id(shell: Shell, place: str, code: int, said: str) -> None:
    traits = {"email": "jane@acme.com", "plan": "Free"}
    rows = [{**EVENT, "messageId": one, "traits": traits} for one in ("a:b", "77")]
    shell.write("m.ndjson", "\n".join(map(json.dumps, rows)))
    found, out, err = shell("explain", place, "-m", "mapping.json", "-w", "workspace.yaml")
    assert (found, said in out + err) == (code, True)
