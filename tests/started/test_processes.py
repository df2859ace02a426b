"""A process that was forked is what a new interpreter would be, for all that a test can see of it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT

import pytest
from attio_harness.version import version_line

from tests.started.asking import NUMBER
from tests.started.processes import Started, of_shells, run

PROGRAMS = {
    "end": "",
    "words and name": "import sys; print(sys.argv, __name__, sys.path[0] in ('', __import__('os').getcwd()))",
    "a number": "import sys; sys.exit(3)",
    "a number above 255": "import sys; sys.exit(259)",
    "true": "import sys; sys.exit(True)",
    "a text": "import sys; sys.exit('why')",
    "a value": "import sys; sys.exit([1])",
    "an exception": "print('before'); 1 / 0",
    "at once": "import os; print('lost'); os._exit(5)",
    "Ctrl-C": "import os, signal; print('before'); os.kill(os.getpid(), signal.SIGINT)",
    "SIGTERM": "import os, signal; print('lost'); os.kill(os.getpid(), signal.SIGTERM)",
    "at its end": "import atexit; atexit.register(print, 'first'); atexit.register(print, 'last', end=''); print('now', end='')",
    "a thread goes on": "import threading, time; threading.Thread(target=lambda: (time.sleep(0.05), print('late'))).start(); print('now')",
    "streams": """
import sys
for one in (sys.stdin, sys.stdout, sys.stderr):
    print(type(one.buffer).__name__, one.encoding, one.errors, one.line_buffering, one.write_through, one.newlines, one.isatty(), one.fileno())
