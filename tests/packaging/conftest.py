"""The wheel and an environment with nothing else in it, each made once in a run, however many processes run tests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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
    """An environment with the wheel, what it requires, and pytest: nothing that the wheel does not say.

    The wheel is installed by pip of the environment that runs the tests. The others are that environment's own, where they are compiled and
    have the releases that are pinned (`test_supply_chain.py`): to install them again took 9 s of the processor.
    """

    def make(folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        pip("--python", str(folder), "install", "--no-compile", "--no-deps", "--no-index", str(wheel))
        (packages,) = folder.glob("lib/python*/site-packages")
        (ours,) = Distribution.discover(name="attio-harness", path=[str(packages)])
        for one in _required([*(ours.requires or ()), "pytest"]).values():
            for top in {file.parts[0] for file in one.files or ()} - {"..", "__pycache__"}:
                (packages / top).symlink_to(str(one.locate_file(top)))
        command = folder / "bin" / "pytest"
        command.write_text(
            f"#!{folder}/bin/python\nimport sys\nfrom pytest import console_main\nsys.exit(console_main())\n"
        )
        command.chmod(0o755)

    once(shared / "environment", make)
    return Environment(folder=shared / "environment")


def _required(lines: Iterable[str]) -> dict[str, Distribution]:
    """The distributions of this environment that requirements ask for, and those that these do, by their names."""
    found: dict[str, Distribution] = {}
    left, seen = [(line, "") for line in lines], set[tuple[str, str]]()
    while left:
        line, extra = left.pop()
        one = Requirement(line)
        if one.marker is not None and not one.marker.evaluate({"extra": extra}):
            continue
        there = found[canonicalize_name(one.name)] = distribution(one.name)
        assert one.specifier.contains(there.version, prereleases=True), f"{one}, and here is {there.version}"
        for wanted in {(one.name, ""), *((one.name, extra) for extra in one.extras)} - seen:
            seen.add(wanted)
            left += [(more, wanted[1]) for more in there.requires or ()]
    return found


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
        try:
            lock.mkdir()
        except FileExistsError:
            continue
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
