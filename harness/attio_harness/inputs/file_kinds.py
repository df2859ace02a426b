"""Tells the kind of a file by the members of its document, for the message about a file that was given instead of another.

Takes parsed JSON or YAML; `text_kinds` and `odd_texts` recognize other text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from attio_harness.errors import HarnessError, InputError
from attio_harness.inputs.actions import recognise
from attio_harness.inputs.api_errors import said_by_an_api
from attio_harness.inputs.event import TYPES
from attio_harness.inputs.terraform import is_terraform

__all__ = ["FETCH", "GIVEN", "NOUNS", "Other", "given_as", "is_kind", "is_state", "misplaced"]


NOUNS = {
    "events": "events as JSON",
    "mapping": "a mapping as JSON",
    "filter": "destination filters as JSON",
    "workspace": "a workspace file, YAML or JSON",
    "state": "a state as JSON",
    "baseline": "a baseline as JSON",
    "faults": "fault rules, JSON or YAML",
    "recording": "recorded traffic",
}
"""Nouns for messages, by kind of file."""
FETCH = "attio-harness pull --segment -o mapping.json"
"""The command that reads the subscriptions of a destination."""
GIVEN = {
    "events": "are given without an option",
    "workspace": "is given with -w",
    "mapping": "is given with -m",
    "filter": "are given with --filters",
    "state": "is given with --from",
    "baseline": "is given with --baseline",
    "faults": "are given to attio-harness emulate with --faults",
}
"""How `attio-harness check` takes each kind of file, as messages say it; `given_as` says it for others."""


@dataclass(frozen=True, slots=True)
class Other:
    """What a file is instead of the expected kind."""

    said: str
    kind: str | None = None
    """The kind, if commands read such files."""
    line: int | None = None
    """The line that shows it, if there is one."""
    is_slip: bool = False
    """Whether it is the expected kind but with slips in its JSON."""

    def refusal(self, file: str) -> InputError:
        """The error for such a file."""
        return InputError(self.said, file=file, line=self.line, kind=self.kind)


_MAPPING = ("partnerAction", "actionSlug", "action_slug", "subscribe", "subscriptions", "destinationSubscription")
_DIRECTIVES = frozenset(
    {"@path", "@template", "@literal", "@if", "@case", "@replace", "@arrayPath", "@flatten", "@json", "@merge", "@transform", "@liquid"}
)  # fmt: skip


def _is_event(one: Mapping[str, Any]) -> bool:
    return one.get("type") in TYPES or isinstance(one.get("batch"), list)


def _is_mapping(one: Mapping[str, Any]) -> bool:
    # other files use `trigger` and `settings` too: only both together tell
    return (
        any(key in one for key in _MAPPING)
        or is_terraform(one)
        or ("trigger" in one and "settings" in one)
        or any(isinstance(value, dict) and not _DIRECTIVES.isdisjoint(value) for value in one.values())
        or (
            recognise(one) is not None
            and any(isinstance(value, str) and value.startswith("$.") for value in one.values())
        )
    )


def _is_filter(one: Mapping[str, Any]) -> bool:
    return (
        # a plan may hold both mappings and filters, so it is misplaced as neither
        is_terraform(one) or ("if" in one and "actions" in one) or "destinationFilter" in one or "filters" in one
    )


def _is_workspace(one: Mapping[str, Any]) -> bool:
    rows = [one[name] for name in ("objects", "lists", "activities") if isinstance(one.get(name), list)]
    return any(isinstance(each, dict) and "api_slug" in each for row in rows for each in row)


def is_state(one: Any) -> bool:
    """Whether a document is plainly a saved state, of any version."""
    return isinstance(one, dict) and isinstance(one.get("version"), int) and isinstance(one.get("workspace"), dict)


def _is_baseline(one: Mapping[str, Any]) -> bool:
    return isinstance(one.get("losses"), list) and "version" in one


def _is_recording(one: Mapping[str, Any]) -> bool:
    log = one.get("log")
    return (isinstance(log, dict) and isinstance(log.get("entries"), list)) or any(
        isinstance(one.get(name), list) for name in ("interactions", "http_interactions")
    )


def _is_faults(one: Mapping[str, Any]) -> bool:
    return not one.keys().isdisjoint(_OF_FAULTS) and one.keys() <= _IN_FAULTS


_OF_FAULTS = frozenset({"status", "delay", "times", "after", "fault"})
"""A fault rule has one of these."""
_IN_FAULTS = _OF_FAULTS | {
    "method", "path", "code", "body", "headers", "match", "probability", "name", "scenario", "state", "then", "seen",
}  # fmt: skip
_REPORTS: Mapping[frozenset[str], str] = {
    frozenset({"verdicts", "rejections", "unreadable"}): "check",
    frozenset({"single", "batch", "differences"}): "check",
    frozenset({"old", "new", "changes", "mode"}): "diff",
    frozenset({"event", "from", "mode", "subscriptions"}): "explain",
    frozenset({"counts", "findings"}): "lint",
    frozenset({"breaking", "changes", "broken"}): "schema diff",
}
"""The members by which a command's JSON report is recognized."""


