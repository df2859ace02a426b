"""`python -m segment_conformance.fidelity` writes the page again; with `--live CASES --seed SEED` it counts live runs first."""

from segment_conformance.fidelity import main

main()
