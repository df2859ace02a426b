"""`check --engine spark`: every byte of what a run says and writes is that of one process, and of two. Needs pyspark and Java."""

from __future__ import annotations

import gzip
import importlib.util
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from attio_harness.run import processes, spark

from .shell import Shell
from .test_processes import EVENTS, LINES, an_event, ndjson

WHY = (
    "pyspark is not installed (make .venv/spark)" if importlib.util.find_spec("pyspark") is None
    else "Java is not there (make java)" if shutil.which("java") is None
    else ""
)  # fmt: skip


@pytest.fixture
def here(shell: Shell) -> Shell:
    """Files of every kind: lines in several pieces, packed ones, a document, one that is something else, and lines that are none."""
    folder = shell.folder / "events"
    folder.mkdir()
    (folder / "a.ndjson").write_bytes(
        LINES + b"\n\r\n{broken\n" + ndjson([an_event(number) for number in range(100, 140)])
    )
    (folder / "b.ndjson.gz").write_bytes(gzip.compress(LINES))
    (folder / "c.json").write_text(json.dumps(EVENTS, indent=1))
    (folder / "d.ndjson").write_bytes(b"")
    (folder / "e.ndjson").write_bytes(b"\xef\xbb\xbf" + LINES.replace(b"\n", b"\r\n"))
    return shell


@pytest.fixture(scope="module")
def java() -> Iterator[None]:
    """Java that pyspark keeps for the next session once it is started: where these tests are run by one process, they have one."""
    with pytest.MonkeyPatch.context() as patch:
        # it compiles as for a long run unless told otherwise, and takes twice as long for these
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield
    from pyspark import SparkContext

    if SparkContext._gateway is not None:
        with SparkContext._gateway.proc:  # closes the pipe to it, and waits for its end
            SparkContext._gateway.shutdown()
        SparkContext._gateway = SparkContext._jvm = None


@pytest.mark.skipif(bool(WHY), reason=WHY)
@pytest.mark.filterwarnings("ignore")  # of pyspark's own
def test_one_process_several_and_spark_say_the_same(here: Shell, java: None, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    plain = spark.SaidOfFiles._said

    def watched(self: spark.SaidOfFiles, number: int, line: bytes) -> Any:
        found = plain(self, number, line)
        seen.append(found is not None)
        return found

    monkeypatch.setattr(spark.SaidOfFiles, "_said", watched)
    monkeypatch.setattr(processes, "AT_LEAST", 0)
    monkeypatch.setattr(spark, "PIECE", 4_000)
    told = [ran(here, *engine) for engine in (("--processes", "1"), ("--processes", "2"), ("--engine", "spark"))]
    assert told[0] == told[1] == told[2]
    assert told[0][0] == 1
    assert len(seen) > 150
    assert seen.count(True) > 140


@pytest.mark.skipif(bool(WHY), reason=WHY)
@pytest.mark.filterwarnings("ignore")  # of pyspark's own
def test_a_java_that_is_killed_is_told_in_one_line(here: Shell, java: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    worked = spark._blocks

    def killed(*arguments: Any) -> Any:
        found = worked(*arguments)
        java = SparkContext._gateway.proc
        with java:  # closes its pipe, which nobody else does
            java.kill()
        return found

    monkeypatch.setattr(spark, "_blocks", killed)
    try:
        words = ("check", "events/a.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "--engine", "spark")
        code, out, err = here(*words, "--master", "local[1]")
    finally:
        SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
        SparkSession._instantiatedSession = None  # which no Java was there to take leave of
    assert (code, out) == (2, "")
    assert err == (
        "attio-harness: --engine spark: Spark failed: its Java ended during the work, by a signal or because it ran out of memory "
        "(spark.driver.memory sets how much it may use)\n"
    )


def ran(here: Shell, *engine: str) -> tuple[Any, ...]:
    words = (
        "check",
        "events",
        "-m",
        "mapping.json",
        "-w",
        "workspace.yaml",
        "--format",
        "json",
        "--state",
        "crm.json",
        "--dead-letters",
        "lost.ndjson",
    )
    code, out, err = here(*words, *engine)
    return (code, out, err, *((here.folder / name).read_bytes() for name in ("crm.json", "lost.ndjson")))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--master", "local[2]"), "--master is that of Spark; add --engine spark"),
        (("--engine", "spark", "--processes", "2"), "--engine spark does not go with --processes, whose number is the master's: local[4], or what a cluster gives"),
        (("--engine", "spark", "--mode", "both"), "--engine spark does not go with --mode both, which has two results"),
        (("--engine", "spark", "--vary"), "--engine spark does not go with --vary, which runs again and again"),
        (("--engine", "spark", "--watch"), "--engine spark does not go with --watch, which runs again and again"),
        (("--engine", "spark", "--master", "spark"), "--master 'spark' is not a master of Spark: expected local[*], local[4], spark://HOST:PORT, yarn or k8s://https://HOST:PORT"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together(here: Shell, words: tuple[str, ...], said: str) -> None:
    assert here("check", "events", "-m", "mapping.json", "-w", "workspace.yaml", *words) == (
        2,
        "",
        f"attio-harness: {said}\n",
    )


def test_standard_input_is_no_file(here: Shell) -> None:
    code, out, err = here("check", "-", "-m", "mapping.json", "-w", "workspace.yaml", "--engine", "spark")
    assert (code, out) == (2, "")
    assert (
        err
        == "attio-harness: --engine spark reads files, each where its workers find it; standard input is none: write it to a file first\n"
    )


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_spark_works_tells_which_it_was(
    here: Shell, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, code: int
) -> None:
    monkeypatch.setattr(spark.Spark, "__enter__", lambda self: signal.raise_signal(number))
    words = ("check", "events", "-m", "mapping.json", "-w", "workspace.yaml", "--engine", "spark")
    assert here(*words) == (code, "", "attio-harness: interrupted\n")


def test_nothing_of_spark_is_imported_unless_it_is_asked_for(here: Shell) -> None:
    # our own module for it as well, which is there without pyspark
    script = "import sys; from attio_harness.__main__ import run\ntry: run()\nexcept SystemExit: pass\n"
    script += "of_spark = {'pyspark', 'py4j', 'pyarrow', 'pandas', 'attio_harness.run.spark'}\n"
    script += "print(sorted(of_spark & sys.modules.keys()), file=sys.stderr)"
    words = ["check", "events/a.ndjson", "-m", "mapping.json", "-w", "workspace.yaml"]
    done = subprocess.run(
        [sys.executable, "-c", script, *words], cwd=here.folder, capture_output=True, text=True, check=False
    )
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize("engine", [("--processes", "1"), ("--processes", "2"), ("--engine", "spark")])
def test_a_name_that_stands_for_no_file_is_told_before_a_file_is_read(here: Shell, engine: tuple[str, ...]) -> None:
    here.write("table.ndjson", "user_id,event,time\n")
    words = ("check", "events", "table.ndjson", "missing.ndjson", "-m", "mapping.json", "-w", "workspace.yaml")
    said = "attio-harness: missing.ndjson: there is no such file or folder (expected events: NDJSON, a JSON array or object)\n"
    assert here(*words, *engine) == (2, "", said)
