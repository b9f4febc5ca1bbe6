"""`ecctl doctor`: check the way from this machine to a platform, step by step."""
