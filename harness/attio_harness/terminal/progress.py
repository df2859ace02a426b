"""The progress bar of a long run: items passed, rate, share of the total, remaining time. Only for a person at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Protocol, TextIO, TypeVar

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


__all__ = ["Bar", "wanted"]

T = TypeVar("T")
_PATIENCE = 1.0
"""Seconds before a bar appears: a run that ends sooner needs none."""
_EVERY = 0.1


class Reached(Protocol):
    """How far a run has got, in the unit of its total: for example `inputs.streams.Reach`."""

    @property
    def bytes(self) -> int: ...


def wanted(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether somebody is watching: a terminal that can move its cursor, and not in CI."""
    return stream.isatty() and not environment.get("CI") and environment.get("TERM") != "dumb"


class Bar:
    """Counts passing items and shows them on standard error; disappears after the last item."""

    def __init__(
        self,
        reach: Reached,
        total: int | Callable[[], int] | None,
        *,
        noun: str = "events",
        console: Console | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._reach, self._total, self._noun, self._console, self._clock = reach, total, noun, console, clock

    def over(self, items: Iterable[T]) -> Iterator[T]:
        begun = shown = self._clock()
        progress: Progress | None = None
        try:
            for count, item in enumerate(items, 1):
                # work first, then the bar: the rate is of finished work
                yield item
                now = self._clock()
                if now - begun > _PATIENCE and now - shown > _EVERY:
                    shown = now
                    progress = progress or self._bar()
                    rate = f"{count / (now - begun):,.0f}/s"
                    progress.update(progress.task_ids[0], completed=self._reach.bytes, count=f"{count:,}", rate=rate)
                    progress.start()  # calling it again does no harm
        finally:
            if progress is not None:
                progress.stop()

    def _bar(self) -> Progress:
        # loading rich takes 0.03 s, and most runs end before a bar is wanted
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        # a callable total is known now, but was not when the items began
        total = self._total() if callable(self._total) else self._total
        progress = Progress(
            TextColumn(f"{{task.fields[count]}} {self._noun}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=self._console or Console(stderr=True),
            transient=True,
        )
        progress.add_task("check", total=total, count="", rate="")
        return progress
