"""What comes from elsewhere is pinned to its bytes: Python's packages, those of Node, the actions of the workflows."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema_rs import Registry, validator_for
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FILES = ("dev", "image", "mutants", "peers", "runtime", "spark", "tools")


def pins(name: str) -> Mapping[str, tuple[Requirement, tuple[str, ...]]]:
    """Of a file of requirements/: the package -> what is pinned, and the hashes."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    rows = [line.split(" --hash=") for line in text.splitlines() if line and not line.startswith("#")]
    found = [(Requirement(first.strip()), tuple(one.strip() for one in hashes)) for first, *hashes in rows]
    return {canonicalize_name(one.name): (one, hashes) for one, hashes in found}


@pytest.mark.parametrize("name", FILES)
def test_each_package_is_pinned_with_its_hashes(name: str) -> None:
    found = pins(name)
    assert found
    for one, hashes in found.values():
        assert re.fullmatch(r"==[^*,]+", str(one.specifier)), one
        assert hashes, one
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", row) for row in hashes), one


@pytest.mark.parametrize("name", ["runtime", "image", "spark"])
def test_what_a_user_gets_is_what_the_tests_run_with(name: str) -> None:
    dev = pins("dev")
    # what Spark needs is in an own file and not in that of every test
    found = {key: one for key, one in pins(name).items() if name != "spark" or key in dev}
    assert {key: (str(row.specifier), hashes) for key, (row, hashes) in found.items()} == {
        key: (str(dev[key][0].specifier), dev[key][1]) for key in found
    }


def required(extra: str | None) -> Iterator[Requirement]:
    for text in PROJECT["dependencies"] if extra is None else PROJECT["optional-dependencies"][extra]:
        one = Requirement(text)
        if canonicalize_name(one.name) != PROJECT["name"]:
            yield one
        for inner in one.extras if canonicalize_name(one.name) == PROJECT["name"] else ():
            yield from required(inner)


@pytest.mark.parametrize(
    ("name", "extras"),
    [
        ("runtime", ()),
        ("image", ("generate", "hcl", "sql")),
        ("spark", ("spark",)),
        ("dev", tuple({*PROJECT["optional-dependencies"]} - {"spark"})),
    ],
)
def test_the_pins_are_those_of_the_project(name: str, extras: tuple[str, ...]) -> None:
    """Where this fails, `make lock` makes them anew."""
    found = pins(name)
    for one in (row for extra in (None, *extras) for row in required(extra)):
        pinned = found[canonicalize_name(one.name)][0]
        assert one.specifier.contains(str(pinned.specifier).removeprefix("==")), (one, pinned)


@pytest.mark.parametrize(
    "other",
    [
        "email-validator==2.2.0",  # has no `strict`
        "orjson==3.11.9",  # gives up earlier on deep nesting; until 3.11.7 it writes 1e21, and not 1e+21 as JavaScript does
        "python-hcl2==8.1.1",  # reads `true` as what only Terraform knows
        "typer==0.15.0",  # cannot write the help of click 8.2
        "typer==0.26.0",  # does not take the values of the configuration
        "typer==0.28.0",  # tells a wrong number in other words
    ],
)
def test_no_release_is_taken_that_the_program_does_not_work_with(other: str) -> None:
    found = Requirement(other)
    (ours,) = (one for one in (*required(None), *required("hcl")) if one.name == found.name)
    assert not ours.specifier.contains(str(found.specifier).removeprefix("=="))


def test_this_environment_has_the_pinned_releases() -> None:
    asked = [sys.executable, "-m", "pip", "list", "--format", "json"]
    listed = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    dev = pins("dev")
    installed: dict[str, str] = {canonicalize_name(row["name"]): row["version"] for row in listed}
    due = {key: str(one.specifier) for key, (one, _) in dev.items() if one.marker is None or one.marker.evaluate()}
    assert {key: f"=={installed[key]}" for key in due} == due


LOCKS = sorted(one for top in ("benchmarks", "tests", "tools") for one in (ROOT / top).glob("**/package.json"))


