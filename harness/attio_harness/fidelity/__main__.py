"""`python -m attio_harness.fidelity` writes the page again; with `--live CASES --seed SEED` it counts live runs first."""

from attio_harness.fidelity import main

main()
