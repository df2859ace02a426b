"""Bodies, headers, addresses and times in the ways in which recorders write them."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import pytest
from attio_harness.replay.cassettes.bodies import as_bytes, as_json, headers_of, moment, shown_body, unpacked, url_of

JSON = b'{"a": 1}'


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://API.attio.com:443/v2/x?a=&b=1%202#f", ("api.attio.com", "/v2/x", (("a", ""), ("b", "1 2")))),
        ("http://127.0.0.1:8700/v2", ("127.0.0.1:8700", "/v2", ())),
        ("/v2/x?y=1", ("", "/v2/x", (("y", "1"),))),
        ("v2/x", ("", "/v2/x", ())),
        ("https://user:secret@api.attio.com", ("api.attio.com", "/", ())),
        ("https://api.attio.com/v2/a%2Fb", ("api.attio.com", "/v2/a%2Fb", ())),
    ],
)
def test_addresses(url: str, expected: Any) -> None:
    assert url_of(url) == expected


@pytest.mark.parametrize("url", ["", "  ", None, 5, "http://[", "http://x:port/"])
def test_what_is_no_address(url: Any) -> None:
    with pytest.raises(ValueError):
        url_of(url)


@pytest.mark.parametrize(
    "given",
    [
        {"A": "1", "b": ["2", "3"]},
        [{"name": "A", "value": "1"}, {"name": "B", "value": "2, 3"}],
        [["A", "1"], ["b", "2, 3"]],
        ["A", "1", "b", "2, 3"],
        {"A": [b"1"], "B": "2, 3"},
    ],
)
def test_headers(given: Any) -> None:
    assert headers_of(given) == {"a": "1", "b": "2, 3"}
    assert headers_of(None) == headers_of("x") == {}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, None), ("", None), (b"", None), ("é", "é".encode()), (b"x", b"x"), ({"a": 1}, JSON), ([], b"[]"), (0, b"0"),
    ],
)  # fmt: skip
def test_bodies(given: Any, expected: bytes | None) -> None:
    assert as_bytes(given) == expected


@pytest.mark.parametrize(
    ("body", "how", "expected"),
    [
        (gzip.compress(JSON, mtime=0), "gzip", JSON),
        (gzip.compress(JSON, mtime=0), "", JSON),
        (JSON, "gzip", JSON),
        (zlib.compress(JSON), "deflate", JSON),
        (zlib.compress(JSON)[2:-4], "deflate", JSON),
        (JSON, "deflate", JSON),
        (JSON, "br", JSON),
        (b"", "gzip", None),
        (None, "", None),
    ],
)
def test_compressed_bodies(body: bytes | None, how: str, expected: bytes | None) -> None:
    assert unpacked(body, {"content-encoding": how}) == expected


@pytest.mark.parametrize(
    ("body", "how", "told"),
    [
        (gzip.compress(JSON, mtime=0)[:-9], "gzip", r"a body is compressed \(gzip\) and damaged"),
        (b"x", "deflate", r"a body is compressed \(deflate\) and damaged"),
        (b"\x0b\x02", "br", "a body is compressed with br, which is not read here"),
        (b"\x28\xb5\x2f\xfd", "zstd", "a body is compressed with zstd"),
    ],
)
def test_damaged_bodies(body: bytes, how: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        unpacked(body, {"content-encoding": how})


def test_what_a_body_says() -> None:
    assert [as_json(one) for one in (JSON, b"[", b"text", b"5", None)] == [{"a": 1}, None, None, None, None]
    assert [shown_body(one) for one in (JSON, b"text", b"\xff", b"", None)] == [
        {"a": 1},
        "text",
        "(binary)",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("2026-05-16T01:34:05.061189000Z",), 1778895245061),
        (("2026-05-16T03:34:05.061+02:00",), 1778895245061),
        (("2026-05-16T01:34:05",), 1778895245000),
        ((None, "", 5, "yesterday", "Sat, 16 May 2026 01:34:05 GMT"), 1778895245000),
        (("yesterday",), None),
        ((), None),
    ],
)
def test_times(given: tuple[Any, ...], expected: int | None) -> None:
    assert moment(*given) == expected
