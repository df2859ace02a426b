"""What a shell finds under the name of the command: its streams and signals are those of the process that the server starts."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from tests.started.asking import asked_for, told


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:  # of the listing itself
        return False
    return True


def main(address: str, program: str | None = None) -> None:
    streams = {
        number: number for number in map(int, os.listdir("/dev/fd")) if _is_open(number)
    }  # <(…) is one beyond the three
    while (nothing := os.open(os.devnull, os.O_RDWR)) < 3:  # in the place of a closed one, which is closed there, too
        pass
    signals = (signal.SIGINT, signal.SIGTERM)
    # a signal that comes before it can be passed on waits: it would end this process alone, and the other would go on
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    connection = asked_for(address, sys.argv[1:], streams, program=program)
    pid = told(connection)

    def pass_on(number: int, frame: FrameType | None) -> None:
        os.kill(pid, number)

    for one in signals:
        if signal.getsignal(one) is not signal.SIG_IGN:
            signal.signal(one, pass_on)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
    for number in streams:  # who reads and writes at their other ends shall see that process alone
        os.dup2(nothing, number)
    code = told(connection)
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)
