"""How requests travel: over HTTP, or in-process to the embedded platform."""
