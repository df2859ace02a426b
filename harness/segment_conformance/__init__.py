"""Segment's published engine beside ours: recordings replayed, live runs, and the table of fidelity."""
