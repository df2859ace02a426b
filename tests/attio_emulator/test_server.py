"""The server beside a test: it is there at once and gone at once, whatever its clients do."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from threading import Thread

import httpx
import pytest
from attio_emulator import Emulator, running

TOKEN = {"authorization": "Bearer any"}


def _seconds_to_the_end() -> float:
    with httpx.Client(headers=TOKEN) as client:
        with running(Emulator()) as url:
            assert client.get(f"{url}/v2/objects").status_code == 200
            begun = time.perf_counter()
        took = time.perf_counter() - begun
        with pytest.raises(httpx.ConnectError):
            client.get(f"{url}/v2/objects")
    return took


def test_it_ends_at_once_with_a_connection_that_is_kept() -> None:
    # never under 0.1 s with uvicorn's own end; the median is 1 ms, and this computer may be busy
    assert any(_seconds_to_the_end() < 0.09 for _ in range(50))


def test_a_request_in_hand_is_answered_before_the_end() -> None:
    emulator, answers = Emulator(), list[int]()
    emulator.faults.replace([{"delay": 0.1}])
    with running(emulator) as url:
        client = Thread(target=lambda: answers.append(httpx.get(f"{url}/v2/objects", headers=TOKEN).status_code))
        client.start()
        while not emulator.faults.rules[0].seen:
            time.sleep(0.001)
    client.join(60)
    assert answers == [200]


def test_a_client_that_has_gone_is_not_waited_for() -> None:
    emulator = Emulator()
    emulator.faults.replace([{"delay": 30}])
    with running(emulator) as url:
        with socket.create_connection(("127.0.0.1", httpx.URL(url).port or 0)) as client:
            client.sendall(b"GET /v2/objects HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
            while not emulator.faults.rules[0].seen:
                time.sleep(0.001)
        begun = time.perf_counter()
    assert time.perf_counter() - begun < 20


def test_it_ends_while_a_test_has_stopped_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(threading.enumerate())
    with httpx.Client(headers=TOKEN) as client, running(Emulator()) as url:
        assert client.get(f"{url}/v2/objects").status_code == 200
        # as freezegun does; no timer of the loop comes to an end any more
        stopped = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: stopped)
    assert set(threading.enumerate()) == before


_SIGNALLED = """
import signal, sys, threading, time
from attio_emulator import Emulator
from attio_emulator.faces.server import bound, guard_for, serve

def send():
    time.sleep(0.3)  # until the loop waits for requests
    signal.pthread_kill(threading.get_ident(), getattr(signal, sys.argv[1]))

listening = bound("127.0.0.1", 0)
serve(Emulator(), listening, guard=guard_for("127.0.0.1"), started=lambda url: threading.Thread(target=send).start())
print("the state is saved")
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_that_interrupts_no_waiting_ends_the_server(name: str) -> None:
    # as one that comes just before the loop begins to wait; here another thread gets it
    process = subprocess.Popen([sys.executable, "-c", _SIGNALLED, name], stdout=subprocess.PIPE, text=True)
    try:
        out, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert (process.returncode, out) == (0, "the state is saved\n")


ENDED_BY_A_SIGNAL = """
import os, signal, sys
from attio_emulator import Emulator
from attio_emulator.faces.server import bound, guard_for, serve
number, mine = int(sys.argv[1]), lambda *_: None
for one in (signal.SIGINT, signal.SIGTERM):
    signal.signal(one, mine)
serve(Emulator(), bound("127.0.0.1", 0), guard=guard_for("127.0.0.1"), started=lambda url: os.kill(os.getpid(), number))
print([signal.getsignal(one) is mine for one in (signal.SIGINT, signal.SIGTERM)])
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_serving_and_is_the_callers_again_afterwards(number: signal.Signals) -> None:
    words = [sys.executable, "-c", ENDED_BY_A_SIGNAL, str(int(number))]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "[True, True]\n", "")
