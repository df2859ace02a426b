"""How seldom Python's garbage collector looks through what a command holds; a server has its own way, `attio_emulator.faces.collector`."""

__all__ = ["THRESHOLDS"]

THRESHOLDS = (400_000, 20, 20)
"""For `gc.set_threshold`. Modules make tens of thousands of objects that stay, records that are awake hundreds of thousands, and a batch
thousands that are gone at once by their counts: the collector would look through them again and again for what none leaves behind."""
