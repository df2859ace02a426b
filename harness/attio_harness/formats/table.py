"""The table of all formats and what each renders. A new format is one module and one row here.

A module is named by text and imported when its format is needed: all formats of `check` together take 0.05 to 0.1 s, and
`--format json` needs neither rich nor the style sheet of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import Any, Literal, get_args

from attio_harness.text.escaped import document_for_xml, for_json, lines_for_terminal
from attio_harness.text.visible import visible

__all__ = [
    "ENDINGS",
    "FORMATS",
    "SUBJECTS",
    "Format",
    "Subject",
    "formats_of",
    "help_of",
    "masked_of",
    "render",
    "rendered_pieces",
    "terminal_printer",
]

Subject = Literal[
    "check", "plan", "coverage", "redeliver", "vary", "both", "diff", "gate", "explain", "lint", "schema", "replay"
]
"""What is rendered, by the command that makes it: a Report; a Forecast; a Coverage; a Redelivery; a report with what other settings
would change; two deliveries compared; two mappings compared; a Gate; an Explanation; findings of lint; a SchemaDiff; a ReplayReport."""
SUBJECTS: Mapping[str, Subject] = {
    "check": "check", "plan": "plan", "coverage": "coverage", "redeliver": "redeliver", "diff": "diff", "gate": "gate", "explain": "explain", "lint": "lint", "schema diff": "schema", "replay": "replay",
}  # fmt: skip
"""Command with `--format` -> its subject; `check` may make other subjects as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format. Its functions are named as `module:function` in this package.

    Attributes:
        renders: functions that take the subject and return text that ends with a line break.
        prints: functions that take the subject and a rich console, for people at a terminal. A subject that nothing renders is
            printed as plain text, too.
        pieces: functions that yield the rendered text piece by piece, because it may be long.
        masked: the subjects that may hold personal data and are passed on to others. Their functions take `show_values`, and mask
            values unless it is true.
        placed: the subjects whose functions take `workspace`, the file for findings without a place of their own.
        dated: the subjects whose functions take `command` and `at`, and show them.
        shortened: the subjects that are short unless `verbose` is true, rendered or printed.
        noted: the subjects that are rendered as a report with everything else among its notes.
    """

    name: str
    ending: str
    renders: Mapping[Subject, str]
    prints: Mapping[Subject, str] = field(default_factory=dict)
    pieces: Mapping[Subject, str] = field(default_factory=dict)
    masked: frozenset[Subject] = frozenset()
    placed: frozenset[Subject] = frozenset()
    dated: frozenset[Subject] = frozenset()
    shortened: frozenset[Subject] = frozenset()
    noted: frozenset[Subject] = frozenset()


_RUNS: frozenset[Subject] = frozenset({"check", "vary", "both", "diff", "gate"})
_LINT: frozenset[Subject] = frozenset({"lint"})
_VARY: frozenset[Subject] = frozenset({"vary"})

FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format(
            name="text",
            ending=".txt",
            renders={"lint": "lint_text:render_lint", "schema": "schema:render_schema"},
            prints={
                "check": "text:print_text",
                "plan": "forecast:print_forecast",
                "coverage": "coverage:print_coverage",
                "redeliver": "redelivery:print_redelivery",
                "vary": "variations:print_varied",
                "both": "comparison:print_comparison",
                "diff": "comparison:print_comparison",
                "gate": "gate_text:print_gate",
                "explain": "explain:print_explanation",
                "lint": "lint_text:print_lint",
                "replay": "replay:print_replay",
            },
            shortened=frozenset({"check", "plan", "coverage", "redeliver", "vary", "gate", "explain", "lint"}),
        ),
        Format(
            name="json",
            ending=".json",
            renders=dict.fromkeys(get_args(Subject), "json:render_json") | {"lint": "lint_json:render_lint"},
            pieces={"check": "json:report_pieces"},
        ),
        Format(
            name="junit",
            ending=".xml",
            renders={
                "check": "junit:render_junit",
                "vary": "junit:render_junit",
                "both": "comparison_junit:render_comparison",
                "diff": "comparison_junit:render_comparison",
                "gate": "gate:render_junit",
                "replay": "replay_junit:render_replay",
            },
            masked=_RUNS | {"replay"},
            noted=_VARY,
        ),
        Format(
            name="sarif",
            ending=".sarif",
            renders={
                "check": "sarif:render_sarif",
                "vary": "sarif:render_sarif",
                "both": "sarif:render_both",
                "gate": "gate:render_sarif",
                "lint": "lint_sarif:render_lint",
            },
            masked=_RUNS,
            placed=_LINT,
            noted=_VARY,
        ),
        Format(
            name="github",
            ending=".txt",
            renders={
                "check": "github:render_github",
                "vary": "github:render_github",
                "both": "comparison_github:render_comparison",
                "diff": "comparison_github:render_comparison",
                "gate": "gate:render_github",
                "lint": "lint_github:render_lint",
            },
            masked=_RUNS,
            noted=_VARY,
        ),
        Format(
            name="markdown",
            ending=".md",
            renders={
                "check": "markdown:render_markdown",
                "vary": "markdown:render_markdown",
                "both": "comparison_markdown:render_comparison",
                "diff": "comparison_markdown:render_comparison",
                "gate": "gate:render_markdown",
                "lint": "lint_markdown:render_lint",
                "replay": "replay_markdown:render_replay",
            },
            masked=_RUNS | {"replay"},
            noted=_VARY,
        ),
        Format(
            name="html",
            ending=".html",
            renders={
                "check": "html:render_html",
                "vary": "html:render_html",
                "both": "html.comparison:render_comparison",
                "diff": "html.comparison:render_comparison",
                "gate": "html.gate:render_gate",
            },
            masked=_RUNS,
            dated=_RUNS,
            noted=_VARY,
        ),
    )
}
"""Name -> format, in the order of the help."""

ENDINGS: Mapping[str, str] = {
    ".txt": "text",
    ".log": "text",
    ".json": "json",
    ".xml": "junit",
    ".sarif": "sarif",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
}
"""Ending of a file name, in lower case -> its default format."""


def formats_of(subject: Subject) -> tuple[str, ...]:
    """The names of the formats that render a subject."""
    return tuple(one.name for one in FORMATS.values() if subject in one.renders or subject in one.prints)


def help_of(subject: Subject) -> str:
    """`text, json or html.`, for the help of `--format`."""
    return f"{_in_words(formats_of(subject), 'or')}."


def masked_of(subject: Subject) -> str:
    """`junit and html`: the formats that mask values of a subject, for the help of `--show-values`."""
    return _in_words([one for one in formats_of(subject) if subject in FORMATS[one].masked], "and")


def _in_words(names: Sequence[str], before_last: str) -> str:
    *others, last = names
    return f"{', '.join(others)} {before_last} {last}"


def render(
    subject: Subject,
    name: str,
    value: Any,
    *,
    show_values: bool = False,
    verbose: bool = False,
    workspace: str = "",
    command: str = "",
    at: datetime | None = None,
) -> str:
    """The value in a format of `formats_of(subject)`, as text that ends with a line break.

    Args:
        subject: which command made the value.
        name: the format.
        value: what is rendered, see `Subject`.
        show_values: show values that a format would mask.
        verbose: show everything in formats that are otherwise short.
        workspace: the workspace file as the user named it, for formats whose findings must be placed in some file.
        command: the command line that made the value, for formats that show it.
        at: when it was made, with its time zone, for formats that show it.
    """
    one, options = FORMATS[name], dict[str, Any]()
    if subject not in one.renders:
        return _printed(subject, name, value, verbose=verbose)
    if subject in one.masked:
        options["show_values"] = show_values
    if subject in one.placed:
        options["workspace"] = workspace
    if subject in one.dated:
        options |= {"command": command, "at": at}
    if subject in one.shortened:
        options["verbose"] = verbose
    if subject in one.noted:
        value = _load("variations:noted")(value)
    return _LAST.get(name, _seen)(str(_load(one.renders[subject])(value, **options)))


def _printed(subject: Subject, name: str, value: Any, *, verbose: bool) -> str:
    from attio_harness.formats.console import plain  # rich takes 0.02 s, and no other format needs it

    printer = terminal_printer(subject, name, verbose=verbose)
    assert printer is not None
    return plain(lambda console: printer(value, console), width=_WIDTHS.get(subject, 110))


_WIDTHS: Mapping[Subject, int] = {"explain": 120}
"""Columns of plain text; 110 for any other subject."""


def _seen(text: str) -> str:
    """The lines of a format that escapes its texts, with any remaining hidden character made visible."""
    return visible(text, keep="\n\t")


_LAST: Mapping[str, Callable[[str], str]] = {
    "text": lines_for_terminal,
    "json": for_json,
    "sarif": for_json,
    "junit": document_for_xml,
}
"""The last step for a document of each format, after which even text that nobody escaped is harmless in any log."""


def rendered_pieces(subject: Subject, name: str, value: Any, **options: Any) -> Iterable[str]:
    """The result of `render`, in pieces if the format has them."""
    named = FORMATS[name].pieces.get(subject)
    if named is None:
        return [render(subject, name, value, **options)]
    # no text is split between pieces
    return map(_LAST.get(name, _seen), _load(named)(value))


def terminal_printer(subject: Subject, name: str, *, verbose: bool = False) -> Callable[[Any, Any], None] | None:
    """The function that prints a value in colour to a rich console; None if the format is the same everywhere."""
    named = FORMATS[name].prints.get(subject)
    if named is None:
        return None
    return partial(_load(named), verbose=verbose) if subject in FORMATS[name].shortened else _load(named)


def _load(named: str) -> Callable[..., Any]:
    module, _, function = named.partition(":")
    return getattr(import_module(f"attio_harness.formats.{module}"), function)  # type: ignore[no-any-return]
