"""The engine that the command and the library share: operations, a session, and what drives it."""
