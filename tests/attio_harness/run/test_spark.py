"""What workers say of pieces meets the lines as they are read here; what keeps Spark from running is one sentence. No Spark is started."""

from __future__ import annotations

import json
import logging
import marshal
import pickle
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from attio_harness.errors import UsageError
from attio_harness.inputs.file_pieces import pieces_of
from attio_harness.inputs.mappings import locate_dict
from attio_harness.run import spark, spark_task
from attio_harness.run.map_side import MapSettings, MapSide, row_from
from attio_harness.run.spark import SaidOfFiles, Spark, usable_master
from attio_harness.run.spark_task import Task, block_of, checksum
from attio_harness.terminal.interrupts import Terminated

from tests.attio_harness.subscriptions import identify_user

SUBSCRIPTION = identify_user()
SETTINGS = MapSettings(sources=list(locate_dict(SUBSCRIPTION, "")))


def line_of(number: int) -> bytes:
    return json.dumps({"type": "identify", "userId": f"u{number}", "traits": {"email": f"u{number}@acme.com"}}).encode()


def said(*lines: bytes) -> bytes:
    return block_of([(checksum(line), [line.decode()]) for line in lines])


def of(*blocks: tuple[int, str | None, bytes | None], files: str = "ab") -> SaidOfFiles:
    return SaidOfFiles(blocks, list(files))


def asked(others: SaidOfFiles, *numbered: tuple[int, bytes]) -> list[Any]:
    assert others.are_worth(1)
    assert others.are_free
    others.give(list(numbered))
    assert not others.are_free
    taken = others.take()
    assert others.are_free
    return taken


def test_lines_meet_what_was_said_of_them_by_their_numbers() -> None:
    others = of((0, None, said(b"1", b"2")), (0, None, said(b"3", b"", b"5")), (1, None, said(b"6")))
    others.begin("a")
    assert asked(others, (2, b"2"), (3, b"3")) == [["2"], ["3"]]
    assert asked(others, (5, b"5"), (6, b"6")) == [["5"], None]
    others.begin("b")
    assert asked(others, (1, b"6")) == [["6"]]


def test_a_line_that_changed_since_and_one_that_is_counted_anew_are_read_here() -> None:
    others = of((0, None, said(b"1")), (0, None, said(b"2", b"3")))
    others.begin("a")
    assert asked(others, (2, b"other"), (3, b"3"), (1, b"1"), (2, b"2")) == [None, ["3"], None, ["2"]]


def test_a_file_that_is_named_twice_and_one_that_has_no_piece() -> None:
    others = of((0, None, said(b"1")), (2, None, said(b"3")), files="aba")
    others.begin("stranger")
    assert not others.are_worth(1)
    others.begin("a")
    assert asked(others, (1, b"1")) == [["1"]]
    others.begin("b")
    assert asked(others, (1, b"2")) == [None]
    others.begin("a")
    assert asked(others, (1, b"3")) == [["3"]]
    others.begin("a")
    assert not others.are_worth(1)


def test_what_was_not_read_of_a_file_is_passed_over_and_what_was_given_is_forgotten() -> None:
    others = of((0, None, said(b"1")), (0, None, said(b"2")), (1, None, said(b"3")))
    others.begin("a")
    others.give([(1, b"1")])
    others.forget()
    assert others.are_free
    others.begin("b")
    assert asked(others, (1, b"3")) == [["3"]]


def test_a_worker_that_cannot_read_a_file_ends_the_run() -> None:
    others = of((0, "a cannot be read by a worker (No such file)", None))
    others.begin("a")
    with pytest.raises(UsageError, match="--engine spark: a cannot be read by a worker"):
        asked(others, (1, b"1"))


def blocks(task: Task, number: int = 0) -> list[tuple[int, str | None, bytes | None]]:
    return list(pickle.loads(pickle.dumps(task)).blocks(number))


def test_a_worker_says_of_every_line_what_the_map_side_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_task, "_LINES", 2)
    (tmp_path / "a").write_bytes(b"\n".join([line_of(1), b"", b"no event", line_of(2), line_of(3)]))
    found = blocks(Task(pickle.dumps(SETTINGS), pieces_of([str(tmp_path / "a")])))
    assert [one[:2] for one in found] == [(0, None)] * 3
    listed = [one for _, _, block in found for one in marshal.loads(block or b"")]
    assert [len(marshal.loads(block or b"")) for _, _, block in found] == [2, 2, 1]
    side, lines = MapSide(SETTINGS), [line_of(1), b"", b"no event", line_of(2), line_of(3)]
    assert [checked for checked, _ in listed] == [checksum(line) for line in lines]
    assert [plain(said) for _, said in listed] == [plain(side.line(line)) for line in lines]
    assert [said is None for _, said in listed] == [False, True, True, False, False]


