"""A state has one process that writes it."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from attio_harness.errors import InputError
from attio_harness.local_segment.intake import Received
from attio_harness.local_segment.kept import Kept
from attio_harness.saved_state import owned, replaces_state

from tests.attio_harness.saved_state.logged import server
from tests.started.processes import run

FIXTURES = Path(__file__).parents[3] / "fixtures"


def test_a_state_has_one_owner_until_its_end(tmp_path: Path) -> None:
    state = str(tmp_path / "crm.json")
    with owned(state):
        with pytest.raises(InputError) as refused, owned(state):
            pass
        assert (
            str(refused.value)
            == f"{state}: another process is using this state; stop it, or name another file with --state"
        )
        with owned(str(tmp_path / "other.json")), owned(None):
            pass
    with owned(state):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("emulate", "--state", "crm.json"),
        ("serve", "-m", "published", "--state", "crm.json"),
        (
            "check", str(FIXTURES / "events"), "-m", str(FIXTURES / "mappings/demo.json"),
            "-w", str(FIXTURES / "workspaces/demo.yaml"), "--state", "crm.json", "-o", "report.txt",
        ),
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_every_command_that_writes_one_asks(tmp_path: Path, words: tuple[str, ...]) -> None:
    with owned(str(tmp_path / "crm.json")):
        done = run(*words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert (
        done.stderr
        == b"attio-harness: crm.json: another process is using this state; stop it, or name another file with --state\n"
    )
    assert not (tmp_path / "crm.json").exists()


def test_a_lock_that_a_killed_process_left_is_none(tmp_path: Path) -> None:
    (tmp_path / "crm.json.lock").touch()
    with owned(str(tmp_path / "crm.json")):
        pass


@pytest.mark.parametrize("name", ["crm.json.lock", "crm.json.log.1"])
def test_a_file_of_somebody_else_with_a_name_beside_a_state_stays(tmp_path: Path, name: str) -> None:
    """Such as a lock of packages, and a log that was rotated."""
    state, other = tmp_path / "crm.json", tmp_path / name
    other.write_text("version = 1\n" * 9)
    other.chmod(0o644)
    said = {
        "crm.json.lock": "has the name of the lock of a state, but is not empty as a lock is: move it away, or name another state",
        "crm.json.log.1": f"has the name of a log of {state}, but does not begin like one: move it away, or name another state",
    }[name]
    for before in (None, b""):
        if before is not None:
            state.write_bytes(before)
        with pytest.raises(InputError) as refused, replaces_state(str(state)):
            pass
        assert str(refused.value) == f"{other}: {said}"
    served = run("emulate", "--state", "crm.json", cwd=tmp_path)
    assert (served.returncode, served.stdout) == (2, b"")
    assert other.read_text() == "version = 1\n" * 9
    assert stat.S_IMODE(other.stat().st_mode) == 0o644


def test_two_names_of_one_state_have_one_owner(tmp_path: Path) -> None:
    state, link = tmp_path / "crm.json", tmp_path / "link.json"
    link.symlink_to(state)
    for first, second in ((state, link), (link, state)):
        with owned(str(first)):
            assert [one.name for one in tmp_path.glob("*.lock")] == ["crm.json.lock"]
            with pytest.raises(InputError) as refused, owned(str(second)):
                pass
        assert (
            str(refused.value)
            == f"{second}: another process is using this state; stop it, or name another file with --state"
        )


def test_a_state_with_a_hard_link_is_refused(tmp_path: Path) -> None:
    state, other = tmp_path / "crm.json", tmp_path / "other.json"
    state.write_text("{}")
    other.hardlink_to(state)
    with pytest.raises(InputError) as refused, owned(str(other)):
        pass
    assert str(refused.value) == (f"{other}: has a second name (a hard link); use a copy of it instead")
    state.unlink()
    with owned(str(other)):
        pass


def test_a_lock_that_was_taken_away_under_way_is_taken_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between opening and locking, whoever had it ends: what was opened is nobody's lock any more."""
    state, lock = str(tmp_path / "crm.json"), tmp_path / "crm.json.lock"
    locked, once = fcntl.flock, iter([True])

    def flock(opened: int, how: int) -> None:
        if next(once, False):
            lock.unlink()
        locked(opened, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    with owned(state):
        monkeypatch.undo()
        with pytest.raises(InputError), owned(state):
            pass


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda lock: lock.mkdir(), "cannot be written: Is a directory"),
        (lambda lock: lock.symlink_to("elsewhere"), "cannot be written: Too many levels of symbolic links"),
        (lambda lock: os.mkfifo(lock), "cannot be written: "),
    ],
)
def test_a_lock_that_is_no_file(tmp_path: Path, make: Callable[[Path], None], said: str) -> None:
    make(tmp_path / "crm.json.lock")
    with pytest.raises(InputError) as refused, owned(str(tmp_path / "crm.json")):
        pass
    assert f"crm.json.lock: {said}" in str(refused.value)


@pytest.mark.parametrize("state", ["/dev/full", "/dev/null", "pipe"])
def test_a_state_that_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    with pytest.raises(InputError) as refused, owned(state):
        pass
    assert str(refused.value) == f"{state}: is not a regular file, and a state has to be one"
    assert not Path(f"{state}.lock").exists()


@pytest.mark.parametrize("mask", [0, 0o022, 0o777])
def test_all_that_belongs_to_a_state_is_its_owners_alone(tmp_path: Path, mask: int) -> None:
    state = tmp_path / "crm.json"
    for name in ("crm.json", "crm.json.lock", "crm.json.log.1", "crm.json.events"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o644)
    before = os.umask(mask)
    try:
        with owned(str(state)), Kept(str(tmp_path / "crm.json.events")) as kept, server(state) as one:
            kept.append([(1, Received(event={"messageId": "m"}, source="app", received_at=1))])
            one.person(1)
            one.keeper.save()
            one.person(2)
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        with replaces_state(str(tmp_path / "other.json")) as replace:
            replace([b"{}"])
    finally:
        os.umask(before)
    assert {"crm.json", "crm.json.lock", "crm.json.log.2", "crm.json.events", "crm.json.events-wal"} <= set(modes)
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "other.json").stat().st_mode) == 0o600


def test_what_takes_the_place_of_a_state_takes_its_log_away(tmp_path: Path) -> None:
    state = tmp_path / "crm.json"
    with server(state) as one:
        one.person(1)
        whole = list(one.emulator.snapshot_text({}))
    (tmp_path / "crm.json.saving.0123abcd").touch()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "crm.json",
        "crm.json.log.1",
        "crm.json.saving.0123abcd",
    ]
    with replaces_state(str(state)) as replace:
        with pytest.raises(InputError, match="another process is using this state"), owned(str(state)):
            pytest.fail("it has two owners")
        replace(whole)
    assert [path.name for path in tmp_path.iterdir()] == ["crm.json"]
    with (
        owned(str(state)),
        pytest.raises(InputError, match="another process is using this state"),
        replaces_state(str(state)),
    ):
        pytest.fail("it has two owners")
