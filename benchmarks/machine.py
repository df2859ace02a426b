"""Describes where figures were measured: the machine, how busy it was, and the releases of everything compared."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from rows import load
from rows.servers import MOTO, PRISM, document

__all__ = ["Begun", "about", "begun", "processor"]

_HERE = Path(__file__).resolve().parent
_ORACLE = (
    "@segment/actions-core",
    "@segment/destination-subscriptions",
    "@segment/action-destinations",
    "ajv",
    "fast-uri",
)


class Begun(NamedTuple):
    """What must be read at the beginning of a run: its own report changes the checkout later."""

    commit: str
    busy: str
    document: str
    """By what Prism answers."""


def begun() -> Begun:
    """Raises OSError or ValueError: the OpenAPI document for Prism cannot be read."""
    return Begun(_said("git", "-C", str(_HERE), "describe", "--always", "--dirty"), _busy(), document())


def about(begin: Begun) -> dict[str, str]:
    """What the report says about a run that ends now."""
    oracle = {name: _of_node(_HERE.parent / "tests/oracle", name) for name in _ORACLE}
    return {
        "commit": begin.commit,
        "machine": f"{processor()}, {len(os.sched_getaffinity(0))} CPUs, {_memory():.0f} GiB, {platform.system()} {platform.release()}",
        "busy at the beginning": begin.busy,
        "busy at the end": _busy(),
        "clock": "that of the CPU (user and system) where a process is timed"
        if os.environ.get("BENCH_CLOCK") == "cpu"
        else "the one on the wall",
        "Python": f"{platform.python_version()}, orjson {metadata.version('orjson')}, uvicorn {metadata.version('uvicorn')}",
        "Node": _said("node", "--version"),
        "Segment's packages": ", ".join(f"{name} {version}" for name, version in oracle.items()),
        "moto": _said(str(MOTO.needs.with_name("python")), "-c", _PEERS) if MOTO.missing is None else "not installed",
        "Prism": f"{_of_node(_HERE / 'peers/prism', '@stoplight/prism-cli')}, by {begin.document}"
        if PRISM.missing is None
        else "not installed",
        "load generator": load.missing() or f"wrk {load.version()}, one thread",
    }


_PEERS = "from importlib.metadata import version as v; print(', '.join(f'{n} {v(n)}' for n in ('moto', 'boto3', 'werkzeug')))"


def _busy() -> str:
    """The number of processes that wanted a CPU in the last minute, including this run: well above 1, others were at work."""
    return f"load {os.getloadavg()[0]:.1f}"


def _of_node(folder: Path, name: str) -> str:
    file = folder / "node_modules" / name / "package.json"
    return str(json.loads(file.read_text())["version"]) if file.exists() else "not installed"


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def processor() -> str:
    """Its name, and its generation where the system tells it."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if sys.platform == "linux" else []
    found = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if "model name" not in found:
        return platform.processor() or "unknown CPU"
    # one name may be that of several generations, which differ by more than a row may lose
    family = [f"{name} {found[key]}" for name, key in (("family", "cpu family"), ("model", "model")) if key in found]
    return found["model name"] + (f" ({', '.join(family)})" if family else "")


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
