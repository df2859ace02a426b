"""The directives of a mapping, by what they do; `table` lists them all."""
