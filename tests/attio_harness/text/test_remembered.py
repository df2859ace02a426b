"""What is asked again is answered from memory; what is long, and what was asked too long ago, is found anew."""

from __future__ import annotations

from attio_harness.text.remembered import remembered


def test_the_last_answers_are_kept_but_none_to_what_is_long() -> None:
    asked: list[tuple[str, int]] = []

    @remembered(answers=2, longest=3, length=lambda word, times: len(word) * times)
    def repeated(word: str, times: int) -> str:
        """A word so many times."""
        asked.append((word, times))
        return word * times

    assert [repeated("ab", 1), repeated("ab", 1), repeated("abc", 1), repeated("abc", 1)] == ["ab", "ab", "abc", "abc"]
    assert asked == [("ab", 1), ("abc", 1)]
    assert [repeated("ab", 2), repeated("ab", 2)] == ["abab", "abab"]
    assert asked == [("ab", 1), ("abc", 1), ("ab", 2), ("ab", 2)]
    assert [repeated("x", 1), repeated("ab", 1)] == ["x", "ab"]
    assert asked[4:] == [("x", 1), ("ab", 1)]
    assert (repeated.__name__, repeated.__doc__) == ("repeated", "A word so many times.")
