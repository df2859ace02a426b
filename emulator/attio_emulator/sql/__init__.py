"""SQL over a workspace: its objects and lists as tables, and the engine that answers. The call is in `resources.sql`."""
