"""Long texts made to be looked at again and again: what is said of each comes in one pass.

Nothing is timed. What looks at a text from every mark in it needs minutes for one of these, and a test that does not end is seen.
"""

from __future__ import annotations

import io

import pytest
from attio_emulator.schema.json_slips import mended
from attio_harness.inputs.event import Note, SourceEvent, Unreadable
from attio_harness.inputs.odd_texts import odd_text
from attio_harness.inputs.reader import EventReader
from attio_harness.inputs.streams import Reach
from attio_harness.inputs.wrappings import no_event

N = 40_000
EVENT = '{"type":"track","userId":"u1","event":"x"}'


@pytest.mark.parametrize(
    "marks", ["/* ", "<!--", "'\\", '"\\', '"\\"\\\n', "'\\'\\\n", "‘", "“", "„", "`", "“'", "# ", "//", "...", ";"]
)
def test_slips_are_found_in_one_pass(marks: str) -> None:
    slips, value = mended('{"a": ' + marks * (N // len(marks)))
    assert (slips, value) == ([], None)


def test_a_text_without_an_end_explains_nothing() -> None:
    for text in ("{'a': 1, b: 'c}", '{a: "b}', "{'a': 1 /* }", "{'a': 1} <!--"):
        slips, value = mended(text)
        assert bool(slips) == (text.endswith("<!--")), text
        assert value == ({"a": 1} if slips else None)


@pytest.mark.parametrize("line", [" " * N + "x", "\t" * N, "| " * N, "a " * N + ":", "- " * N + "$.b"])
@pytest.mark.parametrize("expected", ["events", "mapping"])
def test_a_mapping_of_a_page_is_looked_for_line_by_line(line: str, expected: str) -> None:
    odd = odd_text(f"$.a\n{line}\n", expected, "f")
    assert odd is None or "$.a" in odd.said


@pytest.mark.parametrize(
    "line",
    [
        "Email Address  →   $.traits.email",
        "| Email Address | $.traits.email |",
        f"Email Address{' ' * 60}$.traits.email",
    ],
)
def test_a_mapping_of_a_page_is_told_however_it_is_spaced(line: str) -> None:
    odd = odd_text(line, "mapping", "f")
    assert odd is not None
    assert odd.said.startswith("is a mapping as Segment's page shows it (Email Address: $.traits.email)")


def test_blanks_in_a_text_are_no_base64() -> None:
    assert "has `a` but no `type`" in no_event({"a": "a" * 16 + " " * N + "!"})


@pytest.mark.parametrize("between", ["", "\n", " \n\n"])
def test_many_arrays_one_behind_the_other_are_read(between: str) -> None:
    text = f"[{EVENT}]{between}" * 3000 + "x"
    items = list(EventReader(io.BytesIO(text.encode()), "f", Reach()).read())
    events = [one for one in items if isinstance(one, SourceEvent)]
    (bad,) = [one for one in items if isinstance(one, Unreadable)]
    step = between.count("\n")
    assert [one.line for one in events] == [1 + step * number for number in range(3000)]
    assert bad.line == 3000 * step + 1
    assert bad.why.startswith("not JSON: found 'x'")
    assert not [one for one in items if isinstance(one, Note) and "blank" not in one.what]
