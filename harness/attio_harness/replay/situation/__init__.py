"""What was in a workspace before a recording began, as its answers tell: seen in `sightings`, planned in `plan`, put there in `situation`."""
