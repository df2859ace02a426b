"""What was in a workspace before a recording began, as its answers tell: seen in `sightings`, put there by `plan`."""
