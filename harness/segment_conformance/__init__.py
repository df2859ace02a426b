"""Compares Segment's published engine with this one: replays recordings, runs both live, and generates the fidelity table."""
