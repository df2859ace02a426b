"""`attio-harness` in processes of its own, without new interpreters. `processes.py` is what tests use."""
