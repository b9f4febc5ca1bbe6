"""Many commits as one transaction of etcd.

The transaction compares the writer's marker, and holds nested transactions with the checks and writes of the
commits. etcd evaluates all comparisons before it writes anything, so a check that fails, fails its own commit
only, and two commits in a transaction must not touch the same key (etcd refuses that as well). Requests of one
client check the same records, such as its API key: commits with the same comparisons share a nested
transaction, so that etcd makes them once.

The marker makes a transaction that is sent twice take effect once. Each transaction sets it to a number of its
own and requires the number of the transaction before. If a connection breaks, nobody knows whether etcd has
executed the transaction, or will: it is sent again, and if the marker then has its number, it was executed. A
delayed copy that arrives later finds a marker that has moved on.
"""

from __future__ import annotations

from aetcd import rpc

from ecctl.platform.store.base import Put
from ecctl.platform.store.etcd.records import Comparison, Found, comparison, encoded, unchanged

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence
    from typing import Any

    from ecctl.platform.store.base import Require, Write

    Results = list[dict[bytes, Found] | None]

NESTED_COMMITS = 60
"""Maximum number of nested transactions. etcd permits 128 operations per level, less those of the outer one."""
NESTED_WRITES = 64
"""Maximum number of writes in a nested transaction; a larger commit takes several, with the same checks."""
BATCH_WRITES = 128
"""Number of writes at which a transaction is full, unless one commit alone has more."""
BATCH_BYTES = 1_000_000
"""Number of bytes at which a transaction is full; etcd permits 1.5 MiB."""


