"""The questions that `verify` asks, by what they are about; `table` has all of them, and what cannot be asked."""
