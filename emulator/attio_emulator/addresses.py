"""Hosts and email addresses in the one form in which they are compared: lower case, international hosts in punycode, local parts in NFC.

`a@bücher.de`, `a@xn--bcher-kva.de` and the same with a combining mark are one person. Knows no attribute.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from unicodedata import normalize

__all__ = ["address", "host", "host_text", "local_part", "root_domain"]

# two labels or more, 253 characters in all: "a.co.uk"; not "localhost", not an address of digits
_HOST = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})", re.IGNORECASE
)


@lru_cache(maxsize=1)
def _list() -> bytes:
    from publicsuffixlist import PSLFILE  # only domains need it

    with open(PSLFILE, "rb") as file:
        return file.read().lower()


def _rules(top: str) -> list[str]:
    """The rules of the public suffix list whose last label is this one, found by it: sixteen thousand lines are not gone through."""
    text, found = _list(), []
    for one in re.finditer(rb"%b(?=\s)" % re.escape(top.encode()), text):
        rule = text[text.rfind(b"\n", 0, one.start()) + 1 : one.end()]
        if rule.rpartition(b".")[2] == one[0] and not rule.startswith(b"//"):
            found.append(rule.decode())
    return found


@lru_cache(maxsize=1024)
def _suffixes(top: str) -> Any:
    """The list as far as it speaks of one top-level domain: to read all of it takes 0.1 s, which would be the first answer's.
    Empty for those in other scripts, all together."""
    from publicsuffixlist import PublicSuffixList  # only domains need it

    rules = _rules(top) if top else None
    # a rule in ASCII is its own punycode
    return PublicSuffixList(rules, accept_encoded_idn=rules is None or not "".join(rules).isascii())


@lru_cache(maxsize=16384)
def root_domain(domain: str) -> str:
    """The part of a host that somebody registered, by the public suffix list: mail.acme.co.uk -> acme.co.uk."""
    top = domain.lower().removesuffix(".").rpartition(".")[2]
    is_plain = top.isascii() and not top.startswith("xn--")
    return str(_suffixes(top if is_plain else "").privatesuffix(domain) or domain)


@lru_cache(maxsize=16384)
def host(text: str) -> str | None:
    """A host in lower case, punycode for what is not ASCII; None where it is none."""
    found = _punycode(text)
    return found if found is not None and _HOST.fullmatch(found) else None


def host_text(text: str) -> str:
    """A host as it is compared, whatever else in lower case."""
    return text.lower() if text.isascii() else _punycode(text) or normalize("NFC", text.lower())


def _punycode(text: str) -> str | None:
    """A text as a host has it, each label for itself; None where a label cannot be one."""
    lowered = text.lower()
    if lowered.isascii() and "xn--" not in lowered:
        return lowered
    import idna  # only for a host that is not ASCII

    try:
        # only a label in punycode says something by its third and fourth hyphen: "ab--c" is one like any other
        labels = idna.uts46_remap(lowered, std3_rules=False, transitional=False).split(".")
        plain = [one if one.isascii() and not one.startswith("xn--") else idna.alabel(one).decode() for one in labels]
    except (idna.IDNAError, UnicodeError):
        return None
    return ".".join(plain)


def local_part(text: str) -> str:
    """What stands before the @ as it is compared."""
    return normalize("NFC", normalize("NFC", text).lower())


def address(text: str) -> str:
    """An email address as it is compared; a text without an @ as a host."""
    return text.lower() if text.isascii() else _international_address(text)


@lru_cache(maxsize=16384)
def _international_address(text: str) -> str:
    local, at, domain = text.rpartition("@")
    return local_part(local) + at + host_text(domain)
