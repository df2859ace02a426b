"""Who may call, how often, and how to get a token."""
