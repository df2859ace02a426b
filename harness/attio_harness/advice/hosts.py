"""Hosts that many companies share, so that none of them is found by it: free mail, and sites where companies have a page. Gives no advice."""

from __future__ import annotations

import re

from attio_emulator.mail_domains import is_free_mail

__all__ = ["WITH_A_PAGE", "shared_by"]

WITH_A_PAGE = "everybody with a page there"

_SITES = (
    "about.me", "bit.ly", "crunchbase.com", "docs.google.com", "drive.google.com", "facebook.com", "fb.com", "fb.me", "github.com",
    "gitlab.com", "goo.gl", "instagram.com", "linkedin.com", "linktr.ee", "lnkd.in", "maps.google.com", "pinterest.com",
    "plus.google.com", "sites.google.com", "t.me", "threads.net", "tiktok.com", "twitter.com", "vk.com", "x.com", "xing.com",
    "yelp.com", "youtube.com",
)  # fmt: skip
"""Sites on which the path tells whose page it is. Where the host tells it, as in `acme.github.io`, each has a host of its own."""
_SITE = re.compile(rf"(?:(?:www|m|mobile|[a-z]{{2}}(?:-[a-z]{{2}})?)\.)?(?:{'|'.join(map(re.escape, _SITES))})")


_LONGEST = 253
"""Characters of a host (RFC 1035)."""


def shared_by(host: str) -> str | None:
    """Who shares a host: `everybody with an address there`, `everybody with a page there`; None if it may be of one company."""
    host = host.lower()
    if len(host) > _LONGEST:
        return None
    if _SITE.fullmatch(host):
        return WITH_A_PAGE
    return "everybody with an address there" if is_free_mail(host) else None
