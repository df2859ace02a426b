"""What a workspace held before a recording began, as its answers show: `sightings` sees it, `plan` plans it, `situation` puts it there."""
