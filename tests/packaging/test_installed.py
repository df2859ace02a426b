"""The wheel in an environment of its own, on each Python that is promised and to be had, and as a tool without an environment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from attio_harness.version import __version__

from .conftest import ROOT, Environment, install, once

CLASSIFIERS: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["classifiers"]
PROMISED = [
    one.removeprefix(head)
    for one in CLASSIFIERS
    if (head := "Programming Language :: Python :: ") and re.search(r"3\.\d+$", one)
]
OWN = f"{sys.version_info[0]}.{sys.version_info[1]}"

ALL = """
import warnings
warnings.simplefilter("error")
import attio_destination, attio_emulator, attio_harness, attio_harness.pytest_support.fixtures, segment_actions
from attio_emulator import Emulator, EmulatorApp, EmulatorTransport, running
import httpx
with running(Emulator()) as url:
    print(httpx.get(f"{url}/v2/objects", headers={"authorization": "Bearer any"}).status_code)
"""


def said(words: list[str], *, code: int = 0, **options: object) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120, **options)  # type: ignore[call-overload]
    assert done.returncode == code, done.stdout + done.stderr
    return str(done.stdout)


def demo(program: str) -> list[str]:
    fixtures = ROOT / "fixtures"
    return [
        program,
        "check",
        f"{fixtures}/events",
        "-m",
        f"{fixtures}/mappings/demo.json",
        "-w",
        f"{fixtures}/workspaces/demo.yaml",
    ]


def works(environment: Environment) -> None:
    """All parts can be imported and work together, and nothing that they require is missing."""
    said([sys.executable, "-m", "pip", "--python", str(environment.folder), "check"])
    assert said([str(environment.bin / "python"), "-c", ALL], env=environment.variables).strip() == "200"
    program = str(environment.bin / "attio-harness")
    assert said([program, "--version"]).startswith(f"attio-harness {__version__} (Python 3.")


def test_in_an_environment_of_its_own(installed: Environment) -> None:
    works(installed)


def interpreter(version: str) -> str:
    """The Python of a version on the PATH, or a skip that names it."""
    found = shutil.which(f"python{version}")
    asked = [found or "", "-c", "import sys, venv; print('%d.%d' % sys.version_info[:2])"]
    if found is None or subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() != version:
        pytest.skip(f"Python {version} is not on the PATH")
    return found


@pytest.mark.parametrize("version", [one for one in PROMISED if one != OWN])
def test_on_another_python(version: str, installed: Environment, shared: Path, wheel: Path) -> None:
    python = interpreter(version)

    def make(folder: Path) -> None:
        subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
        install(folder, wheel)

    folder = shared / f"python-{version.replace('.', '-')}"
    once(folder, make)
    environment = Environment(folder=folder)
    works(environment)
    report = said(demo(str(environment.bin / "attio-harness")), code=1, env=environment.variables)
    assert report.splitlines()[-1].startswith("Failed: ")
    assert report == said(demo(str(installed.bin / "attio-harness")), code=1, env=installed.variables)


def test_this_python_is_promised() -> None:
    assert OWN in PROMISED


def test_as_a_tool_that_is_linked_from_elsewhere(installed: Environment, tmp_path: Path) -> None:
    """As pipx and `uv tool` do it: a link on the PATH, no environment that is active, and here no home either."""
    link = tmp_path / "bin" / "attio-harness"
    link.parent.mkdir()
    link.symlink_to(installed.bin / "attio-harness")
    bare = {"PATH": f"{link.parent}{os.pathsep}/usr/bin{os.pathsep}/bin"}
    assert said(
        ["env", "-i", *(f"{name}={value}" for name, value in bare.items()), "attio-harness", "--version"], cwd=tmp_path
    )
    report = said(["env", "-i", f"PATH={bare['PATH']}", *demo("attio-harness")], code=1, cwd=tmp_path)
    assert report.splitlines()[-1].startswith("Failed: ")
    refused = subprocess.run([link, "generate"], env=bare, capture_output=True, text=True, check=False)
    assert (refused.returncode, "pip install 'attio-harness[generate]'" in refused.stderr) == (2, True)


def test_another_projects_run_of_pytest_loads_nothing_more(installed: Environment, tmp_path: Path) -> None:
    """Faker's plugin took half a second of every run; of ours a run loads two modules."""
    (tmp_path / "test_it.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    heavy = {'faker', 'httpx', 'orjson', 'pydantic', 'rich', 'typer', 'uvicorn', 'yaml'}\n"
        "    assert not heavy & set(sys.modules)\n"
        "    ours = {name for name in sys.modules if name.startswith(('attio_', 'segment_'))}\n"
        "    assert ours == {'attio_harness', 'attio_harness.pytest_plugin'}\n"
    )
    said([str(installed.bin / "pytest"), "-q", str(tmp_path)], env=installed.variables, cwd=tmp_path)
