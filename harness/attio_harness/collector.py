"""How often Python's garbage collector runs in a command. A server has its own way, `attio_emulator.faces.collector`."""

__all__ = ["THRESHOLDS"]

THRESHOLDS = (400_000, 20, 20)
"""For `gc.set_threshold`. Modules make tens of thousands of objects that stay, records in memory hundreds of thousands, and each batch
thousands that reference counting frees at once. None leave cycles behind, so with the defaults the collector would often run in vain."""
