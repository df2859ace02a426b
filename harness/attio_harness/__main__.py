"""`python -m attio_harness` is the command `attio-harness`."""

import gc
import os
import signal
import sys
from types import FrameType

__all__ = ["run"]

_INTERRUPTED = 130
"""128 and SIGINT's 2, as shells have it."""
_AT_WORK = False
"""Whether `run` is there to see a KeyboardInterrupt."""


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Ctrl-C: KeyboardInterrupt, but the end at once before the command is there, after it, and while modules are imported.

    Python tells a KeyboardInterrupt with a traceback where none of our lines can catch it, and so it does inside of its importing
    (`Exception ignored in`). Nothing is half written then.
    """
    while _AT_WORK and frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            break
        frame = frame.f_back
    else:
        if _AT_WORK:
            raise KeyboardInterrupt
    try:
        os.write(2, b"attio-harness: interrupted\n")
    finally:
        os._exit(_INTERRUPTED)


# here and not in `run`, as what stands below is imported for 0.1 s; where a shell has it ignored, as in the background, it stays so
if signal.getsignal(signal.SIGINT) is signal.default_int_handler and __name__ in ("__main__", "attio_harness.__main__"):
    signal.signal(signal.SIGINT, _interrupt)

from attio_harness.collector import THRESHOLDS  # noqa: E402
from attio_harness.version import version_line  # noqa: E402


def run() -> None:
    """The command line of this process."""
    global _AT_WORK
    try:
        _AT_WORK = True
        _run()
    except KeyboardInterrupt:
        _AT_WORK = False
        _interrupt(signal.SIGINT, None)
    finally:
        _AT_WORK = False


def _run() -> None:
    for stream in (sys.stdout, sys.stderr):
        # of a terminal that knows ASCII alone, or half of a character out of an event: shown as an escape
        if stream is not None:
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # the interpreter's own are such
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        try:
            sys.stdout.write(version_line())
            sys.stdout.flush()
        except OSError:  # a full disk or a closed pipe: told below
            pass
        else:
            return
    gc.set_threshold(*THRESHOLDS)
    # pydantic looks for plugins in the metadata of every package that is installed, 0.05 s; we use none
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from attio_harness.cli import main  # 0.1 s, which the version does not need

    main()


if __name__ == "__main__":
    run()
