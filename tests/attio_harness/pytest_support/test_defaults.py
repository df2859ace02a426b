"""The fixtures take from the configuration what a test does not say."""

from __future__ import annotations

import json
import shlex

import pytest
from attio_harness import cli

MAPPING = {
    "partnerAction": "assertRecord",
    "subscribe": 'type = "track"',
    "mapping": {
        "object": "people",
        "matching_attribute": "email_addresses",
        "attributes": {"email_addresses": {"@path": "$.properties.email"}},
        "enable_batching": True,
    },
}
EVENTS = [{"type": "track", "event": "E", "properties": {"email": email}} for email in ("jane@acme.com", "bob")]

CONFIGURED = """
workspace = "crm/acme.yaml"
mapping = "mapping.json"
events = ["events"]
max-failures = 1
assume = {"delivery.batch_bytes" = "5000"}

[pytest]
mode = "single"

# for the command alone
[check]
mode = "batch"
max-failures = 0
"""

TESTS = """
import pytest
from attio_harness import cli

def test_all_of_it(attio_check):
    report = attio_check()
    assert (report.workspace, report.mode, report.verdicts) == ("Acme", "single", {"written": 1, "rejected": 1})
    report.assert_passed()  # one may be lost

def test_an_argument_goes_before(attio_check):
    report = attio_check(workspace={"name": "Mine"}, mode="batch", max_failures=0)
    assert (report.workspace, report.verdicts, report.ok) == ("Mine", {"written": 1, "dropped": 1}, False)

@pytest.mark.attio(workspace={"name": "Marked"}, assumptions={"delivery.batch_bytes": "100000"})
def test_a_marker_goes_before(attio_check, attio):
    assert (attio_check().workspace, attio.workspace.name) == ("Marked", "Marked")

def test_the_emulators_have_the_workspace(attio, attio_factory):
    assert (attio.workspace.name, attio_factory().workspace.name) == ("Acme", "Acme")
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    for name in ("crm", "events", "tests"):
        pytester.mkdir(name)
    (pytester.path / ".git").mkdir()
    (pytester.path / "crm" / "acme.yaml").write_text("name: Acme")
    (pytester.path / "mapping.json").write_text(json.dumps(MAPPING))
    (pytester.path / "events" / "e.json").write_text(json.dumps(EVENTS))
    (pytester.path / "attio-harness.toml").write_text(CONFIGURED)
    return pytester


def test_the_configuration_is_what_a_test_does_not_say(project: pytest.Pytester) -> None:
    (project.path / "tests" / "test_it.py").write_text(TESTS)
    (project.path / "tests" / "crm").mkdir()
    (project.path / "tests" / "crm" / "acme.yaml").write_text("name: Another")  # not beside the test
    project.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.path / "tests")
        project.runpytest_inprocess("-p", "no:cacheprovider", "--rootdir", str(project.path)).assert_outcomes(passed=4)


def test_the_limits_of_the_configuration_are_in_force(project: pytest.Pytester) -> None:
    (project.path / "attio-harness.toml").write_text(f"limit = {{event_keys = 3}}\n{CONFIGURED}")
    (project.path / "test_it.py").write_text(
        "def test_it(attio_check):\n    report = attio_check()\n"
        "    assert report.verdicts == {}\n    assert '(limit event_keys)' in report.unreadable[0]['why']\n"
    )
    project.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_the_limits_of_a_server_are_none_of_a_test(project: pytest.Pytester) -> None:
    (project.path / "test_it.py").write_text("def test_it(attio_check): attio_check()")
    (project.path / "attio-harness.toml").write_text(f"limit = {{journal_requests = 3}}\n{CONFIGURED}")
    project.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)
    (project.path / "attio-harness.toml").write_text(f"{CONFIGURED}\n[pytest.limit]\njournal_requests = 3\n")
    result = project.runpytest_inprocess("-p", "no:cacheprovider")
    assert "limit 'journal_requests': it bounds the journal, and no server is started here" in result.stdout.str()


def test_the_setting_of_pytest_goes_before(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\nattio_workspace = own.yaml\n")
    (project.path / "own.yaml").write_text("name: Own")
    (project.path / "test_it.py").write_text("def test_it(attio): assert attio.workspace.name == 'Own'")
    project.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


@pytest.mark.parametrize(("folder", "root"), [("", "."), ("sub", "..")])
def test_a_file_that_the_setting_of_pytest_names_and_that_is_not_there_is_told_with_the_setting(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, folder: str, root: str
) -> None:
    project.makeini("[pytest]\nattio_workspace = no.yaml\n")
    (project.path / "sub").mkdir()
    monkeypatch.chdir(project.path / folder)
    tests = (
        "def test_it(attio): pass\n"
        "def test_made(attio_factory): attio_factory()\n"
        "def test_check(attio_check): attio_check([], 'published')\n"
    )
    (project.path / "sub" / "test_it.py").write_text(tests)
    result = project.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(errors=1, failed=2)
    text = result.stdout.str().partition("short test summary")[0]
    said = f"there is no such workspace file: no.yaml (looked for in {root})"
    assert text.count(f"attio_workspace, among pytest's settings: {said}") == 3


FILES = ("workspace", "events", "mapping", "filters", "from", "baseline", "faults")


@pytest.mark.parametrize("folder", ["", "tests"])
@pytest.mark.parametrize("key", FILES)
def test_a_missing_file_that_the_configuration_names_is_told_with_its_line(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, key: str, folder: str
) -> None:
    lines = ['workspace = "crm/acme.yaml"', 'mapping = "mapping.json"', 'events = "events"', "[pytest]"]
    rows = [one for one in lines if not one.startswith(f"{key} ")] + [f'{key} = "crm/no.json"']
    (project.path / "attio-harness.toml").write_text("\n".join(rows))
    (project.path / "tests" / "test_it.py").write_text("def test_it(attio_check): attio_check()\n")
    monkeypatch.chdir(project.path / folder)
    result = project.runpytest_inprocess("-p", "no:cacheprovider", "--tb=line", "-rN")
    result.assert_outcomes(failed=1)
    (said,) = [line for line in result.stdout.lines if line.startswith("E ")]
    configuration = "../attio-harness.toml" if folder else "attio-harness.toml"
    assert ("crm/no.json: there is no such " in said, said.endswith(f" ({key} in {configuration}:{len(rows)})")) == (
        True,
        True,
    )


def test_a_missing_file_of_a_marker_is_told_whatever_the_configuration_is(project: pytest.Pytester) -> None:
    (project.path / "attio-harness.toml").write_text("workspac = 1")
    (project.path / "test_it.py").write_text(
        "import pytest\n@pytest.mark.attio(workspace='no.yaml')\ndef test_it(attio): pass\n"
    )
    result = project.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(errors=1)
    said = "test_it.py:2: @pytest.mark.attio(workspace=...): no.yaml: there is no such workspace file (looked for in .)"
    assert said in result.stdout.lines


def test_a_mistake_of_the_configuration_is_told_with_its_line(project: pytest.Pytester) -> None:
    (project.path / "attio-harness.toml").write_text('events = "events"\nworkspac = "crm/acme.yaml"\n')
    (project.path / "test_it.py").write_text("def test_it(attio): pass\ndef test_check(attio_check): attio_check()\n")
    result = project.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(errors=1, failed=1)
    text = result.stdout.str().partition("short test summary")[0]
    assert text.count("attio-harness.toml:2: there is no key workspac; did you mean workspace?") == 2
    assert "pytest_support" not in text


def test_what_nobody_says_is_missed(pytester: pytest.Pytester) -> None:
    (pytester.path / ".git").mkdir()
    pytester.makepyfile(test_it="def test_it(attio_check): attio_check()\n")
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    assert "attio_check(events=...) is missing, and no `events` stands in attio-harness.toml" in result.stdout.str()


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("attio_check()", "explain 'events/e.json:9[1]' --mode single"),
        ("attio_check(mode='auto', existing='none')", "explain 'events/e.json:9[1]' --existing none"),
        ("attio_check(subscriptions='other.json')", "explain 'events/e.json:9[1]' -m other.json --mode single"),
        ("attio_check(workspace='crm/other.yaml')", "explain 'events/e.json:9[1]' -w crm/other.yaml --mode single"),
        (
            "attio_harness.check('events', 'mapping.json', 'crm/other.yaml')",
            "explain 'events/e.json:9[1]' -m mapping.json -w crm/other.yaml",
        ),
    ],
)
def test_the_command_that_a_report_names_says_what_the_configuration_does_not(
    project: pytest.Pytester, call: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (project.path / "other.json").write_text(json.dumps(MAPPING))
    (project.path / "crm" / "other.yaml").write_text("name: Other")
    (project.path / "events" / "e.json").write_text(json.dumps(EVENTS, indent=2))
    (project.path / "test_it.py").write_text(
        f"import attio_harness\n\ndef test_it(attio_check):\n    report = {call}\n    assert report.rejections == ()\n"
    )
    result = project.runpytest_inprocess("-p", "no:cacheprovider")
    (told,) = {
        line.partition("attio-harness ")[2] for line in result.outlines if "stage: attio-harness explain" in line
    }
    assert told == expected
    with pytest.raises(SystemExit) as stopped:
        cli.main(shlex.split(told))
    assert (stopped.value.code, capsys.readouterr().err) == (1, "")
