"""Middleware: what happens around each attempt of a request, such as a trace, a dry run or events."""
