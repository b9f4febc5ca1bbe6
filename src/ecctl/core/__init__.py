"""Value types that every room uses; imports nothing of the rest."""
