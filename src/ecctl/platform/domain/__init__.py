"""The platform's rules and records, independent of HTTP and of the store."""
