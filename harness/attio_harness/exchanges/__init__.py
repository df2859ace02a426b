"""Answers of Attio beside those of the emulator: which ids are the same thing, and where two answers differ.

Nothing here knows where the answers come from: recordings are read in `replay`, a live workspace is asked by others.
"""
