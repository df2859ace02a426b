"""A text that terminals, logs of CI and formats would obey, in every place that a text of others comes from, in every command and format:
strict readers find nothing to obey, and the text is there."""

from __future__ import annotations

import itertools
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Emulator, Workspace
from attio_emulator.faces.server import running
from attio_harness.errors import InputError, Mistakes, UsageError
from attio_harness.formats.table import FORMATS, formats_of
from attio_harness.text.escaped import for_terminal

from tests.attio_harness.github_api import stand_in
from tests.attio_harness.outputs import HOSTILE, MARK, planted, problems_of
from tests.attio_harness.subscriptions import assert_record, identify_user

from .shell import Shell
from .test_every_option import ANYTHING, BASE, BESIDE, OPTIONS, long

EVENTS: list[dict[str, Any]] = [
    {
        "type": "identify", "userId": "u1", "messageId": "m1", "timestamp": "2026-01-01T00:00:00Z",
        "traits": {"email": "jane@acme.com", "plan": "Free", "name": "Jane", "address": {"city": "Oslo"}, "tags": ["a", 1, None, True]},
        "context": {"ip": "127.0.0.1"}, "integrations": {"All": True},
    },
    {"type": "group", "userId": "u1", "groupId": "g1", "messageId": "m2", "traits": {"name": "Acme", "domain": "acme.com"}},
    {"type": "track", "event": "Paid", "userId": "u2", "messageId": "m3", "properties": {"plan": "Free", "seats": 3}},
]  # fmt: skip
WORKSPACE: dict[str, Any] = {
    "name": "Acme",
    "slug": "acme",
    "members": [{"first_name": "Alice", "last_name": "Adams", "email_address": "alice@acme.com"}],
    "objects": [
        {
            "api_slug": "users",
            "singular_noun": "User",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "title": "Plan", "type": "select", "options": ["Free", "Pro"]},
                {"api_slug": "owner", "type": "actor-reference"},
                {"api_slug": "seats", "type": "number"},
            ],
        },
        {"api_slug": "cars", "attributes": [{"api_slug": "vin", "type": "text", "is_unique": True}]},
    ],
}
SUBSCRIPTION = identify_user(
    "Identify",
    'type = "identify" and traits.name != "x"',
    user_attributes={
        "plan": {"@path": "$.traits.plan"},
        "seats": {"@template": "{{traits.seats}} of"},
        "owner": "nobody@acme.com",
    },
    person_attributes={
        "name": {"@if": {"exists": {"@path": "$.traits.name"}, "then": {"@path": "$.traits.name"}, "else": "x"}}
    },
)
ASSERT = assert_record(
    "Assert",
    'type = "track" and event = "Paid"',
    "cars",
    "vin",
    {"vin": {"@path": "$.properties.plan"}, "wheels": {"@literal": "four"}},
)
FILTER: dict[str, Any] = {
    "title": "Filter",
    "if": 'type = "track" and event = "None"',
    "actions": [{"type": "drop"}, {"type": "drop_properties", "fields": {"context.traits": ["a"]}}],
    "enabled": True,
}
IN_TRIGGER = HOSTILE.replace('"', "").replace("\\", "")
"""As the text of a condition can hold it."""
RUN = ("-m", "m.json", "-w", "w.json")


def lines(*events: Any) -> str:
    return "".join(json.dumps(event) + "\n" for event in events)


def problems(told: tuple[int, str, str], name: str = "text") -> list[str]:
    """What is wrong with what a command wrote."""
    code, out, err = told
    assert code in (0, 1, 2), err
    return [*(problems_of(name, out) if out else ()), *problems_of("text", err)]


