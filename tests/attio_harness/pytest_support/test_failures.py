"""What a failing test shows: the report of a check as text, and what Attio refused; never a dataclass, never our own code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from attio_harness import check
from attio_harness.errors import InputError
from attio_harness.pytest_support.failures import sections_of
from attio_harness.pytest_support.local import CHECKS

from tests.attio_harness.canaries import SECRETS, found_in

EVENT = '{"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com"}}'
HEAD = f"""
import httpx
import pytest

EVENT = {EVENT}
ACTIVE = {{"objects": [{{"api_slug": "users", "active": True}}]}}

def client(transport):
    return httpx.Client(transport=transport, headers={{"authorization": "Bearer x"}}, base_url="https://api.attio.com")

def write(transport, email):
    values = {{"email_addresses": [email]}}
    return client(transport).put("/v2/objects/people/records?matching_attribute=email_addresses", json={{"data": {{"values": values}}}})
"""


def failing(pytester: pytest.Pytester, body: str, *options: str, failed: int = 1, passed: int = 0) -> str:
    """What pytest prints of tests that fail, without the summary."""
    pytester.makepyfile(test_it=HEAD + body)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", *options)
    result.assert_outcomes(failed=failed, passed=passed)
    return result.stdout.str().partition("FAILURES")[2].partition("\n====")[0]


def each_failing(pytester: pytest.Pytester, tests: Sequence[str]) -> list[str]:
    """What pytest prints of each of these tests, all of which fail; `{n}` in a test is its number. One run, since a run takes a while."""
    body = "".join(one.replace("{n}", str(number)) for number, one in enumerate(tests))
    text = failing(pytester, body, failed=len(tests))
    return [
        one
        for _, one in sorted(
            (int(n), one) for n, one in re.findall(r"_ test_(\d+) _+\n(.*?)(?=\n___|\Z)", text, re.DOTALL)
        )
    ]


ASSERTIONS = (
    ("assert report.ok", "+  where False = <Report failed: 1 lost | 1 refused by Attio>.ok"),
    (
        "assert report.outcome.passed",
        "+    where Outcome(passed=False, why=('1 lost',)) = <Report failed: 1 lost | 1 refused by Attio>.outcome",
    ),
    (
        "assert not report.rejections",
        "assert not (<Rejection <python>:1 refused by Attio: users standard_object_disabled>,)",
    ),
    ('assert report.verdicts == {"written": 1}', "assert {'rejected': 1} == {'written': 1}"),
    ("report.assert_nothing_lost()", "AssertionError: Failed: 1 lost."),
    ("report.assert_passed()", "AssertionError: Failed: 1 lost."),
)


@pytest.mark.parametrize("check", ["attio_check(EVENT, 'published')", "attio_harness.check(EVENT, 'published', {})"])
def test_a_failing_check_shows_its_report(pytester: pytest.Pytester, check: str) -> None:
    fixture = "attio_check" if check.startswith("attio_check") else ""
    tests = [
        f"import attio_harness\ndef test_{{n}}({fixture}):\n    report = {check}\n    {line}\n"
        for line, _ in ASSERTIONS
    ]
    for (_, said), text in zip(ASSERTIONS, each_failing(pytester, tests), strict=True):
        assert said in text
        assert text.count("Activate the users object") == 1  # the report, once
        assert "Report(events=" not in text
        assert "report.py" not in text


def test_what_was_refused_is_shown_without_the_token_it_was_sent_with(pytester: pytest.Pytester) -> None:
    token, other = SECRETS["token"], SECRETS["password"]
    pytester.makefile(".txt", secrets=f"{token}\n{other}")  # a traceback shows the lines of the test
    body = """
def test_it(attio_transport):
    import pathlib
    token, other = pathlib.Path("secrets.txt").read_text().split()
    with httpx.Client(transport=attio_transport, headers={"authorization": "Bearer " + token}, base_url="https://api.attio.com") as http:
        http.get("/v2/" + token + "/nothing?access_token=" + other + "&q=" + token)
        http.post("/v2/nothing?client_secret=" + other)
    del token, other, http
    raise AssertionError
