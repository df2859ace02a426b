"""The code behind the pytest plugin: `fixtures` does its work, `marker` reads the options of a test, `local` is the emulator that
fixtures return, `segment` the local Segment before it, `failures` shows in a failing test what Attio refused. Loaded when a fixture is
first used.
"""
