"""Administration of a data directory: bootstrap, backup, maintenance."""
