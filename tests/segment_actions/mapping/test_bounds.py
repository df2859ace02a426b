"""What a mapping makes has an end: what doubles with each level is refused, told as the mapping's, and checked once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attio_harness import check
from segment_actions.errors import MappingError
from segment_actions.mapping import bounds, compile_mapping
from segment_actions.mapping.compiler import Compiler, Directive
from segment_actions.mapping.directives.table import DIRECTIVES
from segment_actions.mapping.whole import compile_with
from segment_actions.mapping.writer import Compiled

EMAIL = {"@path": "$.traits.email"}
EVENT = {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com"}}
LEVELS: dict[str, Callable[[Any], Any]] = {
    "@json": lambda inner: {"@json": {"mode": "encode", "value": inner}},
    "@replace": lambda inner: {"@replace": {"pattern": "e", "replacement": "eeeeeeeee", "value": inner}},
    "@replace with what is before": lambda inner: {"@replace": {"pattern": "a", "replacement": "$`$`a", "value": inner}},
    "@template": lambda inner: {"@transform": {"apply": {"x": inner}, "mapping": {"x": {"@template": "{{x.x}}{{x.x}}a"}}}},
    "@liquid": lambda inner: {"@transform": {"apply": {"x": inner}, "mapping": {"x": {"@liquid": "{{x.x}}{{x.x}}a"}}}},
    "objects": lambda inner: {"@transform": {"apply": {"x": inner}, "mapping": {"a": {"@path": "$.x"}, "b": {"@path": "$.x"}}}},
}  # fmt: skip


def nested(level: Callable[[Any], Any], depth: int) -> Any:
    made: Any = EMAIL
    for _ in range(depth):
        made = level(made)
    return made


@pytest.mark.parametrize("written_after", [0, None], ids=["written", "plain"])
@pytest.mark.parametrize("level", LEVELS)
def test_what_grows_with_each_level_is_refused(
    level: str, written_after: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "_MOST", 1_600_000)
    of = LEVELS[level]
    assert compile_mapping({"name": nested(of, 3)}, written_after=written_after)(EVENT)["name"]
    with pytest.raises(
        MappingError, match=r"^(@\w+ makes more than 25,000 values, or 1,600,000 |Invalid string length$)"
    ):
        compile_mapping({"name": nested(of, 40)}, written_after=written_after)(EVENT)


def test_a_check_tells_it_as_a_loss_of_the_mapping() -> None:
    mapping = {
        "email_address": EMAIL,
        "user_id": {"@path": "$.userId"},
        "person_attributes": {"name": nested(LEVELS["@json"], 40)},
    }
    report = check(
        [EVENT],
        [{"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": mapping}],
        {"name": "Acme"},
    )
    loss = report.rejections[0]
    assert (loss.code, loss.message) == (
        "MAPPING_ERROR",
        "@json makes more than 250,000 values, or 16,000,000 characters",
    )
    assert loss.mapping_pointer.startswith("/0/mapping/person_attributes/name/@json")


def test_text_that_javascript_cannot_hold_is_a_loss_of_the_mapping() -> None:
    long = {"@replace": {"pattern": "a", "replacement": "$`$`$'", "value": "a" * 100_000}}
    mapping = {"email_address": EMAIL, "user_id": {"@path": "$.userId"}, "person_attributes": {"name": long}}
    report = check(
        [EVENT],
        [{"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": mapping}],
        {"name": "Acme"},
    )
    assert [(one.code, one.message) for one in report.rejections] == [("MAPPING_ERROR", "Invalid string length")]


def test_text_is_too_long_from_one_unit_more_than_v8_holds() -> None:
    assert [bounds.is_too_long(2**29 - 24), bounds.is_too_long(2**29 - 23)] == [False, True]


def test_one_replacement_in_a_long_text_is_not_counted_as_many() -> None:
    once = {"@replace": {"pattern": "a", "replacement": "$`$`$'", "global": False, "value": "a" * 100_000}}
    assert compile_mapping({"name": once})(EVENT) == {"name": "a" * 199_998}


def test_what_there_is_no_memory_for_is_a_loss_of_the_mapping(monkeypatch: pytest.MonkeyPatch) -> None:
    def compiled(self: object, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        def resolve(event: Any) -> Any:
            raise MemoryError

        return Compiled(resolve)

    monkeypatch.setattr(type(DIRECTIVES["@path"]), "compile", compiled)
    with pytest.raises(MappingError, match="^the mapping makes more of the event than there is memory for$"):
        compile_mapping({"name": EMAIL})(EVENT)


class _Counted(dict[str, Directive]):
    """Directives, and how often one was asked for."""

    asked = 0

    def __getitem__(self, name: str) -> Directive:
        self.asked += 1
        return super().__getitem__(name)


def test_a_transform_inside_of_another_is_checked_once() -> None:
    def asked(depth: int) -> int:
        counted = _Counted(DIRECTIVES)
        mapping = {
            "name": nested(lambda inner: {"@transform": {"apply": {"x": inner}, "mapping": {"a": EMAIL}}}, depth)
        }
        compile_with(Compiler(counted), mapping, "")
        return counted.asked

    # two directives a level, and the path at the end
    assert [asked(10), asked(40)] == [21, 81]


def test_a_mistake_in_a_transform_is_told_as_before() -> None:
    """What was not walked to its end is checked again where it is used."""
    bad = {
        "@transform": {
            "apply": {"x": [{"@transform": {"apply": {"y": {"@no": 1}}, "mapping": {}}}]},
            "mapping": {"z": 1},
        }
    }
    with pytest.raises(MappingError, match="has an invalid directive: @no"):
        compile_mapping({"name": bad})(EVENT)
    with pytest.raises(MappingError, match="has an invalid directive: @no"):
        compile_mapping({"name": {"@transform": {"apply": {"y": {"@no": 1}}, "mapping": {}}}})(EVENT)
