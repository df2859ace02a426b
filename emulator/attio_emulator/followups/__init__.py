"""What follows a change by itself: what a deletion takes along, and the company of a new person."""
