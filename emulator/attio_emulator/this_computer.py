"""Whether a host is this computer, for all that decide by it: who may call, where webhooks go, which Attio needs no token or proxy."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

__all__ = ["is_here", "is_own_name"]


def is_here(host: str) -> bool:
    """Whether a host, as in a URL, is this computer: one of its own names, or `0.0.0.0` and `::`, which connect to it; also as an IPv4
    address within IPv6. An IPv6 address may have brackets. Resolves nothing.
    """
    if is_own_name(host):
        return True
    address = _address(host)
    own = (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
    return own is not None and (own.is_loopback or own.is_unspecified)


def is_own_name(host: str) -> bool:
    """Whether a host is a name that every computer has for itself: `localhost`, or a loopback address (all of 127.0.0.0/8, `::1`).

    With these alone, browsers tell a server that has no certificate which site a call comes from (`Sec-Fetch-Site`; they are potentially
    trustworthy: W3C, Secure Contexts, section 3.1). With other ways to write the same computer they tell it nothing.
    """
    if host.removesuffix(".").lower() == "localhost":  # with the point of the root, it is the same name
        return True
    address = _address(host)
    return address is not None and address.is_loopback and getattr(address, "ipv4_mapped", None) is None


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host[1:-1] if host[:1] == "[" and host[-1:] == "]" else host)
    except ValueError:
        return None
