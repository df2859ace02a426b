"""The code behind the pytest plugin: `fixtures` does its work, `marker` reads what a test asks for, `local` is the emulator that
fixtures return, `failures` shows in a failing test what Attio refused. Loaded when a fixture is first used.
"""
