"""What carries events and is none itself: it is named, and the command it is told with gets the events out."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jq as library  # type: ignore[import-not-found]
import pytest
from attio_harness import InputError
from attio_harness.inputs.event import TYPES, SourceEvent, Unreadable
from attio_harness.inputs.events import read_events

EVENT: dict[str, Any] = {"type": "identify", "userId": "u1", "traits": {"email": "ann@example.com"}}
OTHER = {"type": "track", "anonymousId": "a1", "event": "Paid", "properties": {"x": 1}}
TEXT = json.dumps(EVENT)
PACKED = base64.b64encode(TEXT.encode()).decode()
ONE_OF = f"expected one of {', '.join(TYPES)}"

WRAPPED: dict[str, tuple[Any, str, list[Any]]] = {
    "message": ({"message": EVENT}, "an object with an event inside `message`", [EVENT]),
    "data": ({"data": EVENT}, "an object with an event inside `data`", [EVENT]),
    "event": ({"event": EVENT, "id": 1}, "an object with an event inside `event`", [EVENT]),
    "nested": ({"data": {"attributes": {"event": EVENT}}}, "inside `data.attributes.event`", [EVENT]),
    "text": ({"body": TEXT}, "inside `body (JSON text)`", [EVENT]),
    "text in text": ({"log": json.dumps({"msg": TEXT})}, "inside `log (JSON text).msg (JSON text)`", [EVENT]),
    "SQS": (
        {"Records": [{"body": TEXT}, {"body": json.dumps(OTHER)}]},
        "looks like a delivery to a Lambda function (SQS, SNS, Kinesis) with an event inside `Records[].body (JSON text)`",
        [EVENT, OTHER],
    ),
    "SNS": ({"TopicArn": "t", "Message": TEXT}, "looks like a message of SNS with an event inside `Message (JSON text)`", [EVENT]),
    "SNS in SQS": (
        {"Records": [{"body": json.dumps({"TopicArn": "t", "Message": TEXT})}]}, "`Records[].body (JSON text).Message (JSON text)`", [EVENT],
    ),
    "EventBridge": ({"detail-type": "x", "detail": EVENT}, "looks like an event of EventBridge with an event inside `detail`", [EVENT]),
    "Kinesis": ({"Records": [{"kinesis": {"data": PACKED}}]}, "inside `Records[].kinesis.data (base64)`", [EVENT]),
    "Firehose": ({"records": [{"recordId": "1", "data": PACKED}]}, "looks like a delivery of Firehose or Kafka", [EVENT]),
    "Kafka": ({"topic": "t", "partition": 0, "offset": 1, "value": EVENT}, "looks like a record of Kafka with an event inside `value`", [EVENT]),
    "Kafka in Lambda": (
        {"eventSource": "aws:kafka", "records": {"events-0": [{"value": PACKED}], "events-1": [{"value": PACKED}]}},
        "inside `records.events-0[].value (base64)`, `records.events-1[].value (base64)`", [EVENT, EVENT],
    ),
    "Kafka text": ({"topic": "t", "value": TEXT}, "looks like a record of Kafka", [EVENT]),
    "Elasticsearch document": ({"_index": "i", "_source": EVENT}, "looks like a document of Elasticsearch with an event inside `_source`", [EVENT]),
    "Elasticsearch answer": (
        {"took": 1, "hits": {"hits": [{"_source": EVENT}, {"_source": OTHER}]}}, "inside `hits.hits[]._source`", [EVENT, OTHER],
    ),
    "Pub/Sub": ({"message": {"data": PACKED, "messageId": "1"}, "subscription": "s"}, "looks like a message of Pub/Sub", [EVENT]),
    "CloudEvent": ({"specversion": "1.0", "type": "com.example", "id": "1", "data": EVENT}, "looks like a CloudEvent", [EVENT]),
    "MongoDB": ({"operationType": "insert", "fullDocument": EVENT}, "looks like a change event of MongoDB", [EVENT]),
    "log shipper": ({"@timestamp": "x", "message": TEXT}, "looks like a line of a log shipper", [EVENT]),
    "CloudWatch": ({"logGroup": "g", "logEvents": [{"message": TEXT}]}, "looks like a delivery of CloudWatch Logs", [EVENT]),
    "odd key": ({"the event's": [EVENT]}, "inside `the event's[]`", [EVENT]),
    "key to escape": ({'say "\\(1)" é': EVENT}, """inside `say "\\(1)" é`""", [EVENT]),
    "list in text": ({"body": json.dumps([EVENT, OTHER])}, "inside `body (JSON text)[]`", [EVENT, OTHER]),
    "batch in text": ({"body": json.dumps({"batch": [EVENT, OTHER]})}, "inside `body (JSON text).batch[]`", [EVENT, OTHER]),
    "batch inside": ({"data": {"batch": [EVENT], "context": {"ip": "192.0.2.1"}}}, "inside `data.batch[]`",
                     [{**EVENT, "context": {"ip": "192.0.2.1"}}]),
    "by name": ({"m1": EVENT, "m2": OTHER, "count": 2}, "an object with an event inside `m1`, `m2`", [EVENT, OTHER]),
    "by name, below": ({"events": {"-N1": EVENT, "-N2": OTHER, "x": {"a": 1}}}, "inside `events.-N1`, `events.-N2`", [EVENT, OTHER]),
    "by kind": ({"identifies": [EVENT], "tracks": [OTHER, OTHER]}, "inside `identifies[]`, `tracks[]`", [EVENT, OTHER, OTHER]),
    "by kind, as text": ({"identifies": [TEXT], "tracks": [json.dumps(OTHER)]},
                         "inside `identifies[] (JSON text)`, `tracks[] (JSON text)`", [EVENT, OTHER]),
    "by name, in text": ({"body": json.dumps({"a": EVENT, "b": OTHER})}, "inside `body (JSON text).a`, `body (JSON text).b`", [EVENT, OTHER]),
    "a change": ({"before": EVENT, "after": OTHER, "op": "u"}, "inside `after`", [OTHER]),
    "a change of a column": ({"before": {"body": json.dumps(OTHER)}, "after": {"body": TEXT}}, "an event inside `after.body (JSON text)`;", [EVENT]),
    "a change of MongoDB": ({"fullDocument": {"e": EVENT}, "fullDocumentBeforeChange": {"e": OTHER}}, "an event inside `fullDocument.e`;", [EVENT]),
    "Supabase": ({"type": "UPDATE", "table": "t", "record": EVENT, "old_record": OTHER}, "an event inside `record`;", [EVENT]),
    "Hasura": ({"event": {"op": "UPDATE", "data": {"old": {"p": OTHER}, "new": {"p": EVENT}}}}, "an event inside `event.data.new.p`;", [EVENT]),
    "Maxwell": ({"type": "update", "data": {"p": TEXT}, "old": {"p": json.dumps(OTHER)}}, "an event inside `data.p (JSON text)`;", [EVENT]),
    "DynamoDB": (
        {"Records": [{"dynamodb": {"OldImage": {"b": {"S": json.dumps(OTHER)}}, "NewImage": {"b": {"S": TEXT}}}}]},
        "an event inside `Records[].dynamodb.NewImage.b.S (JSON text)`;", [EVENT],
    ),
    "a row that is gone": ({"before": {"body": TEXT}, "after": None}, "an event inside `before.body (JSON text)`;", [EVENT]),
    "old beside others": ({"old": EVENT, "m2": OTHER}, "an event inside `old`, `m2`;", [EVENT, OTHER]),
    "a job": ({"class": "Send", "args": ["identify", EVENT, 5]}, "an event inside `args[]`;", [EVENT]),
    "a job's text": ({"class": "Send", "args": ["identify", TEXT]}, "an event inside `args[] (JSON text)`;", [EVENT]),
    "in a line of a log": ({"log": f"10:00 [x] sending {TEXT} (ü 200)\n", "stream": "stdout"}, "an event inside `log (JSON in text)`;", [EVENT]),
    "behind other braces": ({"msg": f"[{{req=1}} {{}}] got {TEXT}."}, "an event inside `msg (JSON in text)`;", [EVENT]),
    "in a message alone": ({"message": f"I0101 sending\n{TEXT}\nsent"}, "an event inside `message (JSON in text)`;", [EVENT]),
    "lines": ({"body": f"{TEXT}\n{json.dumps(OTHER)}\n"}, "an event inside `body (lines of JSON)`;", [EVENT, OTHER]),
    "lines, encoded": (
        {"records": [{"data": base64.b64encode(f"{TEXT}\n\n{json.dumps(OTHER)}\n".encode()).decode()}]},
        "an event inside `records[].data (base64)`;", [EVENT, OTHER],
    ),
    "with a type of its own, by name": ({"type": "export", "rows": {"a": EVENT, "b": OTHER}}, "inside `rows.a`, `rows.b`", [EVENT, OTHER]),
    "with a type of Segment's": ({"type": "identify", "message": EVENT}, "an object with an event inside `message`", [EVENT]),
    "with a type of Segment's, as text": ({"type": "identify", "body": TEXT}, "inside `body (JSON text)`", [EVENT]),
    "with a type of Segment's, as event": ({"type": "identify", "event": EVENT}, "an object with an event inside `event`", [EVENT]),
    "with a type of Segment's, several": ({"type": "track", "batch": [EVENT, OTHER]}, "inside `batch[]`", [EVENT, OTHER]),
    "the type alone above": (
        {"specversion": "1.0", "id": "1", "source": "/x", "type": "identify", "data": {"userId": "u1", "traits": EVENT["traits"]}},
        "looks like a CloudEvent with an event inside `data`", [EVENT],
    ),
    "the type alone above, in text": (
        {"type": "identify", "id": "1", "data": json.dumps({"userId": "u1", "traits": EVENT["traits"]})},
        "an object with an event inside `data (JSON text)`", [EVENT],
    ),
    # beside texts that are no JSON: a time, a name, a line of another program
    "Loki": (
        {"data": {"result": [{"stream": {}, "values": [["1700000000000000000", TEXT], ["1700000000000000001", json.dumps(OTHER), {"a": "b"}]]}]}},
        "inside `data.result[].values[][] (JSON text)`", [EVENT, OTHER],
    ),
    "Redis": ({"reply": [["1-0", ["from", "web", "v", "2", "event", TEXT]], ["2-0", ["event", json.dumps(OTHER)]]]}, "inside `reply[][][] (JSON text)`", [EVENT, OTHER]),
    "lines of a log": ({"logEvents": [{"message": "START RequestId: 1"}, {"message": TEXT}, {"message": None}]}, "inside `logEvents[].message (JSON text)`", [EVENT]),
    "base64 beside text": ({"records": [{"data": "-"}, {"data": base64.b64encode(TEXT.encode()).decode()}]}, "inside `records[].data (base64)`", [EVENT]),
    "event in a pair": ({"rows": [["1", EVENT], ["2", OTHER], ["3", None]]}, "inside `rows[][]`", [EVENT, OTHER]),
    "text of text": ({"body": json.dumps(TEXT)}, "inside `body (JSON text) (JSON text)`", [EVENT]),
    "JSON text, encoded twice": (json.dumps(TEXT), "a JSON text with an event inside", [EVENT]),
    "JSON text": (TEXT, "a JSON text with an event inside", [EVENT]),
    "another word": ({"action": "Identify", "userId": "u1", "traits": {}}, "`action` says 'identify'",
                     [{"action": "Identify", "userId": "u1", "traits": {}, "type": "identify"}]),
    "no type": ({"userId": "u1", "traits": {}}, f"has `userId` and `traits` but no `type`; {ONE_OF}; its members are those of identify",
                [{"userId": "u1", "traits": {}, "type": "identify"}]),
    "no type, track": ({"event": "Paid", "properties": {}}, "its members are those of track", [{"event": "Paid", "properties": {}, "type": "track"}]),
}  # fmt: skip
ODD = ("odd key", "key to escape", "JSON text, encoded twice", "Redis")
"""Those with what a shell or an older jq may take otherwise."""


def read(content: str | bytes) -> list[Any]:
    raw = content if isinstance(content, bytes) else content.encode()
    return list(read_events(["-"], io.BytesIO(raw)))


def events(file: Path) -> list[Any]:
    return [one.event for one in read_events([str(file)]) if isinstance(one, SourceEvent)]


JQ = f"""#!{sys.executable}
import sys
import jq

