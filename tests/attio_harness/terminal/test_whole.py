"""What a command writes arrives whole, whatever ends a write in between, with the buffers of Python and without them."""

from __future__ import annotations

import array
import fcntl
import marshal
import os
import pickle
import signal
import termios
import time
from pathlib import Path
from subprocess import PIPE

import pytest
from attio_harness.inputs.mappings import locate_dict
from attio_harness.run.map_side import MapSettings
from attio_harness.run.worker import HEAD

from tests.started.processes import Started, run

from .processes import LINE, MAPPING

BUFFERS = ["", "1"]
"""Of `PYTHONUNBUFFERED`: with buffers and without."""
WORKER = "from attio_harness.run.worker import main\nmain()"


@pytest.fixture(scope="module")
def told() -> bytes:
    """More than a pipe holds."""
    out = run("fidelity").stdout
    assert len(out) > 1 << 16
    return out


def without(buffers: str) -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": buffers}


def stop_in_a_write(process: Started, stream: int) -> None:
    """Stop the process once it waits for room in a pipe, and let it go on: of its write, only what the pipe held is done."""
    held, before = array.array("i", [0]), -1
    while not held[0] or held[0] != before:
        before = held[0]
        time.sleep(0.05)
        fcntl.ioctl(stream, termios.FIONREAD, held)
    os.kill(process.pid, signal.SIGSTOP)
    stat = Path(f"/proc/{process.pid}/stat")
    while stat.read_text().rpartition(")")[2].split()[0] != "T":
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGCONT)


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")


@linux
@pytest.mark.parametrize("buffers", BUFFERS)
@pytest.mark.parametrize("where", [[], ["-o", "/dev/stdout"]], ids=["stdout", "its name"])
def test_a_report_is_whole_after_a_stop(told: bytes, where: list[str], buffers: str) -> None:
    with Started("fidelity", *where, env=without(buffers)) as process:
        assert process.stdout is not None
        stop_in_a_write(process, process.stdout.fileno())
        assert (process.communicate(), process.returncode) == ((told, b""), 0)


@pytest.mark.parametrize("buffers", BUFFERS)
@pytest.mark.parametrize("where", [[], ["-o", "/dev/stdout"]], ids=["stdout", "its name"])
def test_a_pipe_that_does_not_block_is_waited_for(told: bytes, where: list[str], buffers: str) -> None:
    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    with Started("fidelity", *where, env=without(buffers), stdout=writes) as process, open(reads, "rb") as out:
        os.close(writes)
        time.sleep(0.1)  # the pipe is full
        assert (out.read(), process.communicate(), process.returncode) == (told, (b"", b""), 0)


@pytest.mark.parametrize("buffers", BUFFERS)
def test_help_waits_too(buffers: str) -> None:
    reads, writes = os.pipe()
    size = fcntl.fcntl(writes, fcntl.F_SETPIPE_SZ, 4096) if hasattr(fcntl, "F_SETPIPE_SZ") else 0
    whole = run("check", "--help").stdout
    assert len(whole) > size
    os.set_blocking(writes, False)
    with Started("check", "--help", env=without(buffers), stdout=writes) as process, open(reads, "rb") as out:
        os.close(writes)
        time.sleep(0.1)
        assert (out.read(), process.communicate(), process.returncode) == (whole, (b"", b""), 0)


@pytest.mark.parametrize("buffers", BUFFERS)
def test_a_file_that_has_no_room_for_the_rest_is_told(tmp_path: Path, told: bytes, buffers: str) -> None:
    most = len(told) - 1000
    with (
        open(tmp_path / "report", "wb") as file,
        Started("fidelity", env=without(buffers), stdout=file.fileno(), largest=most) as process,
    ):
        said = b"attio-harness: standard output: cannot be written: File too large\n"
        assert (process.communicate()[1], process.returncode) == (said, 2)
    assert (tmp_path / "report").read_bytes() == told[:most]


@linux
@pytest.mark.parametrize("buffers", BUFFERS)
def test_the_answer_of_a_worker_is_whole_after_a_stop(buffers: str) -> None:
    settings, lines = MapSettings(sources=locate_dict(MAPPING, "")), [LINE] * 1000
    pieces = (pickle.dumps(settings), marshal.dumps(lines))
    with Started(program=WORKER, env=without(buffers), stdin=PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"".join(HEAD.pack(len(one)) + one for one in pieces))
        process.stdin.close()
        stop_in_a_write(process, process.stdout.fileno())
        out, err = process.communicate()
    head, answer = out[: HEAD.size], out[HEAD.size :]
    assert (HEAD.unpack(head), err, process.returncode) == ((len(answer),), b"", 0)
    assert len(answer) > 1 << 16
    assert [said[0] for said in marshal.loads(answer)] == ["identify"] * len(lines)
