"""Who may ask, how often, and how a token is got."""
