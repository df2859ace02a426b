"""Webhooks: events of records and resources, and the outbox in which they wait. `faces.webhooks` sends them."""
