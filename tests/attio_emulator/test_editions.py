"""Each row of `editions.CHANGES` under both editions, and how a workspace says which one it follows."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace, WorkspaceError
from attio_emulator.editions import CHANGES, EDITIONS, NEWEST

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.filled import filled


def test_the_newest_edition_is_followed_unless_a_workspace_says_another() -> None:
    assert (Workspace.standard().api, NEWEST) == ("2026-10", "2026-10")
    older = Workspace.from_text("api: 2026-03", file="w.yaml")
    assert older.api == "2026-03"
    assert Workspace.from_dict(older.to_dict()).api == "2026-03"
    assert [(older.has(one), Workspace.standard().has(one)) for one in CHANGES] == [(False, True)] * len(CHANGES)


def test_a_snapshot_keeps_the_edition() -> None:
    older, other = Attio({"api": "2026-03"}), Attio()
    other.emulator.restore(older.emulator.snapshot())
    assert other.emulator.workspace.api == "2026-03"


def test_an_edition_that_is_none_is_named() -> None:
    with pytest.raises(WorkspaceError) as refused:
        Workspace.from_text("name: Acme\napi: 2026-04\n", file="w.yaml")
    assert (
        str(refused.value) == "w.yaml:2:6: /api: found '2026-04', expected 2026-03 or 2026-10; did you mean '2026-10'?"
    )


def under(edition: str) -> tuple[Attio, dict[str, str]]:
    return filled(api=edition)


def shown(edition: str, path: str) -> Any:
    attio, ids = under(edition)
    answer = attio.ask("GET", path.format(**ids))
    assert answer.status == 200
    return answer.body


@pytest.mark.covers("edition meeting.participant_name")
def test_a_participant_has_a_name_since_october() -> None:
    there = {
        edition: ["name" in one for one in shown(edition, "/v2/meetings/{meeting}")["data"]["participants"]]
        for edition in EDITIONS
    }
    assert there == {"2026-03": [False], "2026-10": [True]}


@pytest.mark.covers("edition recording.content")
def test_a_recording_has_its_content_since_october() -> None:
    path = "/v2/meetings/{meeting}/call_recordings/{recording}"
    content = {edition: set(shown(edition, path)["data"]) & {"video_url", "transcript"} for edition in EDITIONS}
    assert content == {"2026-03": set(), "2026-10": {"video_url", "transcript"}}


@pytest.mark.covers("edition thread.pages")
def test_a_thread_comes_in_pages_since_october() -> None:
    members = {edition: list(shown(edition, "/v2/threads/{thread}")) for edition in EDITIONS}
    assert members == {"2026-03": ["data"], "2026-10": ["data", "pagination"]}


@pytest.mark.covers("edition self.token_level")
def test_a_token_is_told_its_level_since_october() -> None:
    """And one that nobody gave is told of nobody."""
    told = {}
    for edition in EDITIONS:
        attio = Attio({"api": edition, "tokens": [{"token": "attio", "kind": "attio-app"}]})
        bodies = [attio.ask("GET", "/v2/self", token=token).body for token in ("t", "attio")]
        told[edition] = [set(one) & {"token_level", "authorized_by_workspace_member_id"} for one in bodies]
    level, member = "token_level", "authorized_by_workspace_member_id"
    assert told == {"2026-03": [{member}, {member}], "2026-10": [{level, member}, {level}]}
