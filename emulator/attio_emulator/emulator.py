"""The emulator: a single entrance, `handle(Request) -> Response`, for Attio's API, the control calls and the web page.
No I/O.

It only decides who answers: `api` what Attio has, `control` and `ui` what Attio lacks, `downloads` the contents of
files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from attio_emulator.api import Api
from attio_emulator.downloads import PATH, served
from attio_emulator.http import Request, Response
from attio_emulator.own_paths import is_control
from attio_emulator.record import Needed

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

    def leave_open(
        self, asserted: Sequence[tuple[str, str, Mapping[str, Any]]], needs: Collection[Needed], *, is_exact: bool
    ) -> None:
        """Note what was refused, or never sent, because all of `needs` may exist: each assertion's object, matching attribute and
        values (JSON). See `LeftOpen.refused`; call it right after the request that was refused."""
        objects, left_open = self.workspace.objects, self.core.applier.left_open
        left_open.refused(((objects[slug], by, values) for slug, by, values in asserted), needs, is_exact=is_exact)

    def emulators(self) -> tuple[Emulator, ...]:
        """Only itself; other apps may have several (`EmulatorPerToken`)."""
        return (self,)
