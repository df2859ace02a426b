"""Faults on request: rules that replace or spoil Attio's responses, to test how a client handles failures.

`rules` reads them (`matching`: which requests; `kinds`, `answers`, `latency`: what happens). `in_force` applies them
and keeps the trace; a start without rules loads nothing else. The faces send spoiled responses.
"""
