"""Which records other subscriptions could have created before the events of a run, so that an event may find one that it could not create.

Whether such a record is there is known to nobody; an event that needs it is unresolved, see `delivery`. Where no other subscription
brings what a new record has to have, none is taken as there: what a mapping can never create is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from attio_destination import destination
from attio_destination.asserts import ASSERTS
from attio_emulator import Workspace

from attio_harness.lint.subscription import View
from attio_harness.run.runnable import RunnableSubscription

__all__ = ["Creators"]


class Creators:
    """The objects of which each subscription of a run could create records, found when they are first asked for. `workspace` gives the
    schema in force."""

    def __init__(self, runnables: Sequence[RunnableSubscription], workspace: Callable[[], Workspace]) -> None:
        self._runnables, self._asked = runnables, workspace
        self._workspace = workspace()
        self._created: dict[int, frozenset[str]] = {}
        self._by_others: dict[int, frozenset[str]] = {}

    def others(self, runnable: RunnableSubscription) -> Collection[str]:
        """The objects of which another subscription than this one could create a record."""
        if self._workspace is not self._asked():
            self._workspace = self._asked()
            self._created.clear()
            self._by_others.clear()
        found = self._by_others.get(id(runnable))
        if found is None:
            each = (self._of(one) for one in self._runnables if one is not runnable)
            found = self._by_others[id(runnable)] = frozenset().union(*each)
        return found

    def _of(self, runnable: RunnableSubscription) -> frozenset[str]:
        found = self._created.get(id(runnable))
        if found is None:
            found = self._created[id(runnable)] = frozenset(_created(runnable, self._workspace))
        return found


def _created(runnable: RunnableSubscription, workspace: Workspace) -> set[str]:
    source = runnable.source
    view = View(source, destination.actions[source.action], workspace, ())
    if view.opaque:  # its fields are not known before an event
        return {one.object for one in ASSERTS[source.action] if one.object is not None}
    created = set()
    for asserted in view.asserted:
        owner = view.object_of(asserted)
        if owner is None:
            continue
        filled = {attribute.slug for one, _, _, attribute in view.written if one is asserted and attribute is not None}
        required = {
            one.slug
            for one in owner.attributes.values()
            if one.is_required and not one.is_archived and one.default is None
        }
        # a directive in the place of the attributes may bring any
        if required <= filled or not asserted.complete:
            created.add(owner.slug)
    return created