class Commit:
    """A commit that waits. `keys` are those it touches, `exact` replaces comparisons that were too strict."""

    __slots__ = ("attempts", "checks", "done", "exact", "keys", "size", "writes")

    def __init__(
        self,
        writes: Sequence[Write],
        checks: Sequence[Require],
        done: asyncio.Future[bool] | None,
        path: Callable[[str, str], bytes],
    ) -> None:
        self.writes = {path(write.kind, write.key): write for write in writes}  # the last one of a key counts
        self.checks = [(path(check.kind, check.key), check) for check in checks]
        self.done = done
        self.exact: dict[bytes, Comparison] = {}
        self.attempts = 0
        self.keys = {*self.writes, *[key for key, _ in self.checks]}
        self.size = 0
        for key, write in self.writes.items():
            if isinstance(write, Put):
                self.size += len(key) + len(write.value.encode())

    @property
    def nested(self) -> int:
        """Number of nested transactions that it takes."""
        return max(-(-len(self.writes) // NESTED_WRITES), 1)

    def comparisons(self, now: float, known: dict[bytes, bytes]) -> list[Comparison]:
        """Return the comparisons of its checks; `known` are stored values that expire."""
        exact = self.exact
        if exact:
            return list(exact.values())
        return [comparison(key, check, now, known.get(key)) for key, check in self.checks]

    def judge(self, found: dict[bytes, Found], now: float) -> bool:
        """Return whether all checks hold for what etcd has; if so, require that nothing changes any more."""
        if not all(check.holds(found[key].live(now)) for key, check in self.checks):
            return False
        # Comparing revisions from now on: the next attempt can fail only if another writer was faster.
        self.exact = {key: unchanged(key, found[key]) for key, _ in self.checks}
        self.attempts += 1
        return True


def take(queue: list[Commit]) -> list[Commit]:
    """Remove and return the next commits that fit into one transaction."""
    # In order, even if a later commit would fit: it may check what an earlier one writes.
    written: set[bytes] = set()
    nested = size = count = 0
    for commit in queue:
        nested += commit.nested
        size += commit.size
        full = (
            nested > NESTED_COMMITS or size > BATCH_BYTES or len(written) + len(commit.writes) > BATCH_WRITES
        )
        if count and (full or not written.isdisjoint(commit.keys)):
            break
        written.update(commit.writes)
        count += 1
    batch = queue[:count]
    del queue[:count]
    return batch


class Group:
    """Commits with the same comparisons, which hold for all of them or for none."""

    __slots__ = ("commits", "comparisons", "keys", "writes")

    def __init__(self, comparisons: list[Comparison]) -> None:
        self.comparisons = comparisons
        self.keys = list(dict.fromkeys(compared.key for compared in comparisons))
        self.commits: list[Commit] = []
        self.writes: list[tuple[bytes, Write]] = []

    def chunks(self) -> list[list[tuple[bytes, Write]]]:
        """Return the writes of each nested transaction."""
        count = max(len(self.writes), 1)
        return [self.writes[start : start + NESTED_WRITES] for start in range(0, count, NESTED_WRITES)]


class Transaction:
    """The transaction of a batch."""

    def __init__(
        self,
        batch: list[Commit],
        now: float,
        known: dict[bytes, bytes],
        lease_of: Callable[[int | None], int],
    ) -> None:
        self.groups: list[Group] = []
        self._lease_of = lease_of
        groups: dict[tuple[Any, ...], Group] = {}
        for commit in batch:
            # Requests of one client have the same check objects, which are its cached principal's. Comparing
            # the comparisons instead costs 5 µs per commit.
            identity = tuple(commit.exact.values() if commit.exact else commit.checks)
            group = groups.get(identity)
            if group is None:
                group = groups[identity] = Group(commit.comparisons(now, known))
                self.groups.append(group)
            group.commits.append(commit)
            group.writes += commit.writes.items()

    def message(self, marker: bytes, expected: bytes, number: bytes) -> Any:
        """Return the message; `expected` is the value of the marker, or empty if there is none."""
        message = rpc.TxnRequest()
        if expected:
            target = rpc.Compare.VALUE
            message.compare.add(key=marker, target=target, result=rpc.Compare.EQUAL, value=expected)
        else:
            # The first transaction of this writer: a key that does not exist has revision 0.
            message.compare.add(key=marker, target=rpc.Compare.MOD, result=rpc.Compare.EQUAL, mod_revision=0)
        message.success.add().request_put.CopyFrom(rpc.PutRequest(key=marker, value=number))
        # Its value tells whether this very transaction has been executed before.
        message.failure.add().request_range.key = marker
        self.add_groups(message)
        return message

    def add_groups(self, message: Any) -> None:
        """Add the nested transactions."""
        for group in self.groups:
            for number, writes in enumerate(group.chunks()):
                nested = message.success.add().request_txn
                nested.SetInParent()  # also if it is empty
                for compared in group.comparisons:
                    compared.add_to(nested.compare)
                self._add_writes(nested.success, writes)
                # Once: all chunks have the same comparisons, so that they fail together.
                for key in group.keys if number == 0 else ():
                    nested.failure.add().request_range.key = key

    def _add_writes(self, operations: Any, writes: list[tuple[bytes, Write]]) -> None:
        for key, write in writes:
            if isinstance(write, Put):
                put = operations.add().request_put
                put.key = key
                put.value = encoded(write.value, write.expires)
                put.lease = self._lease_of(write.expires)
            else:
                operations.add().request_delete_range.key = key

    def results(self, responses: Sequence[Any]) -> Results:
        """Return for each group None if it was executed, else the entries of its checks."""
        results: Results = []
        position = 0
        for group in self.groups:
            nested = responses[position].response_txn
            results.append(None if nested.succeeded else _entries(group, nested.responses))
            position += len(group.chunks())
        return results


def _entries(group: Group, responses: Sequence[Any]) -> dict[bytes, Found]:
    return {key: entry(response.response_range) for key, response in zip(group.keys, responses, strict=True)}


def entry(response: Any) -> Found:
    """Return the entry of a response for a single key."""
    return Found(response.kvs[0].value, response.kvs[0].mod_revision) if response.kvs else Found()
