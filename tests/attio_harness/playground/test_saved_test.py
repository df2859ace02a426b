"""A test that was saved runs and says what the playground said."""

from __future__ import annotations

import pytest
from attio_harness.errors import InputError
from attio_harness.playground.presets import presets
from attio_harness.playground.saved_test import saved_test


@pytest.mark.parametrize("preset", presets(), ids=lambda one: one["name"])
def test_a_saved_test_passes(preset: dict[str, str], pytester: pytest.Pytester) -> None:
    text = saved_test(preset["mapping"], preset["trigger"], preset["event"], preset["workspace"], "auto")
    pytester.makepyfile(text)

    pytester.inline_run("-p", "no:cacheprovider").assertoutcome(passed=1)


def test_texts_that_cannot_be_read_are_no_test() -> None:
    with pytest.raises(InputError, match=r"^event:1: cannot be saved as a test: is empty"):
        saved_test('{"partnerAction": "identifyUser", "mapping": {}}', None, "", "", "auto")
