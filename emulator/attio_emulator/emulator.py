"""The emulator: a single entrance, `handle(Request) -> Response`, for Attio's API, the control calls and the web page.
No I/O.

It only decides who answers: `api` what Attio has, `control` and `ui` what Attio lacks, `downloads` the contents of
files.
"""

from __future__ import annotations

from attio_emulator.api import Api
from attio_emulator.downloads import PATH, served
from attio_emulator.http import Request, Response
from attio_emulator.own_paths import is_control

__all__ = ["Emulator"]


class Emulator(Api):
    """An in-memory Attio with control calls under `/_emulator` and a web page at `/`. Arguments and errors are those of
    `Api`.

    Not thread-safe, unless every thread holds its `lock`.
    """

    def handle(self, request: Request) -> Response:
        """Answer a request. Never raises for anything a client can send."""
        path = request.path
        if not path.startswith("/v2/"):
            if path.startswith(PATH):
                return served(self.core, request, self.clock())
            if is_control(path):
                from attio_emulator.control import control  # imports the whole page, which no start should wait for

                return control(self, request)
        return super().handle(request)

    def emulators(self) -> tuple[Emulator, ...]:
        """Only itself; other apps may have several (`EmulatorPerToken`)."""
        return (self,)