@pytest.fixture
def shell(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    for name in ("ATTIO_API_KEY", "SEGMENT_TOKEN"):
        monkeypatch.setenv(name, "k" * 64)
    for server in ("attio_harness.serve", "attio_harness.local_segment.server"):
        monkeypatch.setattr(f"{server}.serve", lambda *words, **named: pytest.fail("a server was started"))
    shell.write("traffic.har", json.dumps({"log": {"version": "1.2", "creator": {}, "entries": []}}))
    shell.write("e.ndjson", lines(*EVENTS))
    shell.write("m.json", json.dumps([SUBSCRIPTION, ASSERT]))
    shell.write("w.json", json.dumps(WORKSPACE))
    shell.write("f.json", json.dumps([FILTER]))
    return shell


@pytest.fixture
def everything(shell: Shell) -> Shell:
    """The text in every place at once in which it does not keep the files from being used."""
    named = HOSTILE.replace("\x00", "").replace("/", "")[:60]
    every = lines(*itertools.chain.from_iterable(map(planted, EVENTS)))
    raw = HOSTILE.replace("\n", " ").encode("utf-8", "surrogatepass")
    shell.write(f"e{named}.ndjson", every.encode() + b'{"type": ' + raw + b'}\n"' + raw + b'"\n')
    trigger = f'"Paid{IN_TRIGGER}"'
    subscriptions = [
        {**SUBSCRIPTION, "name": f"Identify{HOSTILE}"},
        {**ASSERT, "name": f"Never{HOSTILE}", "subscribe": f"type = \"track\" and event = {trigger}"},
        {**ASSERT, "mapping": {**ASSERT["mapping"], "object": f"cars{HOSTILE}"}},
        {**ASSERT, "mapping": {**ASSERT["mapping"], "matching_attribute": f"vin{HOSTILE}"}},
        {**ASSERT, "mapping": {**ASSERT["mapping"], "attributes": {f"vin{HOSTILE}": HOSTILE, "vin": {"@path": f"$.properties['a{HOSTILE}']"}}}},
        {**SUBSCRIPTION, "mapping": {**SUBSCRIPTION["mapping"], "user_attributes": {f"plan{HOSTILE}": {"@template": f"{{{{traits.plan}}}}{HOSTILE}"}, "plan": HOSTILE}}},
    ]  # fmt: skip
    shell.write(f"m{named}.json", json.dumps(subscriptions))
    workspace = json.loads(json.dumps(WORKSPACE))
    # half a character is refused in a workspace file
    whole = HOSTILE.encode("utf-8", "replace").decode()
    workspace["name"] += whole
    users = workspace["objects"][0]
    users["singular_noun"] += whole
    users["attributes"][0] |= {"title": f"Plan{whole}", "options": ["Free", f"Pro{whole}"]}
    workspace["members"][0]["first_name"] += whole
    shell.write(f"w{named}.json", json.dumps(workspace))
    shell.write(f"f{named}.json", json.dumps([{**FILTER, "title": f"Filter{HOSTILE}", "if": f"event = {trigger}"}]))
    return shell


def named(shell: Shell, begin: str) -> str:
    return next(one.name for one in shell.folder.iterdir() if one.name.startswith(begin) and MARK in one.name)


CALLS = {
    "check": ("check", "E", "-m", "M", "-w", "W", "--filters", "F"),
    "check both": ("check", "E", "-m", "M", "-w", "W", "--mode", "both"),
    "check vary": ("check", "E", "-m", "M", "-w", "W", "--vary"),
    "diff": ("diff", "m.json", "M", "E", "-w", "W"),
    "plan": ("plan", "E", "-m", "M", "-w", "W"),
    "coverage": ("coverage", "E", "-m", "M", "-w", "W"),
    "redeliver": ("redeliver", "E", "-m", "M", "-w", "W"),
    "gate": ("gate", "E", "-m", "M", "-w", "W"),
    "lint": ("lint", "M", "-w", "W"),
    "schema diff": ("schema", "diff", "w.json", "W", "-m", "M"),
}
SUBJECTS = {"check both": "both", "check vary": "vary", "schema diff": "schema"}
IN_COLOUR = ("check", "check both", "check vary", "diff", "gate")
_STYLE = re.compile(r"\x1b\[[\d;]*m")


@pytest.mark.parametrize("call", CALLS)
def test_no_format_obeys_what_stands_in_the_inputs(
    everything: Shell, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Each format in a file, and what a terminal gets: our colours and nothing else."""
    monkeypatch.setattr("attio_harness.cli.output._on_terminal", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    subject: Any = SUBJECTS.get(call, call)
    files = {letter: named(everything, letter.lower()) for letter in "EMWF"}
    words = [files.get(word, word) for word in CALLS[call]]
    names = formats_of(subject)
    # one run for all formats
    words += ["--format", "text", *(word for name in names for word in ("--format", f"{name}:told.{name}"))]
    words += ["--show-values"] if any(subject in FORMATS[name].masked for name in names) else []
    words += ["-v"] if any(subject in FORMATS[name].shortened for name in names) else []
    code, out, err = everything(*words)
    assert code == 1, err[-1500:]
    assert problems_of("text", _STYLE.sub("", out)) == []
    assert MARK in out
    if call in IN_COLOUR:
        assert _STYLE.search(out)
        # of a text in red, nothing is red
        assert "[red]r[/red]" in out
    found = {name: problems_of(name, (everything.folder / f"told.{name}").read_text("utf-8")) for name in names}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert problems_of("text", err) == []
    assert [name for name in names if MARK not in (everything.folder / f"told.{name}").read_text("utf-8")] == []


WORD = HOSTILE.replace("\x00", "").replace("\ud800", "\udc80").replace("\udfff", "\udcff")
"""As a word of the command line, a name of a file and a variable can have it."""


WITH_A_VALUE = [
    one for one in OPTIONS if (one.values[0], long(one.values[1])) not in ANYTHING and not getattr(one.values[1], "is_flag", False)
]  # fmt: skip


@pytest.mark.parametrize(("command", "param"), WITH_A_VALUE)
def test_no_message_about_an_option_obeys_it(shell: Shell, command: str, param: Any) -> None:
    base = [word for word in BASE.get(command, ()) if long(param) not in BASE.get(command, ())]
    words = [*command.split(), *base, *BESIDE.get((command, long(param)), ()), long(param), WORD]
    assert problems(shell(*words)) == []


@pytest.mark.parametrize(
    "words",
    [
        (WORD,),
        (f"--{WORD}",),
        ("check", f"--{WORD}"),
        ("check", f"--{WORD}=1"),
        ("help", WORD),
        ("check", WORD, *RUN),
        ("check", "e.ndjson", "-m", WORD),
        ("check", "e.ndjson", *RUN, "--from", WORD),
        ("check", "e.ndjson", *RUN, WORD),
        ("explain", WORD, *RUN),
        ("explain", f"e.ndjson:{WORD}", *RUN),
        ("lint", WORD),
        ("diff", WORD, "m.json", "e.ndjson"),
        ("replay", WORD),
        ("anonymize", WORD),
        ("conform", WORD),
        ("schema", "diff", WORD, "w.json"),
        ("init", "e.ndjson/" + WORD),
    ],
)
def test_no_message_about_a_word_obeys_it(shell: Shell, words: tuple[str, ...]) -> None:
    told = shell(*words)
    assert problems(told) == []
    assert told[0] == 2


def test_no_event_shown_stage_by_stage_is_obeyed(everything: Shell) -> None:
    files = [named(everything, letter) for letter in "emwf"]
    count = (everything.folder / files[0]).read_bytes().count(b"\n")
    found: dict[str, list[str]] = {}
    for number in range(1, count - 1, 4):
        words = ("explain", f"{files[0]}:{number}", "-m", files[1], "-w", files[2], "--filters", files[3])
        # one run for both formats; the short text has some of the rows of the other
        for more in (("-v", "--format", "text", "--format", "json:told.json"), *([()] if number == 1 else [])):
            told = everything(*words, *more)
            found[f"{number} {more}"] = problems(told)
            assert MARK in told[1]
        document = (everything.folder / "told.json").read_text("utf-8")
        found[f"{number} json"] = problems_of("json", document)
        assert MARK in document
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_what_anonymize_tells_is_not_obeyed(everything: Shell) -> None:
    told = everything("anonymize", named(everything, "e"))
    assert told[0] == 1  # two of its lines are no events
    assert problems_of("text", told[1]) == problems_of("text", told[2]) == []
    assert [json.loads(line) for line in told[1].splitlines()]


PLANTED = [
    *((f"mapping {number}", "m.json", one) for number, one in enumerate(planted([SUBSCRIPTION, ASSERT]))),
    *((f"workspace {number}", "w.json", one) for number, one in enumerate(planted(WORKSPACE))),
    *((f"filters {number}", "f.json", one) for number, one in enumerate(planted([FILTER]))),
]


@pytest.mark.parametrize(("file", "document"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED])
def test_no_message_about_a_file_obeys_it(shell: Shell, file: str, document: Any) -> None:
    shell.write("e.ndjson", lines(EVENTS[0], EVENTS[2]))
    shell.write(file, json.dumps(document))
    assert problems(shell("check", "e.ndjson", *RUN, "--filters", "f.json")) == []
    if file != "f.json":
        assert problems(shell("lint", "m.json", "-w", "w.json")) == []


_BODY: dict[str, Any] = {"data": {"values": {"email_addresses": ["jane@acme.com"], "name": "Jane"}}}
HAR: dict[str, Any] = {
    "log": {
        "version": "1.2",
        "creator": {"name": "browser"},
        "entries": [
            {
                "startedDateTime": "2026-01-01T00:00:00Z",
                "request": {
                    "method": "PUT", "url": "https://api.attio.com/v2/objects/people/records?matching_attribute=email_addresses",
                    "headers": [{"name": "content-type", "value": "application/json"}],
                    "postData": {"mimeType": "application/json", "text": json.dumps(_BODY)},
                },
                "response": {
                    "status": 400, "headers": [{"name": "content-type", "value": "application/json"}],
                    "content": {"mimeType": "application/json", "text": json.dumps({"status_code": 400, "type": "x", "code": "gone", "message": "Gone"})},
                },
            }
        ],
    }
}  # fmt: skip
JOURNAL: dict[str, Any] = {
    "data": [
        {
            "id": "1", "at": "2026-01-01T00:00:00.000Z", "token": "redacted", "method": "PUT", "path": "/v2/objects/people/records",
            "query": {"matching_attribute": "email_addresses"}, "body": _BODY, "status": 404, "response": {"code": "gone", "message": "Gone"},
        }
    ]
}  # fmt: skip
VCR: dict[str, Any] = {
    "version": 1,
    "interactions": [
        {
            "request": {"method": "GET", "uri": "https://api.attio.com/v2/objects/people", "body": "", "headers": {"accept": ["*/*"]}},
            "response": {"status": {"code": 500, "message": "no"}, "headers": {"a": ["b"]}, "body": {"string": "{}"}},
        }
    ],
}  # fmt: skip
BASELINE: dict[str, Any] = {
    "version": 1,
    "events": 3,
    "losses": [
        {"subscription": "Identify", "field": "plan", "object": "users", "attribute": "plan", "verdict": "rejected", "code": "value_not_found", "events": 2}
    ],
}  # fmt: skip
RULES: list[dict[str, Any]] = [
    {"status": 400, "code": "value_not_found", "body": {"code": "gone", "message": "Gone"}, "headers": {"x-a": "b"}, "name": "outage"},
    {"match": {"method": "PUT", "object": "users", "header": {"a": "b"}, "query": {"c": "d"}, "body": {"data": {}}}, "fault": {"kind": "empty"}, "scenario": "s", "then": "down"},
    {"fault": {"kind": "malformed", "as": "text", "latency": {"fixed": 0.1}}, "scenario": "s", "state": "down", "then": "down"},
]  # fmt: skip
BESIDES: dict[str, tuple[str, Any, tuple[str, ...]]] = {
    "har": ("t.har", HAR, ("replay", "t.har", "-w", "w.json", "--show-values")),
    "journal": ("t.json", JOURNAL, ("replay", "t.json", "-w", "w.json", "--show-values")),
    "cassette": ("t.json", VCR, ("replay", "t.json", "-w", "w.json", "--show-values")),
    "baseline": ("b.json", BASELINE, ("check", "e.ndjson", *RUN, "--baseline", "b.json")),
    "faults": ("r.json", RULES, ("check", "e.ndjson", *RUN, "--faults", "r.json")),
    "dead letters": ("d.ndjson", {"event": EVENTS[0], "faults": RULES[:1]}, ("check", "d.ndjson", *RUN)),
    "state": ("s.json", None, ("check", "e.ndjson", *RUN, "--from", "s.json")),
}


@pytest.mark.parametrize("kind", BESIDES)
def test_no_other_file_is_obeyed_wherever_the_text_stands_in_it(shell: Shell, kind: str) -> None:
    """Recordings, baselines, fault rules, dead letters, states: in each member and key, told in text; a run of each format for some."""
    file, document, words = BESIDES[kind]
    shell.write("e.ndjson", lines(EVENTS[0], EVENTS[2]))
    if document is None:
        snapshot = Emulator(Workspace.from_dict(WORKSPACE)).snapshot()
        document = {
            **snapshot,
            "workspace": {"name": "Acme", "slug": "acme", "members": snapshot["workspace"]["members"]},
        }
    found = {}
    for number, one in enumerate(planted(document)):
        shell.write(file, json.dumps(one))
        told = shell(*words)
        found[number] = problems(told)
    assert len(found) > 10
    assert {number: wrong for number, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("kind", ["har", "journal", "cassette", "faults"])
def test_no_format_obeys_another_file(shell: Shell, kind: str) -> None:
    file, document, words = BESIDES[kind]
    subject: Any = words[0]
    names = formats_of(subject)
    told = [word for name in names for word in ("--format", f"{name}:told.{name}")]
    if kind == "faults":
        whole = HOSTILE.encode("utf-8", "replace").decode()
        hostile: Any = [
            {"status": 400, "code": "value_not_found", "body": {"code": whole, "message": whole}, "name": whole}
        ]
    else:
        hostile = json.loads(json.dumps(document).replace("Gone", "GONE").replace("acme.com", "GONE.com"))
        hostile = _replaced(hostile, "GONE", HOSTILE)
    shell.write(file, json.dumps(hostile))
    code, _, err = shell(*words, *told)
    assert code in (0, 1), err
    found = {name: problems_of(name, (shell.folder / f"told.{name}").read_text("utf-8")) for name in names}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert problems_of("text", err) == []


def _replaced(document: Any, word: str, text: str) -> Any:
    """A document with a text in the place of a word; JSON in a text stays JSON."""
    if isinstance(document, str):
        if word in document and document[:1] == "{":
            return json.dumps(_replaced(json.loads(document), word, text))
        return document.replace(word, text)
    if isinstance(document, dict):
        return {name: _replaced(one, word, text) for name, one in document.items()}
    return [_replaced(one, word, text) for one in document] if isinstance(document, list) else document


def test_no_comment_of_a_pull_request_obeys_what_stands_in_the_inputs(
    everything: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {letter: named(everything, letter.lower()) for letter in "EMW"}
    everything.write("e.ndjson", lines(EVENTS[0]))
    with stand_in() as github:
        for name, value in github.environ(everything.folder).items():
            monkeypatch.setenv(name, value)
        code, _, err = everything("gate", files["E"], "-m", files["M"], "-w", files["W"], "--comment", "--show-values")
        assert code == 1
        # what GitHub answers is a text of others, too
        github.refuses["GET"] = 403
        again = everything("gate", "e.ndjson", *RUN, "--comment")
    ours = [one["body"] for one in github.comments if MARK in one["body"]]
    assert [problems_of("markdown", body) for body in ours] == [[]]
    assert problems_of("text", err) == []
    # a warning of ours, for the page of the run
    warned = [line for line in again[2].splitlines() if line.startswith("::")]
    said = again[2].replace(warned[0], "")
    assert (len(warned), problems_of("github", warned[0]), problems_of("text", said)) == (1, [], [])


class Evil(BaseHTTPRequestHandler):
    """A server that answers everything with the text, in what is told of an answer."""

    def answer(self) -> None:
        body = json.dumps({"status_code": 400, "type": HOSTILE, "code": HOSTILE, "message": HOSTILE, "errors": [{"type": HOSTILE, "message": HOSTILE}]})  # fmt: skip
        self.send_response(int(self.path.partition("status=")[2] or 400))
        self.send_header("content-type", f"text/{WORD[:40]!a}")
        self.end_headers()
        self.wfile.write(body.encode())

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, format: str, *args: Any) -> None: ...


@pytest.fixture(scope="module")
def evil() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Evil) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    "words",
    [
        ("pull", "--base-url"),
        ("pull", "--segment", "--base-url"),
        ("verify", "--yes", "--attio"),
    ],
)
def test_no_answer_of_a_server_is_obeyed(shell: Shell, evil: str, words: tuple[str, ...]) -> None:
    told = shell(*words, evil)
    assert problems(told) == []
    assert told[0] == 2
    assert MARK in told[2]


def test_what_is_pulled_is_not_obeyed_and_stays_what_it_is(shell: Shell, tmp_path: Path) -> None:
    whole = HOSTILE.encode("utf-8", "replace").decode().replace("\x00", "")
    workspace = json.loads(json.dumps(WORKSPACE))
    workspace["name"] += whole
    users = workspace["objects"][0]
    users["singular_noun"] = whole
    users["attributes"][0] |= {"title": f"Plan{whole}", "options": ["Free", whole]}
    with running(Emulator(Workspace.from_dict(workspace))) as url:
        told = shell("pull", "--base-url", url)
    assert told[0] == 0, told[2]
    assert problems(told) == []
    (tmp_path / "pulled.yaml").write_text(told[1], "utf-8")
    read = Workspace.load(tmp_path / "pulled.yaml").objects["users"]
    plan = read.attributes["plan"]
    assert (read.singular_noun, plan.title) == (whole, f"Plan{whole}")
    assert [one.title for one in plan.options] == ["Free", whole]


def test_no_variable_and_no_configuration_is_obeyed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ATTIO_API_KEY", "SEGMENT_TOKEN", "GITHUB_WORKSPACE", "GITHUB_REPOSITORY", "COLUMNS", "HTTPS_PROXY"):
        monkeypatch.setenv(name, WORD)
    for words in (("pull",), ("pull", "--segment"), ("verify", "--yes"), ("check", "e.ndjson", *RUN)):
        assert problems(shell(*words)) == []
    quoted = json.dumps(HOSTILE.encode("utf-8", "replace").decode()).replace("\x7f", "\\u007f")
    for text in (
        f"mapping = {quoted}\n",
        f"[check]\nmode = {quoted}\n",
        f"{quoted} = 1\n",
        f"[{quoted}]\na = 1\n",
        f"mapping = {HOSTILE.encode('utf-8', 'replace').decode()}\n",
    ):
        shell.write("attio-harness.toml", text)
        for call in (("check", "e.ndjson"), ("check", "e.ndjson", "--show-config")):
            assert problems(shell(*call)) == []


def test_an_error_of_ours_is_one_line_that_a_terminal_can_take() -> None:
    assert str(InputError(HOSTILE, file=HOSTILE, pointer=f"/{HOSTILE}")) == for_terminal(
        f"{HOSTILE} at /{HOSTILE}: {HOSTILE}"
    )
    for error in (UsageError(HOSTILE), InputError(HOSTILE, file="a"), Mistakes([UsageError(HOSTILE)])):
        assert [wrong for line in (str(error), *error.lines()) for wrong in problems_of("text", line)] == []
