"""A snapshot without what lets in or signs, and how it is put in force again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator.schema.dump import token_row
from attio_emulator.state import Core
from attio_emulator.webhooks.outbox import new_secret

__all__ = ["with_secrets", "without_secrets"]

_LEFT_OUT = "left out"
"""What `secrets` of such a snapshot says."""


def without_secrets(state: Mapping[str, Any]) -> dict[str, Any]:
    """The snapshot without the tokens of its workspace and the secrets of its webhooks."""
    workspace = {name: one for name, one in state["workspace"].items() if name != "tokens"}
    documents = dict(state["documents"])
    if "webhooks" in documents:
        hooks = documents["webhooks"].items()
        documents["webhooks"] = {id: {name: one for name, one in row.items() if name != "secret"} for id, row in hooks}
    return {**state, "workspace": workspace, "documents": documents, "secrets": _LEFT_OUT}


def with_secrets(state: Any, core: Core) -> Any:
    """The snapshot with what was left out: the tokens that are in force, and of each webhook the secret that it has or a new one."""
    if not isinstance(state, Mapping) or state.get("secrets") != _LEFT_OUT:
        return state
    found = {name: one for name, one in state.items() if name != "secrets"}
    if isinstance(found.get("workspace"), Mapping):
        found["workspace"] = {**found["workspace"], "tokens": [token_row(one) for one in core.workspace.tokens]}
    documents = found.get("documents")
    hooks = documents.get("webhooks") if isinstance(documents, Mapping) else None
    if isinstance(documents, Mapping) and isinstance(hooks, Mapping):
        there = core.documents.get("webhooks", {})
        filled = {
            id: {**row, "secret": there[id]["secret"] if id in there else new_secret(core.ids, str(id))}
            if isinstance(row, Mapping)
            else row
            for id, row in hooks.items()
        }
        found["documents"] = {**documents, "webhooks": filled}
    return found
