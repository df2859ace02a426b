"""What follows a change by itself: its events, what a deletion takes along, and the company of a new person."""
