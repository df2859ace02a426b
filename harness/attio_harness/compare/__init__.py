"""Compares runs of the same events: single and batch delivery, an old and a new mapping, other settings, another order."""
