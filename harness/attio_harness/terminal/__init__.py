"""What concerns a person at a terminal: progress, Ctrl-C, and lines on standard error."""
