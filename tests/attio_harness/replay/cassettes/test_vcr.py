"""Cassettes as vcrpy, Ruby's VCR, Betamax, go-vcr, PHP-VCR and people write them."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest

from .said import read, said, unread

URL = "https://api.attio.com/v2/objects/people/records/query?x=1"
SENT = {"filter": {"name": "Jané"}}
ANSWER: dict[str, Any] = {"data": []}
EXPECTED = ("POST", "api.attio.com", "/v2/objects/people/records/query", (("x", "1"),), SENT, (200, ANSWER))
SENT_TEXT, ANSWER_TEXT = json.dumps(SENT), json.dumps(ANSWER)


def interaction(request: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    return {"request": {"method": "POST", **request}, "response": response}


VCRPY = interaction(
    {"uri": URL, "body": SENT_TEXT, "headers": {"Accept": ["*/*"], "Authorization": ["Bearer x"]}},
    {"body": {"string": ANSWER_TEXT}, "headers": {"Date": ["Sat, 16 May 2026 01:34:05 GMT"]}, "status": {"code": 200}},
)
RUBY = interaction(
    {"method": "post", "uri": URL, "body": {"encoding": "UTF-8", "string": SENT_TEXT}, "headers": {}},
    {
        "status": {"code": 200, "message": "OK"},
        "headers": {"Content-Type": ["application/json"]},
        "body": {"encoding": "ASCII-8BIT", "base64_string": base64.b64encode(ANSWER_TEXT.encode()).decode()},
        "http_version": None,
    },
) | {"recorded_at": "Sat, 16 May 2026 01:34:06 GMT"}
GO = interaction(
    {"url": URL, "body": SENT_TEXT, "form": {}, "headers": {}},
    {"body": ANSWER_TEXT, "headers": {}, "status": "200 OK", "code": 200, "duration": ""},
)
PHP = interaction(
    {"url": URL, "body": SENT_TEXT, "headers": {"Host": "api.attio.com"}},
    {"status": {"http_version": "1.1", "code": "200", "message": "OK"}, "body": ANSWER_TEXT},
)
BY_HAND = interaction({"url": URL, "body": SENT}, {"status": 200, "statusText": "OK", "body": ANSWER})


@pytest.mark.parametrize(
    "document",
    [
        {"version": 1, "interactions": [VCRPY]},
        {"http_interactions": [RUBY], "recorded_with": "VCR 6.2.0"},
        {"http_interactions": [RUBY], "recorded_with": "betamax/0.9.0"},
        {"version": 2, "interactions": [GO]},
        [PHP],
        {"interactions": [BY_HAND]},
    ],
    ids=["vcrpy", "Ruby", "Betamax", "go-vcr", "PHP-VCR", "by hand"],
)
def test_every_recorder_says_the_same(document: Any) -> None:
    found = read(document)
    assert (found.form, unread(found)) == ("cassette", [])
    assert [said(one) for one in found.exchanges] == [EXPECTED]


def test_times_and_headers() -> None:
    (one,) = read({"interactions": [VCRPY]}).exchanges
    assert one.headers == {"accept": "*/*", "authorization": "Bearer x"}
    assert one.answer is not None
    assert one.answer.headers == {"date": "Sat, 16 May 2026 01:34:05 GMT"}
    assert one.at == 1778895245000
    (other,) = read({"http_interactions": [RUBY]}).exchanges
    assert other.at == 1778895246000


YAML = f"""---
http_interactions:
- &one
  request:
    method: post
    uri: {URL}
    body:
      encoding: US-ASCII
      string: '{SENT_TEXT}'
    headers: &none {{}}
  response:
    status:
      code: 200
      message: OK
    headers: *none
    body:
      encoding: ASCII-8BIT
      string: !binary |-
        {base64.b64encode(gzip.compress(ANSWER_TEXT.encode(), mtime=0)).decode()}
  recorded_at: Sat, 16 May 2026 01:34:06 GMT
- *one
recorded_with: VCR 6.2.0
"""


def test_yaml_with_anchors_binary_texts_and_compressed_bodies() -> None:
    found = read(YAML)
    assert [said(one) for one in found.exchanges] == [EXPECTED, EXPECTED]
    assert [(one.index, one.line) for one in found.exchanges] == [(0, 3), (1, 21)]


OLD = f"""---
- !ruby/struct:VCR::HTTPInteraction
  request: !ruby/struct:VCR::Request
    method: :post
    uri: {URL.replace(".com/", ".com:443/")}
    body: '{SENT_TEXT}'
    headers:
  response: !ruby/struct:VCR::Response
    status: !ruby/struct:VCR::ResponseStatus
      code: 200
      message: OK
    headers:
      content-type:
      - application/json
    body: '{ANSWER_TEXT}'
    http_version: "1.1"
"""


def test_cassettes_of_the_first_versions_of_vcr() -> None:
    assert [said(one) for one in read(OLD).exchanges] == [EXPECTED]


def test_a_bad_interaction_is_told_and_the_others_are_read() -> None:
    rows = [
        BY_HAND,
        "text",
        {"request": {"method": "GET", "uri": URL}},
        interaction({"uri": ""}, {"status": 200}),
        interaction({"uri": URL, "method": None}, {"status": 200}),
        interaction({"uri": URL, "method": "GE T\ud800"}, {"status": 200}),
        interaction({"uri": URL}, {}),
        interaction({"uri": URL}, {"status": "fine"}),
        interaction({"uri": URL}, {"status": 200, "body": {"base64_string": "!"}}),
        BY_HAND,
    ]
    found = read({"interactions": rows}, indent=1)
    assert [one.index for one in found.exchanges] == [0, 9]
    assert [(index, why) for index, _, why in unread(found)] == [
        (1, "found a string, expected an exchange: an object with a request and a response"),
        (2, "found no response, expected an object"),
        (3, "its URL is no text"),
        (4, "its method is null, expected one such as GET"),
        (5, "its method is 'GE T\\\\ud800', expected one such as GET"),
        (6, "found a response without status, expected a number such as 200"),
        (7, "its status is 'fine', expected a number such as 200"),
        (8, "a body that is said to be in base64 is not"),
    ]
    assert all(line for _, line, _ in unread(found))
