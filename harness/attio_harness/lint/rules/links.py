"""Rules on what an action writes by itself beside the mapped attributes: links and fields."""

from __future__ import annotations

from collections.abc import Iterator

from attio_destination.asserts import Fill

from attio_harness.lint.model import Violation, rule
from attio_harness.lint.rules.examples import USERS, WORKSPACES, example, group, path
from attio_harness.lint.subscription import Assignment, View
from attio_harness.lint.yields import directive_of

_BOTH = {"objects": [*USERS["objects"], *WORKSPACES["objects"]]}


def _overrides(view: View) -> Iterator[tuple[Assignment, Fill]]:
    """Additional attributes that the action itself writes too."""
    for asserted in view.asserted:
        for one in asserted.assignments:
            fill = asserted.shape.fill(one.attribute)
            if one.additional and fill is not None:
                yield one, fill


@rule(
    "AH112",
    "warning",
    title="`person` among the user attributes, or `company` among the workspace attributes.",
    why="The action sets this link itself. In single mode the additional attribute wins, in a batch the link of the action "
    "does: the same event gives different results.",
    fix="Leave it to the action.",
    failing=example(group(workspace_attributes={"company": path("traits.company_id")}), workspace=WORKSPACES),
    passing=example(group(workspace_attributes={"name": path("traits.name")}), workspace=WORKSPACES),
)
def link_override(view: View) -> Iterator[Violation]:
    for assignment, fill in _overrides(view):
        if fill.link is not None:
            yield Violation(
                assignment.pointer,
                f"{assignment.attribute} among the additional attributes replaces the link to the {fill.attribute} in single "
                "mode, and is itself replaced in batches.",
                f"Leave it out and let the field {fill.field} decide, or map it under another attribute.",
            )


@rule(
    "AH113",
    "warning",
    title="An additional attribute that the action itself fills from a field.",
    why="The additional attribute wins, even if the record is found by it: person and user, or company and "
    "workspace, may then not belong together.",
    fix="Map the field instead.",
    failing=example(group(company_attributes={"domains": path("traits.domain")}), workspace=WORKSPACES),
    passing=example(group(domain=path("traits.domain")), workspace=WORKSPACES),
)
def field_override(view: View) -> Iterator[Violation]:
    for assignment, fill in _overrides(view):
        if fill.link is None:
            yield Violation(
                assignment.pointer,
                f"{assignment.attribute} among the additional attributes replaces what the action itself writes there.",
                f"Leave {assignment.attribute} out of {assignment.field} and map the field of the action instead.",
            )


@rule(
    "AH114",
    "note",
    title="Group Workspace links the user of every group call.",
    why="`users` is filled from `$.userId` by default, references never create their target, and Segment does not keep the "
    "order of events: a group call that overtakes the first identify is lost after its company is written.",
    fix="Send identify some time before group, or remove the field `user_id`.",
    failing=example(group(user_id=path("userId")), workspace=_BOTH),
    passing=example(group(), workspace=_BOTH),
)
def users_before_identify(view: View) -> Iterator[Violation]:
    if view.action.slug != "groupWorkspace" or "user_id" not in view.fields:
        return
    found = directive_of(view.fields["user_id"])
    users = view.workspace.find_object("users")
    # only the field's default: whoever wrote another path did so on purpose
    if found == ("@path", "$.userId") and users is not None and users.active:
        yield Violation(
            view.at("user_id"),
            "Every group call links the user of $.userId; a user that Attio does not know yet makes the whole event fail.",
            "Make sure that identify is sent before group, or remove the field user_id.",
        )
