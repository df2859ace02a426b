"""The errors of the command line when its input is at fault. Does not cover events that were read and then lost.

Also refuses unexpected words, and file names that are web addresses.

HarnessError
├── InputError      a file cannot be read or is not what it should be (exit code 2)
├── Mistakes        several of these at once (exit code 2)
└── UsageError      the arguments of a command do not fit together (exit code 2)
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from itertools import islice
from typing import Any, TypeVar

from attio_harness.text.escaped import for_terminal

__all__ = [
    "HarnessError",
    "InputError",
    "Mistakes",
    "UsageError",
    "is_address",
    "near_name",
    "not_read",
    "not_there",
    "one_of",
]

T = TypeVar("T", bound=str)

_MOST_NAMES = 1_000
"""How many entries of a folder are compared with the name of a file that is not there."""

_MANY = 20
"""A list of up to this many expected words is shown in full; of a longer one, only the closest words."""


class HarnessError(Exception):
    """Root of this package's errors. The text is one line for the person who must fix the input."""

    def __str__(self) -> str:
        # it contains names of files and values, and pytest shows it on a terminal
        return for_terminal(super().__str__())

    def lines(self) -> list[str]:
        """The text, a line for each mistake."""
        return [str(self)]

    def __reduce__(self) -> tuple[Any, ...]:
        """As a copy or in another process it has all its fields; by default it would be made anew from its text alone."""
        return _again, (type(self), self.args), self.__dict__


def _again(kind: type[BaseException], args: tuple[Any, ...]) -> BaseException:
    return kind.__new__(kind, *args)


class UsageError(HarnessError):
    """The arguments of a command do not fit together."""


class InputError(HarnessError):
    """A file that cannot be used: which one, where in it, what was found, what was expected.

    Attributes:
        problem: what is wrong, without the place.
        file: its name as given; for Python values `<python>` (a mapping) or `<dict>` (a state).
        line: from 1, if known.
        pointer: a JSON pointer to the value at fault, if known.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str,
        line: int | None = None,
        pointer: str | None = None,
        kind: str | None = None,
        is_absent: bool = False,
    ) -> None:
        self.problem = problem
        self.kind = kind
        """The kind of the file, if it is not the expected one."""
        self.is_absent = is_absent
        """Whether there is no such file."""
        self.file = file
        self.line = line
        self.pointer = pointer
        where = (file or "''") + (f":{line}" if line else "") + (f" at {pointer}" if pointer else "")
        super().__init__(f"{_in_python(file, pointer) or where}: {problem}")
        self._others: tuple[InputError, ...] = ()

    def saying(self, problem: str) -> InputError:
        """The same error with another problem."""
        return InputError(
            problem,
            file=self.file,
            line=self.line,
            pointer=self.pointer,
            kind=self.kind,
            is_absent=self.is_absent,
        ).beside(self._others)

    def beside(self, others: Sequence[InputError]) -> InputError:
        """This error as the first of several, whose lines come after its own."""
        self._others = tuple(others)
        return self

    def lines(self) -> list[str]:
        return list(dict.fromkeys([str(self), *(line for one in self._others for line in one.lines())]))


def not_read(error: OSError, file: str) -> InputError:
    """The error for a file or folder that exists but does not open, in the system's words."""
    return InputError(f"cannot be read: {error.strerror or error}", file=file)


_DOWNLOAD = {"s3": "aws s3 cp", "gs": "gcloud storage cp", "http": "curl -O", "https": "curl -O"}


def not_there(file: str, otherwise: str) -> InputError:
    """The error for a file that does not exist: `otherwise` with a file of nearly this name, or for an address how to download it."""
    if not is_address(file):
        near = "" if "did you mean" in otherwise else near_name(file)
        return InputError(otherwise + (f"; did you mean {near}?" if near else ""), file=file, is_absent=True)
    tool = _DOWNLOAD.get(file.partition(":")[0].lower())
    said = "is an address, and only local files are read: download it first" + (f" ({tool})" if tool else "")
    return InputError(said, file=file)


def near_name(file: str) -> str:
    """The path of the entry in the same folder whose name is most like this one; empty if none is, or if it cannot be known."""
    folder, name = os.path.split(file)
    try:
        with os.scandir(folder or os.curdir) as entries:
            names = [one.name for one in islice(entries, _MOST_NAMES)]
    except (OSError, ValueError):
        return ""
    # not what an editor puts beside a file while it saves, when the file is away for a moment
    names = [one for one in names if one != name and not one.startswith((".", "#")) and not one.endswith("~")]
    found = difflib.get_close_matches(name, names, 1, 0.85)
    return os.path.join(folder, found[0]) if found else ""


def is_address(name: str) -> bool:
    """Whether a name is an address on the web or in a bucket (`s3://bucket/key`), not a drive or file of this computer."""
    scheme, mark, _ = name.partition("://")
    return bool(mark) and scheme.isalnum() and len(scheme) > 1 and scheme.lower() != "file"


def _in_python(file: str, pointer: str | None) -> str:
    """The place of a Python value, which has no file: `the mapping at /subscribe`, `mapping 2 at /subscribe`. Its pointer begins with
    its number."""
    if file == "<dict>":
        return "the state"
    if file != "<python>":
        return ""
    number, _, inside = (pointer or "").removeprefix("/").partition("/")
    which = f"mapping {int(number) + 1}" if number.isdecimal() and int(number) else "the mapping"
    return f"{which} at /{inside}" if inside else which


class Mistakes(HarnessError):
    """Several independent mistakes of one file."""

    def __init__(self, mistakes: Sequence[HarnessError]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(map(str, mistakes)))

    def lines(self) -> list[str]:
        return [line for one in self.mistakes for line in one.lines()]


def one_of(word: str, among: Sequence[T], named: str) -> T:
    """The word, if it is one of those expected.

    Raises:
        UsageError: it is not.
    """
    for one in among:
        if one == word:
            return one
    if len(among) > _MANY:
        close = difflib.get_close_matches(str(word), [*map(str, among)], n=3, cutoff=0.3) or among[:3]
        raise UsageError(f"{named} {word!r} is not one of the {len(among)}, such as {', '.join(close)}")
    near = difflib.get_close_matches(str(word).lower(), among, n=1, cutoff=0.6)
    raise UsageError(
        f"{named} {word!r} is not one of {', '.join(among)}" + (f"; did you mean {near[0]}?" if near else "")
    )
