"""The summary of a run tells which faults its tests met, on success too."""

from __future__ import annotations

import pytest

BODY = """
import httpx
import pytest

@pytest.mark.attio(faults=[{"fault": "reset", "times": 1}, {"status": 503, "times": 1}], seed=7)
def test_two(attio, attio_transport):
    with httpx.Client(transport=attio_transport, base_url="https://api.attio.com", headers={"authorization": "Bearer t"}) as client:
        with pytest.raises(httpx.ReadError):
            client.get("/v2/self")
        assert [client.get("/v2/self").status_code for _ in range(2)] == [503, 200]

@pytest.mark.attio(faults=[{"status": 503, "probability": 0}])
def test_none(attio, attio_transport):
    with httpx.Client(transport=attio_transport, base_url="https://api.attio.com", headers={"authorization": "Bearer t"}) as client:
        assert client.get("/v2/self").status_code == 200

@pytest.mark.parametrize("number", range(2))
def test_of_the_session(attio_shared, number):
    with httpx.Client(transport=attio_shared.transport, base_url="https://api.attio.com", headers={"authorization": "Bearer t"}) as client:
        client.get("/v2/self")

@pytest.fixture(scope="session")
def attio_shared(attio_factory):
    return attio_factory(workspace={"name": "Shared"}, faults=[{"status": 429, "times": 1}])

def test_without(attio):
    pass
"""


def test_a_run_tells_what_it_met(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(BODY)
    result = pytester.runpytest_inprocess("-p", "no:randomly", "--junitxml=junit.xml")
    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines(["3 requests of 4 tests met a fault rule (seeds 0, 7)"])
    assert "::test_two: " not in result.stdout.str()
    written = (pytester.path / "junit.xml").read_text("utf-8")
    assert '<property name="attio_faults" value="seed 7: 2 of 3 requests: 1 reset, 1 answer" />' in written
    assert '<property name="attio_faults" value="seed 0: 0 of 1 request: none" />' in written


def test_each_test_is_told_where_asked_to(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(BODY)
    result = pytester.runpytest_inprocess("-v", "-p", "no:randomly", "-k", "two")
    result.stdout.fnmatch_lines(
        ["2 requests of 1 test met a fault rule (seed 7)", "*::test_two: seed 7: 2 of 3 requests: 1 reset, 1 answer"]
    )


def test_a_run_without_faults_tells_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(attio): pass")
    result = pytester.runpytest_inprocess()
    assert "attio faults" not in result.stdout.str()


FAILS = """
import httpx
import pytest

@pytest.mark.attio(faults=["reset"])
def test_wrong(attio): pass

@pytest.mark.attio(faults=[{"fault": "reset"}])
def test_it(attio, attio_transport):
    with httpx.Client(transport=attio_transport, base_url="https://api.attio.com", headers={"authorization": "Bearer t"}) as client:
        client.get("/v2/self")
"""


def test_a_failing_test_names_the_fault(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FAILS)
    result = pytester.runpytest_inprocess("-p", "no:randomly")
    result.assert_outcomes(failed=1, errors=1)
    result.stdout.fnmatch_lines(["*(faults=...): /0: found 'reset', expected a fault rule: an object"])
    result.stdout.fnmatch_lines(["GET /v2/self", "  reset (a fault rule)"])


SUBTESTS = """
import httpx
import pytest

@pytest.mark.attio(faults=[{"status": 503, "times": 2}])
def test_it(attio, attio_transport, subtests):
    with httpx.Client(transport=attio_transport, base_url="https://api.attio.com", headers={"authorization": "Bearer t"}) as client:
        for number in range(3):
            with subtests.test(number=number):
                assert client.get("/v2/self").status_code == (503 if number < 2 else 200)
"""


def test_what_subtests_met_is_told_once(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(SUBTESTS)
    result = pytester.runpytest_inprocess("-v", "-p", "no:randomly", "--junitxml=junit.xml")
    row = "seed 0: 2 of 3 requests: 2 answer"
    result.stdout.fnmatch_lines(["2 requests of 1 test met a fault rule (seed 0)", f"*::test_it: {row}"])
    assert result.stdout.str().count("::test_it: seed") == 1
    assert (pytester.path / "junit.xml").read_text("utf-8").count(
        f'<property name="attio_faults" value="{row}" />'
    ) >= 1


AGAIN = """
import httpx
import pytest

tried = []

@pytest.mark.attio(faults=[{"status": 503, "times": 1}])
def test_it(attio_transport, attio_check):
    tried.append(1)
    with httpx.Client(transport=attio_transport, base_url="https://api.attio.com", headers={"authorization": "Bearer t"}) as client:
        client.get(f"/v2/objects/try{len(tried)}")
    attio_check([], "published", workspace={"name": f"Try {len(tried)}"})
    assert len(tried) == 3
"""
TRIES_AGAIN = """
import pytest
from _pytest.runner import runtestprotocol

@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    # as plugins do that run a failed test again: the same item
    for _ in range(2):
        item._initrequest()
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    return True
"""


def test_a_test_that_is_run_again_shows_the_last_try(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(TRIES_AGAIN)
    pytester.makepyfile(AGAIN)
    result = pytester.runpytest_inprocess("-p", "no:randomly")
    result.assert_outcomes(failed=1)
    said = result.stdout.str()
    for told in ("/v2/objects/try", "events into Try "):
        assert (f"{told}1" in said, f"{told}2" in said) == (False, True)
    result.stdout.fnmatch_lines(["1 request of 1 test met a fault rule (seed 0)"])
