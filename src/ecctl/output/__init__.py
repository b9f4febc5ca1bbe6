"""How a result becomes text: tables, JSON, and the user's own format."""
