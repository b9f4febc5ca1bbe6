"""Tables that generators write."""
