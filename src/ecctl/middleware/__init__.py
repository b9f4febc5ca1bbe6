"""What runs around each exchange of a client: trace, timing, dry run, key expiry, events."""