@pytest.mark.parametrize("path", [one for one in LOCKS if "node_modules" not in one.parts], ids=str)
def test_packages_of_node_are_locked_with_their_hashes(path: Path) -> None:
    locked = json.loads(path.with_name("package-lock.json").read_text("utf-8"))
    assert locked["lockfileVersion"] >= 2
    for name, row in locked["packages"].items():
        # the first is the project itself, a link is a folder of it
        assert name == "" or row.get("link") or row["integrity"].startswith("sha512-"), name


WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda one: one.name)
def test_actions_are_pinned_by_their_commit_and_say_their_release(path: Path) -> None:
    used = re.findall(r"uses: *(.+)", path.read_text("utf-8"))
    assert used
    for one in used:
        assert one == "./" or re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one), one


def test_what_is_pinned_is_raised_on_a_schedule() -> None:
    updates = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text("utf-8"))["updates"]
    assert {row["package-ecosystem"] for row in updates} == {"pip", "npm", "github-actions", "docker"}
    assert {row["schedule"]["interval"] for row in updates} == {"weekly"}
    of_node = next(row["directories"] for row in updates if row["package-ecosystem"] == "npm")
    folders = {f"/{one.parent.relative_to(ROOT)}" for one in LOCKS if "node_modules" not in one.parts}
    assert folders - {*of_node} == {"/tests/oracle"}  # raised with the recordings


def test_the_bill_of_materials_names_what_a_user_gets(tmp_path: Path) -> None:
    written = tmp_path / "sbom.json"
    made = ["requirements", "requirements/runtime.txt", "--pyproject", "pyproject.toml", "--mc-type", "library"]
    words = [str(Path(sys.executable).with_name("cyclonedx-py")), *made, "--output-reproducible", "--no-validate"]
    subprocess.run([*words, "--output-file", str(written)], cwd=ROOT, check=True, capture_output=True)
    bill = json.loads(written.read_text("utf-8"))
    check_schema(bill)
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "attio-harness"
    assert {(canonicalize_name(row["name"]), f"=={row['version']}") for row in bill["components"]} == {
        (key, str(one.specifier)) for key, (one, _) in pins("runtime").items()
    }
    hashes = {
        canonicalize_name(row["name"]): {
            one["content"] for at in row["externalReferences"] for one in at.get("hashes", ())
        }
        for row in bill["components"]
    }
    assert hashes == {key: {one.removeprefix("sha256:") for one in row} for key, (_, row) in pins("runtime").items()}


def check_schema(bill: Any) -> None:
    """Raises ValidationError where CycloneDX has no such bill. Its own tool does this, too, with a reader that takes 2.3 s for it."""
    folder = files("cyclonedx.schema._res")
    told = {
        one.name: json.loads(one.read_text("utf-8")) for one in folder.iterdir() if one.name.endswith(".schema.json")
    }
    known = Registry([(f"http://cyclonedx.org/schema/{name}", one) for name, one in told.items()])
    schema = told[f"bom-{bill['specVersion']}.SNAPSHOT.schema.json"]
    validator_for(schema, registry=known, validate_formats=True).validate(bill)


def audit() -> Any:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "tools" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FINE = {"name": "a", "version": "1", "vulns": []}
UNKNOWN = {"name": "b", "version": "2", "skip_reason": "Dependency not found"}
BAD = {
    "name": "c",
    "version": "3",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["4"]}, {"id": "X", "fix_versions": []}],
}


@pytest.mark.parametrize(
    ("found", "code", "lines"),
    [
        ([FINE, UNKNOWN], 0, ["1 of 2 packages looked up, 0 with known vulnerabilities"]),
        ([UNKNOWN], 0, ["pip-audit skipped: none of 1 packages could be looked up"]),
        (
            [FINE, BAD],
            1,
            [
                "c 3: PYSEC-1, fixed in 4",
                "c 3: X, fixed in no release yet",
                "2 of 2 packages looked up, 1 with known vulnerabilities",
            ],
        ),
    ],
)
def test_an_audit_says_what_it_found_and_what_it_could_not_ask(
    found: list[dict[str, Any]], code: int, lines: list[str]
) -> None:
    assert audit().told(found) == (code, lines)
