"""Files: events, mappings, filters, workspaces, states. A bad file is refused only with the documented errors."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import tempfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from attio_emulator import Emulator, EmulatorError, Workspace, WorkspaceError
from attio_harness.errors import HarnessError
from attio_harness.inputs.event import SourceEvent, Unreadable
from attio_harness.inputs.events import read_events
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.mappings import read_mapping_text
from attio_harness.inputs.states import state_of
from attio_harness.inputs.timeline import in_order
from attio_harness.inputs.workspaces import workspace_of_text

from fuzz.draw import Draw

__all__ = ["events", "filter_file", "mapping_file", "shapes", "state", "terraform", "workspace", "workspace_text"]


def events(data: bytes) -> None:
    """Any bytes as standard input."""
    packed = data[:1] == b"z"
    _events(data[1:] if packed else data, packed=packed)


def _events(data: bytes, *, packed: bool = False) -> None:
    with contextlib.suppress(HarnessError):
        read = list(read_events(["-"], BytesIO(gzip.compress(data, 1) if packed else data)))
        found = [one for one in read if isinstance(one, SourceEvent)]
        lines = data.count(b"\n") + data.count(b"\r") + 1
        for one in read:
            assert one.line is None or 1 <= one.line <= lines, f"line {one.line} of {lines}"
            assert not isinstance(one, Unreadable) or one.why
        put = [one for one in in_order(read) if isinstance(one, SourceEvent)]
        assert len(put) == len(found), "an event is lost on the timeline"
        assert [one.at or 0 for one in put] == sorted(one.at or 0 for one in put)


def shapes(data: bytes) -> None:
    """Generated JSON in the forms that wrap events and mappings."""
    draw = Draw(data)
    keys = (
        "batch", "payload", "data", "events", "subscriptions", "subscribe", "partnerAction", "mapping", "trigger", "settings", "actionSlug",
        "resource", "type", "values", "enabled", "name", "input", "destinationSubscription", "filters", "if", "actions", "id", "planned_values",
    )  # fmt: skip
    value = {draw.text(keys): draw.value(1, lambda: _subscription(draw, keys)) for _ in range(draw.byte() % 6)}
    text = json.dumps([value] if draw.byte() & 1 else value)
    _events(text.encode())
    with contextlib.suppress(HarnessError):
        read_mapping_text(text, file="m.json")
    _filters(text, "f.json")


def _subscription(draw: Draw, keys: tuple[str, ...]) -> Any:
    if draw.byte() & 1:
        return {draw.text(keys): draw.value(3) for _ in range(draw.byte() % 5)}
    return {
        "partnerAction": "identifyUser",
        "subscribe": draw.text(),
        "mapping": {"email_address": {"@path": draw.text()}},
    }


def mapping_file(data: bytes) -> None:
    """Any text as a mapping file."""
    with contextlib.suppress(HarnessError):
        read_mapping_text(data.decode("utf-8", "replace"), file="m.json")


def terraform(data: bytes) -> None:
    """Any text as a Terraform file."""
    text = data.decode("utf-8", "replace")
    with contextlib.suppress(HarnessError):
        read_mapping_text(text, file="main.tf")


def filter_file(data: bytes) -> None:
    """Any text as a filter file."""
    _filters(data.decode("utf-8", "replace"), "f.json")


def _filters(text: str, name: str) -> None:
    with _file(text, name) as path, contextlib.suppress(HarnessError):
        read_filters([path])


@contextlib.contextmanager
def _file(text: str, name: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8", errors="surrogatepass") as out:
            out.write(text)
        yield path


_OBJECT_KEYS = (
    "api_slug", "title", "type", "is_unique", "is_required", "is_multiselect", "options", "statuses", "config", "attributes", "active",
    "singular_noun", "plural_noun", "relationship", "default_value", "description", "is_archived", "id",
)  # fmt: skip
_WORDS = (
    "users", "people", "companies", "workspaces", "deals", "plan", "text", "select", "number", "status", "record-reference", "currency",
    "email-address", "timestamp", "date", "checkbox", "rating", "phone-number", "domain", "location", "personal-name", "actor-reference",
)  # fmt: skip
_TOP = (
    "name",
    "slug",
    "members",
    "objects",
    "records",
    "assumptions",
    "lists",
    "tokens",
    "emails",
    "activities",
    "edition",
    "api",
)


def workspace(data: bytes) -> None:
    """A workspace as JSON values; if it is accepted, so is its written form."""
    draw = Draw(data)

    def inside() -> Any:
        if draw.byte() & 1:
            return draw.text(_WORDS)
        return {draw.text(_OBJECT_KEYS): draw.value(2, inside) for _ in range(draw.byte() % 6)}

    values: dict[str, Any] = {draw.text(_TOP): draw.value(1, inside) for _ in range(draw.byte() % 5)}
    if draw.byte() % 4:
        rows = [
            {draw.text(_OBJECT_KEYS): draw.value(3, inside) for _ in range(draw.byte() % 5)}
            for _ in range(draw.byte() % 3)
        ]
        values["objects"] = [{"api_slug": draw.text(_WORDS), "attributes": rows}]
    try:
        found = Workspace.from_dict(values)
        Emulator(found)
    except WorkspaceError:
        return
    own = found.to_dict()
    assert Workspace.from_own(own).to_dict() == own, "a workspace that is written and read is another"


def workspace_text(data: bytes) -> None:
    """Any text as a workspace file, YAML or JSON."""
    with contextlib.suppress(HarnessError, WorkspaceError):
        Emulator(workspace_of_text(data.decode("utf-8", "surrogateescape"), file="w.yaml"))


_SAVED = json.dumps(Emulator(Workspace.standard()).snapshot())


def state(data: bytes) -> None:
    """A saved state with a change in it."""
    draw = Draw(data)
    values: Any = json.loads(_SAVED)
    for _ in range(1 + draw.byte() % 4):
        holder, at = values, draw.byte() % 6
        for _ in range(at):
            inside = [
                one
                for one in (holder.values() if isinstance(holder, dict) else holder)
                if isinstance(one, dict | list) and one
            ]
            if not inside:
                break
            holder = draw.pick(inside)
        if isinstance(holder, dict):
            holder[draw.text(tuple(holder) or ("a",))] = draw.value(2)
        elif holder:
            holder[draw.byte() % len(holder)] = draw.value(2)
    with contextlib.suppress(HarnessError, EmulatorError):
        found = state_of(values)
        emulator = Emulator(Workspace.standard())
        found.put_into(emulator)
        again = json.loads(json.dumps(emulator.snapshot()))
        Emulator(Workspace.standard()).restore(again)