_, filter, *files = sys.argv[1:]  # -c
print(jq.compile(filter).input_text(open(files[0]).read() if files else sys.stdin.read()).text())
"""
"""The command, made of its library: what the tests need of it."""


@pytest.fixture(scope="session")
def jq(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a shell that has jq, this machine's or one that is made."""
    if shutil.which("jq") is not None:
        return dict(os.environ)
    made = tmp_path_factory.mktemp("bin") / "jq"
    made.write_text(JQ)
    made.chmod(0o755)
    return {**os.environ, "PATH": f"{made.parent}{os.pathsep}{os.environ['PATH']}"}


def in_a_shell(command: str, jq: dict[str, str]) -> bytes:
    return subprocess.run(command, shell=True, capture_output=True, check=True, env=jq).stdout


def as_in_a_shell(command: str) -> bytes:
    """What a command of jq alone writes: its library takes a fifteenth of the time of a shell that starts jq."""
    _jq, _compact, filter, file = shlex.split(command)
    return str(library.compile(filter).input_text(Path(file).read_text()).text()).encode()


@pytest.mark.parametrize("name", WRAPPED)
def test_what_carries_an_event_is_named(name: str) -> None:
    value, said, _ = WRAPPED[name]
    (one,) = read(TEXT + "\n" + json.dumps(value))[1:]
    assert isinstance(one, Unreadable)
    assert (one.line, said in one.why, "no Segment event" in one.why) == (2, True, True), one.why
    assert len(one.why) < 600


