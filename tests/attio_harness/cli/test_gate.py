"""`gate`: lint, check and diff in one run that reads everything once, in every format, and the exit code of the worst of them."""

from __future__ import annotations

import json
import re
from typing import Any, BinaryIO
from xml.etree import ElementTree

import pytest
from attio_harness.formats.table import formats_of
from attio_harness.inputs import streams

from tests.attio_harness.git_repository import Repository
from tests.attio_harness.outputs import problems_of

from .shell import EVENT, MAPPING, Shell

FINE = {**EVENT, "traits": {"email": "jane@acme.com", "plan": "Free"}}
GATE = ("gate", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml")


@pytest.fixture
def fine(shell: Shell) -> Shell:
    """Everything passes."""
    shell.write("events.ndjson", json.dumps(FINE))
    Repository(shell.folder).commit()
    return shell


def reading(path: str) -> str:
    changed = {**MAPPING, "mapping": {**MAPPING["mapping"], "user_attributes": {"plan": {"@path": path}}}}
    return json.dumps(changed, indent=2)


def gated(shell: Shell, *words: str) -> tuple[int, Any]:
    code, out, err = shell(*GATE, *words, "--format", "json")
    assert err == ""
    return code, json.loads(out)


def test_what_passes_passes_by_every_part(fine: Shell) -> None:
    code, said = gated(fine, "--base", "main")
    assert (code, said["outcome"]) == (0, {
        "passed": True, "why": ["diff: Nothing differs", "lint: nothing to say", "check: nothing is lost"]
    })  # fmt: skip
    assert (said["base"], said["check"]["events"], said["lint"]["findings"]) == ("main", 1, [])
    code, said = gated(fine, "--no-lint")
    assert (code, said["outcome"]["why"], said["lint"], said["diff"]) == (0, ["check: nothing is lost"], None, None)


def test_the_worst_part_decides_and_says_why(fine: Shell) -> None:
    fine.write("mapping.json", reading("$.traits.email"))
    code, said = gated(fine, "--base", "main", "--max-failures", "100%")
    assert code == 1
    assert said["outcome"]["why"] == ["diff: 1 newly lost, 1 record missing, 1 record changed"]
    code, said = gated(fine)
    assert (code, said["outcome"]["why"]) == (1, ["check: 1 lost"])
    fine.write("mapping.json", reading("$.traits.plan").replace('type = \\"identify\\"', 'type == \\"identify\\"'))
    code, said = gated(fine, "--min-written", "0")
    assert code == 1
    assert [why.partition(":")[0] for why in said["outcome"]["why"]] == ["lint", "check"]


def test_values_that_vanish_fail_it_as_they_fail_diff(fine: Shell) -> None:
    fine.write("mapping.json", reading("$.traits.plan_name"))
    why = "diff: 1 record changed, users.plan no longer written for 1 of 1 record"
    code, said = gated(fine, "--base", "main")
    assert (code, said["outcome"]["why"], said["diff"]["vanished"][0]["fails"]) == (1, [why], True)
    assert said["diff"]["vanished"][0]["mapping"]["line"] == 13
    shown = fine(*GATE, "--base", "main")[1]
    assert "1. users.plan no longer written for 1 of 1 record, although mapped" in shown
    diff = ("diff", "mapping.json", "events.ndjson", "-w", "workspace.yaml", "--base", "main")
    assert fine(*diff)[0] == 1
    for command in ((*GATE, "--base", "main"), diff):
        assert fine(*command, "--max-vanished", "1")[0] == 0
        code, _, err = fine(*command, "--max-vanished", "some")
        assert (code, "--max-vanished 'some' is neither a whole number nor a share" in err) == (2, True)
    fine.write("attio-harness.toml", '[diff]\nmax-vanished = "100%"\n')
    assert gated(fine, "--base", "main")[0] == 0
    fine.write("attio-harness.toml", "")
    fine.write("mapping.json", json.dumps({**MAPPING, "mapping": {**MAPPING["mapping"], "user_attributes": {}}}))
    code, said = gated(fine, "--base", "main")
    assert (code, said["outcome"]["why"][0]) == (
        0,
        "diff: 1 record changed, users.plan no longer mapped for 1 of 1 record",
    )


def test_lint_ignores_rules_as_lint_does(fine: Shell) -> None:
    fine.write("mapping.json", json.dumps({**MAPPING, "mapping": {**MAPPING["mapping"], "enable_batching": True}}))
    assert gated(fine)[1]["outcome"]["why"] == ["lint: 1 warning"]
    assert gated(fine, "--ignore", "AH407")[0] == 0


def test_known_losses_do_not_fail_it(shell: Shell) -> None:
    assert shell.check("--baseline", "known.json", "--update-baseline")[0] == 0
    assert gated(shell)[0] == 1
    assert gated(shell, "--baseline", "known.json")[0] == 0


def test_every_format_has_all_parts_and_masks_what_is_passed_on(fine: Shell) -> None:
    fine.write("mapping.json", reading("$.traits.email"))
    names = [name for name in formats_of("gate") if name != "text"]
    words = [word for name in names for word in ("--format", f"{name}:r.{name}")]
    code, out, err = fine(*GATE, "--base", "main", *words, "--format", "text")
    assert (code, err) == (1, "")
    outcome = "Failed: diff: 1 newly lost, 1 record missing, 1 record changed; check: 1 lost."
    assert [out.splitlines()[0], out.splitlines()[-1]] == [outcome] * 2
    assert [out.index(part) for part in ("== What changes against main", "== Lint", "== Check")] == sorted(
        out.index(part) for part in ("== What changes against main", "== Lint", "== Check")
    )
    texts = {name: (fine.folder / f"r.{name}").read_text() for name in names}
    assert [name for name in names if "jane@acme.com" in texts[name]] == ["json"]
    assert texts["markdown"].startswith("## Attio: failed\n\ndiff: 1 newly lost")
    assert texts["markdown"].endswith(f"\n**{outcome}**\n")
    assert [line[:4] for line in texts["markdown"].splitlines() if line.startswith("#")] == [
        "## A",
        "### ",
        "### ",
        "### ",
    ]
    github = texts["github"].splitlines()
    assert github[0] == f"::error title=attio-harness gate failed::{outcome}"
    assert github[-1] == f"::notice title=attio-harness gate::{outcome}"
    runs = json.loads(texts["sarif"])["runs"]
    assert [one["automationDetails"]["id"] for one in runs] == ["attio-harness/lint/", "attio-harness/check/"]
    suites = [one.get("name") for one in ElementTree.fromstring(texts["junit"])]
    assert suites == ["diff: old and new", "outcome of diff", "lint", "Identify", "outcome", "gate"]
    assert "What changes against main" in texts["html"]
    assert '<h2 id="lint">' in texts["html"]


def test_differences_that_are_no_losses_are_counted_and_shown_by_v(fine: Shell) -> None:
    fine.write(
        "mapping.json",
        json.dumps({**MAPPING, "mapping": {**MAPPING["mapping"], "person_attributes": {"job_title": "CTO"}}}),
    )
    code, out, _ = fine(*GATE, "--base", "main")
    assert (code, out.count("1 difference: -v shows it")) == (0, 1)
    assert "job_title" not in out
    code, out, _ = fine(*GATE, "--base", "main", "-v")
    assert (code, "-v shows" in out) == (0, False)
    assert "people.job_title: another value" in out


def test_the_page_names_every_section_once(fine: Shell) -> None:
    lost = {**FINE, "traits": {"email": "jane@acme.com", "plan": "Gold"}}
    vehicle = {
        "name": "Vehicles",
        "partnerAction": "assertRecord",
        "subscribe": 'event = "Bought"',
        "mapping": {
            "object": "vehicles",
            "matching_attribute": "vin",
            "attributes": {"vin": {"@path": "$.properties.vin"}, "owner": {"@path": "$.properties.owner"}},
        },
    }
    bought = {"type": "track", "event": "Bought", "properties": {"vin": "1", "owner": "joe@acme.com"}}
    owner = "{api_slug: owner, type: record-reference, config: {record_reference: {allowed_objects: [people]}}}"
    vehicles = f"  - api_slug: vehicles\n    attributes:\n      - {{api_slug: vin, type: text, is_unique: true}}\n      - {owner}\n"
    fine.write("workspace.yaml", (fine.folder / "workspace.yaml").read_text() + vehicles)
    fine.write("events.ndjson", "\n".join(map(json.dumps, (FINE, lost, bought))))
    fine.write("mapping.json", json.dumps([json.loads(reading("$.traits.plan")), vehicle], indent=1))
    code, out, _ = fine(*GATE, "--base", "main", "--format", "html")
    assert (code, out.count(">Unresolved</h2>"), out.count(">Unresolved: "), problems_of("html", out)) == (1, 0, 1, [])
    headings = re.findall(r'<h2 id="([^"]+)">(.*?)</h2>', out)
    assert len({title for _, title in headings}) == len(headings)
    ways = re.search(r'<nav class="ways".*?</nav>', out)
    assert ways is not None
    assert [one for one in re.findall(r'href="#([^"]+)">(.*?)</a>', ways[0]) if one not in headings] == []
    assert "Check" in dict(headings)["summary"]


@pytest.mark.parametrize(
    ("before", "note"),
    [
        ({}, "at main there was no mapping.json: everything is new"),
        ({"mapping.json": "{"}, "what was there at main could not be read: mapping.json:1"),
        (
            {"mapping.json": json.dumps(MAPPING), "workspace.yaml": "["},
            "what was there at main could not be read: work",
        ),
    ],
    ids=["no mapping", "a broken mapping", "a broken workspace"],
)
def test_every_format_of_the_diff_says_that_there_was_nothing_to_compare_with(
    shell: Shell, before: dict[str, str], note: str
) -> None:
    now = {name: (shell.folder / name).read_text() for name in ("mapping.json", "workspace.yaml")}
    shell.write("events.ndjson", json.dumps(FINE))
    (shell.folder / "mapping.json").unlink()
    for name, content in before.items():
        shell.write(name, content)
    Repository(shell.folder).commit()
    for name, content in now.items():
        shell.write(name, content)
    for name in formats_of("gate"):
        if name != "sarif":  # it has lint and check alone
            code, out, _ = shell(*GATE, "--base", "main", "--format", name)
            flat = " ".join(re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), out).split())
            assert (code, name, note in flat) == (0, name, True)


