"""Removes secrets from a snapshot, and puts such a snapshot in force again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator.redacted import REDACTED, address
from attio_emulator.schema.dump import token_row
from attio_emulator.state import Core
from attio_emulator.webhooks.outbox import new_secret

__all__ = ["with_secrets", "without_secrets"]

_LEFT_OUT = "left out"
"""Marks such a snapshot in its member `secrets`."""


def without_secrets(state: Mapping[str, Any]) -> dict[str, Any]:
    """The snapshot without its workspace's tokens, its webhooks' secrets, and the secret parts of their addresses."""
    workspace = {name: one for name, one in state["workspace"].items() if name != "tokens"}
    documents = dict(state["documents"])
    if "webhooks" in documents:
        documents["webhooks"] = {id: _told(row) for id, row in documents["webhooks"].items()}
    return {**state, "workspace": workspace, "documents": documents, "secrets": _LEFT_OUT}


def _told(hook: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: one for name, one in hook.items() if name != "secret"}
    return told | {"target_url": address(hook["target_url"])}


def with_secrets(state: Any, core: Core) -> Any:
    """The snapshot with the present secrets: the tokens in force, and each webhook's present address and secret, or a
    new secret. A webhook whose full address nobody knows becomes inactive: nothing is sent to a partial address."""
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
            id: _filled(str(id), row, there.get(id), core) if isinstance(row, Mapping) else row
            for id, row in hooks.items()
        }
        found["documents"] = {**documents, "webhooks": filled}
    return found


def _filled(id: str, row: Mapping[str, Any], there: Mapping[str, Any] | None, core: Core) -> dict[str, Any]:
    target = row.get("target_url")
    secret = there["secret"] if there is not None else new_secret(core.ids, id)
    if there is not None and target == address(there["target_url"]):
        return {**row, "target_url": there["target_url"], "secret": secret}
    if isinstance(target, str) and REDACTED in target:
        return {**row, "status": "inactive", "secret": secret}
    return {**row, "secret": secret}
