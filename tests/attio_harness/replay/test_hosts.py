"""Which exchanges are with Attio."""

from __future__ import annotations

import pytest
from attio_harness.errors import UsageError
from attio_harness.replay.exchange import Exchange
from attio_harness.replay.hosts import Hosts


def path_of(host: str, path: str, *named: str) -> str | None:
    return Hosts(named).path_of(Exchange(file="f", line=1, index=0, method="GET", host=host, path=path))


@pytest.mark.parametrize(
    ("host", "path", "named", "expected"),
    [
        ("api.attio.com", "/v2/x", (), "/v2/x"),
        ("", "/v2/x", (), "/v2/x"),
        ("app.attio.com", "/oauth/token", (), None),
        ("api.attio.com:8443", "/v2/x", (), None),
        ("127.0.0.1:8700", "/v2/x", (), None),
        ("127.0.0.1:8700", "/v2/x", ("127.0.0.1:8700",), "/v2/x"),
        ("127.0.0.1:8700", "/v2/x", ("http://127.0.0.1:8700/",), "/v2/x"),
        ("proxy.example.com", "/attio/v2/x", ("https://PROXY.example.com:443/attio",), "/v2/x"),
        ("proxy.example.com", "/attio/v2/x", ("proxy.example.com/attio/v2",), "/v2/x"),
        ("127.0.0.1:8700", "/v2/x", ("127.0.0.1:8700/v2",), "/v2/x"),
        ("proxy.example.com", "/attio", ("proxy.example.com/attio",), None),
        ("proxy.example.com", "/attiomail/v2/x", ("proxy.example.com/attio",), None),
        ("proxy.example.com", "/v2/x", ("proxy.example.com/attio", "proxy.example.com"), "/v2/x"),
        ("data:", "/", (), None),
        ("", "/_emulator/requests", (), None),
        ("127.0.0.1:8700", "/", ("127.0.0.1:8700",), None),
    ],
)
def test_paths(host: str, path: str, named: tuple[str, ...], expected: str | None) -> None:
    assert path_of(host, path, *named) == expected


@pytest.mark.parametrize("named", ["", "/v2", "http://", "a?b=c", "x:port", "http://[", "a#b"])
def test_what_is_no_host(named: str) -> None:
    with pytest.raises(UsageError, match="is not a host; expected one such as"):
        Hosts([named])
