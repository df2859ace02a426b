"""Recorded traffic against the emulator: what was sent to Attio is sent again, and the two answers are compared.

Cassettes become exchanges (`cassettes`), what was in the workspace before is put there (`situation`), each exchange is judged
(`judge`), and all of it is one report (`report`).
"""
