"""Whatever goes wrong in a command is one line and an exit code."""

from __future__ import annotations

import errno
import json
import signal
from collections.abc import Iterator

import pytest
from attio_harness.inputs.event import EventSource, SourceEvent

from .shell import EVENT, Shell


@pytest.mark.parametrize(
    ("files", "words", "line"),
    [
        ({}, {"events": "no.ndjson"}, "no.ndjson: there is no such file or folder (expected events: NDJSON, a JSON array or object)"),
        ({"e.csv": "a,b\n"}, {"events": "e.csv"}, "e.csv: CSV has lost what an event was (nested objects, types, nulls); expected NDJSON as in Segment's raw logs (S3) or the raw view of the debugger"),
        ({"e.json": "hello"}, {"events": "e.json"}, "e.json:1: not JSON: found 'hello', expected a value (column 1); expected one event as a JSON object a line"),
        ({"e.json": "[1, 2]"}, {"events": "e.json"}, "e.json:1: expected an event (a JSON object), found a number"),
        ({}, {"mapping": "no.json"}, "no.json: there is no such mapping file; presets are published and documented"),
        ({}, {"mapping": "documentd"}, "documentd: there is no such mapping file; did you mean the preset documented?"),
        ({"m.json": "{\n 'a': 1}"}, {"mapping": "m.json"}, "m.json:2: not JSON: text in ' ' (column 2), expected double quotes (\")"),
        ({"m.json": '{"partnerAction": "identifyUsers", "subscribe": "x", "mapping": {}}'}, {"mapping": "m.json"},
         "m.json:1 at /partnerAction: unknown action 'identifyUsers'; the destination has identifyUser, groupWorkspace, assertRecord; did you mean identifyUser?"),
        ({"m.json": '{"partnerAction": "identifyUser", "subscribe": "type", "mapping": {}}'}, {"mapping": "m.json"},
         "m.json:1 at /subscribe: the trigger 'type' is not FQL: Value token is missing (at the end of the trigger); finish the clause, as in type = \"…\""),
        ({"m.json": json.dumps({"partnerAction": "identifyUser", "subscribe": 'type = "track" && event = "x"', "mapping": {}})}, {"mapping": "m.json"},
         "m.json:1 at /subscribe: the trigger 'type = \"track\" && event = \"x\"' is not FQL: Cannot read properties of undefined (reading 'type') (at column 16 of the trigger, unexpected &); write and / or in lower case instead of && and ||"),
        ({"m.json": json.dumps({"partnerAction": "identifyUser", "subscribe": 'type = "x"\nor # y', "mapping": {}})}, {"mapping": "m.json"},
         "m.json:1 at /subscribe: the trigger 'type = \"x\"\\nor # y' is not FQL: Cannot read properties of undefined (reading 'type') (at line 2, column 4 of the trigger, unexpected #); remove the comment: a trigger cannot have one"),
        ({"m.json": json.dumps({"partnerAction": "identifyUser", "subscribe": 'type = "x" or ' * 30 + "#", "mapping": {}})}, {"mapping": "m.json"},
         "m.json:1 at /subscribe: the trigger …" + repr(('type = "x" or ' * 30 + "#")[-120:]) + " is not FQL: Cannot read properties of undefined (reading 'type') (at column 421 of the trigger, unexpected #); remove the comment: a trigger cannot have one"),
        ({"m.json": '{"partnerAction": "identifyUser", "subscribe": "type = \\"x\\"",\n "mapping": {\n  "user_id": {"@pth": "x"}}}'}, {"mapping": "m.json"},
         "m.json:3 at /mapping/user_id: malformed mapping: /user_id has an invalid directive: @pth. Did you mean '@path'?"),
        ({"m.json": '{"partnerAction": "identifyUser", "mapping": 5}'}, {"mapping": "m.json"}, "m.json at /: expected a subscription: an object with a mapping (`mapping` or `settings`) and a trigger (`subscribe` or `trigger`), found the members partnerAction, mapping"),
        ({"m.json": "{}"}, {"mapping": "m.json"},
         'm.json: holds no subscription (expected Segment\'s Public API answer, a Terraform plan as JSON, or {"partnerAction", "subscribe", "mapping"} alone or in an array)'),
        ({}, {"workspace": "no.yaml"}, "no.yaml: there is no such workspace file"),
        ({"w.yaml": "name: [\n"}, {"workspace": "w.yaml"}, "w.yaml:1:7: found a [ that is not closed, expected ] after its last member"),
        ({"w.yaml": "objects:\n - {api_slug: x, attributes: [{api_slug: a, type: selekt}]}"}, {"workspace": "w.yaml"},
         "w.yaml:2:51: /objects/0/attributes/0/type: found 'selekt', expected a type: actor-reference, checkbox, currency, date, domain, email-address, interaction, "
         "location, number, personal-name, phone-number, rating, record-reference, select, status, text, timestamp; did you mean 'select'?"),
        ({"w.yaml": "object: []"}, {"workspace": "w.yaml"},
         "w.yaml:1:1: /object: found 'object', expected one of name, slug, api, members, objects, records, activities, activity_records, lists, assumptions, tokens, emails, protected_recipients, $schema; did you mean 'objects'?"),
    ],
)  # fmt: skip
def test_input_that_cannot_be_used_is_one_line_and_exit_code_2(
    shell: Shell, files: dict[str, str], words: dict[str, str], line: str
) -> None:
    for name, content in files.items():
        shell.write(name, content)
    code, out, err = shell.check(**words)
    assert (code, out, err) == (2, "", f"attio-harness: {line}\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check"], "EVENTS... is missing"),
        (["chek"], "there is no command chek"),
        (["check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "--mode", "fast"], "--mode 'fast' is not one of auto, single, batch, both"),
        (["check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "--max-failures", "x"], "--max-failures 'x' is neither a whole number nor a share such as 5%"),
        (["check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "--max-failures", "101%"], "--max-failures '101%' is neither a whole number nor a share such as 5%"),
        (["explain", "events.ndjson:1[0]", "-m", "mapping.json", "-w", "workspace.yaml"], "events.ndjson:1: there is no event here"),
        (["explain", "events.ndjson:7", "-m", "mapping.json", "-w", "workspace.yaml"], "events.ndjson:7: there is no event on this line"),
        (["generate", "--type", "idetify"], "--type 'idetify' is not one of identify, group, track, page, screen, alias"),
        (["conform", "no.jsonl"], "no.jsonl: there is no such file of recordings"),
        (["emulate", "-w", "no.yaml"], "no.yaml: there is no such workspace file"),
        (["emulate", "--faults", "mapping.json"], "mapping.json: is a saved mapping, which attio-harness emulate does not read"),
        (["emulate", "--state", "state.json", "--workspace-per-token"], "--state keeps one workspace; leave it out, or leave out --workspace-per-token"),
        (["emulate", "--state", "mapping.json"], "mapping.json: is a saved mapping, which attio-harness emulate does not read (expected a state that check --state, emulate --state or pull --records saved)"),
        (["emulate", "--state", "no/state.json"], "no/state.json: cannot be written: there is no folder no; make it first"),
        (["emulate", "--state", "deep.json"], "deep.json: is nested too deeply"),
        (["emulate", "--batch-lag", "inf"], "found the batch lag inf, expected a number of seconds from 0 to 1000000000"),
        (["emulate", "--batch-lag", "1e300"], "found the batch lag 1e+300, expected a number of seconds from 0 to 1000000000"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_line_and_exit_code_2(shell: Shell, words: list[str], said: str) -> None:
    shell.write("deep.json", "[" * 100_000)
    code, out, err = shell(*words)
    assert (code, out) == (2, "")
    assert err.startswith(f"attio-harness: {said}")
    assert err.count("\n") == 1


def test_our_own_fault_is_exit_code_3_without_a_traceback(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attio_harness.run.check.Check.report", lambda self, **_: 1 / 0)
    code, out, err = shell.check()
    assert (code, out) == (3, "")
    assert err == (
        "attio-harness: this is a mistake of attio-harness itself, please report it: ZeroDivisionError: division by zero "
        "(ATTIO_HARNESS_DEBUG=1 shows where)\n"
    )


def test_too_little_memory_is_no_fault_of_ours(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr("attio_harness.run.check.Check.feed", full)
    said = "attio-harness: there is not enough memory for this; allow more, or give fewer events at once\n"
    assert shell.check() == (2, "", said)


def test_a_file_of_the_shell_that_may_not_be_written_is_no_fault_of_ours(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a home folder that is read-only, or whose settings come from elsewhere."""

    def refused(**_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", "/home/ada/.bashrc")

    monkeypatch.setattr("typer.completion.install", refused)
    said = "attio-harness: /home/ada/.bashrc: cannot be used: Read-only file system\n"
    assert shell("--install-completion") == (2, "", said)


@pytest.mark.parametrize(
    "command",
    [("explain", "events.ndjson:2"), ("redeliver", "events.ndjson"), ("shrink", "events.ndjson")],
    ids=lambda one: one[0],
)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_of_a_part_of_the_events_nothing_is_said(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, command: tuple[str, str], number: int, code: int
) -> None:
    def cut_short(*_: object, **__: object) -> Iterator[EventSource]:
        yield SourceEvent(event=EVENT, file="events.ndjson", line=1)
        signal.raise_signal(number)

    shell.write("events.ndjson", "".join(json.dumps({**EVENT, "messageId": str(one)}) + "\n" for one in range(3)))
    monkeypatch.setattr("attio_harness.cli.progress.read_events", cut_short)
    done = shell(*command, "-m", "mapping.json", "-w", "workspace.yaml")
    assert done == (code, "", "attio-harness: interrupted\n")
