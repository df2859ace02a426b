"""`MISSING` is one value, false, and prints its name."""

from __future__ import annotations

import copy
import pickle

from segment_actions.js import MISSING, Missing


def test_undefined_is_one_value_that_is_false_and_not_null() -> None:
    assert (repr(MISSING), MISSING.value, bool(MISSING)) == ("MISSING", "undefined", False)
    assert MISSING is not None
    assert list(Missing) == [MISSING]
    assert copy.deepcopy([MISSING])[0] is pickle.loads(pickle.dumps(MISSING)) is MISSING
