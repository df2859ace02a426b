"""What a workspace tells: events of its records and resources, and the outbox they wait in. Sending is a face."""
