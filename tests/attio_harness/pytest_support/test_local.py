"""The emulators of a run: one for each test, those of the session, and their servers."""

from __future__ import annotations

import pytest
from attio_emulator import Workspace
from attio_harness.pytest_support.local import LocalAttio

BODY = """
import time
import httpx
import pytest

TOKEN = {"authorization": "Bearer x"}
SEEN = []

@pytest.fixture(scope="session")
def shared(attio_factory):
    return attio_factory(workspace={"name": "Shared"}, faults=[{"status": 429, "times": 1}], hosts=["attio.test"])

@pytest.mark.parametrize("number", range(2))
def test_one_server_for_all_tests(shared, number):
    answer = httpx.get(f"{shared.url}/v2/objects", headers=TOKEN)
    SEEN.append((shared.url, answer.status_code))
    assert [status for _, status in SEEN] == [429, 200][: number + 1]
    assert len({url for url, _ in SEEN}) == 1
    with httpx.Client(transport=shared.transport, headers=TOKEN) as client:
        assert client.get("https://attio.test/v2/self").json()["workspace_name"] == "Shared"

def test_several_stand_apart(attio_factory, shared, attio):
    other = attio_factory({"name": "Other"})
    assert [one.workspace.name for one in (other, shared, attio)] == ["Other", "Shared", "Workspace"]
    assert len({other.url, shared.url, attio.url}) == 3

def test_the_fixture_is_the_server_of_the_emulator(attio, attio_url):
    assert attio.url == attio_url

def test_a_server_that_was_closed_is_started_again(attio_factory):
    closed = attio_factory()
    for _ in range(2):
        assert httpx.get(f"{closed.url}/v2/objects", headers=TOKEN).status_code == 200
        closed.close()

@pytest.fixture
def attio_of_the_project():
    from attio_emulator import Emulator
    return Emulator()
"""

OWN = """
import httpx
import pytest
from attio_emulator import Emulator, Workspace

@pytest.fixture
def attio():
    return Emulator(Workspace.from_dict({"name": "Own"}))

def test_it(attio_url, attio_transport):
    token = {"authorization": "Bearer x"}
    assert httpx.get(f"{attio_url}/v2/self", headers=token).json()["workspace_name"] == "Own"
    with httpx.Client(transport=attio_transport, headers=token) as client:
        assert client.get("https://api.attio.com/v2/self").json()["workspace_name"] == "Own"
"""


def test_emulators_of_the_session(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(BODY)
    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=5)


def test_a_project_may_make_the_emulator_itself(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(OWN)
    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_a_workspace_file_is_read_again_when_it_changes(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nattio_workspace = workspace.yaml\n")
    pytester.makepyfile(
        "from pathlib import Path\n"
        "FILE = Path(__file__).parent / 'workspace.yaml'\n"
        "FILE.write_text('name: First')\n"
        "def test_first(attio): assert attio.workspace.name == 'First'\n"
        "def test_mine_alone(attio):\n"
        "    attio.activate('users')\n"
        "    FILE.write_text('name: Second one')\n"
        "def test_second(attio): assert (attio.workspace.name, attio.workspace.objects['users'].active) == ('Second one', False)\n"
    )
    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=3)


def test_a_test_moves_the_time_of_its_attio() -> None:
    """Also by its types, which `mypy` reads here."""
    attio = LocalAttio(Workspace.standard())
    attio.clock.set(1_800_000_000_000)
    attio.clock.advance(60)
    assert attio.clock.now == 1_800_000_060_000
