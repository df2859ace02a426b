"""Rewrites links that lead out of docs/: to files of the repository online, or to plain text if its address is unknown."""

from __future__ import annotations

import posixpath
import re

__all__ = ["without_outer_links"]

_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>(?:\.\./)+[^)\s]*)\)")


def without_outer_links(markdown: str, page: str, repository: str | None) -> str:
    """The Markdown of the page `page` (its path under docs/), with such links leading into `repository`, or reduced to their text."""

    def replaced(link: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), link["target"]))
        if path.startswith("docs/"):
            return link[0]
        return f"[{link['text']}]({repository.rstrip('/')}/blob/main/{path})" if repository else link["text"]

    return _LINK.sub(replaced, markdown)
