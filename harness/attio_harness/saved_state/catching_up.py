"""Reads a state and the log beside it: what a killed process had acknowledged, and whether the two belong together.

Only `CaughtUp.tidy` and `forget_log` change anything on disk.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from attio_emulator import EmulatorError
from attio_emulator.snapshot_shapes import MEMBERS

from attio_harness.errors import InputError, not_read
from attio_harness.saved_state.changes import OtherResult, Redone, steps
from attio_harness.saved_state.frames import Damaged, Frame, Torn, frames
from attio_harness.saved_state.log import FORMAT
from attio_harness.saved_state.places import left_over, open_private, segments

__all__ = ["ENDED", "LOG", "SETTLED", "CaughtUp", "catch_up", "forget_log"]

LOG = "log"
"""The member of a snapshot that says which log follows it: its `id`, and `next`, the number of its first file."""
SETTLED = "settled_since"
"""The member of a caught-up state with the numbers of events that were settled after its snapshot."""
ENDED = "ended_since"
"""The member with the deliveries of other events that have ended since: the verdict by number and subscription."""
_AGAIN = 5
"""How often to read a snapshot again if it was replaced while its log was read."""
_REQUESTS_LEFT = 1_000
"""At most this many requests that only read are numbered between two lines of a log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp:
    """A state with the changes of its log.

    `log` is the ID of the log, None if no log follows the snapshot; `number` and `first` say where it continues. `changes` counts the
    changes that were redone. `torn` has a file whose last change was not written completely, and where that change begins.
    """

    values: Mapping[str, Any]
    log: str | None = None
    number: int = 1
    first: int = 1
    changes: int = 0
    torn: tuple[str, int] | None = None
    stale: tuple[str, ...] = ()
    """Files that are no longer needed."""
    files: tuple[str, ...] = ()
    """The files of the log; no longer needed once a snapshot has their result."""

    def tidy(self) -> None:
        """Cut off the torn change and delete stale files; only for the owner of the state."""
        if self.torn is not None:
            path, at = self.torn
            try:
                opened = open_private(path, os.O_WRONLY)
                try:
                    os.ftruncate(opened, at)
                finally:
                    os.close(opened)
            except OSError as error:
                raise InputError(f"cannot be written: {error.strerror or error}", file=path) from None
        for path in self.stale:
            with contextlib.suppress(OSError):
                os.unlink(path)


def catch_up(state: str, read: Callable[[], Mapping[str, Any]]) -> CaughtUp:
    """The state of a file with the log beside it; `read` reads the file.

    Raises:
        InputError: a file of the log is damaged, missing or of another state, or its changes have other results than before.
    """
    for _ in range(_AGAIN):
        values = read()
        found = segments(state)
        if not found:
            return CaughtUp(values=_without_log(values), stale=tuple(left_over(state)))
        try:
            return _followed(state, values, found)
        except FileNotFoundError:
            continue  # the process that keeps it has saved meanwhile
        except InputError:
            if read() == values and segments(state) == found:
                raise
    raise InputError("is saved again and again while it is read; try again", file=state)


def _without_log(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != LOG}


@dataclass(slots=True, kw_only=True)
class _File:
    """A file of a log: its first frame, and the frames after it."""

    path: str
    number: int
    header: Mapping[str, Any]
    changes: list[tuple[int, Mapping[str, Any], bytes]] = field(default_factory=list)
    """Where each frame begins, its row and its bodies."""
    torn: int | None = None


def _followed(state: str, values: Mapping[str, Any], found: Mapping[int, str]) -> CaughtUp:
    files = [_read(path, number) for number, path in found.items()]
    own = values.get(LOG)
    last = files[-1]
    # leave out files that were begun and hold nothing, not even their header
    files = [one for one in files if one.header]
    for one in files:
        if not isinstance(own, Mapping) or one.header["log"] != own.get("id"):
            raise InputError(
                f"is the log of another state than {state}: put back the one that it follows, or move the log away",
                file=one.path,
            )
    if not isinstance(own, Mapping):
        return CaughtUp(values=_without_log(values), stale=(last.path, *left_over(state)))
    begin = own.get("next")
    if type(begin) is not int or begin < 1:
        raise InputError("is damaged: its log has no number; expected 1 or more", file=state, pointer=f"/{LOG}/next")
    needed = [one for one in files if one.number >= begin]
    _one_after_the_other(state, needed, begin, last)
    stale = [path for number, path in found.items() if number < begin]
    if not last.header:
        stale.append(last.path)
    torn = next(((one.path, one.torn) for one in needed if one.torn is not None), None)
    done, changed = _redone(state, values, needed)
    return CaughtUp(
        values=done,
        log=str(own["id"]),
        number=needed[-1].number + 1 if needed else begin,
        first=needed[-1].header["first"] + len(needed[-1].changes) if needed else 1,
        changes=changed,
        torn=torn,
        files=tuple(one.path for one in needed),
        stale=(*stale, *left_over(state)),
    )


