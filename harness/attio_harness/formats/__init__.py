"""A report in the forms people read it in; each module renders one form and decides nothing."""
