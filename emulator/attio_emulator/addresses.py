"""Normalises hosts and email addresses for comparison: lower case, international hosts in punycode, local parts in NFC.

`a@bücher.de`, `a@xn--bcher-kva.de` and the same with a combining mark are one person. Knows no attribute.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from unicodedata import normalize

__all__ = ["address", "host", "host_text", "local_part", "root_domain"]

# two or more labels, at most 253 characters: "a.co.uk", but not "localhost" or an IP address
_HOST = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})", re.IGNORECASE
)

_LONGEST = 1_000
"""Longer texts are not composed."""


@lru_cache(maxsize=1)
def _list() -> bytes:
    from publicsuffixlist import PSLFILE  # only domains need it

    with open(PSLFILE, "rb") as file:
        return file.read().lower()


def _rules(top: str) -> list[str]:
    """The rules of the public suffix list for one top-level domain, found by text search: reading all sixteen thousand
    lines takes too long."""
    text, found = _list(), []
    for one in re.finditer(rb"%b(?=\s)" % re.escape(top.encode()), text):
        rule = text[text.rfind(b"\n", 0, one.start()) + 1 : one.end()]
        if rule.rpartition(b".")[2] == one[0] and not rule.startswith(b"//"):
            found.append(rule.decode())
    return found


@lru_cache(maxsize=1024)
def _suffixes(top: str) -> Any:
    """The list for one top-level domain: reading all of it would delay the first response by 0.1 s. Top-level domains
    in other scripts share one list, under ""."""
    from publicsuffixlist import PublicSuffixList  # only domains need it

    rules = _rules(top) if top else None
    # an ASCII rule is its own punycode
    return PublicSuffixList(rules, accept_encoded_idn=rules is None or not "".join(rules).isascii())


@lru_cache(maxsize=16384)
def root_domain(domain: str) -> str:
    """The registered part of a host, by the public suffix list: mail.acme.co.uk -> acme.co.uk."""
    top = domain.lower().removesuffix(".").rpartition(".")[2]
    is_plain = top.isascii() and not top.startswith("xn--")
    return str(_suffixes(top if is_plain else "").privatesuffix(domain) or domain)


@lru_cache(maxsize=16384)
def host(text: str) -> str | None:
    """A host in lower case and punycode; None if it is not a host."""
    found = _punycode(text)
    return found if found is not None and _HOST.fullmatch(found) else None


def host_text(text: str) -> str:
    """A host as it is compared; any other text in lower case."""
    return text.lower() if text.isascii() else _punycode(text) or _composed(text.lower())


def _punycode(text: str) -> str | None:
    """A text in punycode, label by label; None if a label is invalid."""
    lowered = text.lower()
    if lowered.isascii() and "xn--" not in lowered:
        return lowered
    import idna  # only needed for non-ASCII hosts

    try:
        # hyphens in third and fourth place have a meaning in punycode only; "ab--c" is an ordinary label
        labels = idna.uts46_remap(lowered, std3_rules=False, transitional=False).split(".")
        plain = [one if one.isascii() and not one.startswith("xn--") else idna.alabel(one).decode() for one in labels]
    except (idna.IDNAError, UnicodeError):
        return None
    return ".".join(plain)


def local_part(text: str) -> str:
    """The part before the @ as it is compared."""
    return _composed(_composed(text).lower())


def _composed(text: str) -> str:
    # NFC sorts the marks after a letter, in time quadratic in their number; an address has at most 254 characters
    return normalize("NFC", text) if len(text) <= _LONGEST else text


def address(text: str) -> str:
    """An email address as it is compared; a text without an @ is treated as a host."""
    return text.lower() if text.isascii() else _international_address(text)


@lru_cache(maxsize=16384)
def _international_address(text: str) -> str:
    local, at, domain = text.rpartition("@")
    return local_part(local) + at + host_text(domain)
