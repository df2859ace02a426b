"""Who may call over a network: by which name of this computer, from which page of a browser, at which address. Pure.

A web page of somebody else can have its own name resolve to this computer and then call it as its own server; the `Host` of such a
request is that name. A browser says with `Origin` and `Sec-Fetch-Site` which page a call comes from, and no page can change them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from ipaddress import ip_address

from attio_emulator.faces.admin import Admin
from attio_emulator.http import Request, Response, refusal

__all__ = ["LOCAL", "Guard", "authority"]

LOCAL = ("localhost", "127.0.0.1", "::1")
"""The names that every computer has for itself."""

_AUTHORITY = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,252}))(?::(?P<port>[0-9]{1,5}))?"
)
"""Name and port as a `Host` has them (RFC 9110, section 7.2): no user, no path, no zone of an IPv6 address."""
_LONGEST = 259
"""Characters of a longest one: 253 of a name and 6 of a port."""
_ORIGIN = re.compile(r"(https?)://(.+)")
_PORTS = {"http": 80, "https": 443}


def authority(text: str) -> tuple[str, int | None] | None:
    """The name (lower case, an IPv6 address without brackets and in its short form) and the port of a `Host`; None for what is none."""
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
    """Lets in who calls by one of `hosts`, names and addresses without a port.

    With an `admin` other computers may call: by any address as well (a page of somebody else has a name), and control calls and pages
    are for who has the token.
    """

    def __init__(self, hosts: Collection[str], *, admin: Admin | None = None) -> None:
        self._hosts, self._admin = frozenset(map(_plain, hosts)), admin

    def admission(self, request: Request) -> Response | None:
        """What a control call or a page is answered in the place of the server; None where it is let in."""
        return None if self._admin is None else self._admin.answer(request)

    def _knows(self, name: str) -> bool:
        return name in self._hosts or (self._admin is not None and _is_address(name))

    def refusal(
        self, headers: Mapping[str, str], *, scheme: str = "http", target: str = "/", any_origin: bool = False
    ) -> Response | None:
        """Why a request is not answered; None for one that is.

        Args:
            headers: those of the request, as `received_headers` gives them.
            scheme: http or https, as it came here.
            target: the path as sent.
            any_origin: whether pages of every site may make the call.
        """
        if not target.startswith("/"):
            # a whole address is for a proxy, and would name another host than the header does
            return refusal(400, f"Found the target {target!r:.200}, expected a path that begins with a slash.")
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
    """Whether a page is one of this server: scheme, name and port are those by which it was called."""
    found = _ORIGIN.fullmatch(origin)
    if found is None or found[1] != scheme:
        return False
    page = authority(found[2])
    return page is not None and (page[0], page[1] or _PORTS[scheme]) == (called[0], called[1] or _PORTS[scheme])
