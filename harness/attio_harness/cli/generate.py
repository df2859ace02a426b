"""`generate`: seeded Segment events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from attio_harness.cli.options import Out
from attio_harness.cli.output import FINE, say, write_pieces
from attio_harness.errors import UsageError, one_of

if TYPE_CHECKING:
    from segment_events import EventGenerator

__all__ = ["generate"]


def generate(
    number: Annotated[int, typer.Option("-n", "--number", help="How many events.", min=1)] = 10,
    seed: Annotated[int, typer.Option(help="The same seed gives the same events.")] = 0,
    type: Annotated[
        list[str] | None, typer.Option("--type", help="identify, group, track, page, screen or alias; may be repeated.")
    ] = None,
    negative: Annotated[
        bool, typer.Option("--negative", help="Events with a known mistake each; standard error says which.")
    ] = False,
    output: Out = None,
) -> int:
    """The same seed gives the same events."""
    generator = _generator(type or (), seed)
    events = (
        _negatives(generator, number) if negative else generator.stream(number, types=tuple(type) if type else None)
    )
    write_pieces((orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE) for event in events), output)
    return FINE


def _negatives(generator: EventGenerator, number: int) -> Iterator[Mapping[str, Any]]:
    for case in generator.negatives(number):
        say(f"{case.event['messageId']}: {case.kind}: {case.why}", FINE)
        yield case.event


def _generator(types: Sequence[str], seed: int) -> EventGenerator:
    """Raises UsageError: Faker is not installed, or a type is none."""
    try:
        from segment_events import TYPES, EventGenerator  # here, so that the help needs no extra
    except ModuleNotFoundError as error:
        if error.name != "faker":
            raise
        raise UsageError(str(error)) from None
    for kind in types:
        one_of(kind, TYPES, "--type")
    return EventGenerator(seed=seed)
