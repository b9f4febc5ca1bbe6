"""The state of a cluster, for operators."""

from __future__ import annotations

import grpc.aio
from aetcd import rpc

from ecctl.platform.store.base import PAGE
from ecctl.platform.store.etcd.cluster import ATTEMPT_SECONDS
from ecctl.platform.store.etcd.group_commit import WRITERS
from ecctl.platform.store.etcd.records import end_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.platform.store.etcd.cluster import Cluster

ALARMS = {1: "NOSPACE", 2: "CORRUPT"}


async def status(cluster: Cluster) -> dict[str, Any]:
    """Return members, alarms, revision, and the servers and commands that wrote lately."""
    start = cluster.location.path(WRITERS, "")
    request = rpc.RangeRequest(key=start, range_end=end_of(start), limit=PAGE)
    writers = await cluster.call(rpc.KVStub, "Range", request)
    alarms = await cluster.call(rpc.MaintenanceStub, "Alarm", rpc.AlarmRequest())
    return {
        "store": str(cluster.location),
        "revision": writers.header.revision,
        "members": [await _member(cluster, number) for number in range(len(cluster.location.endpoints))],
        "alarms": [ALARMS.get(alarm.alarm, str(alarm.alarm)) for alarm in alarms.alarms],
        "writers": [_writer(found, len(start)) for found in writers.kvs],
    }


async def _member(cluster: Cluster, number: int) -> dict[str, Any]:
    endpoint = cluster.location.endpoints[number]
    try:
        found = await rpc.MaintenanceStub(cluster.channels[number]).Status(
            rpc.StatusRequest(), timeout=ATTEMPT_SECONDS, metadata=cluster.token
        )
    except grpc.aio.AioRpcError as error:
        return {"endpoint": endpoint, "state": error.details() or error.code().name}
    return {
        "endpoint": endpoint,
        "state": "leader" if found.leader == found.header.member_id else "follower",
        "version": found.version,
        "size": found.dbSize,
        "term": found.raftTerm,
    }


def _writer(found: Any, skip: int) -> dict[str, Any]:
    host, process, _ = found.key[skip:].decode().rsplit("/", 2)
    transactions, _, written = found.value.decode().partition(" ")
    return {"host": host, "process": int(process), "transactions": int(transactions), "time": int(written)}
