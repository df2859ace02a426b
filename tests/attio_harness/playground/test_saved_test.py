"""A test that was saved runs and says what the playground said."""

from __future__ import annotations

import pytest
from attio_harness.errors import InputError
from attio_harness.playground.evaluate import evaluate
from attio_harness.playground.presets import presets
from attio_harness.playground.saved_test import saved_test


@pytest.mark.parametrize("preset", presets(), ids=lambda one: one["name"])
def test_a_saved_test_passes(preset: dict[str, str], pytester: pytest.Pytester) -> None:
    text = saved_test(preset["mapping"], preset["trigger"], preset["event"], preset["workspace"], "auto")
    pytester.makepyfile(text)

    pytester.inline_run("-p", "no:cacheprovider").assertoutcome(passed=1)


def test_a_number_that_is_too_large_is_one_in_the_saved_test_too(pytester: pytest.Pytester) -> None:
    person = presets()[0]
    event = person["event"].replace('"Team"', "[1e999, -1e999]")
    pytester.makepyfile(saved_test(person["mapping"], person["trigger"], event, person["workspace"], "auto"))

    pytester.inline_run("-p", "no:cacheprovider").assertoutcome(passed=1)


def test_a_record_that_does_not_fit_is_told_at_its_place_and_saved_as_no_test() -> None:
    person = presets()[0]
    workspace = person["workspace"] + "records:\n  users:\n    - {user_id: u-1, plan: Gold}\n"

    found = evaluate(person["mapping"], person["trigger"], person["event"], workspace)

    (problem,) = found["problems"]
    assert problem["message"] == "/records/users/0/plan: found 'Gold', expected one of 'Free', 'Team'"
    assert workspace[problem["place"]["from"] : problem["place"]["to"]].startswith("Gold")
    with pytest.raises(InputError, match=r"^workspace:11: cannot be saved as a test: /records/users/0/plan"):
        saved_test(person["mapping"], person["trigger"], person["event"], workspace, "auto")


def test_texts_that_cannot_be_read_are_no_test() -> None:
    with pytest.raises(InputError, match=r"^event:1: cannot be saved as a test: is empty"):
        saved_test('{"partnerAction": "identifyUser", "mapping": {}}', None, "", "", "auto")


def test_a_saved_test_sets_the_assumptions_that_were_set(pytester: pytest.Pytester) -> None:
    person = presets()[0]
    event = person["event"].rstrip().removesuffix("}").rstrip() + ', "context": null}'
    four = person["mapping"], person["trigger"], event, person["workspace"]
    kept = "intake.null_context=kept"
    assert list(evaluate(*four, assume=kept)["counts"]) == ["failed"]
    text = saved_test(*four, "auto", assume=kept)
    assert "assumptions={'intake.null_context': 'kept'})" in text
    pytester.makepyfile(text)

    pytester.inline_run("-p", "no:cacheprovider").assertoutcome(passed=1)
