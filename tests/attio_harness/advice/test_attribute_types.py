"""The words about what an attribute accepts, against the emulator that refuses by the same rules."""

from __future__ import annotations

import pytest
from attio_emulator import Workspace
from attio_emulator.types import TYPES, Refused, Setting
from attio_harness.advice.attribute_types import ACCEPTS

WORKSPACE = Workspace.from_dict(
    {"objects": [{"api_slug": "things", "attributes": [{"api_slug": kind.replace("-", "_"), "type": kind} for kind in ("checkbox", "currency", "number", "rating", "text")]}]}
)  # fmt: skip
SOME_TEXT = ("", "true", "1", "5", "9.99", "x")


def test_every_type_of_the_emulator_has_its_words_in_a_sentence() -> None:
    assert list(ACCEPTS) == list(TYPES)
    assert [kind for kind, one in ACCEPTS.items() if not one.sentence.endswith(".")] == []


@pytest.mark.parametrize("kind", [kind for kind, one in ACCEPTS.items() if one.not_text is not None])
def test_a_type_that_takes_no_text_takes_none(kind: str) -> None:
    attribute = WORKSPACE.objects["things"].attributes[kind]
    setting = Setting(attribute, WORKSPACE, WORKSPACE.assumptions, lambda *_: None)
    for text in SOME_TEXT:
        with pytest.raises(Refused):
            TYPES[kind].simple(text, setting)


def test_text_takes_it() -> None:
    setting = Setting(WORKSPACE.objects["things"].attributes["text"], WORKSPACE, WORKSPACE.assumptions, lambda *_: None)
    assert [TYPES["text"].simple(text, setting) for text in SOME_TEXT] == list(SOME_TEXT)