def _report(one: Mapping[str, Any]) -> str | None:
    command = next((command for members, command in _REPORTS.items() if members <= one.keys()), None)
    if command is None and "runs" in one and "version" in one:
        return "is SARIF, a report of what a check found; no command reads it"
    return f"is a report of attio-harness {command}; no command reads it" if command is not None else None


def _told_by_attio(one: Mapping[str, Any]) -> str | None:
    id = one.get("id")
    if not isinstance(id, dict) or "workspace_id" not in id:
        return None
    if "values" in one:
        return "is a response of Attio's API (records); attio-harness pull --records saves a state with them, which is given with --from"
    return "is a response of Attio's API (its schema); attio-harness pull makes a workspace file of a workspace, which is given with -w"


def _of_terraform(one: Mapping[str, Any]) -> str | None:
    if "@level" in one and "@message" in one:
        return "is Terraform's log of a run with -json; save what `terraform show -json PLAN` prints"
    return None


def _of_segment(one: Mapping[str, Any]) -> str | None:
    rules = one.get("rules")
    first = rules[0] if isinstance(rules, list) and rules else None
    of_plan = (isinstance(first, dict) and "jsonSchema" in first) or (isinstance(rules, dict) and "events" in rules)
    if of_plan or "trackingPlan" in one or "trackingPlans" in one:
        return "is a tracking plan of Segment's Protocols; no command reads it"
    listed = one.get("destinations")
    first = listed[0] if isinstance(listed, list) and listed and isinstance(listed[0], dict) else one
    name = first.get("name")
    # `workspaces/acme/sources/js/destinations/attio`
    if isinstance(name, str) and name.startswith("workspaces/") and "/destinations/" in name:
        return f"is a response of Segment's Config API, which has no subscriptions; the Public API has them: {FETCH}"
    if isinstance(one.get("integrations"), dict) and ("plan" in one or "remotePlugins" in one):
        return f"holds the settings of analytics.js, without a mapping for Attio; fetch the subscriptions: {FETCH}"
    return None


def _described(one: Mapping[str, Any]) -> str | None:
    if isinstance(one.get("openapi") or one.get("swagger"), str) and "paths" in one:
        return "is an OpenAPI document"
    if "json-schema.org" in str(one.get("$schema")) and ("properties" in one or "$defs" in one or "$ref" in one):
        return "is a JSON Schema, which describes such a file and is not one"
    return None


_KINDS: Mapping[str, tuple[Callable[[Mapping[str, Any]], bool], str]] = {
    "events": (_is_event, f"holds events, which {GIVEN['events']}"),
    "workspace": (_is_workspace, f"is a workspace file, which {GIVEN['workspace']}"),
    "mapping": (_is_mapping, f"is a saved mapping, which {GIVEN['mapping']}"),
    "filter": (_is_filter, f"holds destination filters, which {GIVEN['filter']}"),
    "state": (is_state, f"is a saved state, which {GIVEN['state']}"),
    "baseline": (_is_baseline, f"is a baseline of losses, which {GIVEN['baseline']}"),
    "faults": (_is_faults, f"holds fault rules, which {GIVEN['faults']}"),
    "recording": (_is_recording, "is recorded traffic, which attio-harness replay reads"),
}
"""The kinds of files that commands read."""
_OTHERS: tuple[Callable[[Mapping[str, Any]], str | None], ...] = (
    _report, said_by_an_api, _told_by_attio, _of_terraform, _of_segment, _described,
)  # fmt: skip
"""Recognizers of files that no command reads."""


def given_as(error: HarnessError, ways: Mapping[str, str]) -> HarnessError:
    """The same error, with `ways` (kind of file -> "is given with -x") in place of how `check` takes a file of that kind."""
    if not isinstance(error, InputError) or error.kind not in GIVEN:
        return error
    said = error.problem.replace(GIVEN[error.kind], ways.get(error.kind, GIVEN[error.kind]))
    return error if said == error.problem else error.saying(said)


def misplaced(document: Any, expected: str) -> Other | None:
    """What a document is, if it is plainly another kind of file than `expected`; else None."""
    one = _unwrapped(document)
    if not isinstance(one, dict):
        return None
    # first, since a report also has members of a mapping
    report = _report(one)
    if report is not None:
        return Other(report)
    if _KINDS[expected][0](one):
        return None
    for kind, (fits, said) in _KINDS.items():
        if kind != expected and fits(one):
            return Other(said, kind)
    whole = document if isinstance(document, dict) else one
    told = next((told for other in _OTHERS if (told := other(one) or other(whole)) is not None), None)
    return Other(told) if told is not None else None


def is_kind(document: Any, kind: str) -> bool:
    """Whether a document looks like one of this kind."""
    one = _unwrapped(document)
    return isinstance(one, dict) and _KINDS[kind][0](one)


def _unwrapped(document: Any) -> Any:
    """What is inside `[…]` and `{"data": …}`, as deep as answers of the Public APIs nest; the first element stands for all."""
    one = document
    for _ in range(3):
        one = one[0] if isinstance(one, list) and one else one
        data = one.get("data") if isinstance(one, dict) else None
        one = data if isinstance(data, dict | list) and data else one
    return one