@pytest.mark.parametrize("place", ["lines", "first line", "array", "batch", "payload", "gzip"])
@pytest.mark.parametrize("name", WRAPPED)
def test_the_command_gets_the_events_out_and_keeps_those_beside(
    tmp_path: Path, jq: dict[str, str], name: str, place: str
) -> None:
    value, _, inside = WRAPPED[name]
    file = tmp_path / "the events'.ndjson"
    lines = json.dumps(OTHER) + "\n" + json.dumps(value) + "\n"
    expected = [OTHER, *inside]
    if place == "first line":
        file.write_text(json.dumps(value) + "\n" + json.dumps(OTHER))
        expected = [*inside, OTHER]
    elif place == "gzip":
        file = file.with_suffix(".gz")
        file.write_bytes(gzip.compress(lines.encode()))
    else:
        whole = {"array": [OTHER, value], "batch": {"batch": [OTHER, value]}, "payload": {"payload": [OTHER, value]}}
        file.write_text(lines if place == "lines" else json.dumps(whole[place], indent=1))
    (entry,) = (one for one in read_events([str(file)]) if isinstance(one, Unreadable))
    _, mark, command = entry.why.partition(": jq") if "gzip" not in place else entry.why.partition(": gzip")
    command = mark[2:] + command
    out = tmp_path / "out.ndjson"
    # each filter for lines goes through a shell once; those for other places have the same steps
    out.write_bytes(in_a_shell(command, jq) if place == "gzip" or name in ODD else as_in_a_shell(command))
    assert events(out) == expected