"""
    text = failing(pytester, body)
    assert text.count("Could not find endpoint") == 2
    assert found_in(text.encode()) == []


def test_of_several_checks_those_that_failed_are_shown(pytester: pytest.Pytester) -> None:
    text = failing(
        pytester,
        "def test_it(attio_check):\n"
        "    assert attio_check(EVENT, 'published', ACTIVE).ok\n"
        "    attio_check([], 'published')\n"
        "    assert attio_check(EVENT, 'published').ok\n"
        "def test_other(attio_check):\n"
        "    assert attio_check(EVENT, 'published', ACTIVE).verdicts == {'written': 2}\n"
        "def test_passes(attio_check):\n"
        "    attio_check(EVENT, 'published')\n",
        failed=2,
        passed=1,
    )
    first, _, second = text.partition("test_other")
    assert (first.count("- attio check -"), second.count("- attio check -")) == (2, 1)


def test_a_long_report_keeps_its_end(pytester: pytest.Pytester) -> None:
    body = """
def test_it(attio_check):
    mappings = [{"partnerAction": "assertRecord", "subscribe": 'type = "identify"', "mapping": {
        "object": f"o{number}", "matching_attribute": "a", "attributes": {"a": "x"}}} for number in range(40)]
    assert attio_check(EVENT, mappings).ok
"""
    shown = failing(pytester, body).partition("- attio check -")[2].strip().splitlines()
    assert len(shown) < 90
    assert shown[-2].endswith("more lines: pytest -v")
    assert shown[-1] == "Failed: 40 lost."
    in_full = failing(pytester, body, "-v").partition("- attio check -")[2]
    assert in_full.count("Create the object with a unique attribute") == 40


def test_refusals_are_those_of_the_test(pytester: pytest.Pytester) -> None:
    body = """
@pytest.fixture(scope="session")
def shared(attio_factory):
    attio = attio_factory()
    write(attio.transport, "before@the.tests@")
    return attio

def test_passes(shared):
    assert write(shared.transport, "first").status_code == 400

def test_it(shared, attio, attio_transport):
    write(attio_transport, "bob")
    write(attio_transport, "bob@acme.com")
    client(attio_transport).get("/v2/nothing")
    attio.faults.replace([{"code": "rate_limit_exceeded"}])
    client(attio_transport).get("/v2/objects?limit=1")
    write(shared.transport, "second")
    assert False
"""
    _, *sections = failing(pytester, body, passed=1).split("- attio: ")
    assert [one.partition(" -")[0] for one in sections] == ["1 of 1 request refused", "3 of 4 requests refused"]
    lines = [line for line in sections[1].partition("\n---")[0].splitlines()[1:] if line]
    assert lines == [
        "PUT /v2/objects/people/records?matching_attribute=email_addresses",
        '  400 validation_type: An invalid value was passed to attribute with slug "email_addresses".',
        "  attribute email_addresses, expected a valid email address",
        "GET /v2/nothing",
        '  404 not_found: Could not find endpoint "GET /v2/nothing".',
        "GET /v2/objects?limit=1",
        "  429 rate_limit_exceeded: Rate limit exceeded, please try again later (a fault rule)",
    ]


def test_what_a_batch_dropped_is_shown_and_a_reset_begins_anew(pytester: pytest.Pytester) -> None:
    body = """
from attio_destination import destination

def send(attio, **values):
    rule = {"partnerAction": "assertRecord", "subscribe": 'type = "track"', "mapping": {
        "object": "people", "matching_attribute": "email_addresses", "enable_batching": True,
        "attributes": {"email_addresses": {"@path": "$.properties.email"}}}}
    events = [{"type": "track", "event": "E", "properties": values}]
    destination.on_batch(events, {"oauth": {"access_token": "any"}, "subscription": rule}, client=httpx.Client(transport=attio.transport))

def test_it(attio):
    send(attio, email="before")
    attio.reset()
    send(attio, email="bob")
    assert False
