"""Compares answers of Attio with those of the emulator: which ids mean the same thing, and where two answers differ.

Nothing here knows where the answers come from: `replay` reads recordings, `verify` asks a live workspace.
"""
