"""`--baseline` and `--update-baseline`: what is written, what is refused, and that no other problem is hidden."""

from __future__ import annotations

import json
import tomllib

import pytest

from .shell import EVENT, FIXTURES, Shell

GOOD = {**EVENT, "userId": "u2", "messageId": "m2", "traits": {"email": "ben@acme.com", "plan": "Free"}}
KNOWN = ("--baseline", "losses.json")
WRITE = (*KNOWN, "--update-baseline")


def lines(*events: object) -> str:
    return "".join(json.dumps(event) + "\n" for event in events)


def test_losses_are_written_and_known_from_then_on(shell: Shell) -> None:
    shell.write("events.ndjson", lines(EVENT, GOOD))
    code, out, err = shell.check(*WRITE)
    assert (code, err) == (0, "attio-harness: losses.json: wrote 1 kind of loss from 2 events\n")
    passed = "Passed: nothing is lost beyond the baseline; 1 known loss.\n"
    assert out.endswith(passed)
    code, out, err = shell.check(*KNOWN)
    assert (code, err) == (0, "")
    assert out.startswith(passed)
    assert "Known by the baseline: 1 loss of 1 kind\n   1 refused by Attio: users.plan (select)  mapping.json:" in out
    # another trait that fails, and the plan is mended: the file shrinks when it is written again
    shell.write("events.ndjson", lines({**GOOD, "traits": {"email": "none"}}, GOOD))
    code, out, err = shell.check(*KNOWN)
    assert (code, err) == (1, "")
    assert out.endswith("Failed: 1 lost beyond the baseline (1 new kind).\n")
    assert (
        "   losses.json: 1 known kind of loss is gone; check --update-baseline removes what is no longer lost\n" in out
    )
    code, _, err = shell.check(*WRITE)
    assert (code, err) == (0, "attio-harness: losses.json: wrote 1 kind of loss from 2 events (1 new, 1 gone)\n")
    assert shell.check(*WRITE)[2].endswith(" (as before)\n")


@pytest.mark.parametrize(
    ("events", "why"),
    [
        (lines(EVENT) + "{\n", "1 entry could not be read, so not all losses are known; fix that first"),
        ("\n", "there was no event"),
    ],
)
def test_a_run_that_has_not_seen_all_losses_writes_nothing_and_fails(shell: Shell, events: str, why: str) -> None:
    shell.write("events.ndjson", events)
    code, out, err = shell.check(*WRITE)
    assert (code, err, out.startswith("Failed: ")) == (1, f"attio-harness: losses.json is not written: {why}\n", True)
    assert not (shell.folder / "losses.json").exists()


def test_a_trigger_that_can_never_be_true_fails_all_the_same(shell: Shell) -> None:
    mapping = json.loads((shell.folder / "mapping.json").read_text())
    shell.write(
        "two.json", json.dumps([mapping, {**mapping, "name": "Never", "subscribe": 'type = "a" and type = "b"'}])
    )
    code, out, err = shell.check(*WRITE, mapping="two.json")
    assert (code, err) == (1, "attio-harness: losses.json: wrote 1 kind of loss from 1 event\n")
    assert out.endswith("Failed: the trigger of 'Never' can never be true.\n")


REFUSED = {
    ("--baseline", "none.json"): "none.json: there is no such baseline file; attio-harness check --update-baseline writes it",
    ("--baseline", "mapping.json"): "mapping.json: is a saved mapping, which is given with -m",
    # what is something else is not written over
    ("--baseline", "mapping.json", "--update-baseline"): "mapping.json: is a saved mapping, which is given with -m",
    ("--update-baseline",): "--update-baseline writes the file that --baseline names; expected --baseline FILE",
    ("--baseline", "-", "--update-baseline"): "--update-baseline writes the file that --baseline names; expected --baseline FILE",
    ("--baseline", "no/losses.json", "--update-baseline"): "no/losses.json: ",
    ("--baseline", "none.json", "--mode", "both"): "--state, --baseline, --dead-letters and limits such as --max-failures do not go with --mode both, which has two results",
}  # fmt: skip


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_what_is_refused(shell: Shell, words: tuple[str, ...]) -> None:
    code, out, err = shell.check(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"attio-harness: {REFUSED[words]}")


