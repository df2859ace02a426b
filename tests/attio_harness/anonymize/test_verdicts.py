"""What becomes of fakes is what became of the events: for every kind of loss there is an example of, and for generated histories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.anonymize import Anonymizer, knowledge_of
from attio_harness.anonymize.crm import anonymized_workspace, know_records
from attio_harness.anonymize.verdicts import Comparison, compare_fakes
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.mappings import locate_dict, read_mappings
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.run.check import Check
from attio_harness.verdicts import Mode
from segment_events import EventGenerator

from tests.attio_harness.anonymize.histories import history
from tests.attio_harness.loss_case import CASES, GROUPS
from tests.attio_harness.subscriptions import identify_user
from tests.docs.reader import ROOT

KEY = "a key of the tests"


def differences(
    events: list[dict[str, Any]],
    sources: list[LocatedSubscription],
    workspace: dict[str, Any],
    mode: Mode = "auto",
    filters: Sequence[LocatedFilter] = (),
    seen: Counter[str] | None = None,
) -> Comparison:
    """Of events and their fakes, each with a workspace whose records and members were replaced alike."""
    before = Workspace.from_dict(workspace)
    known = knowledge_of(sources, filters, before)
    know_records(known, before)
    anonymizer = Anonymizer(KEY, known)
    after = Workspace.from_dict(anonymized_workspace(workspace, anonymizer))
    jobs = [Check(sources, one, mode=mode, filters=filters, keep=True) for one in (before, after)]
    items = [SourceEvent(event=event, file="e", line=number) for number, event in enumerate(events, 1)]
    found = compare_fakes(jobs[0], jobs[1], items, anonymizer)
    if seen is not None:
        seen.update(verdict for verdict, _ in jobs[0].settled.values())
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_every_kind_of_loss_stays_the_same_one(group: str) -> None:
    for case in CASES:
        if case.id.startswith(f"{group}/"):
            sources = [one for number, given in enumerate(case.mapping) for one in locate_dict(given, f"/{number}")]
            assert differences(case.events, sources, dict(case.workspace), case.modes[0]) == Comparison(), case.id


@pytest.mark.parametrize("preset", ["published", "documented", "demo"])
@pytest.mark.parametrize("mode", ["single", "batch"])
def test_generated_histories_end_the_same(preset: str, mode: Mode) -> None:
    workspace = Workspace.load(ROOT / "fixtures/workspaces/demo.yaml").to_dict()
    sources = read_mappings([str(ROOT / "fixtures/mappings/demo.json") if preset == "demo" else preset])
    generator = EventGenerator(seed=5, people=12, companies=4)
    events = [*generator.stream(60), *(dict(case.event) for case in generator.negatives(40))]
    assert differences(events, sources, workspace, mode) == Comparison()


def test_a_difference_is_named_without_any_value() -> None:
    workspace = {"objects": [{"api_slug": "users", "active": True}]}
    # a trigger that a fake cannot meet: the text is too short to be kept inside of words
    mapping = identify_user("Identify", 'type = "identify" and traits.note contains "q"')
    sources = locate_dict(mapping, "/0")
    event = {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com", "note": "equipped"}}
    known = knowledge_of(sources, [], None)
    assert known.cautions == [
        "the trigger of 'Identify' looks for 'q' inside of values; so short a text stays where it is a word of its own, not "
        "inside of longer ones"
    ]
    found = differences([event], sources, workspace)
    (one,) = found.verdicts
    assert not found.same
    assert one.to_dict() == {
        "file": "e",
        "line": 1,
        "subscription": "Identify",
        "before": "written",
        "after": "not delivered",
    }
    assert found.to_dict()["records"] == {
        slug: {"before": {"created": 1, "updated": 0, "assumed": 0}, "after": {}} for slug in ("people", "users")
    }


@pytest.mark.parametrize("seed", range(0, 60, 12))
def test_drawn_histories_end_the_same(seed: int) -> None:
    seen: Counter[str] = Counter()
    for number in range(seed, seed + 12):
        drawn = history(number)
        sources = locate_dict(drawn.mapping, "/0")
        mode: Mode = "single" if number % 2 else "batch"
        assert differences(drawn.events, sources, drawn.workspace, mode, drawn.filters, seen) == Comparison(), number
    # neither all written nor all lost: the test would see a difference
    assert min(seen["written"], seen["invalid"], seen["rejected"], seen["dropped"]) > 5
