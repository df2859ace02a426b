"""`python -m attio_harness` is the command `attio-harness`."""

from attio_harness.cli import main

main()