print(sys.stdin.name, sys.stdout.name, sys.stdout is sys.__stdout__, [sys.stdin.read(), sys.stdin.buffer.read()])""",
    "signals": "import signal; print([(one, signal.getsignal(one)) for one in signal.valid_signals()], signal.pthread_sigmask(0, ()))",
    "open files": "import os; print(sorted(os.listdir('/dev/fd')))",
    "surroundings": "import os, sys; print(os.getcwd(), sorted(os.environ.items()), os.umask(0), os.getpgrp())",
    "what cannot be encoded": "import sys; sys.stderr.write('\\ud800 é'); sys.stdout.write('\\ud800')",
    "a limit of files": "import resource; print(resource.getrlimit(resource.RLIMIT_FSIZE), resource.getrlimit(resource.RLIMIT_NOFILE))",
}  # fmt: skip


def assert_as_a_new_one(program: str, folder: Path, **env: str) -> None:
    given, surroundings = "é\r\n".encode(), {**os.environ, "PYTHONUNBUFFERED": "", **env}
    command = [sys.executable, "-c", program, "a", "--b"]
    new = subprocess.run(command, cwd=folder, env=surroundings, input=given, capture_output=True, timeout=60)
    done = run("a", "--b", program=program, cwd=folder, env=surroundings, stdin=given)
    assert (done.returncode, done.stdout) == (new.returncode, new.stdout)
    assert without_frames(done.stderr) == without_frames(new.stderr)


def without_frames(err: bytes) -> bytes:
    """Without the lines of a traceback but its last: those of who calls the program are others."""
    before, mark, after = err.partition(b"Traceback")
    return before + mark + after[after.rstrip().rfind(b"\n") :]


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_is_as_a_new_interpreter(tmp_path: Path, name: str) -> None:
    assert_as_a_new_one(PROGRAMS[name], tmp_path, SAID="é")


@pytest.mark.parametrize(
    ("variable", "value"),
    [*(("PYTHONIOENCODING", value) for value in ("ascii", "latin-1:replace", ":ignore")), ("PYTHONUNBUFFERED", "1")],
)
def test_variables_for_the_streams_count(tmp_path: Path, variable: str, value: str) -> None:
    assert_as_a_new_one(PROGRAMS["streams"], tmp_path, **{variable: value})


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_at_the_end_has_the_exit_code_of_the_interpreter() -> None:
    buffered = {**os.environ, "PYTHONUNBUFFERED": ""}
    with open("/dev/full", "wb") as full, Started(program="print('x')", stdout=full.fileno(), env=buffered) as process:
        assert (process.communicate()[1].count(b"No space left on device"), process.returncode) == (1, 120)


def test_streams_may_be_one_or_closed() -> None:
    with Started(program="import os; os.write(1, b'a'); os.write(2, b'b')", stderr=STDOUT) as process:
        assert process.communicate() == (b"ab", b"")
    with Started(program="print('a')", stdout=DEVNULL, stderr=DEVNULL) as process:
        assert (process.communicate(), process.returncode) == ((b"", b""), 0)


def test_a_limit_of_its_files_is_its_own() -> None:
    with Started(program="import resource; print(resource.getrlimit(resource.RLIMIT_FSIZE)[0])", largest=77) as process:
        assert process.communicate()[0] == b"77\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_signals_end_it_and_its_end_is_told(number: int) -> None:
    with Started(program="print('there', flush=True); input()", stdin=PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"there\n"
        assert process.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.01)
        process.send_signal(number)
        assert process.wait() == -number
        process.kill()  # who has ended gets none
    assert process.poll() == -number


def test_more_than_a_pipe_holds_goes_both_ways() -> None:
    given = b"x" * 300_000
    with Started(
        program="import sys; sys.stdout.write(sys.stdin.read()); sys.stderr.write('y' * 300_000)", stdin=PIPE
    ) as process:
        assert process.communicate(given) == (given, b"y" * 300_000)
    # and who reads nothing ends without it
    with Started(program="", stdin=PIPE) as process:
        assert process.communicate(given) == (b"", b"")


def test_a_shell_has_pytest_as_well(tmp_path: Path) -> None:
    """With the plugin not imported before, so that its own assertions are explained, too."""
    (tmp_path / "test_it.py").write_text(
        "import sys\ndef test_a(): assert 'attio_harness.pytest_plugin' not in sys.modules\ndef test_b(): assert 1 == 2\n"
    )
    lean = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        ["bash", "-c", "pytest -q"],
        cwd=tmp_path,
        env={**of_shells(), **lean},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert re.search(r"^E +assert 1 == 2$", done.stdout, re.MULTILINE)
    assert re.search(r"^1 failed, 1 passed in ", done.stdout, re.MULTILINE)
    assert done.stderr == ""


BUSY = "attio-harness generate -n 100000000 > out & until [ -s out ]; do sleep 0.01; done"
SHELL = {
    "the command": ("attio-harness --version", (0, version_line(), "")),
    "a closed output": ("attio-harness --version >&-", (2, "", "attio-harness: standard output: is closed\n")),
    "a closed input": (
        "attio-harness anonymize - <&-",
        (2, "", "attio-harness: -: standard input is closed\n"),
    ),
    "a file of the shell": (
        'attio-harness anonymize <(echo \'{"type": "alias", "userId": "u"}\') 2> /dev/null | grep -o alias',
        (0, "alias\n", ""),
    ),
    "who reads no further": (
        "attio-harness generate -n 100000000 | head -c 5; echo ${PIPESTATUS[0]}",
        (0, '{"typ141\n', ""),
    ),
    "a signal": (f"{BUSY}; kill $!; wait $!", (143, "", "")),
    "Ctrl-C, which a shell has ignored in the background": (f"{BUSY}; kill -INT $!; kill $!; wait $!", (143, "", "")),
}


@pytest.mark.parametrize("name", SHELL)
def test_a_shell_has_it_as_the_installed_command(tmp_path: Path, name: str) -> None:
    line, said = SHELL[name]
    done = subprocess.run(
        ["bash", "-c", line], cwd=tmp_path, env=of_shells(), stdin=DEVNULL, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == said


def test_a_signal_that_comes_before_its_process_is_passed_on(tmp_path: Path) -> None:
    """Told by a server that sends it to the command while that still waits to be told of its process."""
    address = str(tmp_path / "socket")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        program = f"from tests.started.client import main; main({address!r})"
        command = subprocess.Popen([sys.executable, "-c", program], stdin=DEVNULL, cwd=Path(__file__).parents[2])
        connection, _ = listener.accept()
    with connection, subprocess.Popen(["sleep", "60"]) as process:
        socket.recv_fds(connection, 1, 253)
        command.send_signal(signal.SIGTERM)
        connection.sendall(process.pid.to_bytes(NUMBER, "little", signed=True))
        assert process.wait() == -signal.SIGTERM
        connection.sendall(process.returncode.to_bytes(NUMBER, "little", signed=True))
    assert command.wait() == -signal.SIGTERM
