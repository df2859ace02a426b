"""What only a person at a terminal meets: progress, and Ctrl-C; and what is told on standard error."""
