"""Coverage-guided fuzzing: the inputs of this program, and what must hold for each. `CONTRIBUTING.md` says how to run it.

The targets need no fuzzer: a test runs each of them on the kept corpus.
"""
