"""The pytest plugin in a stranger's test run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

# imported here, or each run in this process would leave its connections to the garbage collector
import segment.analytics.client  # noqa: F401
from attio_emulator import Emulator, Workspace

ROOT = Path(__file__).parents[2]
LEAN = ("-p", "no:schemathesis", "-p", "no:respx", "-p", "no:hypothesispytest", "-p", "no:faker")
"""Without other plugins of this project's environment, where a run finds its plugins as a stranger's does."""

WORKSPACE = "objects:\n  - {api_slug: users, active: true}\n"

TESTS = """
import asyncio
import httpx
import pytest

EVENT = {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com"}}
TOKEN = {"authorization": "Bearer any"}

def people(client):
    return client.post("https://api.attio.com/v2/objects/people/records/query", json={}, headers=TOKEN).json()["data"]

@pytest.mark.parametrize("number", range(4))
def test_each_test_has_its_own(attio, attio_transport, number):
    with httpx.Client(transport=attio_transport) as client:
        assert people(client) == []
        client.put("https://api.attio.com/v2/objects/people/records/simple?matching_attribute=email_addresses",
                   json={"data": {"values": {"email_addresses": "jane@acme.com"}}}, headers=TOKEN)
        assert len(people(client)) == 1
    assert attio.counts() == {"people": 1}

def test_async(attio_transport):
    async def run():
        async with httpx.AsyncClient(transport=attio_transport) as client:
            return (await client.get("https://api.attio.com/v2/objects", headers=TOKEN)).status_code
    assert asyncio.run(run()) == 200

@pytest.mark.attio(faults=[{"status": 429, "times": 1}])
def test_live_server_and_faults(attio_url):
    assert [httpx.get(f"{attio_url}/v2/objects", headers=TOKEN).status_code for _ in range(2)] == [429, 200]

def test_events_are_the_same_in_every_run(segment_event):
    first, second = segment_event("identify", traits={"a": 1}), segment_event()
    assert (first["type"], first["messageId"], first["timestamp"], first["traits"]) == (
        "identify", "test-1", "2025-01-01T00:00:01.000Z", {"a": 1})
    assert (second["type"], second["messageId"]) == ("track", "test-2")

@pytest.mark.attio(workspace="workspace.yaml")
def test_the_check_uses_the_workspace_of_the_marker(attio_check):
    assert attio_check([EVENT], ["published"]).verdicts == {"written": 1}

@pytest.mark.attio(workspace="workspace.yaml")
def test_the_check_takes_filters(attio_check):
    assert attio_check([EVENT], ["published"], filters="filters.json").verdicts == {"filtered": 1}

def test_without_one_users_are_not_activated(attio_check):
    (loss,) = attio_check([EVENT], ["published"]).rejections
    assert loss.code == "standard_object_disabled"
    assert attio_check([EVENT], ["published"], {"objects": [{"api_slug": "users", "active": True}]}).ok
"""


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "xdist"])
def test_fixtures(pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    pytester.makefile(".yaml", workspace=WORKSPACE)
    pytester.makefile(".json", filters='{"if": "all", "actions": [{"type": "DROP"}]}')
    pytester.makepyfile(TESTS)
    run = pytester.runpytest_subprocess if workers else pytester.runpytest_inprocess
    run("--strict-markers", *workers).assert_outcomes(passed=10)


def test_a_workspace_for_all_tests_stands_in_the_settings(pytester: pytest.Pytester) -> None:
    pytester.makefile(".yaml", acme=WORKSPACE)
    pytester.makeini("[pytest]\nattio_workspace = acme.yaml\n")
    pytester.makepyfile("def test_it(attio): assert attio.workspace.objects['users'].active")
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_a_workspace_that_is_given_needs_no_other(pytester: pytest.Pytester) -> None:
    pytester.makefile(".yaml", acme=WORKSPACE)
    pytester.makeini("[pytest]\nattio_workspace = moved.yaml\n")
    pytester.makepyfile(
        "import pytest\n"
        "EVENT = {'type': 'identify', 'userId': 'u1', 'traits': {'email': 'jane@acme.com'}}\n"
        "def test_by_argument(attio_check): assert attio_check([EVENT], 'published', 'acme.yaml')\n"
        "@pytest.mark.attio(workspace='acme.yaml')\n"
        "def test_by_marker(attio_check): assert attio_check([EVENT], 'published')\n"
    )
    pytester.runpytest_inprocess().assert_outcomes(passed=2)


def test_an_assertion_about_a_report_alone_asks_whether_the_run_passed(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "EVENT = {'type': 'identify', 'userId': 'u1', 'traits': {'email': 'nobody'}}\n"
        "def test_it(attio_check): assert attio_check([EVENT], 'published', {})\n"
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(failed=1)
    assert "Email address must be a valid email address string" in result.stdout.str()


def test_a_misspelt_file_of_a_marker_is_told_with_the_right_name(pytester: pytest.Pytester) -> None:
    pytester.makefile(".yaml", workspace=WORKSPACE)
    pytester.makepyfile("import pytest\n@pytest.mark.attio(workspace='worspace.yaml')\ndef test_it(attio): pass\n")
    result = pytester.runpytest_inprocess()
    assert (
        "worspace.yaml: there is no such workspace file; did you mean workspace.yaml? (looked for in .)"
        in result.stdout.str()
    )


def test_members_of_an_event_have_the_names_of_events(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "def test_it(segment_event): segment_event('identify', user_id='u1')\n"
        "def test_other(segment_event): assert segment_event('group', groupId='g1', plan_id=1)['plan_id'] == 1\n"
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=1, failed=1)
    assert "segment_event: found user_id=; expected userId=, as the event has it" in result.stdout.str()


def test_an_argument_by_the_name_of_its_key_is_told_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(attio_check): attio_check([], mapping='published')")
    result = pytester.runpytest_inprocess()
    assert "found mapping=...; did you mean subscriptions=?" in result.stdout.str()


WRONG_MARKERS = (
    ("workspac='x'", "test_it.py:{line}: @pytest.mark.attio takes workspace=, faults=, seed=, batch_lag=, strict_auth=, assumptions=, hosts=, mapping=, filters=, mode=; found workspac=...; did you mean workspace=?"),
    ("'x'", "test_it.py:{line}: @pytest.mark.attio takes workspace=, faults=, seed=, batch_lag=, strict_auth=, assumptions=, hosts=, mapping=, filters=, mode=; found \"x\" without a name"),
    ("workspace='no.yaml'", "test_it.py:{line}: @pytest.mark.attio(workspace=...): no.yaml: there is no such workspace file (looked for in .)"),
    (f"workspace='{'x' * 300}'", f"{'x' * 300}: cannot be read: File name too long"),
    ("workspace='broken.yaml'", "broken.yaml:2:23: /objects/0/activ: found 'activ', expected one of"),
    ("workspace='mapping.json'", "mapping.json: is a saved mapping, which is passed as mapping"),
    ("workspace=5", "test_it.py:{line}: @pytest.mark.attio(workspace=...): found 5, expected the path of a workspace file, its dict form or a Workspace"),
    ("workspace={'object': 1}", "test_it.py:{line}: @pytest.mark.attio(workspace=...): /object: found 'object', expected one of"),
    ("faults=[{'stats': 1}]", "test_it.py:{line}: @pytest.mark.attio(faults=...): /0: found the member 'stats', expected one of"),
    ("faults=429", "test_it.py:{line}: @pytest.mark.attio(faults=...): found 429, expected a list of fault rules, such as"),
    ("faults='no.json'", "test_it.py:{line}: @pytest.mark.attio(faults=...): no.json: there is no such faults file (looked for in .)"),
    ("faults='rules.yaml'", "rules.yaml:1 at /0: found the member 'stats', expected one of"),
    ("seed='x'", "test_it.py:{line}: @pytest.mark.attio(seed=...): found \"x\", expected a whole number"),
    ("seed=True", "test_it.py:{line}: @pytest.mark.attio(seed=...): found true, expected a whole number"),
    ("batch_lag=-1", "test_it.py:{line}: @pytest.mark.attio(batch_lag=...): found -1, expected a number of seconds from 0 to 1000000000"),
    ("strict_auth='no'", "test_it.py:{line}: @pytest.mark.attio(strict_auth=...): found \"no\", expected True or False"),
    ("assumptions={'batch.orde': 'x'}", "test_it.py:{line}: @pytest.mark.attio(assumptions=...): found 'batch.orde', expected the id of an assumption"),
    ("assumptions=['x']", "test_it.py:{line}: @pytest.mark.attio(assumptions=...): found [\"x\"], expected a dict of IDs and their settings"),
    ("hosts=['https://attio.test']", "test_it.py:{line}: @pytest.mark.attio(hosts=...): found [\"https://attio.test\"], expected a list of host names"),
)  # fmt: skip


def test_a_wrong_marker_is_one_clear_line(pytester: pytest.Pytester) -> None:
    (pytester.path / "broken.yaml").write_text("objects:\n  - {api_slug: users, activ: true}\n")
    (pytester.path / "mapping.json").write_text('{"partnerAction": "identifyUser", "subscribe": "", "mapping": {}}')
    (pytester.path / "rules.yaml").write_text("- {stats: 429}\n")
    tests = [
        f"@pytest.mark.attio({marker})\ndef test_{n}(attio): pass\n" for n, (marker, _) in enumerate(WRONG_MARKERS)
    ]
    (pytester.path / "test_it.py").write_text("import pytest\n" + "".join(tests))
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(errors=len(tests))
    text = result.stdout.str().partition("short test summary")[0]
    lines = re.findall(r"setup of test_(\d+) _+\n(.*)\n(?=[_=])", text)  # one line each
    assert [int(number) for number, _ in lines] == list(range(len(tests)))
    for number, line in lines:
        assert line.startswith(WRONG_MARKERS[int(number)][1].replace("{line}", str(2 * int(number) + 2)))


MISSING = """
import pytest

EVENT = {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com"}}
mark = pytest.mark.attio

@mark(workspace="no.yaml")
def test_0(attio): pass
@mark(workspace="no.yaml")
def test_1(attio_check): attio_check(EVENT, "published")
@mark(mapping=["published", "sub/maping.json"])
def test_2(attio_check): attio_check(EVENT)
@mark(mapping="sub/maping.json")
def test_3(local_segment): pass
@mark(filters="no.json")
def test_4(attio_check): attio_check(EVENT, "published")
def test_5(attio_check): attio_check("evnts.ndjson", "published")
def test_6(attio_check): attio_check("no*.ndjson", "published")
def test_7(attio_check): attio_check(EVENT, "published", start="no.json")
def test_8(attio_check): attio_check(EVENT, "published", baseline="no.json")
def test_9(attio_factory): attio_factory(workspace="no.yaml")
def test_10(attio_check): attio_check("/no/events.ndjson", "published")
"""
_EVERYWHERE = "(looked for in ., tests, elsewhere)"
_EVENTS = "there is no such file or folder (expected events: NDJSON, a JSON array or object)"
_MAPPING = f"sub/maping.json: there is no such mapping file; presets are published and documented; did you mean sub/mapping.json? {_EVERYWHERE}"
TOLD = (
    f"tests/test_it.py:7: @pytest.mark.attio(workspace=...): no.yaml: there is no such workspace file {_EVERYWHERE}",
    f"tests/test_it.py:9: @pytest.mark.attio(workspace=...): no.yaml: there is no such workspace file {_EVERYWHERE}",
    f"tests/test_it.py:11: @pytest.mark.attio(mapping=...): {_MAPPING}",
    f"tests/test_it.py:13: @pytest.mark.attio(mapping=...): {_MAPPING}",
    f"tests/test_it.py:15: @pytest.mark.attio(filters=...): no.json: there is no such filter file {_EVERYWHERE}",
    f"evnts.ndjson: {_EVENTS}; did you mean events.ndjson? {_EVERYWHERE}",
    f"no*.ndjson: no file has a name like this {_EVERYWHERE}",
    f"no.json: there is no such state file {_EVERYWHERE}",
    f"no.json: there is no such baseline file; attio-harness check --update-baseline writes it {_EVERYWHERE}",
    "no.yaml: there is no such workspace file (looked for in ., elsewhere)",
    f"/no/events.ndjson: {_EVENTS}",
)


def test_a_missing_file_is_told_with_the_folders_that_were_looked_into(pytester: pytest.Pytester) -> None:
    """Whatever it is, and whether a marker names it or a call; one of nearly this name is found in each folder."""
    (tests := pytester.mkdir("tests")).joinpath("test_it.py").write_text(MISSING)
    (tests / "events.ndjson").touch()
    (tests / "sub").mkdir()
    (tests / "sub/mapping.json").touch()
    (pytester.mkdir("elsewhere")).joinpath("pytest.ini").touch()
    result = pytester.runpytest_inprocess(
        str(tests), "--rootdir", str(pytester.path / "elsewhere"), "--tb=line", "-rN", *LEAN
    )
    result.assert_outcomes(failed=len(TOLD) - 2, errors=2)
    said = [line.partition("Error: ")[2] or line for line in result.stdout.lines]
    assert {one: one in said for one in TOLD} == dict.fromkeys(TOLD, True)


def test_an_option_of_the_command_line_is_told_by_its_key_where_a_marker_has_none(pytester: pytest.Pytester) -> None:
    (pytester.path / "noaction.json").write_text('{"subscribe": "type = \\"identify\\"", "mapping": {}}')
    pytester.makepyfile(
        "import pytest\n"
        "@pytest.mark.attio(mapping='noaction.json')\ndef test_it(local_segment): pass\n"
        "def test_check(attio_check): attio_check([], 'noaction.json')\n"
    )
    said = pytester.runpytest_inprocess("-rN", *LEAN).stdout.str()
    assert "; say which with the key `action` of the configuration\n" in said
    assert "; say which with action=\n" in said


def test_a_fault_that_no_server_can_send_is_one_clear_line_where_one_serves(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        "import pytest\nfrom attio_emulator import Emulator\n"
        "@pytest.fixture\ndef own():\n    made = Emulator()\n    made.faults.replace([{'fault': 'unreachable'}])\n    return made"
    )
    pytester.makepyfile(
        test_marker="import pytest\n@pytest.mark.attio(faults=[{'fault': 'unreachable'}])\ndef test_1(attio_url): pass",
        test_own="import pytest\n@pytest.fixture\ndef attio(own): return own\ndef test_2(attio_url): pass",
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(errors=2)
    text = result.stdout.str().partition("short test summary")[0]
    lines = re.findall(r"setup of test_(\d) _+\n(.*)\n(?=[_=])", text)
    assert [(number, line.partition(":")[0], line.partition("/0: ")[2][:50]) for number, line in lines] == [
        (number, "attio_url", "the server cannot send the fault 'unreachable': a ") for number in "12"
    ]


@pytest.mark.parametrize(
    ("content", "passed", "said"),
    [
        (WORKSPACE, 1, ""),
        ("", 0, "pipe: is empty (expected a workspace file, YAML or JSON)"),
        ("objects:\n - {api_slug: users, activ: true}\n", 0, "pipe:2:22: /objects/0/activ: found 'activ', expected one of"),
    ],
    ids=["full", "empty", "a mistake"],
)  # fmt: skip
def test_the_workspace_of_a_marker_comes_from_a_pipe(
    pytester: pytest.Pytester, content: str, passed: int, said: str
) -> None:
    pipe = pytester.path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(content,), daemon=True)
    writer.start()
    pytester.makepyfile(
        "import pytest\n@pytest.mark.attio(workspace='pipe')\n"
        "def test_it(attio): assert attio.workspace.objects['users'].active"
    )
    result = pytester.runpytest_inprocess()
    writer.join(10)
    result.assert_outcomes(passed=passed, errors=1 - passed)
    assert said in result.stdout.str()


@pytest.mark.parametrize("folder", [".", "tests"], ids=["from the root", "from the folder of the test"])
def test_files_are_found_beside_the_test_and_under_the_root(pytester: pytest.Pytester, folder: str) -> None:
    tests = pytester.mkdir("tests")
    pytester.makeini("[pytest]\nattio_workspace = workspace.yaml\n")
    pytester.makefile(".yaml", workspace=WORKSPACE)
    (tests / "events.ndjson").write_text('{"type": "identify", "userId": "u1", "traits": {}}\n')
    (pytester.path / "mapping.json").write_text(
        '{"partnerAction": "identifyUser", "subscribe": "type = \\"identify\\"", "mapping": {"user_id": {"@path": "$.userId"}}}'
    )
    (tests / "test_it.py").write_text(
        "def test_it(attio_check):\n"
        "    for events in ('events.ndjson', ['event*.ndjson']):\n"
        "        (loss,) = attio_check(events, 'mapping.json').rejections\n"
        "        print(loss.event.file, loss.mapping_file)\n"
        "    assert attio_check('events.ndjson', ['published']).verdicts == {'invalid': 1}\n"
    )
    pytester.chdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(pytester.path / folder)
        result = pytester.runpytest_inprocess(
            "-s", "--rootdir", str(pytester.path), "-c", str(pytester.path / "tox.ini")
        )
    result.assert_outcomes(passed=1)
    files = "tests/events.ndjson mapping.json" if folder == "." else "events.ndjson ../mapping.json"
    assert result.stdout.str().count(files) == 2


def test_nothing_is_imported_until_a_fixture_is_used(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    monkeypatch.delenv("PYTEST_PLUGINS")
    pytester.makepyfile(
        """
        import sys
        def test_it():
            ours = {name for name in sys.modules if name.split(".")[0].startswith(("attio_", "segment_"))}
            assert ours == {"attio_harness", "attio_harness.pytest_plugin"}
        """
    )
    pytester.runpytest_subprocess(*LEAN).assert_outcomes(passed=1)


def test_the_plugin_brings_no_other_module_into_a_run() -> None:
    """What a stranger's run pays for: two modules of ours, and nothing that pytest has not imported itself."""
    program = (
        "import sys, pytest\n"
        "before = set(sys.modules)\n"
        "import attio_harness.pytest_plugin\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["attio_harness", "attio_harness.pytest_plugin"]


def test_the_examples_of_the_page_run(pytester: pytest.Pytester) -> None:
    """docs/pytest.md as a user follows it: its files, a first run that saves the snapshot, a second that holds, a changed event that does not."""
    page = (ROOT / "docs" / "pytest.md").read_text()
    files = re.findall(r"^`([\w./]+)`:\n\n```\w+\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    names = [
        "workspace.yaml",
        "mapping.json",
        "events.ndjson",
        "test_attio.py",
        "test_signing_up.py",
        "test_own_client.py",
        "test_refused.py",
    ]
    assert [name for name, _ in files] == names
    for name, text in files[:-1]:
        (pytester.path / name).write_text(text)
    taken = ("--strict-markers", "-p", "syrupy", "-p", "respx")
    pytester.runpytest_inprocess(*taken, "--snapshot-update").assert_outcomes(passed=9)
    (saved,) = (pytester.path / "__snapshots__").rglob("*.json")
    assert '"code": "value_not_found"' in saved.read_text()
    pytester.runpytest_inprocess(*taken).assert_outcomes(passed=9)
    events = pytester.path / "events.ndjson"
    events.write_text(
        events.read_text().replace('"plan": "Pro"', '"plan": "Free"')
    )  # another value that fits is not in it
    pytester.runpytest_inprocess(*taken).assert_outcomes(passed=9)
    events.write_text(events.read_text().replace('"m2"', '"m3"'))
    result = pytester.runpytest_inprocess(*taken)
    result.assert_outcomes(passed=8, failed=1)
    result.stdout.fnmatch_lines(["FAILED test_attio.py::test_what_becomes_of_our_events*"])


def test_the_types_that_the_page_names_are_those_of_the_fixtures(pytester: pytest.Pytester) -> None:
    page = " ".join((ROOT / "docs" / "pytest.md").read_text().split())
    (sentence,) = re.findall(r"In annotations, the fixture .*?`\.", page)
    local, transport, report, segment = re.findall(r"`((?:\w+\.)+\w+)`", sentence)
    imports = "".join(
        f"from {one.rpartition('.')[0]} import {one.rpartition('.')[2]}\n"
        for one in (local, transport, report, segment)
    )
    pytester.makepyfile(
        f"{imports}\n"
        "import pytest\n"
        "@pytest.mark.attio(mapping='published')\n"
        "def test_it(attio, attio_factory, attio_transport, attio_check, local_segment):\n"
        "    assert type(local_segment) is LocalSegment\n"
        "    assert type(attio) is type(attio_factory()) is LocalAttio\n"
        "    assert type(attio_transport) is type(attio.transport) is EmulatorTransport\n"
        "    assert type(attio_check([], 'published')) is Report\n"
    )
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


NESTED_MARKERS = """
import pytest

@pytest.mark.attio(workspace={"name": "Class"}, batch_lag=5)
class TestIt:
    @pytest.mark.attio(workspace={"name": "Test"})
    def test_own(self, attio): assert (attio.workspace.name, attio.batch_lag) == ("Test", 5)

    def test_inherited(self, attio): assert (attio.workspace.name, attio.batch_lag) == ("Class", 5)
"""


def test_the_marker_of_a_test_is_over_that_of_its_class(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(NESTED_MARKERS)
    pytester.runpytest_inprocess().assert_outcomes(passed=2)


def test_a_file_beside_the_test_is_taken_before_one_under_the_root(pytester: pytest.Pytester) -> None:
    tests, elsewhere = pytester.mkdir("tests"), pytester.mkdir("elsewhere")
    pytester.makeini("[pytest]")
    for folder, user in ((tests, "beside"), (pytester.path, "root")):
        (folder / "events.ndjson").write_text(f'{{"type": "{user}"}}\n')
    (tests / "test_it.py").write_text(
        "def test_it(attio_check): assert attio_check('events.ndjson', ['published']).types == {'beside': 1}\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(elsewhere)
        result = pytester.runpytest_inprocess(
            str(tests), "--rootdir", str(pytester.path), "-c", str(pytester.path / "tox.ini")
        )
    result.assert_outcomes(passed=1)


ONE_ORDER = """
import pytest

@pytest.mark.attio(workspace="workspace.yaml", faults="faults.json")
def test_the_marker(attio, attio_check):
    report = attio_check("events.ndjson", "published")
    assert report.types == {HERE: 1}
    assert (attio.workspace.name, report.workspace, attio.faults.seed) == (HERE, HERE, SEED)
    assert attio_check([], "published", workspace="workspace.yaml").workspace == HERE

def test_the_setting(attio, attio_factory, attio_check):
    names = attio.workspace.name, attio_factory().workspace.name, attio_check([], "published").workspace
    assert names == ("root", "root", "root")
"""


@pytest.mark.parametrize(
    ("folder", "seed"), [(".", 1), ("tests", 2), ("elsewhere", 2)], ids=["the root", "that of the test", "another"]
)
def test_all_files_are_looked_for_in_one_order_and_the_setting_is_of_the_root(
    pytester: pytest.Pytester, folder: str, seed: int
) -> None:
    pytester.mkdir("elsewhere")
    pytester.makeini("[pytest]\nattio_workspace = workspace.yaml\n")
    names = ["root", "beside"]
    for number, place in enumerate((pytester.path, pytester.mkdir("tests"))):
        (place / "workspace.yaml").write_text(f"name: {names[number]}\n")
        (place / "events.ndjson").write_text(f'{{"type": "{names[number]}"}}\n')
        (place / "faults.json").write_text(f'{{"seed": {number + 1}, "faults": []}}')
    said = f"HERE, SEED = {names[seed - 1]!r}, {seed}\n"
    (pytester.path / "tests" / "test_it.py").write_text(said + ONE_ORDER)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(pytester.path / folder)
        result = pytester.runpytest_inprocess(
            str(pytester.path / "tests"), "--rootdir", str(pytester.path), "-c", str(pytester.path / "tox.ini")
        )
    result.assert_outcomes(passed=2)


STARTED = """
import json

def test_the_next_day(attio, attio_check):
    user = {"type": "identify", "userId": "u1", "traits": {"email": "u1@acme.com"}}
    group = {"type": "group", "userId": "u1", "groupId": "g1", "traits": {"website": "acme.com"}}
    attio.activate("users")
    attio.activate("workspaces")
    state = attio.snapshot()
    assert attio_check([user, group], ["published"], start=state, existing="none").rejections == ()

def test_a_file_beside_the_test(attio_check):
    assert attio_check([], ["published"], start="state.json").workspace == "Saved"
"""


def test_a_check_starts_from_a_state(pytester: pytest.Pytester) -> None:
    tests, elsewhere = pytester.mkdir("tests"), pytester.mkdir("elsewhere")
    pytester.makeini("[pytest]")
    (tests / "state.json").write_text(json.dumps(Emulator(Workspace.from_dict({"name": "Saved"})).snapshot()))
    (tests / "test_it.py").write_text(STARTED)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(elsewhere)
        result = pytester.runpytest_inprocess(
            str(tests), "--rootdir", str(pytester.path), "-c", str(pytester.path / "tox.ini")
        )
    result.assert_outcomes(passed=2)


def test_the_check_meets_what_the_marker_says(pytester: pytest.Pytester) -> None:
    (pytester.path / "rules.yaml").write_text("- {status: 503, times: 1}\n")
    (pytester.path / "none.json").write_text('[{"status": 503, "times": 0}]')
    pytester.makepyfile(
        """
        from pathlib import Path

        import pytest

        EVENT = {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com"}}
        PEOPLE = {
            "partnerAction": "assertRecord", "subscribe": 'type = "identify"', "name": "People",
            "mapping": {"object": "people", "matching_attribute": "email_addresses",
                        "attributes": {"email_addresses": {"@path": "$.traits.email"}}},
        }

        @pytest.mark.attio(faults=[{"status": 503, "times": 2}], seed=3, strict_auth=True)
        def test_retried(attio_check):
            assert attio_check(EVENT, PEOPLE).deliveries.written == {3: 1}

        @pytest.mark.attio(faults=[{"status": 403}], assumptions={"delivery.retry_for": 0})
        def test_lost(attio_check):
            assert attio_check(EVENT, PEOPLE).verdicts == {"rejected": 1}
            assert attio_check(EVENT, PEOPLE, faults=[{"status": 503}]).rejections[0].tries == 1

        @pytest.mark.attio(faults=[{"status": 204}])
        def test_nothing_written(attio_check):
            assert attio_check(EVENT, PEOPLE).rejections[0].code == "nothing_written"

        @pytest.mark.attio(faults="rules.yaml")
        def test_of_a_file(attio, attio_check):
            assert [rule.fault.answer.status for rule in attio.faults.rules] == [503]
            assert attio_check(EVENT, PEOPLE).deliveries.written == {2: 1}
            assert attio_check(EVENT, PEOPLE, faults="none.json").deliveries.written == {}

        @pytest.mark.attio(faults=Path("rules.yaml"))
        def test_of_a_factory(attio_factory):
            assert len(attio_factory(faults="none.json").faults.rules) == 1

        @pytest.mark.attio(faults=Path("nowhere.yaml"))
        def test_of_no_file(attio_check):
            attio_check(EVENT, PEOPLE)

        @pytest.mark.attio(batch_lag=5)
        def test_refused(attio_check):
            attio_check(EVENT, PEOPLE)

        def test_factory(attio_factory):
            attio_factory(assumptions={"delivery.retry_for": 0})
        """
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=5, failed=3)
    text = result.stdout.str()
    assert "@pytest.mark.attio(faults=...): nowhere.yaml: there is no such faults file (looked for in .)" in text
    assert "@pytest.mark.attio(batch_lag=...): attio_check waits until Attio has written each batch" in text
    assert "attio_factory(assumptions=...): delivery.retry_for is about Segment, and this makes an Attio" in text


ANY_ORDER = """
import httpx
import pytest

SEEN = []
HEADERS = {"authorization": "Bearer any"}
ADDRESS = "https://api.attio.com/v2/objects/people/records?matching_attribute=email_addresses"


def body(name):
    return {"data": {"values": {"email_addresses": [f"{name}@acme.com"]}}}


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.anyio
@pytest.mark.parametrize("name", [NAMES])
async def test_async(attio, attio_transport, name):
    async with httpx.AsyncClient(transport=attio_transport, headers=HEADERS) as client:
        answer = await client.put(ADDRESS, json=body(name))
    record = answer.json()["data"]
    SEEN.append((record["id"]["record_id"], record["created_at"]))
    assert len(attio.records("people")) == 1


def test_each_began_anew():
    assert len(SEEN) == 2 and len(set(SEEN)) == 1
    print("made:", *SEEN[0])
"""


def test_async_tests_take_the_fixtures_and_no_order_of_tests_changes_ids_and_times(pytester: pytest.Pytester) -> None:
    made = []
    for names in ('"jane", "joe"', '"joe", "jane"'):
        pytester.makepyfile(test_any_order=ANY_ORDER.replace("NAMES", names))
        run = pytester.runpytest_inprocess("-s", "-p", "anyio")
        run.assert_outcomes(passed=3)
        made += [line for line in run.outlines if "made:" in line]
    assert len(made) == 2
    assert made[0] == made[1]
