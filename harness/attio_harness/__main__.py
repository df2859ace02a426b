"""`python -m attio_harness` is the command `attio-harness`."""

import sys
from contextlib import suppress

from attio_harness.version import version_line

__all__ = ["run"]


def run() -> None:
    """The command line of this process."""
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        with suppress(OSError):  # a full disk or a closed pipe: told below
            sys.stdout.write(version_line())
            sys.stdout.flush()
            return
    from attio_harness.cli import main  # 0.1 s, which the version does not need

    main()


if __name__ == "__main__":
    run()
