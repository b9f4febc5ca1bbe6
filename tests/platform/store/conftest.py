"""Stores on etcd to test."""

from __future__ import annotations

import pytest
from support.etcd_cluster import EtcdCluster

from ecctl.platform.store import open_store


@pytest.fixture
def make(hands, runner, etcd_url):
    """Open stores of one prefix: `make()`, `make(url, serving=True)`; they are closed at the end."""
    opened = []

    def made(url="", *, serving=True):
        store = open_store(url or etcd_url, hands.clock(), serving=serving)
        runner.run(store.open())
        opened.append(store)
        return store

    yield made
    for store in opened:
        runner.run(store.drain())
        runner.run(store.close())


@pytest.fixture
def cluster(tmp_path):
    """Run three members."""
    made = EtcdCluster(tmp_path / "three", 3).start()
    yield made
    made.stop()
