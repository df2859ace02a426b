"""Two runs side by side: their records, single against batch, an old mapping against a new one."""
