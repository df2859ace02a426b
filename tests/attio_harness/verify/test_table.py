"""Every assumption, and every behaviour that is observed or assumed, has a probe or a reason why it cannot have one."""

from __future__ import annotations

from attio_emulator import ASSUMPTIONS
from attio_emulator.fidelity import behaviours
from attio_harness.verify import PROBES, UNSEEN

_ABOUT = {id for probe in PROBES for id in probe.about}
_BEHAVIOURS = {one.id: one.tag for one in behaviours()}


def test_every_assumption_has_a_probe_or_a_reason() -> None:
    missing = [id for id in ASSUMPTIONS if id not in _ABOUT and id not in UNSEEN]
    assert not missing, (
        f"give them a probe in attio_harness/verify/probes, or a reason in UNSEEN of its table: {missing}"
    )


def test_every_behaviour_that_is_not_documented_has_a_probe_or_a_reason() -> None:
    undocumented = [id for id, tag in _BEHAVIOURS.items() if tag != "documented" and not id.startswith("emulator.")]
    missing = [id for id in undocumented if id not in _ABOUT and id not in UNSEEN]
    assert not missing, (
        f"give them a probe in attio_harness/verify/probes, or a reason in UNSEEN of its table: {missing}"
    )


def test_no_row_is_about_what_is_not_there_or_has_both() -> None:
    assert set(_BEHAVIOURS) >= _ABOUT
    assert set(UNSEEN) <= set(_BEHAVIOURS)
    assert not _ABOUT & set(UNSEEN)


def test_every_probe_has_a_name_and_a_question_of_its_own() -> None:
    assert len({one.id for one in PROBES}) == len({one.question for one in PROBES}) == len(PROBES)
    assert all(one.question.endswith("?") for one in PROBES)
