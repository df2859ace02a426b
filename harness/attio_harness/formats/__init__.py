"""A report in every form that people read; each module renders one form and decides nothing."""
