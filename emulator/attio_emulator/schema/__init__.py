"""What a workspace is: members, objects, attributes and their choices, and how a workspace file says it."""
