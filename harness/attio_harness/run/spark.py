"""Apache Spark instead of local processes: its workers make the rows of lines (`map_side`), each from a piece of a file.

The workers first process all pieces and keep the rows on their disks. Then this process reads the files in order and takes the row of
each line. It reads a line itself if the line has changed or no worker has seen it, so Spark affects how long a run takes, never its
result. A run looks for pyspark and Java when it begins.
"""

from __future__ import annotations

import logging
import marshal
import os
import pickle
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from attio_harness.errors import UsageError
from attio_harness.inputs.file_pieces import PIECE, Piece, pieces_of
from attio_harness.inputs.handed import Said
from attio_harness.run.map_side import MapSettings
from attio_harness.run.spark_task import SCHEMA, Task, checksum
from attio_harness.terminal.interrupts import interrupt

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["LOCAL", "SaidOfFiles", "Spark", "usable_master"]

LOCAL = "local[*]"
"""The default master: this computer with all its cores."""
JAVA = 17
"""The oldest Java that Spark 4 runs on (its documentation)."""
_MASTER = re.compile(r"local(\[(\*|\d+)(,\d+)?\])?|local-cluster\[\d+,\d+,\d+\]|spark://.+:\d+(,.+:\d+)*|yarn|k8s://.+")
_WAIT = 5.0

_Block = tuple[int, str | None, bytes | None]


def usable_master(master: str) -> str:
    """The master, unchanged. Raises UsageError if Spark knows no such master, or nobody listens at its address."""
    if not _MASTER.fullmatch(master):
        raise UsageError(
            f"--master {master!r} is not a master of Spark: expected local[*], local[4], spark://HOST:PORT, yarn or k8s://https://HOST:PORT"
        )
    if master.startswith("spark://"):
        asked = [f"//{one}" for one in master.removeprefix("spark://").split(",")]
    elif master.startswith("k8s://"):
        asked = [master.removeprefix("k8s://")]
    else:
        return master
    problems = [_unreachable(one) for one in asked]
    if all(problems):
        raise UsageError(
            f"--master {master} cannot be reached: {problems[0]}; is it running, and is the address right?"
        )
    return master


def _unreachable(address: str) -> str | None:
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        with socket.create_connection((parts.hostname or "", parts.port or 443), timeout=_WAIT):
            return None
    except (OSError, ValueError) as error:
        return str(getattr(error, "strerror", None) or error)


class SaidOfFiles:
    """Hands out what workers said of the lines of files, while this process reads the same files (`inputs.handed.Others`)."""

    def __init__(self, blocks: Iterable[_Block], files: Sequence[str]) -> None:
        """`blocks` come in the order of the lines; `files` are numbered by their occurrence."""
        self._blocks = iter(blocks)
        self._files = files
        self._occurrence = -1
        self._is_known = False
        self._next: _Block | None = None
        self._of_block: list[tuple[int, Said]] = []
        self._at = 0
        """The number of the line before the current block."""
        self._given: list[tuple[int, bytes]] | None = None

    def begin(self, file: str) -> None:
        """Expect the lines of this file next."""
        later = (number for number in range(self._occurrence + 1, len(self._files)) if self._files[number] == file)
        found = next(later, None)
        self._is_known = found is not None
        if found is not None:
            self._occurrence, self._at, self._of_block = found, 0, []

    def are_worth(self, size: int) -> bool:
        return self._is_known

    @property
    def are_free(self) -> bool:
        return self._given is None

    def give(self, lines: list[tuple[int, bytes]]) -> None:
        self._given = lines

    def take(self) -> list[Said]:
        """What was said of the lines given last. Raises UsageError if a worker could not read the file."""
        lines, self._given = self._given or [], None
        return [self._said(number, line) for number, line in lines]

    def forget(self) -> None:
        self._given = None

    def _said(self, number: int, line: bytes) -> Said:
        while number > self._at + len(self._of_block):
            if not self._go_on():
                return None
        if number <= self._at:  # a document of several lines, whose line numbers start again
            return None
        checked, said = self._of_block[number - self._at - 1]
        return said if checked == checksum(line) else None

    def _go_on(self) -> bool:
        """Move to the next block of this file; False if there is none."""
        while True:
            block = self._next or next(self._blocks, None)
            self._next = None
            if block is None:
                return False
            occurrence, problem, said = block
            if occurrence > self._occurrence:
                self._next = block
                return False
            if problem is not None:
                raise UsageError(f"--engine spark: {problem}")
            if occurrence == self._occurrence:
                assert said is not None
                self._at += len(self._of_block)
                self._of_block = marshal.loads(said)
                return True


