"""What is done to a page while the site is built. The pages themselves stay plain Markdown that reads well in the repository."""

from __future__ import annotations

from typing import Any

from outer_links import without_outer_links

__all__ = ["on_page_markdown"]


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """The Markdown of a page, as the site shows it."""
    return without_outer_links(markdown, page.file.src_uri, config.repo_url)
