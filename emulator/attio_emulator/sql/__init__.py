"""SQL over a workspace: its objects and lists as tables, and the engine that runs queries. `resources.sql` has the call."""
