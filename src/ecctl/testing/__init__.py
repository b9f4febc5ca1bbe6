"""Platforms to test against: fresh, in memory, with a clock that is set and faults that are asked for.

`ecctl.pytest_plugin` makes fixtures of them; they work without pytest as well.
"""