def plain(said: Any) -> Any:
    """The bytes of a row differ with what Python shares between values."""
    return said and (*said[:-1], row_from(said[-1]))


def test_a_worker_of_another_release_and_one_without_the_file_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(line_of(1))
    task = Task(pickle.dumps(SETTINGS), pieces_of([str(tmp_path / "a")]))
    (tmp_path / "a").unlink()
    ((_, why, _),) = blocks(task)
    assert (
        why
        == f"{tmp_path / 'a'} cannot be read by a worker (No such file or directory); it must lie where each worker finds it under this name"
    )
    here = "attio-harness {} on Python {}".format(*spark_task.made_by())
    monkeypatch.setattr(spark_task, "made_by", lambda: ("0.9", "3.13"))
    ((_, why, _),) = blocks(task)
    assert why == f"a worker has attio-harness 0.9 on Python 3.13, and this process {here}; install the same there"


@pytest.mark.parametrize("master", ["local", "local[*]", "local[4]", "local[4,2]", "local-cluster[2,1,1024]", "yarn"])
def test_masters_that_need_no_connection(master: str) -> None:
    assert usable_master(master) == master


@pytest.mark.parametrize(
    "master", ["", "spark", "spark://host", "local[]", "local[x]", "http://host:1", "sc://host", "LOCAL"]
)
def test_what_is_no_master(master: str) -> None:
    with pytest.raises(UsageError, match="expected local"):
        usable_master(master)


@pytest.fixture
def closed() -> Iterator[int]:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield one.getsockname()[1]


def test_a_master_that_cannot_be_reached_is_told_before_anything_is_started(closed: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        for master in (
            f"spark://127.0.0.1:{port}",
            f"spark://127.0.0.1:{closed},127.0.0.1:{port}",
            f"k8s://https://127.0.0.1:{port}",
        ):
            assert usable_master(master) == master
    for master in (f"spark://127.0.0.1:{closed}", f"k8s://http://127.0.0.1:{closed}"):
        with pytest.raises(UsageError) as told:
            usable_master(master)
        assert (
            str(told.value)
            == f"--master {master} cannot be reached: Connection refused; is it running, and is the address right?"
        )


def entered(names: list[str]) -> str:
    with pytest.raises(UsageError) as told, Spark(SETTINGS, names):
        pass
    return str(told.value)


@pytest.fixture
def events(tmp_path: Path) -> list[str]:
    (tmp_path / "a").write_bytes(line_of(1))
    return [str(tmp_path / "a")]


def test_without_pyspark(events: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    assert entered(events) == "--engine spark needs the extra `spark`: pip install 'attio-harness[spark]'"


def a_java(folder: Path, said: str) -> None:
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "bin/java").write_text(f"#!/bin/sh\necho '{said}' >&2\n")
    (folder / "bin/java").chmod(0o755)


NEED = "--engine spark needs Java 17 or newer (on Debian: apt-get install openjdk-17-jre-headless); "


def test_without_a_java_that_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UsageError) as told:
        spark._java()
    assert str(told.value) == f"{NEED}there is no java on the path, and JAVA_HOME is not set"
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin:/usr/bin")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UsageError, match=r"java cannot be run \(No such file or directory\)"):
        spark._java()
    for said, has in (
        ('openjdk version "11.0.2" 2019-01-15', "is Java 11"),
        ('java version "1.8.0_392"', "is Java 8"),
        ("what", "does not tell its version"),
    ):
        a_java(tmp_path, said)
        with pytest.raises(UsageError) as told:
            spark._java()
        assert str(told.value) == f"{NEED}{tmp_path}/bin/java {has}"
    a_java(tmp_path, 'openjdk version "21.0.1" 2023-10-17')
    spark._java()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Job aborted\nTraceback:\n  File x\nValueError: what\n\n\tat org.apache.Spark\nCaused by: X", "ValueError: what"),
        ("[JAVA_GATEWAY_EXITED] Java ended.\nmore", "[JAVA_GATEWAY_EXITED] Java ended."),
        ("ModuleNotFoundError: No module named 'attio_harness'", "the Python of a worker has no attio-harness; install the same release there, and name that Python by PYSPARK_PYTHON"),
        ("[PACKAGE_NOT_INSTALLED] Pandas >= 2.2.0 must be installed.", "[PACKAGE_NOT_INSTALLED] Pandas >= 2.2.0 must be installed. (pip install 'attio-harness[spark]' brings it)"),
        ("", "no reason was given"),
    ],
)  # fmt: skip
def test_an_error_of_spark_is_one_line(text: str, why: str) -> None:
    with pytest.raises(UsageError) as told, spark._told():
        raise RuntimeError(text)
    assert str(told.value) == f"--engine spark: Spark failed: {why}"


