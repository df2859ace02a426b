"""Which settings are chosen where several probes allow several."""

from __future__ import annotations

import pytest
from attio_harness.verify import PROBES
from attio_harness.verify.judge import Allowed, agreed
from attio_harness.verify.seen import Seen, same

from .runs import DEFAULTS

ORDER, STALE = "batch.order", "batch.stale_values"
AS_IS = {ORDER: "received_at", STALE: "ignore"}


def allowed(*combinations: dict[str, str], varied: tuple[str, ...] = (ORDER, STALE)) -> Allowed:
    return Allowed(probe=PROBES[0], varied=varied, combinations=combinations)


@pytest.mark.parametrize(
    ("probes", "chosen"),
    [
        ([], {}),
        # nothing helps: nothing is changed
        ([allowed()], {}),
        # what is as it should be is left so
        ([allowed({ORDER: "array", STALE: "apply"}, AS_IS)], {}),
        # of several the one with the fewest changes
        ([allowed({ORDER: "array", STALE: "apply"}, {ORDER: "received_at", STALE: "apply"})], {STALE: "apply"}),
        # one that leaves no choice decides for one that does
        (
            [
                allowed({ORDER: "array", STALE: "ignore"}, {ORDER: "received_at", STALE: "apply"}),
                allowed({STALE: "apply"}, varied=(STALE,)),
            ],
            {STALE: "apply"},
        ),
        (
            [
                allowed({ORDER: "received_at", STALE: "apply"}, {ORDER: "array", STALE: "ignore"}),
                allowed({ORDER: "array"}, varied=(ORDER,)),
            ],
            {ORDER: "array"},
        ),
    ],
    ids=["nothing", "no help", "as it is", "the fewest changes", "decided", "decided the other way"],
)
def test_settings_are_those_that_all_allow_and_as_near_as_can_be(probes: list[Allowed], chosen: dict[str, str]) -> None:
    assert agreed(probes, DEFAULTS) == {**DEFAULTS, **chosen}


def test_what_is_told_is_the_same_in_every_combination() -> None:
    one = allowed({ORDER: "array", STALE: "apply"}, {ORDER: "array", STALE: "ignore"})
    assert one.told == {ORDER: "array"}
    assert allowed().told == {}


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (Seen(value=[("a", 1)]), Seen(value=[["a", 1]]), True),
        (Seen(value={"a": (1,)}), Seen(value={"a": [1]}), True),
        (Seen(value=1), Seen(value=2), False),
        (Seen(value=None), Seen(value=None), True),
        (Seen(problem="x"), Seen(problem="x"), False),
        (Seen(value=None), Seen(problem="x"), False),
    ],
)
def test_two_sides_are_the_same_where_both_saw_something_and_it_is_equal(one: Seen, other: Seen, equal: bool) -> None:
    assert same(one, other) is equal
