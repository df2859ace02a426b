"""The kept corpus of the fuzzer through every target, without a fuzzer: what was found once is not found again."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.draw import Draw
from fuzz.targets import TARGETS

CORPUS = Path(__file__).parents[2] / "fuzz" / "corpus"
MOST = 1_000_000


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_of_the_corpus_fails(name: str) -> None:
    for file in sorted((CORPUS / name).glob("*")):
        TARGETS[name](file.read_bytes())


def test_every_folder_of_the_corpus_has_a_target_and_all_are_small() -> None:
    assert {one.name for one in CORPUS.iterdir()} <= TARGETS.keys()
    assert sum(one.stat().st_size for one in CORPUS.rglob("*") if one.is_file()) < MOST


def test_the_same_bytes_give_the_same_values_and_the_end_of_them_ends_what_is_made() -> None:
    data = bytes(range(256))
    assert repr([Draw(data).event(), Draw(data).value()]) == repr([Draw(data).event(), Draw(data).value()])
    assert Draw(b"").event() == {"type": "identify"}
    assert not Draw(b"")
