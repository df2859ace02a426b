"""The emulator: one entrance without I/O, `handle(Request) -> Response`, for Attio's API, the control calls and the web page.

What Attio answers is `api`'s, what it does not have is `control`'s and `ui`'s, contents of files are `downloads`'; which of them
is asked is decided here.
"""

from __future__ import annotations

from attio_emulator.api import Api
from attio_emulator.downloads import PATH, served
from attio_emulator.http import Request, Response
from attio_emulator.own_paths import is_control

__all__ = ["Emulator"]


class Emulator(Api):
    """An in-memory Attio with its control calls under `/_emulator` and its page at `/`; arguments and errors are those of `Api`.

    Not for two threads at once, but for those that hold its `lock`.
    """

    def handle(self, request: Request) -> Response:
        """Answer a request. Never raises for anything a client can send."""
        path = request.path
        if not path.startswith("/v2/"):
            if path.startswith(PATH):
                return served(self.core, request, self.clock())
            if is_control(path):
                from attio_emulator.control import control  # with all that the page asks for, which no start waits for

                return control(self, request)
        return super().handle(request)

    def emulators(self) -> tuple[Emulator, ...]:
        """Itself: what stands behind one address may have several (`EmulatorPerToken`)."""
        return (self,)
