"""Tables that have events as JSON in a column, and the command that takes them out; and tables that have none."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.events import read_events

EVENT: dict[str, Any] = {
    "type": "identify",
    "userId": "u1",
    "traits": {"email": "ann@example.com", "note": 'a "b", c\td'},
}
OTHER = {"type": "track", "anonymousId": "a1", "event": "Paid", "properties": {"x": 1}}


def escaped(rows: list[list[str]], mark: str = ",") -> str:
    """A table that has a backslash before quotes, as Spark and MySQL write it."""
    out = io.StringIO()
    csv.writer(out, delimiter=mark, escapechar="\\", doublequote=False, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()


def table(rows: list[list[str]], mark: str = ",", quoting: Any = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark, quoting=quoting, quotechar="\b" if quoting == csv.QUOTE_NONE else '"').writerows(
        rows
    )
    return out.getvalue()


TEXTS = [json.dumps(EVENT), json.dumps(OTHER)]
SHORT = [json.dumps(EVENT | {"traits": {}}), json.dumps(OTHER)]
TABLES: dict[str, tuple[str, str, str]] = {
    "CSV": ("e.csv", table([["id", "payload", "at"], ["1", TEXTS[0], "x"], ["2", TEXTS[1], "y"]]), "column 'payload'"),
    "one column": ("e.csv", table([["payload"], *([text] for text in TEXTS)]), "column 'payload'"),
    "without names": ("e.csv", table([["1", TEXTS[0]], ["2", TEXTS[1]]]), "column 2"),
    "semicolons": ("e.CSV", table([["payload", "id"], *([text, "1"] for text in TEXTS)], ";"), "column 'payload'"),
    "tabs": ("e.tsv", table([["id", "payload"], *(["1", text] for text in TEXTS)], "\t"), "column 'payload'"),
    "tabs alone": ("e.tsv", table([["id", "payload"], *(["1", text] for text in SHORT)], "\t", csv.QUOTE_NONE), "column 'payload'"),
    "bars": ("e.csv", table([["id", "payload"], *(["1", text] for text in TEXTS)], "|"), "column 'payload'"),
    "over lines": ("e.csv", table([["id", "payload"], ["1", json.dumps(EVENT, indent=1)], ["2", json.dumps(OTHER, indent=1)]]), "column 'payload'"),
    "a name of another kind": ("e.txt", table([["id", "at", "payload"], *(["1", "x", text] for text in TEXTS)]), "column 'payload'"),
    "packed": ("e.csv.gz", table([["id", "payload"], *(["1", text] for text in TEXTS)]), "column 'payload'"),
    "short rows": ("e.csv", table([["id", "payload"], ["1", TEXTS[0]], ["(1 row)"], [], ["2", TEXTS[1]]]), "column 'payload'"),
    "without values": ("e.csv", table([["id", "payload"], *(["1", text] for text in ("NULL", TEXTS[0], "", "\\N", TEXTS[1]))]), "column 'payload'"),
    "backslashes": ("e.csv", escaped([["id", "payload"], *(["1", text] for text in TEXTS)]), "column 'payload'"),
    "backslashes and tabs": ("e.tsv", escaped([["payload", "id"], *([text, "1"] for text in TEXTS)], "\t"), "column 'payload'"),
    "backslashes, quotes where needed": ("e.csv", 'id,payload\n1,"' + TEXTS[0].replace("\\", "\\\\").replace('"', '\\"') + '"\n2,"' + TEXTS[1].replace('"', '\\"') + '"\n', "column 'payload'"),
    "Excel's line": ("e.csv", "sep=;\n" + table([["id", "at", "payload"], *(["1", "x", text] for text in TEXTS)], ";"), "column 'payload'"),
    "a title": ("e.csv", "Query results\n\n" + table([["id", "payload"], *(["1", text] for text in TEXTS)]), "column 'payload'"),
    "wrapped": ("e.csv", table([["id", "payload"], *(["1", json.dumps({"batch": [json.loads(text)]})] for text in TEXTS)]), "column 'payload'"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_column_of_events_is_named_and_the_command_takes_it_out(tmp_path: Path, name: str) -> None:
    called, content, column = TABLES[name]
    file = tmp_path / f"the {called}"
    file.write_bytes(gzip.compress(content.encode()) if called.endswith(".gz") else content.encode())
    with pytest.raises(InputError) as refused:
        list(read_events([str(file)]))
    said, _, command = str(refused.value).partition("; take them out: ")
    assert said == f"{file}: is a table with events as JSON in {column}"
    assert "\n" not in command
    out = tmp_path / "out.ndjson"
    out.write_bytes(subprocess.run(command, shell=True, capture_output=True, check=True).stdout)
    found = [one.event for one in read_events([str(out)]) if isinstance(one, SourceEvent)]
    assert found == [EVENT | ({"traits": {}} if name == "tabs alone" else {}), OTHER]


@pytest.mark.parametrize(
    ("called", "content", "said"),
    [
        ("e.csv", "id,user_id,email\n1,u1,a@acme.io\n", "CSV has lost what an event was"),
        ("e.tsv", 'id\tproperties\n1\t{"type": "annual"}\n', "CSV has lost what an event was"),
        ("e.csv", 'id,traits\n1,"{""email"": ""a@acme.io""}"\n', "CSV has lost what an event was"),
        ("e.csv", 'a,b\n1,"' + "x" * 200_000 + '"\n', "CSV has lost what an event was"),
        ("e.txt", "id,user_id,email\n1,u1,a@acme.io\n", "looks like CSV (the first line names columns), which has lost"),
        # lines of JSON below a line of another kind
        ("e.txt", f"a,b,c\n{TEXTS[0]}\n{TEXTS[1]}\n", "looks like CSV (the first line names columns), which has lost"),
    ],
)  # fmt: skip
def test_any_other_table_has_lost_what_an_event_was(tmp_path: Path, called: str, content: str, said: str) -> None:
    file = tmp_path / called
    file.write_text(content)
    with pytest.raises(InputError) as refused:
        list(read_events([str(file)]))
    place = f"{file}:" if called.endswith("sv") else f"{file}:1:"
    assert str(refused.value).startswith(f"{place} {said}")
