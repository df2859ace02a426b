"""What a browser complains of while a test looks at pages: errors, breaches of the content security policy, calls of other hosts,
dialogs that stop everything, as `alert` does."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request, WebError

__all__ = ["Heard"]

_HERE = ("127.0.0.1", "localhost", "::1")
_LOCAL = ("about", "blob", "data", "file")


class Heard:
    """Collects over all pages of a context. Chromium writes every breach of a content security policy to the console."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self._heard: list[str] = []
        self._allowed: dict[str, bool] = {}
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)
        context.on("dialog", self._dialog)

    def end(self) -> None:
        """Hear nothing any more."""
        self.context.remove_listener("console", self._console)
        self.context.remove_listener("weberror", self._error)
        self.context.remove_listener("request", self._request)
        self.context.remove_listener("dialog", self._dialog)

    def allow(self, pattern: str) -> None:
        """A complaint that this test is about, such as the answer 404 that it asks for. One that never comes is told as well."""
        self._allowed[pattern] = False

    def complaints(self) -> list[str]:
        """Everything that nobody allowed, and what was allowed and did not come."""
        out = []
        for line in self._heard:
            known = [pattern for pattern in self._allowed if re.search(pattern, line)]
            self._allowed.update(dict.fromkeys(known, True))
            if not known:
                out.append(line)
        return [*out, *(f"allowed, and never heard: {one}" for one, came in self._allowed.items() if not came)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            place = message.location
            self._heard.append(f"console {message.type}: {message.text} ({place['url']}:{place['lineNumber'] + 1})")

    def _error(self, error: WebError) -> None:
        self._heard.append(f"uncaught: {error.error.name}: {error.error.message}")

    def _request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in _LOCAL and url.hostname not in _HERE:
            self._heard.append(f"a request to another host: {request.method} {request.url}")

    def _dialog(self, dialog: Dialog) -> None:
        self._heard.append(f"a dialog: {dialog.type}: {dialog.message}")
        dialog.dismiss()
