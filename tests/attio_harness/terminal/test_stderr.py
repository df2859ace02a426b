"""Standard error that cannot be written to: nothing else fails for it, and the exit code says what it says otherwise."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
from pathlib import Path

import pytest
from attio_harness.terminal.stderr import tell

from tests.started.processes import of_shells

COMMANDS = {
    2: ("check", "missing.ndjson", "-m", "published", "-w", "w.yaml"),
    1: ("check", "none.ndjson", "-m", "published", "-w", "w.yaml"),
    0: ("lint", "m.json", "-w", "w.yaml"),
}
NOWHERE = {"closed": "2>&-", "a full disk": "2>/dev/full"}


@pytest.mark.parametrize("code", COMMANDS)
@pytest.mark.parametrize("where", NOWHERE)
def test_the_exit_code_is_the_same_where_nothing_can_be_said(tmp_path: Path, where: str, code: int) -> None:
    if "/dev/full" in NOWHERE[where] and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    (tmp_path / "none.ndjson").write_text("")
    (tmp_path / "w.yaml").write_text("name: W\n")
    (tmp_path / "m.json").write_text(
        '{"partnerAction":"assertRecord","subscribe":"type = \\"identify\\"","mapping":{"object":"people",'
        '"matching_attribute":"email_addresses","attributes":{"email_addresses":{"@path":"$.traits.email"}}}}'
    )
    shell = ["/bin/sh", "-c", f'attio-harness "$@" {NOWHERE[where]}', "sh", *COMMANDS[code]]
    done = subprocess.run(shell, cwd=tmp_path, env=of_shells(), stdout=subprocess.DEVNULL, check=False)
    assert done.returncode == code


class Filling(io.RawIOBase):
    """A file on a disk that is full for a while."""

    def __init__(self) -> None:
        self.full = True
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.content += bytes(data)  # type: ignore[call-overload]
        return len(bytes(data))  # type: ignore[call-overload]


def test_what_a_full_disk_did_not_take_comes_with_the_next_line(monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Filling()
    stream = io.TextIOWrapper(io.BufferedWriter(disk), encoding="utf-8", line_buffering=True)
    monkeypatch.setattr(sys, "stderr", stream)
    tell("the state could not be saved")
    assert disk.content == b""
    disk.full = False
    tell("the state is saved again")
    assert disk.content.decode() == (
        "attio-harness: the state could not be saved\nattio-harness: the state is saved again\n"
    )
