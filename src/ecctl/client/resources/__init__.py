"""Resources of a client, a module for each noun, in one vocabulary: list, get, create, update, delete."""
