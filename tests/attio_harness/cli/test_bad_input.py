"""What people give that is no good: events that are read in part or not at all, and each is told in its words."""

from __future__ import annotations

import gzip
import json
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.attio_harness.cli.bad_files import IDENTIFY, LINE, MAPPING, check, filled, run, words
from tests.started.processes import of_shells

from .shell import Shell

MANY = b"".join(b'{"type": "track", "n": %d, "salt": "%x"}\n' % (n, n * 2654435761) for n in range(500))
PACKED = gzip.compress(MANY, mtime=0)
HALF = len(PACKED) // 2
WHOLE = zlib.decompressobj(31).decompress(PACKED[:HALF]).count(b"\n")
WAREHOUSE = (
    "has lost what an event was (nested objects, types, nulls); expected NDJSON as in Segment's raw logs (S3) or the raw "
    "view of the debugger"
)
TOO_DEEP = "the event is nested over more than 200 levels (limit event_depth); send it flatter, or allow more with --limit event_depth=N"
AS_LINE = "; expected one event as a JSON object a line"
AS_OBJECT = "; expected an event as a JSON object"
ENDED = "Compressed file ended before the end-of-stream marker was reached"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return filled(tmp_path)


ONE_OF = "expected one of identify, group, track, page, screen, alias"
Remarks = list[tuple[Any, ...]]
READ: dict[str, tuple[bytes, int, int, Remarks, Remarks]] = {
    "truncated gzip": (PACKED[:HALF], 1, WHOLE, [(WHOLE + 1, None, f"the gzip data ends early or is damaged ({ENDED}); what stands before was read")], []),
    "gzip with a wrong checksum": (PACKED[:-5] + b"\xff" + PACKED[-4:], 1, 500, [(501, None, "the gzip data ends early or is damaged (CRC check failed")], []),
    "gzip with something behind it": (PACKED + b"more", 1, 500, [(501, None, "the gzip data ends early or is damaged (Not a gzipped file (b'mo')); what stands before was read")], []),
    "gzip padded with zeros": (PACKED + bytes(512), 1, 500, [], []),
    "byte order mark": (b"\xef\xbb\xbf" + LINE, 0, 1, [], [(1, "begins with a byte order mark")]),
    "byte order marks between files": (LINE + b"\n\xef\xbb\xbf" + LINE + b"\n\xef\xbb\xbf" + LINE, 0, 3, [],
                                       [(2, "begins with a byte order mark, and so do 1 line(s) below")]),
    "CRLF": (LINE + b"\r\n" + LINE + b"\r\n", 0, 2, [], [(None, "2 lines end in CRLF")]),
    "CR alone": (LINE + b"\r" + LINE + b"\r", 0, 2, [], []),
    "blank lines": (b"\n\n" + LINE + b"\n  \n" + LINE, 0, 2, [], [(None, "3 blank lines")]),
    "nothing": (b"", 1, 0, [], [(None, "holds no events")]),
    "blank lines only": (b" \n\n", 1, 0, [], [(None, "2 blank lines"), (None, "holds no events")]),
    "a mark only": (b"\xef\xbb\xbf", 1, 0, [], [(1, "begins with a byte order mark"), (None, "holds no events")]),
    "an empty array": (b"[]", 1, 0, [], [(None, "holds no events")]),
    "an empty batch": (b'{"batch": []}', 1, 0, [], [(None, "holds no events")]),
    "lines that are no objects": (LINE + b'\n1\n"x"\nnull\ntrue\n[2.5]\n[[]]\n' + LINE, 1, 2, [
        (line, index, f"expected an event (a JSON object), found {what}") for line, index, what in
        [(2, None, "a number"), (3, None, "a string"), (4, None, "null"), (5, None, "a boolean"), (6, 0, "a number"), (7, 0, "an array")]], []),
    "invalid UTF-8 in a line": (LINE + b'\n{"a": "\xff"}\n' + LINE, 1, 2, [(2, None, "not JSON: byte 0xff is not UTF-8 (column 8); save the file as UTF-8")], []),
    "invalid UTF-8 in an array": (b'[\n{"a":\n"\xff"},\n' + LINE + b"]", 1, 1, [(2, 0, "not JSON: byte 0xff is not UTF-8; save the file as UTF-8")], []),
    "a raw surrogate": (b'{"a": "\xed\xa0\x80"}\n' + LINE, 1, 1, [(1, None, "not JSON: byte 0xed is not UTF-8 (column 8); save the file as UTF-8")], []),
    "escaped lone surrogates": (b'{"type": "\\ud800", "\\udc00": 1}', 1, 1, [], []),
    "a key twice": (b'{"type": "track", "a": 1, "a": 2}\n{"type" : "track", "b" : 1, "b" : 2}\n' + LINE, 0, 3, [],
                    [(1, 'the key "a" comes twice in one object, and the last value counts (and 1 more such event)')]),
    "a key twice in an array": (b'[{"type": "track"},\n {"type": "track", "a": {"b": 1, "b": 2}}]', 1, 2, [], [(2, 'the key "b" comes twice in one object, and the last value counts')]),
    "text that looks like a key": (b'{"type": "track", "a": "\\":\\":"}', 1, 1, [], []),
    "NaN and Infinity": (b'{"n": NaN}\n{"n": Infinity}\n{"n": -Infinity}\n' + LINE, 1, 1, [
        (line, None, f"not JSON: {word}, which JSON does not have (column 7), expected a number or null") for line, word in [(1, "NaN"), (2, "Infinity"), (3, "-Infinity")]], []),
    "numbers beyond a double": (b'{"type": "x", "n": 1e999}\n{"type": "x", "n": [9007199254740993]}\n{"type": "x", "n": 9007199254740992}\n{"type": "x", "n": ' + b"9" * 5000 + b"}", 1, 4, [],
                                [(1, "has a number that a double does not hold exactly; Segment rounds it, or sends null if it is beyond 1.8e308 (and 2 more such events)")]),
    "a very long line": (json.dumps({**IDENTIFY, "x": "y" * 3_000_000}).encode() + b"\n" + LINE, 0, 2, [], []),
    "too deep": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"\n" + LINE, 1, 1, [(1, None, TOO_DEEP)], []),
    "NUL bytes": (LINE + b"\n\0\0\n" + LINE, 1, 2, [(2, None, f"not JSON: found '\\x00\\x00', expected a value (column 1){AS_LINE}")], []),
    "a control character": (LINE + b'\n{"a": "\x01"}', 1, 1, [(2, None, f"not JSON: found the character U+0001 inside a text, expected \\u0001 (column 8){AS_LINE}")], []),
    "objects without line ends": (LINE * 3, 0, 3, [], []),
    "objects without line ends, one cut": (LINE + b"\n" + LINE + LINE[:9] + b"\n" + LINE, 1, 3, [(2, None, "the line ends in the middle of an event")], []),
    "objects without line ends, the last cut": (LINE + b"\n" + LINE + LINE[:9], 1, 2, [(2, None, "the line ends in the middle of an event: it was cut off, or is still being written")], []),
    "something behind an object": (LINE + b"\n" + LINE + LINE + b"x\n" + LINE, 1, 4, [(2, 2, f"not JSON: found 'x', expected a value{AS_OBJECT}")], []),
    "members of odd types": (b'{"type": 5}\n{"type": "identify", "traits": [1], "userId": 7, "messageId": 8, "integrations": []}', 1, 1, [(1, None, f"no Segment event: its `type` is a number; {ONE_OF}")], []),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_checked_and_the_rest_is_named(
    folder: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    content, code, events, unreadable, notes = READ[name]
    (folder / "e.bin").write_bytes(content)
    found, out, err = check(capfd, "e.bin")
    report = json.loads(out)
    assert (found, err, report["events"]) == (code, "", events)
    assert all(row["file"] == "e.bin" for row in report["unreadable"] + report["notes"])
    told = [(row["line"], row.get("index"), row["why"]) for row in report["unreadable"]]
    assert [row[:2] for row in told] == [row[:2] for row in unreadable]
    assert all(why.startswith(expected) for (*_, why), (*_, expected) in zip(told, unreadable, strict=True))
    # what Segment refuses on ingest is looked at in `run.test_ingest`
    noted = [row for row in report["notes"] if "on ingest" not in row["what"]]
    assert [(row["line"], row["what"]) for row in noted] == notes


def test_a_gzip_damaged_in_the_middle_keeps_what_stands_before(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "e.bin").write_bytes(
        PACKED[:HALF] + bytes(byte ^ 0xFF for byte in PACKED[HALF : HALF + 40]) + PACKED[HALF + 40 :]
    )
    code, out, err = check(capfd, "e.bin")
    report = json.loads(out)
    assert (code, err) == (1, "")
    assert 100 < report["events"] < 500
    assert report["unreadable"][0]["line"] == report["events"] + 1
    assert "the gzip data ends early or is damaged" in report["unreadable"][-1]["why"]


def test_repeats_are_counted_with_their_places(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    event = json.dumps({**IDENTIFY, "messageId": "m1"})
    (folder / "a.ndjson").write_text(f"{event}\n{event}\n{event}\n")
    (folder / "b.ndjson").write_text(f"\n{event}\n")
    code, out, _ = run(capfd, "check", "a.ndjson", "b.ndjson", *words())
    removed = "Segment removes most repeats, but here each one is delivered"
    assert (code, json.loads(out)["events"]) == (0, 4)
    assert [row for row in json.loads(out)["notes"] if "repeat" in row["what"]] == [
        {
            "file": "a.ndjson",
            "line": 2,
            "what": f"2 events repeat a messageId (this one repeats that of line 1); {removed}",
        },
        {
            "file": "b.ndjson",
            "line": 2,
            "what": f"1 event repeats a messageId (this one repeats that of a.ndjson:1); {removed}",
        },
    ]


def test_an_infinite_number_is_null_in_the_report(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "e.json").write_text(
        '{"type": "identify", "userId": "u", "traits": {"email": "no address", "seats": 1e999}}'
    )
    for command in (("check", "--mode", "single"), ("check", "--mode", "both"), ("explain",)):
        _, out, _ = run(capfd, *command, "e.json", *words())
        json.loads(out, parse_constant=pytest.fail)


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "only the beginning of a gzip": ("e.gz", PACKED[:10], f":1: the gzip data ends early or is damaged ({ENDED}); nothing before could be read"),
    "gzip in gzip": ("e.gz", gzip.compress(PACKED), ":1: is compressed twice (unpack it once)"),
    "UTF-16": ("e.json", LINE.decode().encode("utf-16"), ": is UTF-16 text (save it as UTF-8)"),
    "UTF-16 without a mark": ("e.json", LINE.decode().encode("utf-16-le"), ": is UTF-16 text (save it as UTF-8)"),
    "UTF-32": ("e.json", LINE.decode().encode("utf-32"), ": is UTF-32 text (save it as UTF-8)"),
    "Latin-1": ("e.json", '{"name": "José"}'.encode("latin-1"), ":1: not JSON: byte 0xe9 is not UTF-8 (column 14); save the file as UTF-8"),
    "invalid UTF-8 over several lines": ("e.json", b'{\n"a": "\xff"}', ":2: not JSON: byte 0xff is not UTF-8 (column 7); save the file as UTF-8"),
    "too deep over several lines": ("e.json", b'{\n"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}", f":1: {TOO_DEEP}"),
    "an array too deep": ("e.json", b"[" * 10_000 + b"]" * 10_000, f":1: {TOO_DEEP}"),
    "quotes of another language": ("e.json", b"{'type': 'track'}", ":1: not JSON: text in ' ' (column 2, and 1 more on this line), expected double quotes (\")"),
    "CSV by name": ("e.csv", b"a,b\n", f": CSV {WAREHOUSE}"),
    "CSV in UTF-16": ("e.csv", "a,b\n".encode("utf-16"), f": is UTF-16 text (save it as UTF-8); a table without events as JSON in a column {WAREHOUSE}"),
    "Excel": ("e.XLSX", b"PK\x03\x04", f": Excel {WAREHOUSE}"),
    "CSV by its head": ("e.txt", b'id,received_at,"user_id"\n1,2,3\n', f":1: looks like CSV (the first line names columns), which {WAREHOUSE}"),
    "semicolons": ("e.txt", b"id;received_at;email\n", f":1: looks like CSV (the first line names columns), which {WAREHOUSE}"),
    "a form feed": ("e.json", b"\x0c[", f":1: not JSON: found '\\x0c[', expected a value (column 1){AS_LINE}"),
    "tabs": ("e.txt", b"id\treceived_at\temail\n", f":1: looks like CSV (the first line names columns), which {WAREHOUSE}"),
    "Parquet by name": ("e.parquet", b"", f": Parquet {WAREHOUSE}"),
    "Parquet by its magic": ("e.json", b"PAR1xx", f": Parquet {WAREHOUSE}"),
    "ORC": ("e.json", b"ORCxx", f": ORC {WAREHOUSE}"),
    "Avro": ("e.json", b"Obj\x01x", f": Avro {WAREHOUSE}"),
    "rows of a warehouse": ("e.json", b'{"id": "1", "received_at": "x", "context_ip": "y"}', f": looks like rows of a warehouse table (received_at, context_\u2026), which {WAREHOUSE}"),
    "rows of a query": ("e.json", b'{"USER_ID": "1", "EMAIL": "a@acme.io", "RECEIVED_AT": "x"}', f": looks like rows of a warehouse table (received_at, context_\u2026), which {WAREHOUSE}"),
    "rows of Snowflake": ("e.json", b'{"ID": "1", "RECEIVED_AT": "x", "UUID_TS": "y"}', f": looks like rows of a warehouse table (received_at, context_\u2026), which {WAREHOUSE}"),
    "ZIP": ("e.json", b"PK\x03\x04", ": is a ZIP archive (unpack it first)"),
    "bzip2": ("e.json", b"BZh9", ": is compressed with bzip2 (unpack it first)"),
    "xz": ("e.json", b"\xfd7zXZ", ": is compressed with xz (unpack it first)"),
    "zstd": ("e.json", b"\x28\xb5\x2f\xfd", ": is compressed with zstd (unpack it first)"),
    "YAML": ("e.yaml", b"type: track", ": is YAML; events are JSON, and a workspace file is given with -w"),
    "Terraform": ("e.tf", b"", ": is Terraform's HCL, which holds mappings and filters; give it with -m or --filters"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_events_that_cannot_be_used_are_refused_in_one_line(
    folder: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    file, content, said = REFUSED[name]
    (folder / file).write_bytes(content)
    assert check(capfd, file) == (2, "", f"attio-harness: {file}{said}\n")


@pytest.mark.parametrize("name", ["w.json", "w.yaml"])
def test_half_a_character_in_a_workspace_is_named(folder: Path, capfd: pytest.CaptureFixture[str], name: str) -> None:
    (folder / name).write_text(
        '{"objects": [{"api_slug": "users", "attributes": [{"api_slug": "\\ud800", "type": "text"}]}]}'
    )
    said = (
        f"attio-harness: {name}:1:64: /objects/0/attributes/0/api_slug: found half a character ('\\ud800', a lone "
        "surrogate), expected whole characters, which Attio needs\n"
    )
    assert check(capfd, workspace=name) == (2, "", said)


UNTIMED = "no event has a time (receivedAt, sentAt, timestamp): batches fill up in the order of the files, none waits"


def test_numbers_saved_as_text_are_noted(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    saved = {
        **MAPPING,
        "enabled": "true",
        "mapping": {**MAPPING["mapping"], "batch_size": "5", "enable_batching": "true"},
    }
    (folder / "m.json").write_text(json.dumps(saved, indent=1))
    code, out, _ = check(capfd)
    assert (code, json.loads(out)["mode"], json.loads(out)["notes"]) == (
        0,
        "batch",
        [{"file": None, "line": None, "what": UNTIMED}, {"file": "m.json", "line": 1, "what": 'Identify: saved as text, read by its content: batch_size "5", enable_batching "true", enabled "true"'}],
    )  # fmt: skip


def test_an_action_that_is_no_text_is_named(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "m.json").write_text(json.dumps({**MAPPING, "partnerAction": {"a": 1}}))
    assert check(capfd) == (
        2,
        "",
        'attio-harness: m.json:1 at /partnerAction: unknown action {"a": 1}; the destination has identifyUser, groupWorkspace, '
        "assertRecord\n",
    )


def test_a_mapping_with_a_key_twice_is_noted(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "m.json").write_text(json.dumps(MAPPING)[:-1] + ', "subscribe": "type = \\"track\\""}')
    code, out, _ = check(capfd)
    report = json.loads(out)
    assert (code, report["subscriptions"][0]["trigger"]) == (1, 'type = "track"')
    assert [row["what"] for row in report["notes"]] == [
        'Identify: the key "subscribe" appears twice in one object of this file; the last value counts'
    ]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        ("> /dev/full", 2, "standard output: cannot be written: No space left on device"),
        ("-o /dev/full", 2, "/dev/full: cannot be written: No space left on device"),
        ("--state /dev/full > /dev/null", 2, "/dev/full: cannot be written: No space left on device"),
        (">&-", 2, "standard output: is closed"),
        ("| head -c 1 > /dev/null", 0, ""),
        ("-o .", 2, ".: cannot be written: it is a folder; expected the name of a file"),
        ("- <&-", 2, "-: standard input is closed"),
    ],
)
def test_output_that_cannot_be_written_is_one_line(folder: Path, redirection: str, code: int, said: str) -> None:
    command = f"attio-harness check e.json -m m.json -w w.json {redirection}"
    done = subprocess.run(["sh", "-c", command], env=of_shells(), capture_output=True, timeout=60, text=True)
    assert (done.returncode, done.stderr) == (code, f"attio-harness: {said}\n" if said else "")


WORDS: dict[str, tuple[list[str], str]] = {
    "events as the old mapping": (["diff", "e.json", "m.json", "e.json", "-w", "w.json"], "e.json: holds events; the order is: attio-harness diff OLD NEW EVENTS…, two mappings and what both are tried on"),
    "events as the new mapping": (["diff", "m.json", "e.json", "e.json", "-w", "w.json"], "e.json: holds events; the order is: attio-harness diff OLD NEW EVENTS…, two mappings and what both are tried on"),
    "a mapping as events": (["diff", "m.json", "m.json", "m.json", "-w", "w.json"], "m.json:1: is a saved mapping; the order is: attio-harness diff OLD NEW EVENTS…, two mappings and what both are tried on"),
    "a workspace as the old mapping": (["diff", "w.json", "m.json", "e.json", "-w", "w.json"], "w.json: is a workspace file, which is given with -w; to compare two of them: attio-harness schema diff OLD NEW"),
    "a word close to another": (["check", "e.json", "-m", "m.json", "-w", "w.json", "--mode", "singel"], "--mode 'singel' is not one of auto, single, batch, both; did you mean single?"),
    "a word in another case": (["check", "e.json", "-m", "m.json", "-w", "w.json", "--order", "FILE"], "--order 'FILE' is not one of received, file; did you mean file?"),
    "a wait without an end": (["check", "e.json", "-m", "m.json", "-w", "w.json", "--batch-wait", "inf"], "--batch-wait 'inf': expected seconds: a number from 0 to 86,400"),
    "a wait below zero": (["check", "e.json", "-m", "m.json", "-w", "w.json", "--batch-wait", "-1"], "--batch-wait '-1': expected seconds: a number from 0 to 86,400"),
    "rules that are none": (["lint", "m.json", "-w", "w.json", "--ignore", "AH407,unknown-objekt"], "--ignore: there is no rule 'unknown-objekt' to ignore. Did you mean 'unknown-object'?"),
    "a rule in lower case": (["lint", "m.json", "-w", "w.json", "--ignore", "ah407"], "--ignore: there is no rule 'ah407' to ignore. Did you mean 'AH407'?"),
    "no rule": (["lint", "m.json", "-w", "w.json", "--ignore", ""], "--ignore '': expected rules by their ids or names, such as AH407 or unknown-object"),
    "no state": (["check", "e.json", "-m", "m.json", "--from", ""], "'': an empty name is not a state file"),
    "no mapping": (["check", "e.json", "-m", "", "-w", "w.json"], "'': an empty name is not a mapping file"),
    "an empty address": (["emulate", "--host", ""], "--host '': expected an address to listen on, such as 127.0.0.1"),
    "events as fault rules": (["emulate", "--faults", "e.json"], "e.json: holds events, which attio-harness emulate does not read"),
    "an empty file of fault rules": (["emulate", "--faults", "nothing.json"], "nothing.json: is empty; expected fault rules, JSON or YAML"),
    "a wrong fault rule": (["emulate", "--faults", "rule.json"], 'rule.json:1 at /0: found the status {"a": null}, expected a whole number from 200 to 599'),
    "a mapping as recordings": (["conform", "m.json"], "m.json:1: is not a recorded case; expected an object whose kind is one of mapping, fql, validate, attio_single, attio_batch, runtime, failure"),
    "no JSON as recordings": (["conform", "faults.yaml"], "faults.yaml:1: is not JSON (expected a value in column 1), so it is not a recorded case"),
}  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
def test_wrong_words_are_answered_with_what_is_expected(
    folder: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    said, told = WORDS[name]
    (folder / "faults.yaml").write_text("- status: 500\n")
    (folder / "nothing.json").write_text("\n")
    (folder / "rule.json").write_text('[{"status": {"a": null}}]')
    assert run(capfd, *said) == (2, "", f"attio-harness: {told}\n")


@pytest.mark.parametrize(
    "ignored", [["AH103,AH407"], ["AH103 AH407"], ["unknown-object", "AH407"], [" AH407, unknown-object ,"]]
)
def test_rules_are_ignored_by_id_and_name_several_in_a_word(
    folder: Path, capfd: pytest.CaptureFixture[str], ignored: list[str]
) -> None:
    assert (
        run(capfd, "lint", "m.json", "-w", "w.json", *(word for one in ignored for word in ("--ignore", one)))[0] == 0
    )


def test_every_mistake_of_a_workspace_file_is_a_line(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "w.yaml").write_text("nam: A\nobjects:\n  - {api_slug: yes}\n  - {active: maybe}\n")
    code, out, err = check(capfd, workspace="w.yaml")
    assert (code, out) == (2, "")
    assert [line.partition(" found")[0] for line in err.splitlines()] == [
        "attio-harness: w.yaml:1:1: /nam:",
        "attio-harness: w.yaml:3:16: /objects/0/api_slug:",
        "attio-harness: w.yaml:4:5: /objects/1:",
        "attio-harness: w.yaml:4:14: /objects/1/active:",
    ]


@pytest.mark.parametrize("text", ["null", "~\n", " null "])
def test_a_workspace_of_nothing_is_none(shell: Shell, text: str) -> None:
    shell.write("none.yaml", text)
    assert shell("check", "events.ndjson", "-m", "mapping.json", "-w", "none.yaml") == (
        2, "", f"attio-harness: none.yaml: holds nothing but {text.strip()} (expected a workspace file, YAML or JSON)\n",
    )  # fmt: skip
