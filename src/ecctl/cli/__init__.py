"""The command line: flags, the tree of commands, help, prompts, and the way from argv to an exit status."""
