"""Text that is read and text that is written: JSON with its places, and words for messages."""