class Spark(SaidOfFiles):
    """A Spark session with what its workers said of the files under `names`. Entering it processes all files.

    Raises:
        UsageError: pyspark or Java is missing, the master cannot be reached, or a worker cannot do its part.
        InputError: a name matches no file.
    """

    def __init__(self, settings: MapSettings, names: Sequence[str], *, master: str = LOCAL) -> None:
        self._settings, self._master = settings, usable_master(master)
        self._pieces = pieces_of(names, PIECE)
        self._leaving = ExitStack()
        super().__init__((), _files_of(self._pieces))

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            # pyspark sets a handler that ends a job by KeyboardInterrupt: right while the job runs, but not afterwards
            stack.enter_context(_handler_kept())
            ending = stack.enter_context(ExitStack())
            session = ending.enter_context(_session(self._master))
            self._blocks = _blocks(session, Task(pickle.dumps(self._settings), self._pieces), len(self._pieces))
            self._leaving = ending.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._leaving.close()


def _files_of(pieces: Sequence[Piece]) -> list[str]:
    """The files by their occurrence; the name of a file without pieces is empty."""
    files = [""] * (pieces[-1].occurrence + 1 if pieces else 0)
    for one in pieces:
        files[one.occurrence] = one.file
    return files


def _blocks(session: SparkSession, task: Task, number: int) -> Iterator[_Block]:
    """What all workers say, in the order of the pieces. Yields nothing before all pieces are processed."""
    if not number:
        return iter(())
    from pyspark import StorageLevel  # an extra; the session is there, so this is, too

    with _told(), warnings.catch_warnings():
        # pyspark warns about pandas, which we do not use
        warnings.simplefilter("ignore")
        # one piece for each partition; partitions keep their order
        said = session.range(0, number, 1, number).mapInArrow(task, SCHEMA).persist(StorageLevel.DISK_ONLY)
        said.count()
    return _read_back(said)


def _read_back(said: Any) -> Iterator[_Block]:
    with _told():
        for occurrence, problem, block in said.toLocalIterator(prefetchPartitions=True):
            yield occurrence, problem, None if block is None else bytes(block)


