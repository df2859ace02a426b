"""What holds for all tests: generated values are the same in every run, so that a failure is one for everybody."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = ["pytester"]

settings.register_profile("tests", derandomize=True, database=None, deadline=None)
settings.load_profile("tests")