@pytest.mark.parametrize(
    ("value", "inside"),
    [
        ([EVENT, OTHER], "[]"),
        ([{"message": EVENT}, {"message": OTHER}], "[].message"),
        ([[EVENT], [OTHER]], "[][]"),
        ([["1-0", ["event", TEXT]], ["2-0", ["event", json.dumps(OTHER)]]], "[][][] (JSON text)"),
    ],
)
@pytest.mark.parametrize("over_lines", [None, 1])
def test_arrays_inside_of_an_array_are_told_with_what_takes_the_events_out(
    tmp_path: Path, jq: dict[str, str], value: Any, inside: str, over_lines: int | None
) -> None:
    file = tmp_path / "e.json"
    file.write_text(json.dumps([EVENT, value], indent=over_lines))
    (entry,) = (one for one in read_events([str(file)]) if isinstance(one, Unreadable))
    said, _, command = entry.why.partition("; unwrap it: ")
    assert said == f"no Segment event, but an array with an event inside `{inside}`"
    out = tmp_path / "out.ndjson"
    out.write_bytes(as_in_a_shell(command) if over_lines else in_a_shell(command, jq))
    assert events(out) == [EVENT, EVENT, OTHER]


@pytest.mark.parametrize("place", ["lines", "array"])
@pytest.mark.parametrize(
    "carried", [(TEXT, "started\n", json.dumps(OTHER)), (PACKED, "-", base64.b64encode(json.dumps(OTHER).encode()).decode())]
)  # fmt: skip
def test_lines_of_a_log_without_an_event_do_not_end_the_command(
    tmp_path: Path, jq: dict[str, str], carried: tuple[str, ...], place: str
) -> None:
    rows = [{"log": one, "stream": "stdout"} for one in carried]
    file = tmp_path / "log.json"
    file.write_text("\n".join(map(json.dumps, rows)) if place == "lines" else json.dumps(rows))
    entry, *_ = (one for one in read_events([str(file)]) if isinstance(one, Unreadable))
    command = entry.why.partition("; unwrap it: ")[2]
    assert [json.loads(line) for line in in_a_shell(command, jq).splitlines()] == [EVENT, OTHER]