def test_events_are_read_once(fine: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def counted(file: str, reach: streams.Reach) -> BinaryIO:
        opened.append(file)
        return streams.opened(file, reach)

    monkeypatch.setattr("attio_harness.inputs.events.opened", counted)
    assert gated(fine, "--base", "main")[0] == 0
    assert opened == ["events.ndjson"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mode", "both"), "--mode 'both' is not one of auto, single, batch"),
        (("--base", "mian"), "--base mian: there is no such branch, tag or commit; did you mean main?"),
        (("--baseline", "no.json"), "no.json: "),
        (("--format", "text", "--format", "github"), "text and github would both go to standard output"),
    ],
)
def test_what_does_not_fit_is_one_line(fine: Shell, words: tuple[str, ...], said: str) -> None:
    code, out, err = fine(*GATE, *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"attio-harness: {said}")


def test_a_comment_that_cannot_be_is_a_line_and_the_gate_is_what_it_is(
    fine: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_ACTIONS", "GITHUB_REPOSITORY"):
        monkeypatch.delenv(name, raising=False)
    code, out, err = fine(*GATE, "--comment")
    assert (code, out.splitlines()[-1]) == (0, "Passed: lint: nothing to say; check: nothing is lost.")
    assert err.startswith("attio-harness: no comment was written: this is not a run of GitHub Actions")