def _read(path: str, number: int) -> _File:
    try:
        opened = open_private(path, os.O_RDONLY)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise not_read(error, path) from None
    with os.fdopen(opened, "rb") as stream:
        content = stream.read()
    file = _File(path=path, number=number, header={})
    try:
        for one in frames(content):
            if isinstance(one, Torn):
                file.torn = one.at
            else:
                _take(file, one)
    except Damaged as error:
        raise _damaged(file, error.at, "the bytes there are not what was written") from None
    return file


def _take(file: _File, frame: Frame) -> None:
    try:
        row = orjson.loads(frame.row)
        if not file.header:
            _header(file, row)
        elif row["n"] != file.header["first"] + len(file.changes):
            raise ValueError(f"found change {row['n']}, expected {file.header['first'] + len(file.changes)}")
        else:
            file.changes.append((frame.at, row, frame.body))
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(file, frame.at, f"{type(error).__name__} {error}") from None


def _header(file: _File, row: Mapping[str, Any]) -> None:
    if type(row["format"]) is not int or row["format"] < 1:
        raise ValueError(f"found the format {row['format']!r:.40}")
    if row["format"] > FORMAT:
        raise InputError(
            f"found a log of the format {row['format']}, and this program reads {FORMAT}: update attio-harness",
            file=file.path,
        )
    if row["number"] != file.number:
        raise ValueError(f"found the file number {row['number']!r:.40}, expected {file.number}")
    if type(row["first"]) is not int or not isinstance(row["started"], dict) or not isinstance(row["log"], str):
        raise TypeError("a member of its first line is of another type")
    file.header = row


def _damaged(file: _File, at: int, why: str) -> InputError:
    return InputError(
        f"is damaged at byte {at}: {why}; put a copy of it back, or move it away, and the state is as the last snapshot had it",
        file=file.path,
    )


def _one_after_the_other(state: str, needed: list[_File], begin: int, last: _File) -> None:
    expected, first = begin, None
    for one in needed:
        if one.number != expected or (first is not None and one.header["first"] != first):
            missing = one.path.rpartition(".")[0]
            raise InputError(
                f"the changes between {state} and {one.path} are missing; put {missing}.{expected} back, or move the log away",
                file=state,
            )
        if one.torn is not None and one is not needed[-1]:
            raise _damaged(one, one.torn, "the file ends in the middle of a change, and others follow it")
        expected, first = expected + 1, one.header["first"] + len(one.changes)


def _begun(state: str, values: Mapping[str, Any], file: _File) -> Redone:
    again = Redone(file.header["started"])
    try:
        again.emulator.restore(values)
    except EmulatorError as error:
        raise InputError(str(error), file=state) from None
    return again


def _redone(state: str, values: Mapping[str, Any], needed: list[_File]) -> tuple[dict[str, Any], int]:
    changed = sum(len(one.changes) for one in needed)
    if not changed:
        return _without_log(values), 0
    file, at = needed[0], 0
    try:
        again = _begun(state, values, file)
        for file in needed:
            at = 0
            again.started_anew(file.header["started"])
            for begin, row, body in file.changes:
                at = begin
                for step, its in steps(row, body):
                    again.redo(step, its)
        ids, requests = again.emulator.counted
        again.emulator.count_from(ids, requests + _REQUESTS_LEFT)
        done = again.emulator.snapshot()
    except InputError:
        raise
    except OtherResult as error:
        version = file.header.get("program")
        raise InputError(
            f"the change at byte {at} has another result than when it was written, by attio-harness {version!r:.40}: {error}; start "
            "that version once with this state and end it with Ctrl-C, or move the log away, and the state is as the last snapshot had it",
            file=file.path,
        ) from None
    except EmulatorError as error:
        raise InputError(f"the change at byte {at} cannot be done again: {error}", file=file.path) from None
    except Exception as error:  # a forged log: whatever it says, the error is one line
        raise InputError(
            f"the change at byte {at} cannot be done again: {type(error).__name__} {error!s:.200}", file=file.path
        ) from None
    # what the emulator leaves out now is no more
    kept = {name: value for name, value in values.items() if name not in done and name not in MEMBERS and name != LOG}
    since = {SETTLED: sorted(again.settled), ENDED: again.ended}
    return {**kept, **done, **{name: value for name, value in since.items() if value}}, changed


def forget_log(state: str) -> None:
    """Delete the log of a state that was replaced as a whole."""
    for path in (*segments(state).values(), *left_over(state)):
        with contextlib.suppress(OSError):
            os.unlink(path)