def packed(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode())).decode()


LOGS = packed(
    json.dumps(
        {"logGroup": "g", "logEvents": [{"message": "START"}, {"message": TEXT}, {"message": json.dumps(OTHER)}]}
    )
)


@pytest.mark.parametrize("place", ["alone", "lines", "gzip"])
@pytest.mark.parametrize(
    ("value", "inside", "found"),
    [
        ({"awslogs": {"data": LOGS}}, "awslogs.data (gzip in base64).logEvents[].message (JSON text)", [EVENT, OTHER]),
        ({"Records": [{"kinesis": {"data": LOGS}}, {"kinesis": {"data": "-"}}]}, "Records[].kinesis.data (gzip in base64).logEvents[].message (JSON text)", [EVENT, OTHER]),
        ({"PartitionKey": "1", "Data": packed(TEXT)}, "Data (gzip in base64)", [EVENT]),
        ({"PartitionKey": "1", "Data": packed(json.dumps(EVENT, indent=1))}, "Data (gzip in base64)", [EVENT]),
        ({"PartitionKey": "1", "Data": packed(f"{TEXT}\n{json.dumps(OTHER)}\n")}, "Data (gzip in base64)", [EVENT, OTHER]),
        ({"a": packed(TEXT), "b": TEXT}, "a (gzip in base64)", [EVENT]),
    ],
)  # fmt: skip
def test_what_is_compressed_inside_is_unpacked_by_the_command(
    tmp_path: Path, jq: dict[str, str], value: Any, inside: str, found: list[Any], place: str
) -> None:
    file = tmp_path / ("the events'.ndjson" + (".gz" if place == "gzip" else ""))
    lines = "\n".join([json.dumps(value)] * (2 if place == "lines" else 1)).encode()
    file.write_bytes(gzip.compress(lines) if place == "gzip" else lines)
    entry, *_ = (one for one in read_events([str(file)]) if isinstance(one, Unreadable))
    said, _, command = entry.why.partition("; unwrap it: ")
    assert f"inside `{inside}`" in said
    out = tmp_path / "out.ndjson"
    out.write_bytes(in_a_shell(command, jq))
    assert events(out) == found * (2 if place == "lines" else 1)


def test_what_is_broken_or_too_large_when_it_is_unpacked_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    # the last is a thousand times as long as it is packed, and of each line a hundred such may be unpacked
    bomb = packed(f"[{TEXT}{', 0' * 500_000}]")
    for data in (base64.b64encode(b"\x1f\x8b\x08" + b"x" * 40).decode(), packed("no JSON"), bomb):
        (entry,) = read(json.dumps({"Data": data}))
        assert "inside" not in entry.why
    monkeypatch.setattr("attio_harness.inputs.ways._MOST_UNPACKED", 50)
    (entry,) = read(json.dumps({"Data": packed(TEXT)}))
    assert "inside" not in entry.why