"""
    text = failing(pytester, body)
    assert "- attio: 1 assertion dropped -" in text
    assert 'people by email_addresses {"email_addresses":"bob"}\n  after 202: validation_type: ' in text


def test_only_the_newest_of_many_refusals_are_shown(pytester: pytest.Pytester) -> None:
    text = failing(
        pytester,
        "def test_it(attio_transport):\n"
        "    for number in range(25): client(attio_transport).get(f'/v2/{number}')\n"
        "    assert False\n",
    )
    assert "... and 5 before\nGET /v2/5\n" in text


def test_the_same_refusal_again_and_again_is_shown_once(pytester: pytest.Pytester) -> None:
    text = failing(
        pytester,
        "def test_it(attio_transport):\n"
        "    for path in [*30 * ['a'], 'b', *2 * ['a']]: client(attio_transport).get(f'/v2/{path}')\n"
        "    assert False\n",
    )
    assert "- attio: 33 of 33 requests refused -" in text
    assert [line for line in text.splitlines() if line.startswith(("GET ", "... and"))] == [
        "GET /v2/a (30 times)",
        "GET /v2/b",
        "GET /v2/a (2 times)",
    ]


@pytest.mark.parametrize(("option", "count"), [("-q", 3), ("-v", 8)])
def test_only_the_newest_of_many_reports_are_shown(pytester: pytest.Pytester, option: str, count: int) -> None:
    body = (
        "def test_it(attio_check):\n"
        "    for n in range(8): attio_check({**EVENT, 'traits': {'email': f'no {n}'}}, 'published')\n"
        "    assert False\n"
    )
    text = failing(pytester, body, option)
    said = "- attio check -\n... and 5 checks before that did not pass: pytest -v\n"
    assert (re.sub("-+( attio check )-+", r"-\1-", text).count(said), text.count('"no ')) == (option == "-q", count)
    assert "GET /v2/4\n" not in text


MISTAKES = (
    ("attio_check('nope.ndjson', 'published')", "InputError: nope.ndjson: there is no such file or folder"),
    ("attio_check(EVENT, 'nope.json')", "InputError: nope.json: there is no such mapping file"),
    ("attio_check(EVENT, 'published', mode='bath')", "UsageError: mode 'bath' is not one of auto, single, batch"),
    ("attio_check(EVENT, 'published', modus='batch')", "found modus=...; did you mean mode=?"),
    ("attio_check(EVENT, 'published', action='identfyUser')", "did you mean identifyUser?"),
    ("attio_check(EVENT, {'partnerAction': 'identfyUser', 'mapping': {}})", "did you mean identifyUser?"),
    ("attio_check(5, 'published')", "UsageError: attio_check(events=...): found 5, expected events as dicts, or paths of event files"),
    ("attio_check(b'{}', 'published')", "UsageError: attio_check(events=...): found \"b'{}'\", expected events as dicts, or paths of event files"),
    ("attio_check(EVENT, [5])", "UsageError: subscriptions: found 5, expected the path of a file, a dict or a Subscription"),
    ("attio_check(EVENT, 'published', 5)", "UsageError: attio_check(workspace=...): found 5, expected the path of"),
    ("attio_check(EVENT, 'published', seed='a')", 'UsageError: attio_check(seed=...): found "a", expected a whole number'),
    ("attio_check(EVENT, 'published', strict_auth='no')", 'found "no", expected True or False'),
    ("attio_check(EVENT, 'published', assumptions=['a=b'])", 'found ["a=b"], expected a dict of IDs and their settings'),
    ("attio_check(EVENT, 'published', {'object': []})", "/object: found 'object', expected one of"),
    ("attio_factory(worksace='x')", "found worksace=...; did you mean workspace=?"),
    ("attio_factory('nope.yaml')", "InputError: nope.yaml: there is no such workspace file"),
    ("segment_event('idenfity')", "expected one of identify, group, track, page, screen, alias; did you mean 'identify'?"),
    ("segment_event(None)", "segment_event: found the type null, expected one of"),
)  # fmt: skip


def test_a_mistake_of_the_test_is_told_where_it_stands(pytester: pytest.Pytester) -> None:
    tests = [f"def test_{{n}}(attio_check, attio_factory, segment_event):\n    {line}\n" for line, _ in MISTAKES]
    for (line, said), text in zip(MISTAKES, each_failing(pytester, tests), strict=True):
        assert f">       {line}" in text
        assert said in text
        assert "During handling" not in text
        assert "pytest_support" not in text
        assert "/attio_harness/" not in text


def test_arguments_that_do_not_fit_are_told_of_the_fixture(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_event(segment_event): segment_event("track", {"plan": "Pro"})
        def test_check(attio_check): attio_check([], "published", {}, "single", 5)
        def test_factory(attio_factory): attio_factory({}, 5)
        """
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            "E * TypeError: segment_event() takes from 0 to 1 positional arguments but 2 were given",
            "E * TypeError: attio_check() takes from 0 to 4 positional arguments but 5 were given",
            "E * TypeError: attio_factory() takes from 0 to 1 positional arguments but 2 were given",
        ]
    )


