"""A local Segment: accepts what Segment's SDKs send, runs the destination, and keeps the result of every event."""
