"""`lint` runs every rule on every subscription. Input that cannot be linted at all is an error, not a finding."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from attio_destination import destination
from attio_emulator import Workspace
from segment_actions import MappingError, Problem, compile_mapping

from attio_harness.errors import InputError, UsageError
from attio_harness.inputs.malformed import malformed
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint.findings import counts
from attio_harness.lint.model import Finding
from attio_harness.lint.rules import RULES
from attio_harness.lint.subscription import View
from attio_harness.text.words import meant

__all__ = ["lint", "lint_counts"]


def lint(
    sources: Sequence[LocatedSubscription], workspace: Workspace, *, ignore: Collection[str] = ()
) -> list[Finding]:
    """Find what is wrong with mappings without any event; sorted by subscription in the order given, then by place in the file.

    Disabled subscriptions are linted too. A trigger that Segment cannot read is a finding. `ignore` has ids or names of rules
    to leave out.

    Raises:
        InputError: a mapping is malformed (Segment would not save it), or names an action that does not exist.
        UsageError: there is no subscription, or `ignore` names no rule.
    """
    ignored = _ignored(ignore)
    if not sources:
        raise UsageError("no subscription to lint")
    views: list[View] = []
    for source in sources:
        # the list itself, not a copy: each view must also see those that come after it
        views.append(_view(source, workspace, views))
    return [finding for view in views for finding in _findings(view) if finding.rule not in ignored]


def lint_counts(sources: Sequence[LocatedSubscription], workspace: Workspace) -> Mapping[str, int]:
    """How many `errors`, `warnings` and `notes` lint has for the subscriptions of a run.

    If a disabled one cannot be linted, all disabled ones are left out: the run does not use them.
    """
    try:
        findings = lint(sources, workspace)
    except InputError:
        enabled = [one for one in sources if one.enabled]
        findings = lint(enabled, workspace) if enabled else []
    return {f"{severity}s": count for severity, count in counts(findings).items()}


def _ignored(words: Collection[str]) -> frozenset[str]:
    """The ids of the rules that these words name by id or name; a word may hold several, separated by commas or spaces.

    Raises:
        UsageError: a word is neither.
    """
    by_name = {rule.name: id for id, rule in RULES.items()} | {id: id for id in RULES}
    found = set()
    for word in words:
        names = word.replace(",", " ").split()
        if not names:
            raise UsageError("--ignore '': expected rules by their ids or names, such as AH407 or unknown-object")
        for name in names:
            if name not in by_name:
                raise UsageError(f"--ignore: there is no rule {name!r} to ignore. {meant(name, by_name)}".rstrip())
            found.add(by_name[name])
    return frozenset(found)


def _view(source: LocatedSubscription, workspace: Workspace, siblings: list[View]) -> View:
    action = destination.actions.get(source.action)
    if action is None:
        problem = f"unknown action {source.action!r}; the destination has {', '.join(destination.actions)}"
        raise _at(source, source.pointer, problem)
    try:
        compile_mapping(source.mapping)
    except MappingError as error:
        problems = [one for one in error.problems if not _has_a_rule(one)]
        if problems:
            raise _at(source, source.mapping_pointer + problems[0].pointer, malformed(problems)) from None
    return View(source, action, workspace, siblings)


def _at(source: LocatedSubscription, pointer: str, problem: str) -> InputError:
    return InputError(problem, file=source.file, line=source.line_of(pointer), pointer=pointer or "/")


def _has_a_rule(problem: Problem) -> bool:
    """Whether a rule (replace-too-long) reports the problem, and says more than Segment."""
    return "/@replace/" in problem.pointer and problem.reason == "too long"


def _findings(view: View) -> list[Finding]:
    source = view.source
    found = [
        Finding(
            rule=rule.id,
            name=rule.name,
            severity=rule.severity,
            subscription=source.name,
            file=source.file,
            pointer=violation.pointer,
            line=source.line_of(violation.pointer),
            message=violation.message,
            hint=violation.hint,
        )
        for rule in RULES.values()
        for violation in rule.check(view)
    ]
    # without lines (a preset) the order of the rules decides
    return sorted(found, key=lambda one: (one.line or 0, one.rule))
