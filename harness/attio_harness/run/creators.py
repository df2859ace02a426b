"""Which objects' records a run's other subscriptions could have created, so that an event finds a record that it cannot create.

Nobody knows whether such a record exists, so an event that needs it is unresolved (see `delivery`). If no other subscription fills
what a new record requires, the record is not assumed to exist: what no mapping can create is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from attio_destination import destination
from attio_destination.asserts import ASSERTS
from attio_emulator import Workspace
from attio_emulator.schema.model import Attribute

from attio_harness.lint.subscription import View
from attio_harness.run.runnable import RunnableSubscription

__all__ = ["Creators"]


class Creators:
    """The objects whose records each subscription of a run could create, found when first asked for. `workspace` returns the schema
    in force; `is_live` says that calls of the API may change it from one event to the next."""

    def __init__(
        self, runnables: Sequence[RunnableSubscription], workspace: Callable[[], Workspace], *, is_live: bool = False
    ) -> None:
        self._runnables, self._asked, self._is_live = runnables, workspace, is_live
        self._workspace = workspace()
        self._schema = _schema(self._workspace)
        self._created: dict[int, dict[str, bool]] = {}
        self._by_others: dict[int, frozenset[str]] = {}

    def others(self, runnable: RunnableSubscription) -> Collection[str]:
        """The objects whose records some other subscription could create."""
        self._follow()
        found = self._by_others.get(id(runnable))
        if found is None:
            each = (self._of(one) for one in self._runnables if one is not runnable)
            found = self._by_others[id(runnable)] = frozenset().union(*each)
        return found

    def sure(self, runnable: RunnableSubscription) -> Collection[str]:
        """The objects whose records this subscription creates: its mapping itself fills what they require."""
        self._follow()
        return [slug for slug, is_sure in self._of(runnable).items() if is_sure]

    def _of(self, runnable: RunnableSubscription) -> dict[str, bool]:
        found = self._created.get(id(runnable))
        if found is None:
            found = self._created[id(runnable)] = _created(runnable, self._workspace)
        return found

    def _follow(self) -> None:
        workspace = self._asked()
        if self._workspace is workspace and not self._is_live:
            return
        schema = _schema(workspace)
        if self._workspace is not workspace or self._schema != schema:
            self._workspace, self._schema = workspace, schema
            self._created.clear()
            self._by_others.clear()


def _schema(workspace: Workspace) -> dict[str, tuple[Attribute, ...]]:
    """The attributes of each object: each is replaced where it changes, so that the same ones compare at once."""
    return {slug: tuple(one.attributes.values()) for slug, one in workspace.objects.items()}


def _created(runnable: RunnableSubscription, workspace: Workspace) -> dict[str, bool]:
    """The objects whose records the subscription could create, each with whether its mapping itself fills what they require."""
    source = runnable.source
    view = View(source, destination.actions[source.action], workspace, ())
    if view.opaque:  # its fields are not known before an event
        return {one.object: False for one in ASSERTS[source.action] if one.object is not None}
    created = dict[str, bool]()
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
            created[owner.slug] = required <= filled
    return created