def test_calls_in_recorded_traffic_are_taken_out(tmp_path: Path, jq: dict[str, str]) -> None:
    bodies = [None, "a=b", '{"query": "x"}', json.dumps({"batch": [EVENT], "writeKey": "w"}), json.dumps(OTHER)]
    requests = [{"method": "GET"} if body is None else {"postData": {"text": body}} for body in bodies]
    file = tmp_path / "page.har"
    file.write_text(json.dumps({"log": {"entries": [{"request": one, "response": {}} for one in requests]}}))
    with pytest.raises(
        InputError, match="is recorded traffic with calls to Segment; take their events out: jq"
    ) as told:
        list(read_events([str(file)]))
    out = tmp_path / "out.ndjson"
    command = str(told.value).partition("take their events out: ")[2]
    out.write_bytes(in_a_shell(command, jq))
    assert events(out) == [EVENT, OTHER]
    file.write_text(json.dumps({"log": {"entries": [{"request": one} for one in requests[:3]]}}))
    with pytest.raises(InputError, match="is recorded traffic, which attio-harness replay reads"):
        list(read_events([str(file)]))


@pytest.mark.parametrize(
    ("before", "behind", "said"),
    [
        ("2024-03-01T10:00:00Z info ", "", "behind 26 other characters"),
        ("data: ", "", "behind 6 other characters"),
        ("", ",", "before a comma"),
        ("\t> ", " , ", "behind 3 other characters"),
        ("[2026-05-01 09:00:00] INFO ", "", "behind 27 other characters"),
        ("[INFO] ", " sent (200)", "behind 7 other characters and before 10 other characters"),
        ("", " # ok", "before 4 other characters"),
        ("2026 {req=1} sending ", "", "behind 21 other characters"),
        ("1714550000 ", "", "behind 11 other characters"),
        ("INFO {req=1} {} -> ", " (200)", "behind 19 other characters"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_lines_with_an_event_in_them_say_how_to_take_it_out(
    tmp_path: Path, before: str, behind: str, said: str, packed: bool
) -> None:
    file = tmp_path / ("the log.gz" if packed else "the log.txt")
    text = (f"{before}{TEXT}{behind}\n" * 2 + TEXT + "\n").encode()
    file.write_bytes(gzip.compress(text) if packed else text)
    first, second, last = read_events([str(file)])
    assert isinstance(first, Unreadable)
    assert isinstance(second, Unreadable)
    assert isinstance(last, SourceEvent)
    assert f"not JSON, but a line with an event {said}; take it out: " in first.why
    command = first.why.partition("take it out: ")[2]
    out = tmp_path / "out.ndjson"
    out.write_bytes(subprocess.run(command, shell=True, capture_output=True, check=True).stdout)
    assert events(out) == [EVENT] * 3


def test_a_log_that_begins_with_a_mark_is_no_array_that_was_cut_off() -> None:
    first, *others = read(f"[INFO] started\n[INFO] {TEXT}\n{TEXT}\n")
    assert isinstance(first, Unreadable)
    assert "expected one event as a JSON object a line" in first.why
    assert [(isinstance(one, SourceEvent), one.line) for one in others] == [(False, 2), (True, 3)]


@pytest.mark.parametrize("begin", ["[", " [ ", "[\n", '["a",', "[1, ", "[null,"])
def test_an_array_that_begins_with_an_event_is_one(begin: str) -> None:
    found = read(f"{begin}{TEXT},\n{TEXT}\n]\n")
    assert [one.line for one in found if isinstance(one, SourceEvent)] == [1 + begin.count("\n"), 2 + begin.count("\n")]


@pytest.mark.parametrize("line", ["no event {", 'x {"a": 1}', "{", f"{TEXT} x}}", f"{TEXT} {{{{", "{{}}"])
def test_lines_without_an_event_are_only_not_json(line: str) -> None:
    (one,) = (item for item in read(f"{TEXT}\n{line}\n{TEXT}") if isinstance(item, Unreadable))
    assert "take it out" not in one.why
    assert one.line == 2


def test_what_is_another_kind_of_file_still_ends_the_run() -> None:
    with pytest.raises(InputError, match="is a saved mapping"):
        read('{"partnerAction": "x", "mapping": {}}')
