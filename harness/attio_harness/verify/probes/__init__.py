"""The questions that `verify` asks, by topic; `table` has all of them, and what cannot be asked."""
