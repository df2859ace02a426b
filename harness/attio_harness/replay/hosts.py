"""Which exchanges go to Attio's API, and their paths there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from attio_harness.errors import UsageError
from attio_harness.replay.exchange import Exchange

__all__ = ["ATTIO", "Hosts"]

ATTIO = "api.attio.com"


@dataclass(frozen=True, slots=True)
class _Base:
    host: str
    path: str
    """The prefix before Attio's own path; may be empty."""


class Hosts:
    """Attio's own host, and others in front of Attio, such as a proxy or a local emulator, each with an optional path prefix."""

    __slots__ = ("_bases",)

    def __init__(self, named: Sequence[str] = ()) -> None:
        """Raises UsageError if a name is no host."""
        self._bases = (_Base(ATTIO, ""), *map(_base, named))

    def path_of(self, exchange: Exchange) -> str | None:
        """The path of an exchange in Attio's API; None for other hosts, and for control calls of an emulator."""
        path: str | None = exchange.path
        if exchange.host:
            there = [one for one in self._bases if one.host == exchange.host]
            path = next((found for one in there if (found := _below(exchange.path, one.path)) is not None), None)
        return None if path is None or path == "/" or path.startswith("/_emulator") else path


def _below(path: str, base: str) -> str | None:
    if not base:
        return path
    return path[len(base) :] or "/" if path == base or path.startswith(base + "/") else None


def _base(named: str) -> _Base:
    text = named.strip()
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or any(sign.isspace() for sign in text) or parts.query or parts.fragment:
        raise UsageError(
            f"--host {named!r} is not a host; expected one such as 127.0.0.1:8700 or proxy.example.com/attio"
        )
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    # Attio's own paths begin at `…/v2`
    path = parts.path.rstrip("/").removesuffix("/v2")
    return _Base(host + (f":{port}" if port and port != usual else ""), path)
