"""`verify` at the command line, before an emulator on a port of this computer."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from attio_emulator import Emulator, Workspace, system_clock
from attio_emulator.faces.server import running
from attio_harness.verify import PROBES, pace

from tests.started.processes import Started

from .shell import Shell

_SOME = [word for id in ("query-no-body", "option-case", "batch-order", "batch-stale") for word in ("--probe", id)]
_TOKEN = "a-token-that-nobody-may-see"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits are Attio's; this server has none."""
    monkeypatch.setattr(pace, "_MOST", {"read": 10_000, "write": 10_000})
    monkeypatch.setenv("VERIFY_TOKEN", _TOKEN)


@pytest.fixture
def attio() -> Iterator[tuple[Emulator, str]]:
    settings = {"batch.order": "array", "option.title_case": "any"}
    workspace = Workspace.from_dict({"name": "Bluth Company", "tokens": [_TOKEN]})
    emulator = Emulator(workspace, clock=system_clock, assumptions=settings, strict_auth=True)
    with running(emulator) as url:
        yield emulator, url


def _verify(shell: Shell, url: str, *more: str) -> tuple[int, str, str]:
    words = ["--attio", url, "--token-env", "VERIFY_TOKEN", "--settle", "0", "--patience", "5"]
    return shell("verify", *words, *_SOME, *more)


def test_what_differs_is_told_and_what_is_advised_agrees(shell: Shell, attio: tuple[Emulator, str]) -> None:
    emulator, url = attio
    code, out, err = _verify(shell, url, "--yes", "-o", str(shell.folder / "verify.json"))
    assert code == 1
    assert "agrees with batch.order: array" in out
    advised = "assumptions:\n  option.title_case: any\n  batch.order: array\n"
    assert advised in out
    assert "makes no record in any other object" in err
    row: dict[str, Any] = json.loads((shell.folder / "verify.json").read_text())
    assert row["workspace_file"] == advised
    assert not (shell.folder / "verify.leftovers.json").exists()
    assert emulator.counts() == {}
    everything = out + err.replace("'Bluth Company'", "") + json.dumps(row)
    assert _TOKEN not in everything
    assert "Bluth" not in everything
    shell.write("advised.yaml", advised)
    code, out, _ = _verify(shell, url, "--yes", "-w", str(shell.folder / "advised.yaml"))
    assert (code, out.splitlines()[0]) == (0, "4 probes: 4 equal, 0 differ")


def test_a_dry_run_sends_nothing_and_needs_no_token(shell: Shell, attio: tuple[Emulator, str]) -> None:
    emulator, url = attio
    code, out, _ = shell("verify", "--attio", url, "--dry-run", "--with", "people")
    assert code == 0
    assert out.startswith("Nothing is sent.")
    assert "PUT /v2/batch/records" in out
    assert "PUT /v2/objects/people/records/simple?matching_attribute=email_addresses" in out
    assert emulator.journal == []


def test_nothing_is_written_without_a_yes(shell: Shell, attio: tuple[Emulator, str]) -> None:
    emulator, url = attio
    code, _, err = _verify(shell, url)
    assert code == 2
    assert "say --yes" in err
    assert {row["method"] for row in emulator.journal} == {"GET"}


# -- before anything is written ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "code"), [(True, 1), (False, 130)], ids=["yes", "no"])
def test_a_person_is_asked(
    shell: Shell, attio: tuple[Emulator, str], monkeypatch: pytest.MonkeyPatch, said: bool, code: int
) -> None:
    emulator, url = attio
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("typer.confirm", lambda question, **more: said)
    assert _verify(shell, url)[0] == code
    assert any(row["method"] == "PUT" for row in emulator.journal) is said


def _refused(shell: Shell, *words: str) -> str:
    code, out, err = shell("verify", *words)
    assert (code, out) == (2, "")
    return err.removeprefix("attio-harness: ").rstrip("\n")


