"""What only a process has: Ctrl-C before the command is there, while modules are imported and while a file is written; a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.started import processes

AT_IMPORT = """
import os, signal, sys

class Pressed:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Pressed())
"""
WHILE_WRITING = """
import os, signal
from attio_harness import output_file
kept = output_file._keep_permissions
def pressed(new, old):
    os.kill(os.getpid(), signal.SIGINT)
    kept(new, old)
output_file._keep_permissions = pressed
"""
RUN = "from attio_harness.__main__ import run\nrun()"

EVENT = '{"type":"identify","userId":"u1","traits":{"email":"a@example.com"}}\n'


def run(program: str, *words: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """A new interpreter: what it imports is what is tested."""
    return subprocess.run(
        [sys.executable, "-c", f"{program}\n{RUN}", *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("module", ["attio_harness.version", "typer", "attio_harness.run.check", "segment_actions"])
def test_an_interrupt_while_modules_are_imported_is_one_line(tmp_path: Path, module: str) -> None:
    (tmp_path / "e.ndjson").write_text(EVENT)
    (tmp_path / "w.yaml").write_text("name: W\n")
    done = run(AT_IMPORT.format(module=module), "check", "e.ndjson", "-m", "published", "-w", "w.yaml", folder=tmp_path)
    assert b"Traceback" not in done.stderr
    if done.returncode != 130:
        pytest.fail(f"{done.returncode}: {done.stderr!r}")
    # within a run the reading ends, and the report is about what was read
    assert done.stderr in (b"attio-harness: interrupted\n", b"")


def test_an_interrupt_while_a_file_is_written_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text(
        '[{"partnerAction":"identifyUser","subscribe":"type = \\"identify\\"","mapping":{}}]'
    )
    (tmp_path / "w.yaml").write_text("name: W\n")
    (tmp_path / "report.md").write_text("old\n")
    words = ("lint", "m.json", "-w", "w.yaml", "-o", "report.md")
    done = processes.run(*words, program=WHILE_WRITING + RUN, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (130, b"")
    assert b"Traceback" not in done.stderr
    assert (tmp_path / "report.md").read_text() == "old\n"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["m.json", "report.md", "w.yaml"]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_gets_what_it_cannot_show_as_an_escape(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "e.ndjson").write_text(
        EVENT
        + '{"type":"identify\\ud800","userId":"u2"}\n{"type":"track","userId":"×→","event":"e\\udc00","properties":{"k\\ud800":"\\ud800"}}\n'
    )
    (tmp_path / "w.yaml").write_text("name: W\n")
    words = ("check", "e.ndjson", "-m", "published", "-w", "w.yaml", "-v")
    env = {**os.environ, "PYTHONIOENCODING": encoding, "LANG": "C", "PYTHONUTF8": "0"}
    ours, theirs = pty.openpty()
    process: subprocess.Popen[bytes] | processes.Started
    if encoding == "ascii":  # a new interpreter, which the locale is for
        command = [sys.executable, "-c", RUN, *words]
        process = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=theirs, stderr=subprocess.PIPE)
    else:
        process = processes.Started(*words, cwd=tmp_path, env=env, stdout=theirs)
    with process:
        os.close(theirs)
        shown = b"".join(what_comes(ours))
        os.close(ours)
        assert process.stderr is not None
        assert (process.stderr.read(), process.wait()) == (b"", 1)
    assert b"\\ud800" in shown
    shown.decode(encoding)


def what_comes(terminal: int) -> Iterator[bytes]:
    with suppress(OSError):  # of Linux, once the other end is closed
        while piece := os.read(terminal, 1 << 16):
            yield piece
