"""The asyncio transport behind the methods of the other one, so that the same tests run on both."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from ecctl.transport.http_async import AsyncHttpTransport


class BlockingTransport:
    """Runs each request on an event loop of its own."""

    made: ClassVar[list[BlockingTransport]] = []

    def __init__(self, **settings):
        self._runner = asyncio.Runner()
        self._inner = AsyncHttpTransport(**settings)
        self.made.append(self)

    def send(self, request):
        return self._runner.run(self._inner.send(request))

    def close(self):
        self._runner.run(self._inner.close())

    @classmethod
    def end_all(cls):
        """Close what was made, and the event loops with it."""
        for each in cls.made:
            each.close()
            each._runner.close()
        cls.made.clear()
