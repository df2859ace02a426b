"""Every kind of loss: what is said about it, word for word, and that its hint, followed, makes the event pass."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from attio_emulator.types import TYPES
from attio_harness.run.check import Mode
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from tests.attio_harness.golden import EXAMPLES, PAGE, page
from tests.attio_harness.golden_form import Golden, Lost, lost_of, patched, put, run
from tests.attio_harness.golden_given import identify_mapping

CASES = [pytest.param(one, mode, id=f"{one.id}-{mode}") for one in EXAMPLES for mode in one.modes]


@pytest.mark.parametrize(("example", "mode"), CASES)
def test_the_loss_is_explained_word_for_word(example: Golden, mode: Mode) -> None:
    (loss,) = run(example, mode).rejections
    assert lost_of(loss) == example.expected(mode)


@pytest.mark.parametrize(("example", "mode"), CASES)
def test_the_hint_followed_makes_every_event_pass(example: Golden, mode: Mode) -> None:
    report = run(example.fixed(), mode)
    assert [(loss.code, loss.message) for loss in report.rejections] == []
    assert report.ok
    assert report.verdicts == (example.fix.after or {"written": sum(report.verdicts.values())})


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.id)
def test_the_change_is_what_the_hint_speaks_of(example: Golden) -> None:
    """A change uses the words of the hint and of what was given, and no others; only Attio's answers change by themselves.

    A value of the user's own is free where the hint names its place in the event and cannot know more.
    """
    assert (example.fix.of == "platform") == (not example.fix.changes)
    said = set(_words(example.lost.hint))
    given = {*_words(json.dumps([example.events, example.mapping], ensure_ascii=False)), "path", "and"}
    for change in example.fix.changes:
        *_, place = [part for part in change["path"].split("/") if not part.isdigit()]
        put = set(_words(json.dumps(change.get("value", ""), ensure_ascii=False)))
        assert said & {*_words(place), *put}, change
        own = example.fix.of == "event" and {*_words(place)} <= said
        assert own or put <= said | given, change
        assert change["op"] != "remove" or {*_words(place)} <= said, change


def _words(text: str) -> list[str]:
    """The words of a text, in which user_id and userId are one."""
    return re.findall(r"[\w%]+", text.replace("_", "").casefold())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.id)
def test_the_whole_report_of_a_loss(example: Golden, snapshot: SnapshotAssertion) -> None:
    report = {mode: run(example, mode).to_dict() for mode in example.modes}
    assert report == snapshot(extension_class=JSONSnapshotExtension)


def test_there_are_more_than_sixty_kinds_and_no_two_of_one_name() -> None:
    """Kinds are told apart by what is advised, names and values left out, and by code and type."""
    assert len({(one.lost.code, one.lost.type, _advice(one.lost)) for one in EXAMPLES}) >= 150
    assert [name for name, count in Counter(one.id for one in EXAMPLES).items() if count > 1] == []
    assert [name for name, count in Counter(one.title for one in EXAMPLES).items() if count > 1] == []


def _advice(lost: Lost) -> str:
    text = re.sub(r"'[^']*'|`[^`]*`|\{.*\}|\$\.[\w.\[\]]+|[+-]?\d[\w.:-]*", "…", lost.hint)
    names = [name for name in (lost.attribute, lost.object) if name]
    return re.sub("|".join(map(re.escape, names)), "…", text) if names else text


def test_every_attribute_type_is_refused_in_at_least_two_ways() -> None:
    refused = Counter(one.lost.type for one in EXAMPLES if one.lost.code in ("validation_type", "value_not_found"))
    assert {name for name in TYPES if refused[name] < 2} == set()


def test_hints_are_one_or_two_sentences() -> None:
    long = [
        one.id for one in EXAMPLES if one.lost.hint.count(". ") + one.lost.hint.count("? ") > 2 or "\n" in one.lost.hint
    ]
    assert long == []


def test_an_example_is_not_changed_by_its_fix() -> None:
    before = [identify_mapping()]
    after = patched(before, [put("/0/name", "Other")])
    assert (before, after[0]["name"]) == ([identify_mapping()], "Other")
    with pytest.raises(KeyError):
        patched(before, [put("/0/nothing", 1)])


def test_the_page_of_losses_is_what_the_table_says() -> None:
    assert PAGE.read_text("utf-8") == page()
