"""Coverage-guided fuzzing: what may be given to this program, and what must hold whatever it is. `CONTRIBUTING.md` has how to run it.

The targets need no fuzzer: a test runs each over the kept corpus.
"""