def test_every_format_shows_only_what_is_not_known_as_failure(shell: Shell) -> None:
    shell.write("events.ndjson", lines(EVENT, GOOD))
    shell.check(*WRITE)
    new = {**GOOD, "messageId": "m3", "traits": {"email": "none"}}
    shell.write("events.ndjson", lines(EVENT, GOOD, new))
    names = ("json", "junit", "sarif", "github", "markdown", "html")
    code, _, err = shell.check(*KNOWN, *(word for name in names for word in ("--format", f"{name}:r.{name}")))
    files = ", ".join(f"r.{name}" for name in names)
    assert (code, err) == (1, f"attio-harness: {files}: Failed: 1 lost beyond the baseline (1 new kind).\n")
    made = {name: (shell.folder / f"r.{name}").read_text() for name in names}

    report = json.loads(made["json"])
    assert [len(report["baseline"][name]) for name in ("known", "new", "grown", "gone")] == [1, 1, 0, 0]
    assert [row["baseline"] for row in report["rejections"]] == ["known", "new"]
    assert 'tests="2" failures="1" errors="0" skipped="1"' in made["junit"]
    assert "<skipped>known by the baseline: 1 event refused by Attio: users.plan (select)" in made["junit"]
    states = {one["baselineState"]: one["suppressions"] for one in json.loads(made["sarif"])["runs"][0]["results"]}
    known = [{"kind": "external", "justification": "known by the baseline"}]
    assert states == {"new": [], "unchanged": known}
    errors = [line for line in made["github"].splitlines() if line.startswith("::error")]
    assert len(errors) == 2  # the outcome, and what is new
    assert "1 event refused by Segment, new. " in errors[1]
    assert "title=Known by the baseline::1 refused by Attio: users.plan (select) (mapping.json:" in made["github"]
    assert "<details><summary>Known by the baseline: 1 loss of 1 kind</summary>" in made["markdown"]
    assert "| 1 | 1 refused by Segment, new |" in made["markdown"]
    assert "users.plan (select), known by the baseline</span>" in made["html"]


def test_the_configuration_may_name_it(shell: Shell) -> None:
    shell.check(*WRITE)
    text = 'baseline = "losses.json"\n'
    assert tomllib.loads(text)
    shell.write("attio-harness.toml", text)
    assert shell.check()[0] == 0


def changed(text: str, **events: int | None) -> str:
    """The file with other numbers for these attributes; None takes the kind out."""
    rows = json.loads(text)
    for row in list(rows["losses"]):
        if row["attribute"] in events and row["subscription"] in ("Identify User", "Demo Requested"):
            number = events[row["attribute"]]
            rows["losses"].remove(row)
            rows["losses"] += [] if number is None else [{**row, "events": number}]
    return json.dumps(rows)


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """The baseline of the first of the tests below, for the others."""
    return {}


@pytest.mark.parametrize(
    ("events", "outcome", "counting", "known"),
    [
        ({}, "nothing is lost beyond the baseline; 98 known losses;", None, "98 losses with 111 mistakes of 16 kinds"),
        # further mistakes alone: the event that has them is lost, and counts once
        (
            {"stage": None, "owner": None},
            "1 lost beyond the baseline (2 new kinds), 99% of 282 allowed; 97 known losses;",
            "1 loss with 2 mistakes of 2 kinds",
            "97 losses with 109 mistakes of 14 kinds",
        ),
        (
            {"plan": 3},
            "43 lost beyond the baseline (1 grown), 99% of 282 allowed; 55 known losses;",
            "46 losses of 1 kind, 3 of them known by the baseline",
            "52 losses with 65 mistakes of 15 kinds",
        ),
    ],
)  # fmt: skip
def test_the_outcome_and_what_is_listed_have_the_same_numbers(
    shell: Shell, written: dict[str, str], events: dict[str, int | None], outcome: str, counting: str | None, known: str
) -> None:
    mapping = (FIXTURES / "mappings/demo.json").read_text()
    trigger = '"trigger": "type = \\"identify\\"'
    shell.write("mapping.json", mapping.replace(f'{trigger}"', f'{trigger} and traits.email != null"'))
    shell.write(
        "workspace.yaml",
        (FIXTURES / "workspaces/demo.yaml").read_text().replace("Free, Team, Business", "Free, Business"),
    )
    words = ("--max-failures", "99%", *KNOWN)
    node = str(FIXTURES / "events/node_sdk.ndjson")
    if not written:
        _, _, err = shell.check(*words, "--update-baseline", events=node)
        assert "wrote 16 kinds of loss" in err
        written["losses.json"] = (shell.folder / "losses.json").read_text()
    shell.write("losses.json", changed(written["losses.json"], **events))
    _, out, err = shell.check(*words, "--format", "text", "--format", "markdown:report.md", events=node)
    for told in (out, (shell.folder / "report.md").read_text()):
        assert f"assed: {outcome}" in told
        assert f"Known by the baseline: {known}" in told
        assert (f"{counting}, the most frequent first" in told) == (counting is not None)
    rows = [line.strip() for line in out.partition("Known by the baseline:")[2].partition("\n\n")[0].splitlines()[1:]]
    assert len(rows) == len(set(rows)) == int(known.split()[-2])
