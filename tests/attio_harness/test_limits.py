"""The table of limits: complete, each with its own words, and what words of a command make of it."""

from __future__ import annotations

from dataclasses import fields

import pytest
from attio_harness.errors import UsageError
from attio_harness.limits import LIMITS, InputLimits, in_force, limit_table, parsed, put_in_force, using

NAMES = [one.name for one in fields(InputLimits)]


def test_every_limit_has_a_row_and_words_of_its_own() -> None:
    assert list(LIMITS) == NAMES
    said = [InputLimits(**{name: 1}).passed(name, 2) for name in NAMES]
    assert len(set(said)) == len(NAMES)
    for name, one in zip(NAMES, said, strict=True):
        assert one is not None
        assert f"(limit {name})" in one
        assert f"--limit {name}=N" in one


@pytest.mark.parametrize("name", NAMES)
def test_a_limit_is_the_most_that_is_allowed(name: str) -> None:
    limits = InputLimits(**{name: 1234})
    assert limits.passed(name, 1234) is None
    said = str(limits.passed(name, 1235))
    assert "1,235" in said
    assert "1,234 are allowed" in said
    assert "more than 1,234" in str(limits.passed(name, 1235, at_least=True))


def test_words_change_what_they_name() -> None:
    assert parsed([]) == InputLimits()
    found = parsed(["line_bytes=1_000", "event-keys = 7", "event_depth=500"])
    assert found == InputLimits(line_bytes=1000, event_keys=7, event_depth=500)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("line_bytes", "--limit: found 'line_bytes', expected NAME=VALUE, such as line_bytes=1000000"),
        ("line_byte=1", "--limit 'line_byte': there is no such limit; did you mean line_bytes?"),
        ("x=1", "--limit 'x': there is no such limit; expected one of line_bytes, document_bytes, "),
        ("line_bytes=0", "--limit line_bytes: found '0', expected a whole number from 1 (bytes)"),
        ("line_bytes=-1", "--limit line_bytes: found '-1', "),
        ("line_bytes=1.5", "--limit line_bytes: found '1.5', "),
        ("line_bytes=٣", "--limit line_bytes: found '٣', "),
        (f"line_bytes={'9' * 5000}", "--limit line_bytes: found '99"),
        ("event_depth=501", "--limit event_depth: found '501', expected a whole number from 1 to 500 (levels)"),
    ],
)
def test_a_word_that_is_no_limit_is_refused(word: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parsed([word])
    assert str(caught.value).startswith(said)


def test_one_limit_has_one_value() -> None:
    assert parsed(["event_keys=7", "event-keys=7"]).event_keys == 7
    with pytest.raises(UsageError, match="found both 7 and 8"):
        parsed(["event_keys=7", "event_keys=8"])


def test_limits_are_in_force_while_entered() -> None:
    with using(InputLimits(event_keys=7)):
        assert in_force().event_keys == 7
        put_in_force(None)
        assert in_force() == InputLimits()
    assert in_force() == InputLimits()


def test_the_table_of_the_documentation_has_every_limit() -> None:
    table = limit_table()
    assert [line.split("`")[1] for line in table.splitlines()[2:]] == NAMES
    assert "| `line_bytes` | 64,000,000 bytes | any | a line of an event file, which is read whole |" in table
