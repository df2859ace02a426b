"""Which hosts are this computer, as URLs and headers write them."""

from __future__ import annotations

import pytest
from attio_emulator.this_computer import is_here, is_own_name


@pytest.mark.parametrize(
    "host",
    ["localhost", "LocalHost", "localhost.", "127.0.0.1", "127.0.0.2", "127.255.255.254", "::1", "0:0::1", "[::1]"],
)
def test_its_own_names(host: str) -> None:
    assert is_own_name(host)
    assert is_here(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "[::]", "::ffff:127.0.0.1", "[::ffff:7f00:2]", "::ffff:0.0.0.0"])
def test_this_computer_in_every_other_spelling(host: str) -> None:
    assert is_here(host)
    assert not is_own_name(host)


@pytest.mark.parametrize(
    "host",
    ["", ".", "localhost..", "localhost.example", "my-localhost", "128.0.0.1", "10.0.0.1", "0.0.0.1", "127.0.0.1.example", "127.0.0.1.",
     "127.1", "[localhost]", "[]", "[", "::2", "::ffff:10.0.0.1", "fe80::1%eth0", "api.attio.com", "127.0.0.1:80"],
)  # fmt: skip
def test_other_computers(host: str) -> None:
    assert not is_here(host)
    assert not is_own_name(host)
