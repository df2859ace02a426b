"""What stands behind the pytest plugin: `fixtures` do its work, `marker` reads what a test asks for, `local` is the emulator that they
give, `failures` shows in a failing test what Attio refused. Loaded when a fixture is first used.
"""
