"""Settings, the sources of their values, and config files."""
