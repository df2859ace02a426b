"""The frame of every page: head, navigation bar, and HTTP headers. No page is defined here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["ASSETS", "HOME", "PageLinks", "document", "headers"]

ASSETS = "/_emulator/assets/"
"""The address under which the files of the pages are served."""

HOME = ("Workspace", "/")
"""The emulator's own page, first in the bar of every page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """What a server that does more than emulate adds to the page.

    `nav`: further pages as (title, address). `blame`: the address that tells which event and mapping line a value comes
    from, called with `?request_id=&pointer=&attribute=`; None if the server does not know.
    """

    nav: Sequence[tuple[str, str]] = ()
    blame: str | None = None


def headers(nonce: str | None = None, *, forms: Iterable[str] = ()) -> dict[str, str]:
    """The headers of a page: it loads nothing but what this server serves, and other sites cannot frame it.

    `nonce` allows the styles that carry it (an editor that creates styles at run time needs one). `forms` are further
    origins to which sending a form may lead.
    """
    leads_to = " ".join(("'self'", *forms))
    styled = "'self'" if nonce is None else f"'self' 'nonce-{nonce}'"
    policy = (
        "default-src 'none'; script-src 'self'; "
        f"style-src {styled}; "
        "connect-src 'self'; img-src 'self' data:; base-uri 'none'; "
        f"form-action {leads_to}; "
        "frame-ancestors 'none'"
    )
    return {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        # sent to this site only; with "no-referrer" a browser would send this page's forms with the Origin null
        "referrer-policy": "same-origin",
        "cache-control": "no-store",
        "x-frame-options": "DENY",
    }


def document(
    title: str,
    body: str,
    *,
    scripts: Iterable[str] = (),
    styles: Iterable[str] = (),
    nav: Iterable[tuple[str, str]] = (),
    here: str | None = None,
    preload: Iterable[str] = (),
    meta: Mapping[str, str] | None = None,
) -> str:
    """A page as HTML.

    Args:
        title: text.
        body: HTML with a `<main id="main">`, which the skip link leads to.
        scripts: addresses of ES modules.
        styles: addresses of style sheets, after the one that all pages have.
        nav: the entries of the bar, as (title, address); without any, there is no bar.
        here: the address of this page in the bar.
        preload: addresses of modules that `scripts` import, fetched at once.
        meta: name -> content of `<meta>` elements, such as the nonce for an editor.
    """
    head = [
        f'<meta name="{escape(name)}" content="{escape(content)}">'
        for name, content in {"viewport": "width=device-width", "color-scheme": "light dark", **(meta or {})}.items()
    ]
    head += [f'<link rel="stylesheet" href="{escape(one)}">' for one in (f"{ASSETS}style.css", *styles)]
    head += [f'<link rel="modulepreload" href="{escape(one)}">' for one in preload]
    head += [f'<script type="module" src="{escape(one)}"></script>' for one in scripts]
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<link rel="icon" href="{ASSETS}icon.svg" type="image/svg+xml">{"".join(head)}</head>'
        f"<body>{_bar(list(nav), here)}{body}</body></html>\n"
    )


def _bar(nav: Sequence[tuple[str, str]], here: str | None) -> str:
    if not nav:
        return ""
    current = {here: ' aria-current="page"'}
    ways = "".join(f'<a href="{escape(at)}"{current.get(at, "")}>{escape(title)}</a>' for title, at in nav)
    return (
        '<a class="skip" href="#main">Skip to the content</a>'
        f'<header class="bar"><span class="brand"><img src="{ASSETS}icon.svg" alt="" width="20" height="20">'
        f'<span>attio-harness</span></span><nav aria-label="Pages">{ways}</nav><div class="bar-end" id="bar-end"></div></header>'
    )
