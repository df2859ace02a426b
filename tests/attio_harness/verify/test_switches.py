"""A workspace that is otherwise in one assumption, or in many: the run finds out, and what it advises makes the emulator agree."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from attio_emulator import ASSUMPTIONS
from attio_harness.verify import PROBES, UNSEEN, Probe
from attio_harness.verify.seen import same

from .runs import DEFAULTS, EVERYTHING, attio, prove, usual, workspace

_SWITCHED = [
    (id, choice)
    for id, row in ASSUMPTIONS.items()
    if id not in UNSEEN
    for choice in row.choices
    if choice != row.default
]
_LEVEL = {"token.user_actor": "user"}
"""The level of the token that sees it."""
_TELLING = [one for one in PROBES if any(id in ASSUMPTIONS for id in one.about)]
_SLOW = ("batch-limit", "file-large")


def _tells(probe: Probe, id: str, choice: str) -> bool:
    """Whether a probe is about that assumption, or sees something else with it. All others see what they always do."""
    if id in probe.about or probe.id in _SLOW:
        return id in probe.about
    return not same(usual().seen(probe, DEFAULTS), usual().seen(probe, {**DEFAULTS, id: choice}))


@pytest.mark.parametrize(("id", "choice"), _SWITCHED, ids=[f"{id}={choice}" for id, choice in _SWITCHED])
def test_every_switch_is_found(tmp_path: Path, id: str, choice: str) -> None:
    probes = [one for one in _TELLING if _tells(one, id, choice)]
    proof = prove(tmp_path, assumptions={id: choice}, probes=probes, level=_LEVEL.get(id, "workspace"))
    found = proof.judged()
    assert found.chosen == {**DEFAULTS, id: choice}
    assert found.block == {id: choice}
    assert found.told[id] == choice
    differing = [one for one in found.findings if one.verdict == "differs"]
    assert differing
    assert all(one.settings is not None and one.settings.get(id) == choice for one in differing)
    assert proof.judged(found.chosen).agrees


def test_a_workspace_as_is_assumed_confirms_every_assumption(tmp_path: Path) -> None:
    found = prove(tmp_path, attio(workspace("users", "workspaces")), wanted=EVERYTHING).judged()
    assert found.agrees
    assert found.block == {}
    assert found.told == {id: one for id, one in DEFAULTS.items() if id not in UNSEEN and id not in _LEVEL}
    assert found.counts == {"equal": len(PROBES) - len(_LEVEL), "skipped": len(_LEVEL)}


@pytest.mark.parametrize("seed", range(4))
def test_many_switches_at_once_are_found(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    settings = {id: draw.choice(row.choices) for id, row in ASSUMPTIONS.items() if id not in {*UNSEEN, *_LEVEL}}
    probes = [one for one in _TELLING if one.id not in _SLOW]
    proof = prove(tmp_path, assumptions=settings, probes=probes)
    found = proof.judged()
    assert proof.judged(found.chosen).agrees
    hidden = {id for id in settings if id not in found.told}
    assert {id: found.chosen[id] for id in settings if id not in hidden} == {
        id: one for id, one in settings.items() if id not in hidden
    }
    # with the documented API's forms any attribute takes what it takes there: that one decides nothing any more
    without = {"location.simple"} if settings["simple.value_forms"] == "public" else set[str]()
    assert hidden == without | {id for probe in _TELLING if probe not in probes for id in probe.about if id in settings}


def test_what_is_enriched_is_refused_with_either_code(tmp_path: Path) -> None:
    probes = [one for one in PROBES if one.id == "company-enriched"]
    settings = {"write.enriched": "refuse", "write.read_only_code": "validation_type"}
    proof = prove(tmp_path, assumptions=settings, probes=probes)
    assert proof.seen == {"company-enriched": ["taken", "400 validation_type", []]}
    assert proof.judged().told == settings
    assert proof.judged().block == settings


def test_what_is_advised_agrees_when_asked_again(tmp_path: Path) -> None:
    settings = {id: ASSUMPTIONS[id].choices[-1] for id in ("batch.order", "location.simple", "write.equal_value")}
    probes = [one for one in _TELLING if one.id not in _SLOW]
    first = prove(tmp_path, assumptions=settings, probes=probes)
    advised = first.judged().block
    assert advised == settings
    assert prove(tmp_path, assumptions=settings, probes=probes).judged({**DEFAULTS, **advised}).agrees
