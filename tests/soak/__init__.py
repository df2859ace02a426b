"""A local Segment under load for minutes: faults, kills, restarts, a full disk, and a report whose sums agree. `make soak` runs it."""
