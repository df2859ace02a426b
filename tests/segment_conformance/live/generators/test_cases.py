"""The stream of cases: what one depends on, and that it is JSON."""

from __future__ import annotations

import json

import pytest
from segment_conformance.live import generate
from segment_conformance.live.generators import GENERATORS

from tests.segment_conformance.live.generators.conftest import Case


def test_a_case_depends_on_the_seed_and_its_number_only() -> None:
    assert list(generate(1, 40)) == list(generate(1, 80))[:40]
    assert list(generate(1, 40)) != list(generate(2, 40))
    assert [case["id"] for case in generate(3, 3, kinds=["fql"])] == ["3-fql-00000", "3-fql-00001", "3-fql-00002"]
    assert {case["kind"] for case in generate(3, 50, kinds=["liquid", "validate"])} == {"mapping", "validate"}
    with pytest.raises(KeyError, match="nope"):
        list(generate(1, 1, kinds=["nope"]))


def test_every_case_is_json_as_the_packages_read_it(cases: list[Case]) -> None:
    assert [case for case in cases[:2000] if json.loads(json.dumps(case)) != case] == []
    assert {case["id"].split("-")[1] for case in cases} == {*GENERATORS}
