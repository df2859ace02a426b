"""Compares Segment's published engine with ours: replays recordings, runs both live, and makes the fidelity table."""
