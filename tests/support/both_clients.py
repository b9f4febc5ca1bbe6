"""The same question for Client and AsyncClient of a platform of the fixtures."""

from __future__ import annotations

import asyncio

import pytest


def by_client(platform, ask):
    """Return the answer of a Client."""
    with platform.client() as client:
        return ask(client)


def by_async_client(platform, ask):
    """Return the answer of an AsyncClient, for the same question."""

    async def main():
        async with platform.async_client() as client:
            return await ask(client)

    return asyncio.run(main())


both_clients = pytest.mark.parametrize("through", [by_client, by_async_client])
"""Run a test with each, as `through`."""
