"""The tree of commands: one module a noun, with its entries and the functions of those that think."""
