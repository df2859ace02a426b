"""Rows measured in processes that end: writes in process, starts, the import of the plugin, bytes per record, `check`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cases import inputs
from results.figures import Measured, NotMeasured, Pair, Result

from rows.servers import MOTO

__all__ = ["TODAY", "check", "help_and_plugin", "in_process", "record_memory", "write_mapping"]

ROUNDS, STARTS = 3, 7
TODAY = "5c252ec"
"""The commit with which `check` is compared: 2,985 events per CPU second on the machine of the first figures."""
EVENTS, FEW = 20_000, 10
WRITES, PUT_ITEMS = 40_000, 4_000
PLUGIN_MS, DICT_BYTES = 20.0, 2_089.0
"""Fixed figures instead of a peer: twice the milliseconds an import may take, and the measured bytes of a record of four values as dicts."""
_BENCHMARKS = Path(__file__).resolve().parent.parent
_ROOT = _BENCHMARKS.parent
_PACKAGES = ("destination", "emulator", "fixtures", "harness")
_COMMAND = str(Path(sys.executable).with_name("attio-harness"))
_DESTINATION = "@segment/action-destinations/dist/destinations/attio"
_IMPORTED = "import pytest, os, time\nclock = time.process_time if os.environ.get('BENCH_CLOCK') == 'cpu' else time.perf_counter\nbegin = clock()\nimport attio_harness.pytest_plugin\nprint((clock() - begin) * 1000)"


def in_process() -> dict[str, Result]:
    """Microseconds per write: ours, and moto behind boto3."""
    if MOTO.missing is not None:
        return {"in_process": NotMeasured(why=MOTO.missing)}
    peer = (str(MOTO.needs.with_name("python")), "peers/moto_in_process.py", str(PUT_ITEMS))
    ours = (sys.executable, "-m", "rows.in_process", str(WRITES))
    return {"in_process": Measured(pairs=tuple(Pair(ours=_told(ours), peer=_told(peer)) for _ in range(ROUNDS)))}


def help_and_plugin() -> dict[str, Result]:
    """Milliseconds of `help` and `plugin`. The first start of each only fills caches and does not count."""
    node = ("node", "-e", f"require({str(_ROOT / 'tests/oracle/node_modules' / _DESTINATION)!r})")
    rounds = [(_took((_COMMAND, "--help")), _took(node)) for _ in range(STARTS + 1)][1:]
    imports = [_told((sys.executable, "-c", _IMPORTED)) for _ in range(STARTS + 1)][1:]
    return {
        "help": Measured(pairs=tuple(Pair(ours=ours, peer=theirs) for ours, theirs in rounds)),
        "plugin": Measured(
            pairs=tuple(Pair(ours=ours, peer=PLUGIN_MS) for ours in imports),
            note="What the import takes once pytest itself is there",
        ),
    }


def record_memory() -> dict[str, Result]:
    """Bytes per record against the fixed figure; the note has what dicts take on this machine."""
    memory = (sys.executable, "-m", "rows.memory")
    ours = [_told((*memory, "ours")) for _ in range(ROUNDS)]
    note = "By the resident memory of a process before and after 100,000 records, without a journal; "
    note += f"as dicts, with the texts of each its own, they take {_told((*memory, 'dicts')):,.0f} bytes here"
    return {"record_memory": Measured(pairs=tuple(Pair(ours=one, peer=DICT_BYTES) for one in ours), note=note)}


def check() -> dict[str, Result]:
    """Events per CPU second (user and system) of this checkout and of the commit TODAY, in turn. Both must report the same."""
    packed = subprocess.run(["git", "archive", TODAY, *_PACKAGES], cwd=_ROOT, capture_output=True, check=False)
    if packed.returncode:
        return {"check": NotMeasured(why=f"the commit {TODAY} is not in this checkout's history (fetch it whole)")}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "then").mkdir()
        subprocess.run(["tar", "-x", "-C", str(folder / "then")], input=packed.stdout, check=True)
        write_mapping(folder)
        _write_events(folder)
        sides = (_ROOT, folder / "then")
        told = [_checked(side, folder, FEW)[1] for side in sides]
        if told[0] != told[1]:
            return {
                "check": NotMeasured(why=f"the two tell different things of the same events: {told[0]} and {told[1]}")
            }
        pairs = [Pair(ours=_rate(sides[0], folder), peer=_rate(sides[1], folder)) for _ in range(ROUNDS)]
    note = f"{EVENTS:,} events in one file, less what {FEW} of them take; on the machine of the first figures the other side was 2,985"
    return {"check": Measured(pairs=tuple(pairs), note=note)}


def write_mapping(folder: Path) -> None:
    """Write `mapping.json`, identify with six attributes, and `workspace.json` with these attributes."""
    mapping = [
        {
            "name": "Identify",
            "partnerAction": "identifyUser",
            "subscribe": 'type = "identify"',
            "mapping": inputs()["mappings"]["identify"],
        }
    ]
    attributes = [
        {"api_slug": slug, "title": slug, "type": kind}
        for slug, kind in (("plan", "text"), ("login_count", "number"), ("signed_up_at", "timestamp"))
    ]
    (folder / "mapping.json").write_text(json.dumps(mapping))
    (folder / "workspace.json").write_text(
        json.dumps({"objects": [{"api_slug": "users", "active": True, "attributes": attributes}]})
    )


def _write_events(folder: Path) -> None:
    events = inputs()["events"]["written"]
    for count in (FEW, EVENTS):
        with (folder / f"{count}.ndjson").open("w") as file:
            for index in range(count):
                event = events[index % len(events)]
                own = {
                    "userId": f"user_{index}",
                    "messageId": f"m-{index}",
                    "traits": event["traits"] | {"email": f"p{index}@example.com"},
                }
                file.write(json.dumps(event | own, separators=(",", ":")) + "\n")


def _rate(side: Path, folder: Path) -> float:
    (least, _), (whole, _) = _checked(side, folder, FEW), _checked(side, folder, EVENTS)
    return (EVENTS - FEW) / (whole - least)


def _checked(side: Path, folder: Path, count: int) -> tuple[float, object]:
    """CPU seconds, and the reported numbers of events, verdicts and records. Raises ValueError if there is no report."""
    words = [
        sys.executable,
        "-m",
        "attio_harness",
        "check",
        f"{count}.ndjson",
        "-m",
        "mapping.json",
        "-w",
        "workspace.json",
    ]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(str(side / one) for one in _PACKAGES)}
    report = folder / "report.json"
    with (
        report.open("w") as out,
        subprocess.Popen(
            [*words, "--format", "json", *_one_process(side)], cwd=folder, env=environment, stdout=out
        ) as process,
    ):
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise ValueError(f"expected `check` of {side} to lose nothing, found the code {process.returncode}")
    found = json.loads(report.read_text())
    records = {name: (one["created"], one["updated"]) for name, one in found["records"].items()}
    return used.ru_utime + used.ru_stime, (found["events"], found["verdicts"].get("written"), records)


def _one_process(side: Path) -> list[str]:
    """Options that limit `check` to one core, if it would take all by itself."""
    declared = (side / "harness/attio_harness/cli/check.py").read_text()
    return ["--processes", "1"] if "    processes: " in declared else []


def _told(command: tuple[str, ...]) -> float:
    return float(subprocess.run(command, cwd=_BENCHMARKS, stdout=subprocess.PIPE, text=True, check=True).stdout)


def _took(command: tuple[str, ...]) -> float:
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    passed = time.perf_counter() - begin
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return (used.ru_utime + used.ru_stime if os.environ.get("BENCH_CLOCK") == "cpu" else passed) * 1000
