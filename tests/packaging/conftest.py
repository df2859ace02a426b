"""The wheel and an environment with nothing else in it, each made once in a run, however many processes run tests."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_LONGEST = 300.0
"""Seconds for what another process is making."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A virtual environment with the wheel in it; `variables` are those of a person who has activated it."""

    folder: Path

    @property
    def bin(self) -> Path:
        return self.folder / "bin"

    @property
    def variables(self) -> dict[str, str]:
        ours = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTEST_ADDOPTS", "ATTIO_API_KEY", "SEGMENT_TOKEN"}
        own = {
            name: value
            for name, value in os.environ.items()
            if name not in ours and not name.startswith("PYTEST_XDIST")
        }
        return {**own, "VIRTUAL_ENV": str(self.folder), "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run have in common."""
    base = tmp_path_factory.getbasetemp()
    # under xdist each worker has a folder of its own, in the one of the run
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "packaging"
    folder.mkdir(exist_ok=True)
    return folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Archives:
    """What is released; the wheel is built of the sdist alone."""

    wheel: Path
    sdist: Path


@pytest.fixture(scope="session")
def archives(shared: Path) -> Archives:
    """What `python -m build` makes, with the tools of this environment."""

    def make(folder: Path) -> None:
        words = ["build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
        done = subprocess.run(
            [sys.executable, "-m", *words], capture_output=True, text=True, check=False, timeout=_LONGEST
        )
        if done.returncode:
            pytest.fail(done.stdout + done.stderr, pytrace=False)

    once(shared / "archives", make)
    (wheel,), (sdist,) = ((shared / "archives").glob(ending) for ending in ("*.whl", "*.tar.gz"))
    return Archives(wheel=wheel, sdist=sdist)


@pytest.fixture(scope="session")
def wheel(archives: Archives) -> Path:
    return archives.wheel


@pytest.fixture(scope="session")
def installed(shared: Path, wheel: Path) -> Environment:
    """An environment with the wheel, what it requires, and pytest."""

    def make(folder: Path) -> None:
        # what is used is compiled when it is; pip of the environment that runs the tests installs into the new one, which needs none
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        install(folder, wheel)

    once(shared / "environment", make)
    return Environment(folder=shared / "environment")


def install(folder: Path, wheel: Path) -> None:
    """The wheel, what it requires and pytest (for the plugin) into an environment, in the releases that are pinned.

    A wheel has no hash before it is built, and pip checks all hashes or none: of the pins only the releases are taken here.
    """
    pins = (ROOT / "requirements" / "dev.txt").read_text("utf-8").splitlines()
    constraints = folder.with_name(f"{folder.name}-constraints.txt")
    constraints.write_text("\n".join(line.rstrip(" \\") for line in pins if "==" in line))
    pip(
        "--python", str(folder), "install", "--no-compile", "--constraint", str(constraints), str(wheel), "pytest"
    )  # fmt: skip


def pip(*words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", *words], capture_output=True, text=True, check=False, timeout=_LONGEST
    )
    if done.returncode == 0:
        return
    # the smallest question to the index: where it has no answer either, the fault is not ours
    asked = [sys.executable, "-m", "pip", "--quiet", "download", "--no-deps", "--dest", os.devnull, "iniconfig"]
    if b"Could not find a version" in subprocess.run(asked, capture_output=True, check=False).stderr:
        pytest.skip("the package index cannot be reached")
    pytest.fail(f"pip {' '.join(words)}\n{done.stderr}", pytrace=False)


def once(folder: Path, make: Callable[[Path], None]) -> None:
    """Make a folder, or wait until the process that was first has made it."""
    done, lock = folder.with_suffix(".done"), folder.with_suffix(".lock")
    for _ in _until(_LONGEST):
        if done.exists():
            return
        with contextlib.suppress(FileExistsError):
            lock.mkdir()
            try:
                make(folder)
                done.touch()
            finally:
                lock.rmdir()
            return
    pytest.fail(f"{folder.name} was not made within {_LONGEST:.0f} seconds", pytrace=False)


def _until(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.2)
