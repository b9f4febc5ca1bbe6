"""Connections to other libraries, each of which is installed by an extra of the same name."""
