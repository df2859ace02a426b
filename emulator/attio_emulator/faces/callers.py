"""Who may call over a network: by which host name, from which page of a browser, at which address. Pure.

A foreign web page can let its own host name resolve to this computer and then call it as its own server; the `Host` of
such a request is that name. A browser says with `Origin` and `Sec-Fetch-Site` which page makes a call, and no page can
change them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from ipaddress import ip_address

from attio_emulator.faces.admin import Admin
from attio_emulator.http import Request, Response, refusal
from attio_emulator.this_computer import is_own_name

__all__ = ["Guard", "authority"]

_AUTHORITY = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,252}))(?::(?P<port>[0-9]{1,5}))?"
)
"""Name and port of a `Host` (RFC 9110, section 7.2): no user, no path, no zone of an IPv6 address."""
_LONGEST = 259
"""The longest, in characters: 253 of a name and 6 of a port."""
_ORIGIN = re.compile(r"(https?)://(.+)")
_PORTS = {"http": 80, "https": 443}


def authority(text: str) -> tuple[str, int | None] | None:
    """The name (in lower case; an IPv6 address without brackets, in short form) and port of a `Host`; None if it is invalid."""
    return _authority(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=64)  # asked with every request
def _authority(text: str) -> tuple[str, int | None] | None:
    found = _AUTHORITY.fullmatch(text)
    if found is None:
        return None
    port = None if found["port"] is None else int(found["port"])
    if port is not None and not 1 <= port <= 65535:
        return None
    if found["name"] is not None:
        return found["name"].lower(), port
    try:
        return ip_address(found["six"]).compressed, port
    except ValueError:
        return None


class Guard:
    """Admits callers that use this computer's own names, or one of `hosts`: names and addresses without a port.

    With an `admin`, other computers may call, also by any address (a foreign page has a name), but control calls and
    pages require the token.
    """

    def __init__(self, hosts: Collection[str] = (), *, admin: Admin | None = None) -> None:
        self._hosts, self._admin = frozenset(map(_plain, hosts)), admin

    def admission(self, request: Request) -> Response | None:
        """The response to a control call or page in place of the server's; None if it is admitted."""
        return None if self._admin is None else self._admin.answer(request)

    def _knows(self, name: str) -> bool:
        return name in self._hosts or is_own_name(name) or (self._admin is not None and _is_address(name))

    def refusal(
        self, headers: Mapping[str, str], *, scheme: str = "http", target: str = "/", any_origin: bool = False
    ) -> Response | None:
        """Why a request is refused; None if it is not.

        Args:
            headers: those of the request, from `received_headers`.
            scheme: http or https, as it arrived.
            target: the path as sent.
            any_origin: whether pages of any site may make the call.
        """
        if not target.startswith("/"):
            return refusal(
                400, f"Found the target {target!r:.200}, expected a path that begins with a slash, or a whole address."
            )
        host = headers.get("host")
        if host is None:
            return refusal(403, "The header Host is missing; every client of HTTP/1.1 sends it.")
        called = authority(host)
        if called is None or not self._knows(called[0]):
            return refusal(403, f"The Host {host!r:.200} is not this computer; start it with --host-name to allow it.")
        origin = headers.get("origin")
        if origin is not None and not any_origin and not _is_own(origin, scheme, called):
            return refusal(
                403, f"The Origin {origin!r:.200} is not this server, which was called as {scheme}://{host}."
            )
        return None


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _plain(host: str) -> str:
    found = authority(f"[{host}]" if ":" in host and host[:1] != "[" else host)
    return host.lower() if found is None else found[0]


def _is_own(origin: str, scheme: str, called: tuple[str, int | None]) -> bool:
    """Whether a page belongs to this server: its scheme, name and port are those of the call."""
    found = _ORIGIN.fullmatch(origin)
    if found is None or found[1] != scheme:
        return False
    page = authority(found[2])
    return page is not None and (page[0], page[1] or _PORTS[scheme]) == (called[0], called[1] or _PORTS[scheme])