@contextmanager
def _session(master: str) -> Iterator[SparkSession]:
    try:
        from pyspark.sql import SparkSession  # an extra, and 0.4 s
    except ImportError:
        raise UsageError("--engine spark needs the extra `spark`: pip install 'attio-harness[spark]'") from None
    _java()
    builder: Any = SparkSession.builder
    own = {"spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
    if master.startswith("local"):
        own |= {"spark.ui.enabled": "false", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
        # workers on this computer use this Python
        os.environ["PYSPARK_PYTHON"] = sys.executable
    for name, value in own.items():
        builder = builder.config(name, value)
    with _unlogged():
        with _held(), _silent(), _told():
            session: SparkSession = builder.master(master).appName("attio-harness check").getOrCreate()
        _unprinted(session)
        try:
            yield session
        finally:
            # stopping fails, with a warning of pyspark, if the cluster is gone
            with suppress(Exception), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                session.stop()


def _java() -> None:
    """Raises UsageError if there is no Java that Spark can run on."""
    home = os.environ.get("JAVA_HOME")
    java = os.path.join(home, "bin", "java") if home else shutil.which("java")
    need = f"--engine spark needs Java {JAVA} or newer (on Debian: apt-get install openjdk-{JAVA}-jre-headless)"
    if java is None:
        raise UsageError(f"{need}; there is no java on the path, and JAVA_HOME is not set")
    try:
        done = subprocess.run(
            [java, "-version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
    except OSError as error:
        raise UsageError(f"{need}; {java} cannot be run ({error.strerror or error})") from None
    found = re.search(r'version "(?:1\.)?(\d+)', done.stdout)
    if found is None or int(found[1]) < JAVA:
        has = f"is Java {found[1]}" if found else "does not tell its version"
        raise UsageError(f"{need}; {java} {has}")


@contextmanager
def _silent() -> Iterator[None]:
    """Hide what Java prints to standard error, for as long as it lives, if it is started while this is entered."""
    with tempfile.TemporaryFile() as nowhere:
        before = os.dup(2)
        try:
            os.dup2(nowhere.fileno(), 2)
            yield
        finally:
            os.dup2(before, 2)
            os.close(before)


@contextmanager
def _unlogged() -> Iterator[None]:
    """Turn off logging: if Java ends, py4j logs a traceback for each try, and our error says the same in one line."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)


def _unprinted(session: Any) -> None:
    """Stop the accumulator server from printing a traceback if Java ends: whatever reads from Java reports that."""
    server = getattr(session.sparkContext, "_accumulatorServer", None)
    if server is not None:
        server.handle_error = lambda request, address: None


@contextmanager
def _held() -> Iterator[None]:
    """Hold back signals while entered and raise them afterwards: a Java that is abandoned during its start would never end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught: list[int] = []

    def hold(number: int, frame: object) -> None:
        caught.append(number)

    before = {number: signal.signal(number, hold) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except UsageError:
        # a signal to the whole process group ends Java as well: report the signal, not the failure of Java
        if not caught:
            raise
    finally:
        for number, handler in before.items():
            # keep a handler that pyspark has set meanwhile
            if signal.getsignal(number) is hold:
                signal.signal(number, handler)
    if caught:
        raise interrupt(caught[0])


@contextmanager
def _handler_kept() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, handler)


@contextmanager
def _told() -> Iterator[None]:
    """Turn any error inside Spark into a UsageError of one line."""
    try:
        yield
    except UsageError:
        raise
    except (ConnectionError, EOFError):
        raise UsageError(f"--engine spark: Spark failed: {_GONE}") from None
    except OSError as error:  # Spark's own files and connections, never the checked ones
        raise UsageError(f"--engine spark: Spark failed: {error.strerror or error}") from None
    except Exception as error:  # the errors of pyspark, py4j and its connection have no common base class
        why = _GONE if _has_java_ended() else _why(str(error))
        raise UsageError(f"--engine spark: Spark failed: {why}") from None


def _has_java_ended() -> bool:
    """Whether the Java that pyspark started is there no more: then its last error is about that, whatever it says."""
    context = getattr(sys.modules.get("pyspark"), "SparkContext", None)
    java = getattr(getattr(context, "_gateway", None), "proc", None)
    return java is not None and java.poll() is not None


_GONE = "its Java ended during the work, by a signal or because it ran out of memory (spark.driver.memory sets how much it may use)"
# what py4j says of a call that nobody answers
_UNANSWERED = re.compile(
    r"An error occurred while (?:calling|trying to connect)[^\n]*|Answer from Java side is empty|Error while sending or receiving"
)
_PYTHON = re.compile(r"^[\w.]+(?:Error|Exception): .+$", re.MULTILINE)


def _why(text: str) -> str:
    """The most telling line of a Spark error: what a Python worker raised, or else the first line."""
    if _UNANSWERED.fullmatch(text.strip()):
        return _GONE
    if "No module named 'attio_" in text or "No module named 'segment_" in text:
        return "the Python of a worker has no attio-harness; install the same release there, and name that Python by PYSPARK_PYTHON"
    if "PACKAGE_NOT_INSTALLED" in text:
        return f"{text.strip().splitlines()[0]} (pip install 'attio-harness[spark]' brings it)"
    raised = _PYTHON.findall(text.partition("\n\tat ")[0])
    # py4j first names its own call, then what Java raised
    lines = [line.strip() for line in re.sub(r"^An error occurred while calling .*\n: ", "", text).splitlines()]
    lines = [line for line in lines if line]
    return raised[-1] if raised else lines[0] if lines else "no reason was given"
