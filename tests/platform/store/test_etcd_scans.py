"""Scans of the etcd store: bounded ranges, one revision, compaction."""

from __future__ import annotations

import asyncio
import random

import pytest

from ecctl.errors import PlatformError
from ecctl.platform.domain.ids import new_id
from ecctl.platform.store.base import (
    TOKENS,
    Delete,
    Put,
    StoreUnavailableError,
)


def uuids(count):
    """Return sorted ids as the platform makes them, from a few creations a second."""
    rng = random.Random(1)
    return sorted(new_id(1_800_000_000 + rng.random() * count / 5) for _ in range(count))


def words(count):
    """Return sorted names of very different lengths and beginnings."""
    rng = random.Random(1)
    return sorted(
        {"".join(rng.choices("aZé-7", k=rng.randrange(1, 12))) + f"{n}" for n in range(count)},
        key=str.encode,
    )


async def fill_tokens(store, names):
    parts = [names[start : start + 64] for start in range(0, len(names), 64)]
    await asyncio.gather(*[store.commit([Put(TOKENS, name, "1") for name in part]) for part in parts])


@pytest.mark.parametrize("names", [uuids, words])
def test_pages_of_many_keys_cost_what_they_return(make, run, names, monkeypatch):
    store, names = make(), names(30_000)
    run(fill_tokens(store, names))
    call, counted = store.cluster.call, []

    async def count(stub, method, request, *options):
        response = await call(stub, method, request, *options)
        if method == "Range":
            counted.append(response.count)
        return response

    monkeypatch.setattr(store.cluster, "call", count)

    async def read():
        return [key async for page in store.pages(TOKENS) for key, _ in page]

    assert run(read()) == names
    assert sum(counted) < 10 * len(names), "without bounds it is 15 times"
    assert len(counted) < 3 * 30 + 60, "few ranges are empty"
    counted.clear()
    assert run(read()) == names
    assert counted[0] < 10_000, "the beginning is known now"
    counted.clear()
    assert run(store.scan(TOKENS, limit=1)) == [(names[0], "1")]
    page, after = run(store.scan(TOKENS, limit=10)), names[20_000]
    assert [key for key, _ in page] == names[:10]
    assert [key for key, _ in run(store.scan(TOKENS, after, 10))] == names[20_001:20_011]
    assert max(counted) < 10_000


def test_range_that_takes_long_is_waited_for(make, run, monkeypatch):
    store = make()
    run(fill_tokens(store, ["a", "b"]))
    call = store.cluster.call

    async def slow(stub, method, request, seconds=1.0):
        if request.range_end and seconds < 10:
            raise StoreUnavailableError("Deadline Exceeded")
        return await call(stub, method, request, seconds)

    monkeypatch.setattr(store.cluster, "call", slow)
    assert run(store.scan(TOKENS)) == [("a", "1"), ("b", "1")]
    monkeypatch.undo()


def test_pages_are_of_one_revision(make, run):
    store, names = make(), uuids(3000)
    run(fill_tokens(store, names))

    async def read():
        found = []
        async for page in store.pages(TOKENS):
            found += [key for key, _ in page]
            await store.commit([Delete(TOKENS, names[-1]), Put(TOKENS, names[-2] + "x", "1")])
        return found

    assert run(read()) == names


def test_compaction_during_a_scan_is_reported(make, run, etcd):
    store, names = make(), uuids(3000)
    run(fill_tokens(store, names))

    async def read():
        async for _ in store.pages(TOKENS):
            await store.commit([Put(TOKENS, "x", "1")])
            await asyncio.to_thread(etcd.compact)

    with pytest.raises(PlatformError, match="compacted") as raised:
        run(read())
    assert raised.value.hint == "try again"
    assert len(run(store.scan(TOKENS, limit=5000))) == 3001
