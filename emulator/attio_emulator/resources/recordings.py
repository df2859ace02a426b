"""Call recordings of meetings and their transcripts. Sources: OpenAPI, which calls these endpoints beta and alpha.

No video is downloaded, so its size (at most 1 GB) is not checked. A recording is ready `READY_AFTER` milliseconds after
its creation (assumed). Its transcript is the one that was sent, or one set by `transcribe`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from attio_emulator import errors, refusals
from attio_emulator.calls import NO_BODY, Answer, Call
from attio_emulator.clock import iso
from attio_emulator.renderer import actor
from attio_emulator.resources.base import answer, listing
from attio_emulator.resources.meetings import meeting_named
from attio_emulator.resources.pages import after_cursor, by_creation, from_place
from attio_emulator.shapes import Shape, list_of, number, text
from attio_emulator.state import Core, documents
from attio_emulator.webhooks.events import emit

__all__ = [
    "READY_AFTER",
    "create_recording",
    "delete_recording",
    "get_recording",
    "get_transcript",
    "list_recordings",
    "transcribe",
]

READY_AFTER = 60_000
_SEGMENTS = 100
"""Segments of a transcript per page (assumed)."""

_URL = text(least=1)
_SEGMENT = Shape(
    required={
        "speech": text(),
        "start_time": number,
        "end_time": number,
        "speaker": Shape(required={"name": text()}, optional={"email_address": text()}),
    }
)
_CREATE = Shape(optional={"video_url": _URL, "transcript": list_of(_SEGMENT)})
_CREATE_OF_VIDEO = Shape(required={"video_url": _URL})


def transcribe(core: Core, recording_id: str, segments: Sequence[Mapping[str, Any]]) -> None:
    """Set the transcript of a recording.

    Args:
        segments: `speech`, `start_time` and `end_time` in seconds, and `speaker`, a name.

    Raises:
        KeyError: there is no such recording.
    """
    rows = [{**one, "speaker": {"name": one["speaker"]}} for one in segments]
    documents(core, "call_recordings")[recording_id]["transcript"] = _segments(rows)


def _segments(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The stored segments: of a speaker, only the name is shown (documented)."""
    return [
        {
            "speech": one["speech"],
            "start_time": one["start_time"],
            "end_time": one["end_time"],
            "speaker": {"name": one["speaker"]["name"]},
        }
        for one in rows
    ]


def _raw(segments: Sequence[Mapping[str, Any]]) -> str:
    """One line per turn: `[minutes:seconds] speaker: speech`, as in the document's example (whose times do not fit)."""
    lines = []
    for name, turn in groupby(segments, key=lambda one: one["speaker"]["name"]):
        said = list(turn)
        minutes, seconds = divmod(max(int(said[0]["start_time"]), 0), 60)
        lines.append(f"[{minutes:02}:{seconds:02}] {name}: {' '.join(one['speech'] for one in said)}")
    return "\n".join(lines)


def _url(core: Core, row: Mapping[str, Any]) -> str:
    return f"https://app.attio.com/{core.workspace.slug}/calls/{row['meeting_id']}/{row['id']}"


def _id(core: Core, row: Mapping[str, Any]) -> dict[str, Any]:
    return {"workspace_id": core.workspace.id, "meeting_id": row["meeting_id"], "call_recording_id": row["id"]}


def _shown(call: Call, row: Mapping[str, Any]) -> dict[str, Any]:
    ready = call.stamp.at - row["created_at"] >= READY_AFTER
    return {
        "id": _id(call.core, row),
        "status": "completed" if ready else "processing",
        "web_url": _url(call.core, row),
        "created_by_actor": actor(row["actor"]),
        "created_at": iso(row["created_at"]),
    }


def _found(call: Call, refuse: Callable[[], errors.AttioError] | None = None) -> dict[str, Any]:
    row = documents(call.core, "call_recordings").get(call.parts["recording"].lower())
    if row is None or row["meeting_id"] != call.parts["meeting"].lower():
        raise refuse() if refuse else refusals.call_recording_not_found(call.parts["recording"])
    found: dict[str, Any] = row
    return found


def list_recordings(call: Call) -> Answer:
    meeting = meeting_named(call.core, call.parts["meeting"])
    rows = [row for row in documents(call.core, "call_recordings").values() if row["meeting_id"] == meeting["id"]]
    page, cursor = after_cursor(call, rows, by_creation, empty_cursor=False)
    return listing([_shown(call, row) for row in page], cursor)


def create_recording(call: Call) -> Answer:
    core = call.core
    meeting = meeting_named(core, call.parts["meeting"], lambda named: refusals.referenced_meeting_not_found())
    shape = _CREATE if core.workspace.has("recording.content") else _CREATE_OF_VIDEO
    data = shape.chosen(call.data(shape))
    if "video_url" in data:
        _check(data["video_url"])
    row = {
        "id": core.ids.next(),
        "meeting_id": meeting["id"],
        "video_url": data.get("video_url"),
        "transcript": _segments(data.get("transcript", ())),
        "actor": list(call.stamp.actor),
        "created_at": call.stamp.at,
    }
    documents(core, "call_recordings")[row["id"]] = row
    emit(core, call.stamp, "call-recording.created", {"meeting_id": row["meeting_id"], "call_recording_id": row["id"]})
    return answer(_shown(call, row))


def _check(url: str) -> None:
    """Must be https and mp4 (documented); the file itself is not fetched."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise refusals.url_of_no_film("Invalid url") from None
    if parts.scheme != "https":
        raise refusals.https_only()
    if not parts.hostname or not parts.path.lower().endswith(".mp4"):
        raise refusals.url_of_no_film()


def get_recording(call: Call) -> Answer:
    """Only videos recorded by Attio have an address; those from the API have null (documented)."""
    row = _found(call)
    shown, segments = _shown(call, row), row["transcript"]
    if not call.core.workspace.has("recording.content"):
        return answer(shown)
    transcript = {"segments": segments, "raw_transcript": _raw(segments)} if segments else None
    return answer(shown | {"transcript": transcript, "video_url": None})


def delete_recording(call: Call) -> Answer:
    row = _found(call, refusals.call_recording_gone)
    del documents(call.core, "call_recordings")[row["id"]]
    return Answer(204, NO_BODY)


def get_transcript(call: Call) -> Answer:
    row = _found(call)
    segments = row["transcript"]
    page, cursor = from_place(call, segments, _SEGMENTS)
    data = {
        "id": _id(call.core, row),
        "transcript": page,
        "raw_transcript": _raw(segments),
        "web_url": f"{_url(call.core, row)}/transcript",
    }
    return Answer(200, {"data": data, "pagination": {"next_cursor": cursor}})