def test_no_name_at_all_is_not_the_folder_of_the_test(pytester: pytest.Pytester) -> None:
    pytester.makefile(".ndjson", events='{"type": "identify", "userId": "u", "traits": {}}')
    pytester.mkdir("sub").joinpath("test_it.py").write_text(
        "import os\ndef test_it(attio_check): attio_check(os.environ.get('NO_SUCH_EVENTS', ''), 'published')\n"
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *InputError: *there is no such file or folder (expected events: *"])


def test_a_wrong_host_names_those_that_are_answered(pytester: pytest.Pytester) -> None:
    text = failing(
        pytester,
        "@pytest.mark.attio(hosts=['attio.test'])\n"
        "def test_it(attio_transport):\n"
        "    assert client(attio_transport).get('https://attio.test/v2/objects').status_code == 200\n"
        "    client(attio_transport).get('https://api.atio.com/v2/objects')\n",
    )
    assert "found the host api.atio.com, expected api.attio.com, app.attio.com or attio.test: " in text
    assert "@pytest.mark.attio(hosts=['api.atio.com'])" in text


def test_a_mistake_in_a_dict_names_the_mapping_and_the_member() -> None:
    good = {"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": {}}
    bad = {**good, "partnerAction": "identifyUsr"}
    for given, said in ((bad, "the mapping at /partnerAction: "), ([good, bad], "mapping 2 at /partnerAction: ")):
        with pytest.raises(InputError) as caught:
            check([], given, {})
        assert str(caught.value).startswith(f"{said}unknown action 'identifyUsr'")
    with pytest.raises(InputError, match="^the state: is not a saved state: "):
        check([], good, start={"version": 1})


def test_tolerated_losses_are_lost_all_the_same(pytester: pytest.Pytester) -> None:
    body = "def test_0(attio_check):\n    attio_check(EVENT, 'published', max_failures=1, min_written=0).assert_nothing_lost()\n"
    text = failing(pytester, body)
    assert "AssertionError: 1 lost of 1 event\n" in text


def test_what_a_test_holds_and_raises_is_not_asked_and_cannot_end_the_run(pytester: pytest.Pytester) -> None:
    text = failing(
        pytester,
        """
class Proxy:
    __class__ = property(lambda self: 1 / 0)

class Speechless(Exception):
    def __str__(self):
        return 1 / 0

def test_0(attio_check):
    one = Proxy()
    assert attio_check(EVENT, 'published', {}).ok

def test_1(attio_check):
    attio_check(EVENT, 'published', {})
    raise Speechless
""",
        failed=2,
    )
    assert "ZeroDivisionError" not in text
    assert text.count("- attio check -") == 2


def test_a_pytest_of_7_that_cannot_tell_its_verbosity_shows_a_report_as_well() -> None:
    workspace = {"objects": [{"api_slug": "users", "active": True}]}
    report = check({"type": "identify", "userId": "u", "traits": {}}, "published", workspace)
    for verbose in (0, 1):
        said = {"verbose": verbose}
        item: Any = SimpleNamespace(
            session=SimpleNamespace(stash={}),
            stash={CHECKS: [report]},
            config=SimpleNamespace(getoption=said.__getitem__),
            path=Path("other.py"),
        )
        with pytest.raises(AssertionError) as failure:
            raise AssertionError
        (section,) = sections_of(item, failure)
        assert section == ("attio check", report.text(verbose=True) if verbose else str(report))
