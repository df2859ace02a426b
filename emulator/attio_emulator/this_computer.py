"""Whether a host is this computer, for all that decide by it: who may call, where webhooks go, which Attio needs no token or proxy."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

__all__ = ["is_here"]


def is_here(host: str) -> bool:
    """Whether a host, as in a URL or a header `Host`, is this computer: `localhost`, a loopback address (all of 127.0.0.0/8, `::1`), or
    `0.0.0.0` and `::`, which connect to it; also as an IPv4 address within IPv6. An IPv6 address may have brackets. Resolves nothing.
    """
    if host.removesuffix(".").lower() == "localhost":  # with the point of the root, it is the same name
        return True
    try:
        address = ip_address(host[1:-1] if host[:1] == "[" and host[-1:] == "]" else host)
    except ValueError:
        return False
    own = (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
    return own.is_loopback or own.is_unspecified
