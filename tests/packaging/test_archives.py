"""What a release has in it: all that runs, the licence, a README whose links lead somewhere; and nothing else."""

from __future__ import annotations

import email
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.message import Message
from pathlib import Path

import pytest
from attio_harness.version import __version__

from .conftest import ROOT, Archives

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES: list[str] = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


def files_of(package: str) -> set[str]:
    """The files of a package, from the folder that it lies in."""
    folder = ROOT / package
    found = (one for one in folder.rglob("*") if one.is_file() and "__pycache__" not in one.parts)
    return {str(one.relative_to(folder.parent)) for one in found}


@pytest.fixture(scope="module")
def metadata(archives: Archives) -> Message:
    with zipfile.ZipFile(archives.wheel) as wheel:
        (name,) = [one for one in wheel.namelist() if one.endswith(".dist-info/METADATA")]
        return email.message_from_bytes(wheel.read(name))


def test_the_wheel_has_the_packages_and_nothing_else(archives: Archives) -> None:
    with zipfile.ZipFile(archives.wheel) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        information = {name.partition(".dist-info/")[2] for name in wheel.namelist() if ".dist-info/" in name}
    assert names == set().union(*map(files_of, PACKAGES))
    assert {f"{Path(package).name}/py.typed" for package in PACKAGES} <= names
    assert information == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    assert archives.wheel.name == f"attio_harness-{__version__}-py3-none-any.whl"


def test_the_sdist_has_what_the_wheel_is_made_of(archives: Archives) -> None:
    with tarfile.open(archives.sdist) as sdist:
        names = {one.partition("/")[2] for one in sdist.getnames()}
    whole = {f"{Path(package).parent}/{name}" for package in PACKAGES for name in files_of(package)}
    assert names == whole | {"CHANGELOG.md", "LICENSE", "README.md", "PKG-INFO", "pyproject.toml", ".gitignore"}


def test_the_metadata_are_complete(metadata: Message) -> None:
    assert (metadata["Name"], metadata["Version"]) == ("attio-harness", __version__)
    assert (metadata["License-Expression"], metadata["License-File"]) == ("Apache-2.0", "LICENSE")
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Author"]
    urls = dict(one.split(", ") for one in metadata.get_all("Project-URL", []))
    assert set(urls) == {"Homepage", "Documentation", "Repository", "Issues", "Changelog"}
    assert all(url.startswith(urls["Repository"]) for url in urls.values())
    assert set(metadata.get_all("Provides-Extra", [])) >= {"generate", "hcl", "sql"}
    required = [one.partition(">")[0] for one in metadata.get_all("Requires-Dist", []) if "extra ==" not in one]
    assert not {"faker", "respx", "pytest", "duckdb", "python-hcl2"} & set(required)


def test_the_readme_of_the_package_leads_to_the_repository(metadata: Message) -> None:
    text = metadata.get_payload()
    assert isinstance(text, str)
    repository = PROJECT["project"]["urls"]["Repository"]
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    ours = [link for link in links if not link.startswith(("https://", "#")) or link.startswith(repository)]
    assert len(ours) > 20
    for link in ours:
        assert link.startswith(f"{repository}/blob/v{__version__}/"), link
        path = link.removeprefix(f"{repository}/blob/v{__version__}/").partition("#")[0]
        assert (ROOT / path).exists(), link
    assert "make demo" not in text
    extras = metadata.get_all("Provides-Extra", [])
    typed = set(re.findall(r"pip install ([^\s`]+)", text))
    assert "attio-harness" in typed
    assert typed <= {"attio-harness", *(f"'attio-harness[{extra}]'" for extra in extras)}


def test_those_who_receive_it_take_it(archives: Archives) -> None:
    for words in (
        ["twine", "check", "--strict", archives.wheel, archives.sdist],
        ["check_wheel_contents", archives.wheel],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *map(str, words)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "WARNING" not in done.stdout


def test_the_changelog_has_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## \[(.+?)\]", text, flags=re.MULTILINE)
    assert headings[:2] == ["Unreleased", __version__]
    assert [name for name, _ in re.findall(r"^\[(.+?)\]: (\S+)", text, flags=re.MULTILINE)] == headings


def test_the_repository_has_one_address() -> None:
    address = PROJECT["project"]["urls"]["Repository"].removeprefix("https://github.com/")
    files = [
        ROOT / "CHANGELOG.md",
        ROOT / "docs/workflow.yml",
        *(ROOT / ".github").rglob("*.yml"),
        ROOT / "pyproject.toml",
    ]
    found = {one for file in files for one in re.findall(r"[\w.-]+/attio-harness(?=[/@\"\s])", file.read_text("utf-8"))}
    assert found - {"opt/attio-harness"} == {address}


def test_the_page_about_installing_knows_the_extras_and_the_version(metadata: Message) -> None:
    text = (ROOT / "docs/install.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)`", text, flags=re.MULTILINE)) == set(metadata.get_all("Provides-Extra", [])) - {
        "dev",
        "docs",
    }
    assert re.findall(r"rev: (\S+)", text) == [f"v{__version__}"]
