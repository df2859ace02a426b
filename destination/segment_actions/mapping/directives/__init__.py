"""The directives of a mapping, grouped by what they do; `table` lists them all."""
