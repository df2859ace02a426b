"""The playground: a mapping, a trigger, events and a workspace as texts, and what becomes of them while they are written.

`evaluate` is pure; `http` serves it with the page. The engine, the emulator and the explanations are those of `run` and `lint`.
"""
