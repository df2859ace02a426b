"""What a benchmark is asked for and cannot do is one sentence, told before anything is measured."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import engine
import halves
import pytest
import saving
import scale
import store
from words import WrongWord, positive


def test_numbers_from_one() -> None:
    assert positive(["1", "20000"], "events") == [1, 20_000]
    assert positive([], "events") == []


@pytest.mark.parametrize("word", ["x", "", "0", "-1", "1.5", "1_000", "--help", "²", "١"])
def test_what_is_no_such_number(word: str) -> None:
    with pytest.raises(WrongWord) as told:
        positive(["5", word], "events")
    assert str(told.value) == f"{word!r} is not a number of events; expected a whole number from 1, such as 20000"


@pytest.mark.parametrize(
    ("main", "words", "said"),
    [
        (scale.main, ["x"], "'x' is not a number of events; expected a whole number from 1, such as 20000"),
        (scale.main, ["0"], "'0' is not a number of events; expected a whole number from 1, such as 20000"),
        (saving.main, ["x"], "'x' is not a number of records; expected a whole number from 1, such as 20000"),
        (
            saving.main,
            ["5", "long"],
            "'long' is not a number of seconds; expected a whole number from 1, such as 20000",
        ),
        (saving.main, ["5", "6", "7"], "'7' is not known here; expected nothing after the number of seconds"),
        (halves.main, ["x"], "'x' is not a number of events; expected a whole number from 1, such as 20000"),
        (halves.main, ["5", "6"], "'6' is not known here; expected nothing after the number of events"),
        (engine.main, ["answer"], "'answer' is not known here; expected `answers`, or nothing"),
    ],
)
def test_wrong_words(
    main: Callable[[list[str]], int], words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (main(words), capsys.readouterr().out) == (2, f"{said}\n")


def test_a_checkout_that_has_no_emulator_is_not_measured_as_the_one_that_is_installed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert store.main([str(tmp_path)]) == 2
    assert (
        capsys.readouterr().out
        == f"{tmp_path} is no checkout of this repository: there is no emulator/attio_emulator in it\n"
    )


def test_packages_that_are_not_there_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "missing", lambda: "node is not on the path")
    assert engine.main([]) == 2
    assert capsys.readouterr().out == "nothing can be measured: node is not on the path\n"
