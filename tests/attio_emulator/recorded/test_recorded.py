"""Every recorded answer whose body is known whole: the emulator gives the same one in the same situation, member by member.

The order of members and of elements counts; ids are the same where they name the same, times have the same form. Recordings of
which a part is known are held against the emulator in `test_parts`.
"""

from __future__ import annotations

import json
import re

import pytest
from attio_emulator import Request, Response
from attio_emulator.editions import EDITIONS, NEWEST, Edition
from attio_harness.exchanges.answers import Answer, compared
from attio_harness.exchanges.ids import IdMap, uuids_in

from tests.attio_emulator.recorded.answers import RECORDED, Recorded
from tests.attio_emulator.recorded.differences import BODIES, HEADERS, LEFT_OUT, NOT_OF_ATTIO, OLD_WORDS, SINCE_OCTOBER
from tests.attio_emulator.recorded.parts import PARTS
from tests.attio_emulator.recorded.situations import SITUATIONS
from tests.attio_emulator.recorded.stored import Shelf
from tests.attio_emulator.recorded.workspaces import KEY, OAUTH, workspace_of

FIRST, SECOND = "e58dff83-5230-4f86-8b00-1be828dea3ab", "3db56175-589f-44b0-83e0-82fd781726bc"
WHOLE = [one for one in RECORDED.values() if one.known is None and one.id not in (*LEFT_OUT, *PARTS)]
SOME_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")
SOME_DATE = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
OURS = {"x-attio-execution-id", "x-accurate-at"}
"""Headers of real answers that recordings are kept without."""


def answered(one: Recorded, edition: Edition) -> Response:
    """What the emulator answers under an edition in the situation of a recording."""
    through_app = one.source.startswith("NangoHQ")
    shelf = Shelf(workspace_of(SECOND if through_app else FIRST, edition))
    if one.id in SITUATIONS:
        SITUATIONS[one.id](shelf, one)
    token = OAUTH if through_app else KEY
    request = Request.make(one.method, one.path, query=one.query, json=one.sent, token=token)
    return shelf.attio().emulator.handle(request)


@pytest.fixture(params=EDITIONS)
def edition(request: pytest.FixtureRequest) -> Edition:
    chosen: Edition = request.param
    return chosen


@pytest.fixture(params=WHOLE, ids=lambda one: one.call)
def pair(request: pytest.FixtureRequest, edition: Edition) -> tuple[Recorded, Response]:
    one: Recorded = request.param
    return one, answered(one, edition)


@pytest.mark.covers("answer.recorded")
def test_the_answer_is_the_recorded_one(pair: tuple[Recorded, Response], edition: Edition) -> None:
    one, response = pair
    ids = IdMap()
    for id in set(uuids_in(json.dumps(one.body))) & set(uuids_in(response.body.decode())):
        ids.learn(id, id)
    found = compared(
        Answer(status=one.status, body=one.body),
        Answer(status=response.status, body=response.json()),
        ids,
        counts=lambda value: not (isinstance(value, str) and SOME_TIME.fullmatch(value)),
    )
    told = {f"{difference.kind} {difference.pointer}": difference for difference in found}
    allowed = {**BODIES.get(one.id, {}), **(SINCE_OCTOBER.get(one.id, {}) if edition == NEWEST else {})}
    assert set(told) == set(allowed), list(told.values())


def test_the_headers_are_the_recorded_ones(pair: tuple[Recorded, Response]) -> None:
    one, response = pair
    if not one.headers or one.id in NOT_OF_ATTIO:
        return
    recorded, ours = dict(one.headers), {name: value for name, value in response.headers.items() if name not in OURS}
    for date in (recorded.pop("date", None), ours.pop("date")):
        assert date is None or SOME_DATE.fullmatch(date)
    missing = set(ours) - set(recorded)
    assert missing == set(HEADERS.get(one.id, ()))
    score = recorded.get("x-attio-record-query-score", "0")
    assert score == "0" or "sorts" in one.sent
    for name, value in recorded.items():
        assert value in (ours[name], OLD_WORDS.get(name), score)


def test_every_difference_that_is_allowed_belongs_to_a_recording() -> None:
    whole = {one.id for one in WHOLE}
    assert set(BODIES) | set(SINCE_OCTOBER) | set(HEADERS) | set(SITUATIONS) <= whole
    assert set(LEFT_OUT) <= set(RECORDED)
