"""What the text formats share: consoles that escape hidden characters in foreign texts, and rows of labels and texts. Knows no report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import StringIO
from itertools import accumulate, chain, repeat

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Span, Text

from attio_harness.inputs.event import Note
from attio_harness.text.escaped import for_terminal, lines_for_terminal, places_in_ci
from attio_harness.text.visible import is_hidden, written_out
from attio_harness.text.words import clean

__all__ = ["SafeConsole", "plain", "print_indented", "print_notes", "print_rows", "styled"]


class SafeConsole(Console):
    """Makes hidden characters visible in everything printed, escaped or not: the terminal receives no control codes but its colours."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        # also called for cells of tables and padded texts
        return super().render(_shown(renderable) if isinstance(renderable, Text) else renderable, options)


def _shown(text: Text) -> Text:
    """The text with hidden characters made visible, and its styles where they were."""
    plain = text.plain
    if lines_for_terminal(plain) == plain:
        return text
    commands = places_in_ci(plain)
    pieces = [
        f"\\x{ord(one):02x}" if at in commands else written_out(one) if one != "\n" and is_hidden(one) else one
        for at, one in enumerate(plain)
    ]
    begins = list(accumulate(map(len, pieces), initial=0))
    out = text.blank_copy("".join(pieces))
    out.spans = [Span(begins[one.start], begins[min(one.end, len(plain))], one.style) for one in text.spans]
    return out


def styled(text: str, style: str = "") -> Text:
    """A line for the console with hidden characters made visible; only leading line breaks, which are ours, stay."""
    # as Text, because rich takes `[…]` in a plain string for markup
    line = text.lstrip("\n")
    return Text("\n" * (len(text) - len(line)) + for_terminal(line), style=style)


def plain(printed: Callable[[Console], None], *, width: int) -> str:
    """What `printed` prints, as plain text of at most `width` columns (longer words are not broken), without trailing blanks."""
    out = StringIO()
    # force_terminal=False, because with FORCE_COLOR rich takes any file for a terminal (observation)
    printed(SafeConsole(file=out, width=width, color_system=None, force_terminal=False, highlight=False))
    lines = "".join(line.rstrip() + "\n" for line in out.getvalue().split("\n"))
    # wrapping may have put a workflow command at the beginning of a line
    return lines_for_terminal(lines.removesuffix("\n"))


def print_indented(lines: Iterable[str], console: Console, *, style: str = "") -> None:
    """Print lines below a heading; wrapped lines are indented, too, and an empty one is left out."""
    indent = " " * 3
    printed = Text()
    for line in filter(None, lines):
        for one in styled(line, style).wrap(console, max(1, console.width - len(indent))):
            printed.append(indent).append_text(one).append("\n")
    console.print(printed, soft_wrap=True, end="")


def print_notes(notes: Iterable[Note], console: Console) -> None:
    """Print notes on the state that a run starts from, each with its file."""
    for one in notes:
        console.print(styled(f"{clean(one.file)}: {clean(one.what)}", style="yellow"))


def print_rows(
    rows: Iterable[tuple[str, str]], console: Console, *, label: int = 8, gap: int = 1, indent: int = 3
) -> None:
    """Print labels with texts beside them; a row with an empty label continues the one above. Rows that say what to do stand out."""
    shown = list(rows)
    # a grid of rich measures every text several times
    left = max([label, *(cell_len(name) for name, _ in shown)])
    width = max(1, console.width - indent - left - gap)
    printed = Text()
    above = ""
    for name, text in shown:
        above = name or above
        lines = styled(text, "bold green" if above == "do" else "").wrap(console, width, overflow="fold")
        for beside, line in zip(chain([name], repeat("")), lines, strict=False):
            printed.append(" " * indent).append(beside, "dim").append(" " * (left - cell_len(beside) + gap))
            printed.append_text(line).append("\n")
    console.print(printed, soft_wrap=True, end="")
