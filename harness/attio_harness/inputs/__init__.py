"""Reading what users already have: events in every shape they come in, saved mappings, and nothing else."""
