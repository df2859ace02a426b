"""Runs one target under the fuzzer for so many seconds: `python -m fuzz.run TARGET SECONDS FOLDER`. `campaign` runs all.

An exception of the target does not end the run: the first failure from each place in the code is kept, with its bytes.
FOLDER keeps new inputs (`corpus/TARGET`) and failures (`found`).
"""

from __future__ import annotations

import hashlib
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import atheris

__all__ = ["Kept"]

_SLOW = 2.0
"""An input that takes more seconds is a finding."""
_KEPT = Path(__file__).parent / "corpus"


class Kept:
    """A target that keeps its failures, one from each place in the code."""

    def __init__(self, name: str, target: Callable[[bytes], None], folder: Path) -> None:
        self._name, self._target, self._folder = name, target, folder
        self._known: set[str] = set()

    def __call__(self, data: bytes) -> None:
        begun = time.perf_counter()
        try:
            self._target(data)
        except Exception as error:
            place = [one for one in traceback.extract_tb(error.__traceback__) if "site-packages" not in one.filename][
                -1
            ]
            self._keep(f"{type(error).__name__}:{place.filename}:{place.lineno}", data, traceback.format_exc(limit=-12))
        else:
            seconds = time.perf_counter() - begun
            if seconds > _SLOW:
                self._keep("slow", data, f"{seconds:.1f} s")

    def _keep(self, key: str, data: bytes, said: str) -> None:
        if key in self._known:
            return
        self._known.add(key)
        name = f"{self._name}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / name).write_bytes(data)
        (self._folder / f"{name}.txt").write_text(f"{key}\n\n{said}\n{data!r}\n", errors="backslashreplace")
        print(f"found: {name}: {key}", file=sys.stderr, flush=True)  # noqa: T201


def main(name: str, seconds: str, folder: Path) -> None:
    """Run until the time is over; libFuzzer ends the process."""
    packages = ["attio_destination", "attio_emulator", "attio_harness", "segment_actions"]
    with atheris.instrument_imports(include=packages):  # only modules imported in this block are instrumented
        from fuzz.targets import TARGETS
    corpus, kept = folder / "corpus" / name, _KEPT / name
    for one in (corpus, kept, folder / "found"):
        one.mkdir(parents=True, exist_ok=True)
    words = [
        f"-max_total_time={seconds}", "-print_final_stats=1", "-timeout=60", "-rss_limit_mb=2500", "-max_len=160", "-verbosity=1",
        f"-artifact_prefix={folder / 'found'}/{name}-", str(corpus), str(kept),
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *words], Kept(name, TARGETS[name], folder / "found"))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
