"""The lists of the reference pages are those of the code."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path

import pytest
from attio_destination import PRESETS
from attio_emulator.control import CALLS
from attio_emulator.faults.answers import MEMBERS as ANSWER
from attio_emulator.faults.carriers import MISSING
from attio_emulator.faults.kinds import KINDS
from attio_emulator.faults.named import NAMED as CODES
from attio_emulator.faults.places import MATCHED
from attio_emulator.webhooks.events import EVENT_TYPES
from attio_emulator.webhooks.outbox import RETRIES
from attio_harness.inputs.event_rules import broken_rule
from attio_harness.local_segment.answers import MALFORMED, NO_KEY, TOO_LARGE
from attio_harness.local_segment.calls import CALLS as SEGMENT_CALLS
from attio_harness.verdicts import LOST, NAMED, VERDICTS

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = DOCS / "reference"


def page(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def test_every_control_call_has_its_row() -> None:
    rows = re.findall(r"^\| `([A-Z]+) (/_emulator/\S+)` \|", page("emulator.md"), flags=re.MULTILINE)
    assert sorted(rows) == sorted(CALLS)


def test_every_call_of_a_local_segment_has_its_row() -> None:
    text = (DOCS / "serve.md").read_text("utf-8")
    cells = re.findall(r"^\| (`(?:GET|POST) /(?:_segment|micro)/.*?) \|", text, flags=re.MULTILINE)
    told = {(cell[1:].split()[0], path) for cell in cells for path in re.findall(r"/(?:_segment|micro)/\w+", cell)}
    traces = {("GET", f"/_segment/{one}") for one in ("events", "lines", "stream")}
    assert told == traces | set(SEGMENT_CALLS) - {("POST", "/micro/reset")}  # which takes both methods


USER = {"userId": "u"}
REFUSED = [
    7,
    {**USER, "type": "nothing"},
    {**USER, "type": "page", "x": "a" * 40_000},
    {**USER, "type": "page", "x": json.loads("[" * 300 + "]" * 300)},
    {"type": "page"},
    {"type": "page", "userId": 7},
    {**USER, "type": "track"},
    {**USER, "type": "track", "event": 7},
    *({**USER, "type": "page", name: 7} for name in ("name", "category")),
    *({**USER, "type": "page", name: 7} for name in ("traits", "properties", "context", "integrations")),
]
"""An event for each of the rules."""


def test_every_refusal_of_a_local_segment_has_its_row() -> None:
    table = (DOCS / "serve.md").read_text("utf-8").partition("## What Segment answers")[2].partition("\n\nWhere")[0]
    rows = re.findall(r"^\| [^|]+ \| (?:200|400)\b[^|]* \| (.+) \|$", table, flags=re.MULTILINE)
    told = {code for row in rows for code in re.findall(r"`(\w+)`", row)}
    broken = [rule for event in REFUSED if (rule := broken_rule(event, None)) is not None]
    assert len(broken) == len(REFUSED)
    whole = {answer.code for answer in (MALFORMED, NO_KEY, TOO_LARGE)}
    assert told == {code for code, _ in broken} | whole | {"project_not_found", "too_many_events", "repeat"}


def test_every_code_of_a_fault_has_its_row() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\d, ]+) \|$", page("faults.md"), flags=re.MULTILINE)
    assert dict(rows) == {code: ", ".join(map(str, statuses)) for code, statuses in CODES.items()}


def test_every_kind_of_fault_has_its_row_with_what_it_has() -> None:
    text = page("faults.md")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \|[^|]+\|[^|]+\|$|^\| `(latency)` \| \|", text, flags=re.MULTILINE)
    told = {kind or other: re.findall(r"`(\w+)`|(\*answer\*)", members) for kind, members, other in rows}
    assert told.keys() == KINDS.keys()
    for kind, members in told.items():
        named = [name for one, answer in members for name in (ANSWER if answer else (one,))]
        assert sorted(named) == sorted(KINDS[kind].members), kind
    assert set(MATCHED) <= set(re.findall(r"`(\w+)`", text))


def test_every_carrier_of_faults_has_its_row_with_what_it_cannot_send() -> None:
    rows = re.findall(
        r"^\| (.+) \| ((?:`\w+`(?:, )?)+|\(sends every kind\)) \|$", page("faults.md"), flags=re.MULTILINE
    )
    told = {name: set(re.findall(r"`(\w+)`", missing)) for name, missing in rows}
    assert told == {
        "`EmulatorTransport`, sync and async": set(),
        "respx": set(),
        "`Emulator.handle`": set(),
        "the server: `emulate`, `serve`, `running()`, `attio_url`": set(MISSING["server"]),
        "`EmulatorApp` under another ASGI server, or none": set(MISSING["asgi"]),
    }


def test_every_event_of_a_webhook_is_named() -> None:
    assert sorted(re.findall(r"`([a-z-]+\.[a-z]+)`[,| ]", page("webhooks.md"))) == sorted(EVENT_TYPES)


def test_the_times_of_retries() -> None:
    assert RETRIES == (5, 30, 2 * 60, 10 * 60, 30 * 60, 5400, 4 * 3600, 12 * 3600, 86_400, 86_400)
    said = "after 5 s, 30 s, 2 min, 10 min, 30 min, 1.5 h, 4 h, 12 h and twice after a day"
    assert said in " ".join(page("webhooks.md").split())


def test_every_verdict_has_its_row() -> None:
    text = (DOCS / "concepts" / "verdicts.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-zA-Z ]+) \| `(\w+)` \| (.+?) \| ([a-z ]+) \|$", text, flags=re.MULTILINE)
    assert [(name, verdict, told) for name, verdict, told, _ in rows] == [
        (NAMED[verdict], verdict, told) for verdict, told in VERDICTS.items()
    ]
    assert {verdict for _, verdict, _, lost in rows if lost == "yes"} == set(LOST)


FIELDS = {
    "Identify User": {"email address": "email_address", "ID": "user_id", "person": "person_attributes"},
    "Group Workspace": {"domain": "domain", "ID": "workspace_id", "user": "user_id", "company": "company_attributes"},
}
"""What the page of the presets calls a field."""


def test_what_the_presets_read() -> None:
    text = (DOCS / "presets.md").read_text("utf-8")
    rows = re.findall(r"^\| ([A-Z]\w+ [A-Z]\w+), (.+?) \| (.+?) \| (.+?) \|$", text, flags=re.MULTILINE)
    assert [(action, name) for action, name, _, _ in rows] == [
        (action, name) for action, names in FIELDS.items() for name in names
    ]
    for action, name, *told in rows:
        for preset, cell in zip(("published", "documented"), told, strict=True):
            (one,) = [subscription for subscription in PRESETS[preset] if subscription.name == action]
            mapping = json.dumps(one.mapping[FIELDS[action][name]])
            reads = re.findall(r'"\$\.([\w.]+)"|\{\{([\w.]+)\}\}', mapping)
            said = set(re.findall(r"`([\w.]+)`", cell))
            assert said == {path or template for path, template in reads}, (action, name, preset)


def test_every_decision_is_listed_with_its_title() -> None:
    records = {file.name: file.read_text("utf-8") for file in sorted((DOCS / "decisions").glob("0*.md"))}
    listed = re.findall(
        r"^\| \[(\d{4})\]\((\S+)\) \| (.+) \|$", (DOCS / "decisions" / "index.md").read_text("utf-8"), re.MULTILINE
    )
    assert [(name, f"# {number}: {title}") for number, name, title in listed] == [
        (name, text.partition("\n")[0]) for name, text in records.items()
    ]
    for text in records.values():
        assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]


@pytest.mark.parametrize(
    "package", ["attio_harness", "attio_emulator", "attio_destination", "segment_actions", "segment_events"]
)
def test_every_public_name_is_on_the_page_of_its_package(package: str) -> None:
    text = page(f"python/{package}.md")
    shown = set(re.findall(rf"^::: {package}\.(\w+)$", text, flags=re.MULTILINE))
    assert set(importlib.import_module(package).__all__) - {"__version__"} <= shown


_READ = re.compile(
    r"""(?:environ(?:ment)?\.get\(|envvar=)"([A-Z_]+)"|^(?:TOKEN_VARIABLE|VARIABLE) = "([A-Z_]+)"|^    "((?:[A-Z]+_PROXY|SSL_CERT_[A-Z]+))",""",
    re.M,
)


def test_every_environment_variable_that_is_read_has_its_row() -> None:
    sources = (Path(__file__).parents[2] / "harness" / "attio_harness").rglob("*.py")
    read = {name for file in sources for names in _READ.findall(file.read_text("utf-8")) for name in names if name}
    text = (DOCS / "configuration.md").read_text("utf-8").split("## Environment variables")[1].split("\n## ")[0]
    told = {
        name
        for row in re.findall(r"^\| (`.*?) \|", text, flags=re.MULTILINE)
        for name in re.findall(r"`([A-Z_]+)`", row)
    }
    assert {"GITHUB_TOKEN", "HTTP_PROXY", "ATTIO_HARNESS_KEY"} <= read
    # those of the terminal are of no interest
    assert read - told == {"COLUMNS", "TERM"}
    assert told <= read
