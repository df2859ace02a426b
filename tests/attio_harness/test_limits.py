"""The table of limits: complete, each with its own words, and what words of a command make of it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from attio_emulator.limits import LIMITS as SERVER_LIMITS
from attio_emulator.limits import Limits
from attio_harness.errors import UsageError
from attio_harness.limits import (
    LIMITS,
    InputLimits,
    in_force,
    is_of_server,
    limit_table,
    of_server,
    parsed,
    put_in_force,
    server_limit_table,
    using,
)

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
    assert parsed([]) == (InputLimits(), Limits())
    found = parsed(["line_bytes=1_000", "event-keys = 7", "event_depth=400"])
    assert found == (InputLimits(line_bytes=1000, event_keys=7, event_depth=400), Limits())


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
        ("event_depth=401", "--limit event_depth: found '401', expected a whole number from 1 to 400 (levels)"),
    ],
)
def test_a_word_that_is_no_limit_is_refused(word: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parsed([word])
    assert str(caught.value).startswith(said)


def test_one_limit_has_one_value() -> None:
    assert parsed(["event_keys=7", "event-keys=7"])[0].event_keys == 7
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


def test_the_limits_of_a_server_are_set_by_the_same_words() -> None:
    assert not set(SERVER_LIMITS) & set(LIMITS)
    words = ["journal-bytes=5", "line_bytes=6", "head_seconds=7"]
    found = parsed(words, serves=True)
    assert found == (InputLimits(line_bytes=6), Limits(journal_bytes=5, head_seconds=7))
    put_in_force(*found)
    assert (in_force(), of_server()) == found
    put_in_force(None)
    assert (in_force(), of_server()) == (InputLimits(), Limits())
    with pytest.raises(UsageError, match="did you mean journal_bytes"):
        parsed(["journal_byte=5"], serves=True)
    with pytest.raises(UsageError, match=r"--limit journal_bytes: found '0', expected a whole number from 1 \(bytes\)"):
        parsed(["journal_bytes=0"], serves=True)


@pytest.mark.parametrize("name", SERVER_LIMITS)
def test_where_no_server_is_started_its_limits_are_refused(name: str) -> None:
    assert is_of_server(f"{name.replace('_', '-')} = 5")
    with pytest.raises(UsageError) as caught:
        parsed(["line_bytes=6", f"{name}=5"])
    bounds = SERVER_LIMITS[name].bounds
    assert str(caught.value) == (
        f"--limit {name!r}: it bounds {bounds}, and no server is started here; emulate and serve take it"
    )
    # nor is one of them proposed
    with pytest.raises(UsageError, match="there is no such limit") as caught:
        parsed([f"{name[:-1]}=5"])
    assert name not in str(caught.value)


def test_the_documentation_has_both_tables() -> None:
    """The page is made by `python -m attio_harness.settings.described`."""
    page = (Path(__file__).parents[2] / "docs/configuration.md").read_text("utf-8")
    assert limit_table() in page
    assert server_limit_table() in page
    assert [line.split("`")[1] for line in server_limit_table().splitlines()[2:]] == list(SERVER_LIMITS)
