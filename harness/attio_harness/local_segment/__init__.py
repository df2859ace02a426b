"""A local Segment: accepts what Segment's SDKs send, runs the destination, and keeps what became of every event."""
