"""`python -m attio_harness` is the command `attio-harness`."""

import os
import sys

from attio_harness.version import version_line

__all__ = ["run"]


def run() -> None:
    """The command line of this process."""
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        try:
            sys.stdout.write(version_line())
            sys.stdout.flush()
        except OSError:  # a full disk or a closed pipe: told below
            pass
        else:
            return
    # pydantic looks for plugins in the metadata of every package that is installed, 0.05 s; we use none
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from attio_harness.cli import main  # 0.1 s, which the version does not need

    main()


if __name__ == "__main__":
    run()