def test_a_variable_that_is_not_there_or_empty(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_SUCH_TOKEN", raising=False)
    assert _refused(shell, "--token-env", "NO_SUCH_TOKEN") == (
        "--token-env NO_SUCH_TOKEN: this environment variable is not set; expected an access token in it"
    )
    for token in ("3f0a9c5e7b1d4f6a8c2e0b4d6f8a1c3e", "f30a9c5e7b1d4f6a8c2e0b4d6f8a1c3e", "sgp_Ab.c"):
        assert _refused(shell, "--token-env", token) == (
            "--token-env takes the name of an environment variable, such as ATTIO_API_KEY, and what was given looks like a token; "
            "set the variable to it, and give its name"
        )
    monkeypatch.setenv("NO_SUCH_TOKEN", "  ")
    assert "this environment variable is empty" in _refused(shell, "--token-env", "NO_SUCH_TOKEN")
    monkeypatch.delenv("ATTIO_API_KEY", raising=False)
    assert _refused(shell) == (
        "no access token: set the environment variable ATTIO_API_KEY to one with the scopes "
        "object_configuration:read-write and record_permission:read-write"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--attio", "api.attio.com"],
            "--attio 'api.attio.com' is not the address of a server, expected one such as https://example.com",
        ),
        (["--attio", "http://127.0.0.1:9"], "http://127.0.0.1:9/v2/self: cannot be reached"),
        (["--with", "people,deals"], "--with 'deals': expected people, companies, users, workspaces, lists, "),
        (
            ["--probe", "batch-ordre"],
            f"--probe 'batch-ordre' is not one of the {len(PROBES)}, such as batch-order, ",
        ),
        (["-w", "none.yaml"], "none.yaml: "),
        (["-o", "none/verify.json"], "none/verify.json: cannot be written: there is no folder none; make it first"),
        (
            ["--leftovers", "none/left.json"],
            "none/left.json: cannot be written: there is no folder none; make it first",
        ),
        (["--cleanup"], "verify.leftovers.json: there is no such file; nothing is left of an earlier run"),
        (["--patience", "-1"], "--patience '-1' is not a number of at least 0"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_words_that_cannot_be(shell: Shell, words: list[str], message: str) -> None:
    assert _refused(shell, "--token-env", "VERIFY_TOKEN", "--yes", *words).startswith(message)


def test_a_token_that_lacks_scopes_writes_nothing(shell: Shell) -> None:
    tokens = [{"token": _TOKEN, "scopes": ["object_configuration:read", "record_permission:read"]}]
    emulator = Emulator(Workspace.from_dict({"tokens": tokens}), clock=system_clock, strict_auth=True)
    with running(emulator) as url:
        code, out, err = _verify(shell, url, "--yes")
    assert (code, out) == (2, "")
    assert "the access token needs the scopes object_configuration:read-write and record_permission:read-write" in err
    assert _TOKEN not in err
    assert not (shell.folder / "verify.leftovers.json").exists()


def test_a_refusal_of_the_scratch_object_is_told_without_the_token_that_it_quotes(
    shell: Shell, attio: tuple[Emulator, str]
) -> None:
    emulator, url = attio
    body = {"message": f"Could not find\n{_TOKEN}."}
    emulator.faults.replace([{"method": "POST", "path": "/v2/objects", "status": 403, "body": body}])
    code, out, err = _verify(shell, url, "--yes")
    assert (code, out) == (2, "")
    said = "403 Could not find (the token); the access token needs the scopes object_configuration:read-write and"
    assert f": {said} record_permission:read-write\n" in err
    assert _TOKEN not in err


# -- limits, and what is in the way ------------------------------------------------------------------------------------


def test_a_server_that_limits_is_waited_for(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("attio_harness.cli.verify.time", SimpleNamespace(time=time.time, sleep=slept.append))
    workspace = Workspace.from_dict({"tokens": [_TOKEN]})
    emulator = Emulator(workspace, clock=system_clock, strict_auth=True)
    limit = {"path": "/v2/objects/*", "status": 429, "headers": {"retry-after": "0"}, "times": 1}
    emulator.faults.replace([{**limit, "after": after} for after in (3, 10, 20)])
    with running(emulator) as url:
        code, out, _ = _verify(shell, url, "--yes")
    assert code == 0, out
    assert [row["status"] for row in emulator.journal].count(429) == 3
    assert slept.count(1.0) == 3


def test_objects_that_are_not_activated_are_skipped_with_the_reason(shell: Shell, attio: tuple[Emulator, str]) -> None:
    _, url = attio
    code, out, err = _verify(shell, url, "--yes", "--with", "users,people", "--probe", "company-from-email")
    assert code == 1
    assert "makes records in people and deletes them afterwards" in err
    assert "company-from-email: needs --with companies" in out


def test_where_nobody_answers_any_more_what_was_seen_is_told_and_the_rest_is_left_to_cleanup(
    shell: Shell, attio: tuple[Emulator, str]
) -> None:
    emulator, url = attio
    down = {"method": "PUT", "path": "/v2/*", "status": 500}
    emulator.faults.replace([down, {"method": "DELETE", "path": "/v2/objects/*", "status": 500}])
    code, out, err = _verify(shell, url, "--yes", "--probe", "several-matches", "--probe", "batch-ties")
    assert code == 2
    assert out.startswith("3 probes: 1 equal, 0 differ, 2 without a response")
    assert "not everything was taken away" in err
    assert "several requests in a row failed, the last one PUT /v2/" in err
    emulator.faults.replace([])
    assert _verify(shell, url, "--cleanup")[0] == 0
    assert [one for one in emulator.workspace.objects if one.startswith("attio_harness")] == []


# -- interrupts --------------------------------------------------------------------------------------------------------


def _started(shell: Shell, url: str, *more: str) -> Started:
    words = ["verify", "--attio", url, "--token-env", "VERIFY_TOKEN", "--yes", "--with", "people", "--settle", "0.1"]
    return Started(*words, *_SOME, *more, cwd=shell.folder)


def _watched(emulator: Emulator, *rules: dict[str, Any]) -> list[Any]:
    """Rules that tell how many requests came to a path: the journal cannot be read while a server writes it."""
    emulator.faults.replace([{"delay": 0, **rule} for rule in rules])
    return emulator.faults.rules


def _until(true: Callable[[], bool], process: Started) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"])
def test_an_interrupt_in_the_middle_leaves_nothing(
    shell: Shell, attio: tuple[Emulator, str], number: signal.Signals, code: int
) -> None:
    emulator, url = attio
    # late, so that the signal comes before the probe has ended
    (batches,) = _watched(emulator, {"path": "/v2/batch/records", "delay": 1})
    with _started(shell, url, "-o", "verify.json") as process:
        _until(lambda: batches.seen > 0, process)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    # of what was asked before the first batch
    assert out.startswith(b"2 probes: 1 equal, 1 differs\nEnded early: 2 probes not reached.\n")
    assert b"\nWith this in its workspace file the emulator agrees, as far as was asked:\n" in out
    assert emulator.counts() == {}
    assert [one for one in emulator.workspace.objects if one.startswith("attio_harness")] == []
    assert not (shell.folder / "verify.leftovers.json").exists()
    row = json.loads((shell.folder / "verify.json").read_text())
    assert (row["left"], row["unreached"]) == ([], 2)


def test_what_a_second_interrupt_leaves_is_taken_away_by_cleanup(
    shell: Shell, attio: tuple[Emulator, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    emulator, url = attio
    batches, activities = _watched(
        emulator, {"path": "/v2/batch/records"}, {"path": "/v2/activities/attio_harness_*", "delay": 3}
    )
    with _started(shell, url) as process:
        _until(lambda: batches.seen > 0, process)
        process.send_signal(signal.SIGINT)
        # the cleaning is at the activity, behind it comes the object
        _until(lambda: activities.seen > 0, process)
        assert process.stderr is not None
        said = next(line for line in process.stderr if b"interrupted: " in line)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert said.startswith(
        b"attio-harness: interrupted: sending nothing new, deleting what it created; a second signal "
    )
    assert b"not everything was taken away (interrupted); attio-harness verify --cleanup finishes it" in err
    left = [one for one in emulator.workspace.objects if one.startswith("attio_harness")]
    assert len(left) == 1
    emulator.faults.replace([])
    # the emulator has settled at once
    monkeypatch.setattr("attio_harness.cli.verify.time", SimpleNamespace(time=time.time, sleep=lambda seconds: None))
    code, _, err_text = _verify(shell, url, "--yes")
    assert code == 2
    assert "an earlier run has left something; take it away with --cleanup first" in err_text
    code, out, _ = _verify(shell, url, "--cleanup")
    assert (code, out.endswith(f"; the object {left[0]} deleted\n")) == (0, True)
    assert [one for one in emulator.workspace.objects if one.startswith("attio_harness")] == []
    assert not (shell.folder / "verify.leftovers.json").exists()


def test_what_is_left_of_one_address_is_not_looked_for_at_another(shell: Shell) -> None:
    row = {"attio": "https://api.attio.com", "marker": "0123456789abcdef", "began": "2026-11-27T20:00:00+00:00"}
    shell.write("verify.leftovers.json", json.dumps(row))
    assert _refused(shell, "--attio", "http://127.0.0.1:9", "--cleanup") == (
        "verify.leftovers.json is of https://api.attio.com, and --attio says http://127.0.0.1:9; expected the same"
    )
