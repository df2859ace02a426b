"""The schema of a workspace (members, objects, attributes and their choices), and its workspace file."""
