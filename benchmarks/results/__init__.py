"""What figures of a benchmark mean, and how they are told. Nothing here measures, reads a file or starts anything."""
