"""Call recordings and their transcripts."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import VirtualClock
from attio_emulator.editions import EDITIONS
from attio_emulator.resources.recordings import transcribe

from tests.attio_emulator.calls import BY_KEY, Attio, error
from tests.attio_emulator.resources.meeting_calls import NOBODY, attio_of, meet


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture(params=EDITIONS)
def attio(request: pytest.FixtureRequest, clock: VirtualClock) -> Attio:
    return attio_of(request.param, clock)


def recording(attio: Attio) -> tuple[str, dict[str, Any]]:
    meeting = meet(attio).body["data"]["id"]["meeting_id"]
    path = f"/v2/meetings/{meeting}/call_recordings"
    answer = attio.ask("POST", path, {"data": {"video_url": "https://cdn.acme.org/Demo.MP4?x=1"}})
    assert answer.status == 200, answer
    return path, answer.body["data"]


@pytest.mark.covers(
    "GET /v2/meetings/{meeting}/call_recordings", "GET /v2/meetings/{meeting}/call_recordings/{recording}"
)
def test_a_recording_is_processed_for_a_while(attio: Attio, clock: VirtualClock) -> None:
    path, data = recording(attio)
    meeting, id = data["id"]["meeting_id"], data["id"]["call_recording_id"]
    workspace = attio.emulator.workspace.id
    assert data == {
        "id": {"workspace_id": workspace, "meeting_id": meeting, "call_recording_id": id},
        "status": "processing",
        "web_url": f"https://app.attio.com/acme/calls/{meeting}/{id}",
        "created_by_actor": BY_KEY,
        "created_at": data["created_at"],
    }
    clock.advance(60)
    ready = data | {"status": "completed"}
    newest = attio.emulator.workspace.has("recording.content")
    content = {"transcript": None, "video_url": None} if newest else {}
    assert attio.ask("GET", f"{path}/{id}") == (200, {"data": ready | content})
    assert attio.ask("GET", path) == (200, {"data": [ready], "pagination": {"next_cursor": None}})


@pytest.mark.covers("GET /v2/meetings/{meeting}/call_recordings/{recording}/transcript")
def test_a_transcript_comes_in_pages(attio: Attio) -> None:
    path, data = recording(attio)
    id = data["id"]["call_recording_id"]
    empty = {"id": data["id"], "transcript": [], "raw_transcript": "", "web_url": f"{data['web_url']}/transcript"}
    answer = attio.ask("GET", f"{path}/{id}/transcript")
    assert answer == (200, {"data": empty, "pagination": {"next_cursor": None}})
    segments = [{"speech": f"s{at}", "start_time": at, "end_time": at + 1, "speaker": "Ada"} for at in range(101)]
    transcribe(attio.emulator.core, id, segments)
    first = attio.ask("GET", f"{path}/{id}/transcript").body
    assert first["data"]["transcript"][0] == {
        "speech": "s0", "start_time": 0, "end_time": 1, "speaker": {"name": "Ada"},
    }  # fmt: skip
    assert first["data"]["raw_transcript"].startswith("[00:00] Ada: s0 s1 s2")
    last = attio.ask("GET", f"{path}/{id}/transcript", cursor=first["pagination"]["next_cursor"]).body
    assert ([one["speech"] for one in last["data"]["transcript"]], last["pagination"]) == (
        ["s100"], {"next_cursor": None},
    )  # fmt: skip
    assert attio.ask("GET", f"{path}/{id}/transcript", cursor="-").status == 400
    transcribe(attio.emulator.core, id, segments[:100])  # a full page, and nothing behind it
    assert attio.ask("GET", f"{path}/{id}/transcript").body["pagination"] == {"next_cursor": None}


@pytest.mark.covers(
    "DELETE /v2/meetings/{meeting}/call_recordings/{recording}", "POST /v2/meetings/{meeting}/call_recordings"
)
def test_a_recording_is_deleted(attio: Attio) -> None:
    path, data = recording(attio)
    id = data["id"]["call_recording_id"]
    assert attio.ask("DELETE", f"{path}/{id}") == (204, None)
    assert attio.ask("DELETE", f"{path}/{id}") == error(
        404, "not_found", "The referenced call recording was not found."
    )
    gone = error(404, "not_found", f'Call recording with ID "{id}" was not found.')
    assert [attio.ask("GET", f"{path}/{id}"), attio.ask("GET", f"{path}/{id}/transcript")] == [gone, gone]


def test_recordings_that_cannot_be(attio: Attio) -> None:
    missing = error(404, "not_found", f'Meeting with ID "{NOBODY}" was not found.')
    assert attio.ask("GET", f"/v2/meetings/{NOBODY}/call_recordings") == missing
    body = {"data": {"video_url": "https://cdn.acme.org/demo.mp4"}}
    refusal = error(404, "not_found", "The referenced meeting was not found.")
    assert attio.ask("POST", f"/v2/meetings/{NOBODY}/call_recordings", body) == refusal
    path, _ = recording(attio)
    plain = error(400, "validation_type", "Invalid video URL protocol. Only https is supported")
    assert attio.ask("POST", path, {"data": {"video_url": "http://cdn.acme.org/demo.mp4"}}) == plain
    for url in ("https://cdn.acme.org/demo.mov", "https:///demo.mp4", "https://[/demo.mp4", ""):
        assert attio.ask("POST", path, {"data": {"video_url": url}}).status == 400
    assert len(attio.ask("GET", path).body["data"]) == 1


# -- what it is made of ----------------------------------------------------------------------------------------------

SAID = [
    {
        "speech": "Come here.",
        "start_time": 59.9,
        "end_time": 61,
        "speaker": {"name": "Alex", "email_address": "a@x.org"},
    },
    {"speech": "Please.", "start_time": 62, "end_time": 63.5, "speaker": {"name": "Alex"}},
    {"speech": "I am here.", "start_time": 3605, "end_time": 3606, "speaker": {"name": "Tom"}},
    {"speech": "Good.", "start_time": 3607, "end_time": 3608, "speaker": {"name": "Alex"}},
]


def sent(attio: Attio, **data: Any) -> tuple[str, Any]:
    path = f"/v2/meetings/{meet(attio).body['data']['id']['meeting_id']}/call_recordings"
    return path, attio.ask("POST", path, {"data": data})


@pytest.mark.covers("edition recording.content")
@pytest.mark.parametrize("video", [{}, {"video_url": "https://cdn.acme.org/demo.mp4"}], ids=["alone", "with a video"])
def test_a_transcript_is_sent_with_the_recording_since_october(video: dict[str, str]) -> None:
    attio = attio_of("2026-10")
    path, answer = sent(attio, transcript=SAID, **video)
    assert set(answer.body["data"]) == {"id", "status", "web_url", "created_by_actor", "created_at"}
    segments = [one | {"speaker": {"name": one["speaker"]["name"]}} for one in SAID]  # type: ignore[index]
    raw = "[00:59] Alex: Come here. Please.\n[60:05] Tom: I am here.\n[60:07] Alex: Good."
    one = f"{path}/{answer.body['data']['id']['call_recording_id']}"
    content = {"transcript": {"segments": segments, "raw_transcript": raw}, "video_url": None}
    assert attio.ask("GET", one) == (200, {"data": answer.body["data"] | content})
    old = attio.ask("GET", f"{one}/transcript").body["data"]
    assert (old["transcript"], old["raw_transcript"]) == (segments, raw)


def test_a_recording_without_a_video_was_refused_before() -> None:
    older, newest = attio_of("2026-03"), attio_of("2026-10")
    rows = sent(older, transcript=SAID)[1].body["validation_errors"]
    assert [(row["path"], row["message"]) for row in rows] == [(["data", "video_url"], "Required")]
    path, answer = sent(older, transcript="Hello", video_url="https://cdn.acme.org/demo.mp4")
    one = f"{path}/{answer.body['data']['id']['call_recording_id']}"
    assert older.ask("GET", one) == answer
    assert older.ask("GET", f"{one}/transcript").body["data"]["transcript"] == []
    path, answer = sent(newest, transcript=[])
    shown = newest.ask("GET", f"{path}/{answer.body['data']['id']['call_recording_id']}").body["data"]
    assert (shown["transcript"], shown["video_url"]) == (None, None)
    assert sent(newest)[1].status == 200


@pytest.mark.parametrize(
    ("transcript", "path"),
    [
        (None, []),
        ("[00:00] Ada: Hello", []),
        ([SAID[0], 1], [1]),
        ([SAID[0] | {"start_time": "0.5"}], [0, "start_time"]),
        ([SAID[0] | {"end_time": True}], [0, "end_time"]),
        ([SAID[0] | {"speech": None}], [0, "speech"]),
        ([SAID[0] | {"speaker": "Ada"}], [0, "speaker"]),
        ([SAID[0] | {"speaker": {"email_address": "ada@lovelace.org"}}], [0, "speaker", "name"]),
        ([SAID[0] | {"speaker": {"name": "Ada", "email_address": 1}}], [0, "speaker", "email_address"]),
    ],
    ids=[
        "null",
        "text",
        "number",
        "time as text",
        "time as flag",
        "no speech",
        "speaker as text",
        "nameless",
        "address",
    ],
)
def test_a_transcript_that_is_none(transcript: Any, path: list[Any]) -> None:
    attio = attio_of("2026-10")
    where, answer = sent(attio, transcript=transcript, video_url="https://cdn.acme.org/demo.mp4")
    assert [row["path"] for row in answer.body["validation_errors"]] == [["data", "transcript", *path]]
    assert attio.ask("GET", where).body["data"] == []
