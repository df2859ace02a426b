"""A disk that takes nothing: what is not saved is told, nothing is lost while the process lives, and it is tried again until it works."""

from __future__ import annotations

import errno
import json
import os
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from attio_harness.errors import InputError
from attio_harness.saved_state import keeper, log

from tests.attio_harness.saved_state.logged import caught_up, plain, server
from tests.kills import Server, served

NOT_SAVED = "x-attio-emulator-not-saved"


class Disk:
    """Takes nothing while it is `full`, but a beginning of what is to be written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = False
        write = os.writev

        def writev(opened: int, pieces: Any) -> int:
            if not self.full:
                return write(opened, pieces)
            os.write(opened, bytes(pieces[0])[:10])
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "writev", writev)


def test_what_waits_is_written_in_its_order_once_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state, disk = tmp_path / "crm.json", Disk(monkeypatch)
    with server(state) as one:
        one.person(1)
        disk.full = True
        for number in (2, 3):
            one.person(number)
        answer = one.ask("POST", "/_emulator/flush")
        why = f"{state}.log.1 cannot be written: No space left on device"
        assert answer.headers[NOT_SAVED] == why
        told = one.keeper.on_disk()
        assert told == {"file": str(state), "saved": False, "since": told["since"], "why": why}
        assert len(caught_up(state).values["records"]["people"]) == 1
        disk.full = False
        # the next change takes what waited with it
        assert NOT_SAVED not in one.ask("POST", "/_emulator/flush").headers
        assert one.keeper.on_disk() == {"file": str(state), "saved": True, "since": None, "why": None}
        one.person(4)
        live = one.emulator.snapshot()
    assert plain(caught_up(state).values) == plain(json.loads(json.dumps(live)))


@pytest.mark.parametrize(
    "error", [OSError(errno.EFBIG, "File too large"), InputError("cannot be written: no", file="x")]
)
def test_the_log_is_written_to_by_one_at_a_time_where_a_snapshot_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    state = tmp_path / "crm.json"
    with server(state) as one:
        one.person(1)
        lock, held, flush = one.emulator.lock, list[bool](), log.Log.flush

        def watched(self: log.Log) -> bool:
            with ThreadPoolExecutor(1) as other:
                free = other.submit(lock.acquire, blocking=False).result()
                if free:
                    other.submit(lock.release).result()
            held.append(not free)
            return flush(self)

        def full(*_: Any) -> None:
            raise error

        monkeypatch.setattr(log.Log, "flush", watched)
        monkeypatch.setattr(keeper, "Copied", full)
        one.keeper.save()
        one.keeper.look()
        assert one.keeper.on_disk()["saved"]
    assert held
    assert all(held)


def test_where_too_much_waits_the_next_snapshot_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state, disk = tmp_path / "crm.json", Disk(monkeypatch)
    with server(state) as one:
        monkeypatch.setattr(log, "_MOST_WAITING", 2_000)
        one.person(0)
        disk.full = True
        for number in range(1, 20):
            one.person(number)
        disk.full = False
        one.person(20)
        # nothing is in the log after something that is missing
        assert (
            one.keeper.on_disk()["why"] == "more than 2000 bytes waited to be written: the next snapshot will have them"
        )
        assert [row["values"]["description"][0]["data"] for row in caught_up(state).values["records"]["people"]] == [
            "x"
        ]
        one.keeper.save()
        assert one.keeper.on_disk()["saved"] is True
        one.person(21)
        live = one.emulator.snapshot()
    assert len(live["records"]["people"]) == 22
    assert plain(caught_up(state).values) == plain(json.loads(json.dumps(live)))


def test_a_snapshot_that_cannot_be_written_leaves_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "crm.json"
    with server(state) as one:
        one.person(1)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, before[1]))
        try:
            one.keeper.save()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        one.keeper.look()
        told = one.keeper.on_disk()
        assert (told["saved"], told["why"]) == (True, "cannot be written: File too large")
        assert capsys.readouterr().err == (
            f"attio-harness: {state}: cannot be written: File too large; the changes since stand in {state}.log.2\n"
        )
        one.person(2)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["crm.json", "crm.json.log.1", "crm.json.log.2"]
        assert len(caught_up(state).values["records"]["people"]) == 2
        one.keeper.save()
        one.keeper.look()
        assert capsys.readouterr().err == f"attio-harness: {state}: everything is saved again\n"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["crm.json", "crm.json.log.3"]


def test_a_server_whose_disk_is_full_says_so_and_goes_on(tmp_path: Path) -> None:
    with served(tmp_path, "emulate", "--state", "crm.json", largest=40_000) as one:
        number = 0
        while _write(one, number) is None:
            number += 1
        state = one.ask("GET", "/_emulator/health")[1]["state"]
        assert (state["file"], state["saved"]) == ("crm.json", False)
        assert state["why"].endswith("cannot be written: File too large")
        assert one.ask("GET", "/_emulator/ui/news")[1]["on_disk"] == state
        for more in range(number + 1, number + 20):
            assert _write(one, more) is not None
        _until(lambda: "crm.json: not saved since" in one.said())
        assert one.process.pid is not None
        resource.prlimit(one.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        _until(lambda: one.ask("GET", "/_emulator/health")[1]["state"]["saved"])
        _until(lambda: "crm.json: everything is saved again" in one.said())
        one.kill()
    with served(tmp_path, "emulate", "--state", "crm.json") as two:
        found = two.ask("POST", "/v2/objects/people/records/query", {"limit": 500})[1]["data"]
        assert len(found) == number + 20


def _write(one: Server, number: int) -> str | None:
    """Why it is not saved."""
    values = {"email_addresses": [f"p{number}@a.com"], "description": "x" * 1000}
    status, _, headers = one.ask("POST", "/v2/objects/people/records", {"data": {"values": values}})
    assert status == 200
    why: str | None = headers[NOT_SAVED]
    return why


def _until(what: Any) -> None:
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)
