"""`python -m attio_harness` is the command `attio-harness`."""

import atexit
import gc
import os
import signal
import sys
from types import FrameType

__all__ = ["run"]

_INTERRUPTED = 130
"""The exit code that shells give to SIGINT: 128 + 2."""
_AT_WORK = False
"""Whether `run` is active and can catch a KeyboardInterrupt."""


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Handle Ctrl-C: raise KeyboardInterrupt, but exit at once before and after the command and while modules are imported.

    There none of our code could catch it, and Python would print a traceback (`Exception ignored in`, during an import). Nothing can
    be half written then.
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


# here and not in `run`, because the imports below take 0.1 s; a signal that the shell ignores (a background job) stays ignored
if signal.getsignal(signal.SIGINT) is signal.default_int_handler and __name__ in ("__main__", "attio_harness.__main__"):
    signal.signal(signal.SIGINT, _interrupt)

from attio_harness.collector import THRESHOLDS  # noqa: E402
from attio_harness.terminal.whole import whole  # noqa: E402
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
    sys.stdout, sys.stderr = sys.stdout and whole(sys.stdout), sys.stderr and whole(sys.stderr)
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        try:
            sys.stdout.write(version_line())
            sys.stdout.flush()
        except OSError:  # a full disk or a closed pipe: reported below
            pass
        else:
            return
    gc.set_threshold(*THRESHOLDS)
    # the collector would search all records and modules for cycles once more at the end, in vain: the process frees them anyway
    atexit.register(gc.freeze)
    # pydantic searches all installed packages for plugins, which takes 0.05 s; we use none
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from attio_harness.cli import main  # 0.1 s, which the version does not need

    main()


if __name__ == "__main__":
    run()
