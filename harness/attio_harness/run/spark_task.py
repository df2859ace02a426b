"""What a Spark worker does with pieces of files: `Task` is given to `mapInArrow`, where each partition is a piece.

`spark` reads its output in the order of the lines: blocks that have, for each line, a checksum of its text and what is said of it. A
piece that cannot be read makes one block that says why. Only the worker imports pyarrow.
"""

from __future__ import annotations

import marshal
import pickle
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attio_harness.errors import InputError
from attio_harness.inputs.file_pieces import Piece, lines_of
from attio_harness.run.map_side import MapSide
from attio_harness.version import __version__

if TYPE_CHECKING:
    import pyarrow

__all__ = ["SCHEMA", "Task", "block_of", "checksum", "made_by"]

SCHEMA = "occurrence long, problem string, said binary"
"""The columns of a block: the number of the file, why it cannot be read, or `marshal` of a list of (checksum, what is said)."""
_LINES, _BYTES = 1_000, 1 << 20

_Block = tuple[int, str | None, bytes | None]


def made_by() -> tuple[str, str]:
    """What must be the same in every worker: the release of this package, and that of Python, because they exchange `marshal`."""
    return __version__, f"{sys.version_info[0]}.{sys.version_info[1]}"


def checksum(line: bytes) -> int:
    """Tells whoever reads the line again whether it is still the same."""
    return zlib.crc32(line) << 32 | len(line) & 0xFFFFFFFF


def block_of(said: Sequence[tuple[int, Any]]) -> bytes:
    return marshal.dumps(list(said))


class Task:
    """Called with batches whose first column has the numbers of pieces. Must be picklable."""

    def __init__(self, settings: bytes, pieces: Sequence[Piece]) -> None:
        """`settings` are pickled `MapSettings`, which a worker unpickles once for each piece."""
        self._settings, self._pieces, self._made_by = settings, list(pieces), made_by()

    def __call__(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow  # comes with the extra for Spark

        fields = [("occurrence", pyarrow.int64()), ("problem", pyarrow.string()), ("said", pyarrow.binary())]
        for batch in batches:
            for number in batch.column(0).to_pylist():
                for block in self.blocks(number):
                    values = {name: [value] for (name, _), value in zip(fields, block, strict=True)}
                    yield pyarrow.RecordBatch.from_pydict(values, schema=pyarrow.schema(fields))

    def blocks(self, number: int) -> Iterator[_Block]:
        """What is said of the lines of a piece, in order."""
        piece = self._pieces[number]
        if made_by() != self._made_by:
            ours, theirs = (f"attio-harness {one[0]} on Python {one[1]}" for one in (self._made_by, made_by()))
            yield piece.occurrence, f"a worker has {theirs}, and this process {ours}; install the same there", None
            return
        side = MapSide(pickle.loads(self._settings))
        limits = side.limits
        said: list[tuple[int, Any]] = []
        size = 0
        try:
            for line in lines_of(piece, limits):
                said.append((0, None) if line is None else (checksum(line), side.line(line)))
                size += 0 if line is None else len(line)
                if size >= _BYTES or len(said) >= _LINES:
                    yield piece.occurrence, None, block_of(said)
                    said, size = [], 0
        except InputError:  # the process that reads the file reports it better
            pass
        except OSError as error:
            why = f"{piece.path} cannot be read by a worker ({error.strerror or error}); it must lie where each worker finds it under this name"
            yield piece.occurrence, why, None
            return
        if said:
            yield piece.occurrence, None, block_of(said)
