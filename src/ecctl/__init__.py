"""ecctl: Elastic Cloud Control, as a command, a library and an embedded platform."""
