"""The playground: a mapping, a trigger, events and a workspace as texts, and what happens to the events, shown while they are written.

`evaluate` is pure; `http` serves it with the page. `run` and `lint` provide the engine, the emulator and the explanations.
"""
