"""Findings of lint, and the rules they belong to. The rules themselves are in `rules`; `formats` shows findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from attio_harness.lint.subscription import View

__all__ = ["SEVERITIES", "Check", "Example", "Finding", "Rule", "Severity", "Violation", "rule"]

Severity = Literal["error", "warning", "note"]

SEVERITIES: Mapping[Severity, str] = {
    "error": "It does not work: events are lost, or a part of the file has no effect or a different one than it says.",
    "warning": "It may lose events or surprise, depending on the events that come.",
    "note": "It works, and there is something to know about it.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place of one mapping that breaks one rule, which has an id (`rule`) and a `name`.

    `pointer` is a JSON pointer into `file`; after a `#` it goes on inside Terraform's JSON text. `line` counts from 1 and is None
    if there is no text, as for a preset.
    """

    rule: str
    severity: Severity
    subscription: str
    file: str
    pointer: str
    line: int | None
    message: str
    hint: str
    name: str

    @property
    def fails(self) -> bool:
        """Whether it fails lint and the gate."""
        return self.severity != "note"

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Violation:
    """What the check of a rule yields: where (a pointer into the file), what was found, what to do."""

    pointer: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Subscriptions in the framework's own form, and the members of a workspace file."""

    subscriptions: tuple[Mapping[str, Any], ...]
    workspace: Mapping[str, Any] = field(default_factory=dict)


Check = Callable[[View], Iterable[Violation]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it finds, why that matters, how it is fixed, and the check.

    `failing` breaks this rule once and no other; `passing` is the same example fixed and breaks none. The documentation prints
    both, and the tests run them.
    """

    id: str
    name: str
    severity: Severity
    title: str
    why: str
    fix: str
    failing: Example
    passing: Example
    check: Check


def rule(
    id: str, severity: Severity, *, title: str, why: str, fix: str, failing: Example, passing: Example
) -> Callable[[Check], Rule]:
    """Make a rule of the decorated check and name it after the function: `def unknown_object` is `unknown-object`."""

    def made(check: Check) -> Rule:
        return Rule(
            id=id,
            name=check.__name__.replace("_", "-"),
            severity=severity,
            title=title,
            why=why,
            fix=fix,
            failing=failing,
            passing=passing,
            check=check,
        )

    return made
