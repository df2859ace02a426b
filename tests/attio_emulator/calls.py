"""How these tests talk to an emulator: `Attio` sends requests as a client with a token would and reads back what is stored.

No expectation stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from attio_emulator import Emulator, Request, Token, Workspace
from attio_emulator.resources.contents import LARGEST_FORM

__all__ = [
    "BY_KEY", "KEY_ID", "Answer", "Attio", "assertion", "error", "form", "new_attribute", "new_list", "plain_record", "plain_value", "too_large",
]  # fmt: skip

KEY_ID = Token(token="t").client_id
"""The ID of the client's key."""
BY_KEY: Mapping[str, str] = {"type": "api-token", "id": KEY_ID}
"""Who writes with it."""

_ENVELOPE = ("active_from", "active_until", "created_by_actor", "attribute_type")
_EVERY_RECORD = ("record_id", "created_at", "created_by")
_STORED = ("workspace", "records", "activity_records", "entries", "documents", "queue")


class Answer(NamedTuple):
    """A response as a test compares it."""

    status: int
    body: Any


class Attio:
    """An emulator of a workspace (a `Workspace`, or what its file would say) and a client with the token `t`."""

    def __init__(self, workspace: Workspace | Mapping[str, Any] | None = None, **options: Any) -> None:
        given = workspace if isinstance(workspace, Workspace) else Workspace.from_dict(workspace or {})
        self.emulator = Emulator(given, **options)

    def ask(self, method: str, path: str, json: Any = None, *, token: str | None = "t", **query: Any) -> Answer:
        request = Request.make(method, path, query=query, json=json, token=token)
        response = self.emulator.handle(request)
        return Answer(response.status, response.json())

    def simple(
        self, object: str, match: str, values: Mapping[str, Any], *, append: bool | None = None, token: str = "t"
    ) -> Answer:
        """`PUT .../records/simple`; without the flag where `append` is None."""
        query = {} if append is None else {"append_to_existing_values": append}
        path = f"/v2/objects/{object}/records/simple"
        return self.ask("PUT", path, {"data": {"values": values}}, token=token, matching_attribute=match, **query)

    def public(self, object: str, match: str, values: Mapping[str, Any]) -> Answer:
        """`PUT .../records`, the documented assert."""
        path = f"/v2/objects/{object}/records"
        return self.ask("PUT", path, {"data": {"values": values}}, matching_attribute=match)

    def create(self, object: str, values: Mapping[str, Any]) -> Answer:
        return self.ask("POST", f"/v2/objects/{object}/records", {"data": {"values": values}})

    def upload(self, *files: tuple[str, str | None, bytes], **fields: str) -> Answer:
        """`POST /v2/files/upload` with files (name, type, content), each as the part `file`, after the other parts."""
        kind, body = form([(name, None, None, value.encode()) for name, value in fields.items()], files)
        request = Request.make("POST", "/v2/files/upload", headers={"content-type": kind}, body=body, token="t")
        response = self.emulator.handle(request)
        return Answer(response.status, response.json())

    def batch(self, *assertions: Mapping[str, Any]) -> Answer:
        return self.ask("PUT", "/v2/batch/records", {"assertions": list(assertions)})

    def plain(self, object: str) -> list[dict[str, Any]]:
        """The records of an object, oldest first, as attribute -> plain values."""
        return [plain_record(record) for record in self.emulator.records(object)]

    def ids(self, object: str) -> list[str]:
        return [record["id"]["record_id"] for record in self.emulator.records(object)]

    def attribute_id(self, object: str, attribute: str) -> str:
        return self.emulator.workspace.objects[object].attributes[attribute].id

    def object_id(self, object: str) -> str:
        return self.emulator.workspace.objects[object].id

    def stored(self) -> dict[str, Any]:
        """All of a snapshot but what moves with every request: the clock, the count of IDs and the ledger."""
        snapshot = self.emulator.snapshot()
        return {name: snapshot[name] for name in _STORED}

    def history(self, object: str, record: str, attribute: str, **query: Any) -> list[dict[str, Any]]:
        path = f"/v2/objects/{object}/records/{record}/attributes/{attribute}/values"
        rows: list[dict[str, Any]] = self.ask("GET", path, **query).body["data"]
        return rows


def form(
    parts: Iterable[tuple[str, str | None, str | None, bytes]], files: Iterable[tuple[str, str | None, bytes]] = ()
) -> tuple[str, bytes]:
    """Content type and body of a form: parts (name, file name, type, content), then files as the part `file`."""
    pieces = []
    for name, filename, kind, content in [*parts, *(("file", *one) for one in files)]:
        named = "" if filename is None else f'; filename="{filename}"'
        head = f'--xyz\r\nContent-Disposition: form-data; name="{name}"{named}\r\n'
        typed = "" if kind is None else f"Content-Type: {kind}\r\n"
        pieces.append(f"{head}{typed}\r\n".encode() + content + b"\r\n")
    return "multipart/form-data; boundary=xyz", b"".join(pieces) + b"--xyz--\r\n"


def too_large(attio: Attio, *, size: int = LARGEST_FORM + 1) -> Answer:
    """The answer to an upload of so many bytes, none of which is there: the server did not keep them."""
    headers = {"content-type": "multipart/form-data; boundary=xyz", "content-length": str(size)}
    response = attio.emulator.handle(Request.make("POST", "/v2/files/upload", headers=headers, token="t"))
    return Answer(response.status, response.json())


def plain_value(value: Mapping[str, Any]) -> Any:
    """A value without the members every value has; without an object around it where one member is left."""
    shown = {name: one for name, one in value.items() if name not in _ENVELOPE}
    if set(shown) <= {"option", "status"}:
        return next(iter(shown.values()))["title"]
    return next(iter(shown.values())) if len(shown) == 1 else shown


def plain_record(record: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Attribute -> plain values; what is empty and what every record has is left out."""
    shown = {slug: values for slug, values in record["values"].items() if values and slug not in _EVERY_RECORD}
    return {slug: [plain_value(value) for value in values] for slug, values in shown.items()}


def assertion(
    object: str, match: str, values: Mapping[str, Any], *, at: str | None = "2024-05-01T12:00:00.000Z"
) -> dict[str, Any]:
    """An assertion of a batch as Segment's destination sends it; without a time where `at` is None."""
    made = {
        "object": object,
        "mode": "create-or-update",
        "matching_attribute": match,
        "multiselect_values": "append",
        "values": values,
    }
    return made if at is None else made | {"received_at": at}


def new_list(slug: str, parent: str = "people", **more: Any) -> dict[str, Any]:
    """The members a new list needs."""
    made = {"name": slug.capitalize(), "api_slug": slug, "parent_object": parent}
    return made | {"workspace_access": "full-access", "workspace_member_access": []} | more


def new_attribute(slug: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    """The members a new attribute needs."""
    made: dict[str, Any] = {
        "title": slug.capitalize(), "description": None, "api_slug": slug, "type": kind,
        "is_required": False, "is_unique": False, "is_multiselect": False, "config": {},
    }  # fmt: skip
    return made | more


def error(status: int, code: str, message: str, **more: Any) -> Answer:
    """A refusal in Attio's envelope."""
    kind = (
        "auth_error"
        if (status, code) in ((401, "unauthorized"), (403, "unauthorized"))
        else "api_error"
        if status == 501
        else "invalid_request_error"
    )
    return Answer(status, {"status_code": status, "type": kind, "code": code, "message": message, **more})
