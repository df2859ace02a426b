"""What automatically follows a change: its events, the consequences of a deletion, and the company of a new person."""