@pytest.mark.parametrize(("ended", "why"), [(None, "java.io.EOFException"), (-9, "its Java ended during the work")])
def test_an_error_of_a_java_that_is_there_no_more_is_about_that(
    monkeypatch: pytest.MonkeyPatch, ended: int | None, why: str
) -> None:
    pyspark = pytest.importorskip("pyspark")
    gateway = SimpleNamespace(proc=SimpleNamespace(poll=lambda: ended))
    monkeypatch.setattr(pyspark.SparkContext, "_gateway", gateway)
    with pytest.raises(UsageError) as told, spark._told():
        raise RuntimeError("java.io.EOFException")
    assert str(told.value).startswith(f"--engine spark: Spark failed: {why}")


GONE = "its Java ended during the work, by a signal or because it ran out of memory (spark.driver.memory sets how much it may use)"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (RuntimeError("An error occurred while calling o23.setCallSite"), GONE),
        (RuntimeError("Answer from Java side is empty"), GONE),
        (RuntimeError("Error while sending or receiving"), GONE),
        (RuntimeError("An error occurred while trying to connect to the Java server (127.0.0.1:1)"), GONE),
        (ConnectionResetError(104, "Connection reset by peer"), GONE),
        (ConnectionRefusedError(111, "Connection refused"), GONE),
        (EOFError(), GONE),
        (OSError(28, "No space left on device"), "No space left on device"),
        (RuntimeError("An error occurred while calling o5.x.\n: java.lang.OutOfMemoryError: Java heap space\n\tat org.apache.X"), "java.lang.OutOfMemoryError: Java heap space"),
    ],
)  # fmt: skip
def test_a_java_that_has_ended_is_told_and_never_as_a_file_that_cannot_be_read(error: Exception, why: str) -> None:
    def ends() -> Iterator[Any]:
        yield 0, None, said(line_of(1))
        raise error

    class Said:
        def toLocalIterator(self, **_: Any) -> Iterator[Any]:
            return ends()

    others = SaidOfFiles(spark._read_back(Said()), ["a"])
    others.begin("a")
    with pytest.raises(UsageError) as told:
        asked(others, (1, line_of(1)), (2, line_of(2)))
    assert str(told.value) == f"--engine spark: Spark failed: {why}"


def test_nothing_is_logged_while_spark_is_there(caplog: pytest.LogCaptureFixture) -> None:
    with spark._unlogged():
        logging.exception("Exception while sending command.")
    assert not caplog.records
    logging.warning("after it")
    assert [one.message for one in caplog.records] == ["after it"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("fails", [False, True])
def test_a_signal_while_java_starts_is_raised_once_it_has_started(number: signal.Signals, fails: bool) -> None:
    before, went_on = signal.getsignal(number), []

    def start() -> None:
        with spark._held():
            signal.raise_signal(number)
            went_on.append(True)
            if fails:
                raise UsageError("Java was ended by the same signal")

    with pytest.raises(KeyboardInterrupt) as raised:
        start()
    assert isinstance(raised.value, Terminated) == (number == signal.SIGTERM)
    assert (went_on, signal.getsignal(number)) == ([True], before)


def test_what_fails_without_a_signal_is_told() -> None:
    with pytest.raises(UsageError, match="why"), spark._held():
        raise UsageError("why")


def test_the_handler_that_pyspark_sets_is_in_force_while_a_job_runs_and_not_after_it() -> None:
    before = signal.getsignal(signal.SIGINT)
    with spark._handler_kept():
        with spark._held():
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    assert signal.getsignal(signal.SIGINT) is before
