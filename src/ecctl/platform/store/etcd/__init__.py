"""A store in an etcd cluster, for platforms of several machines (`etcd://HOST:PORT,…/PREFIX`)."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.store.base import Store


def create(
    location: str, clock: Clock, *, serving: bool = False, warn: Callable[[str], None] | None = None
) -> Store:
    """Return the store of a cluster (the factory of `etcd:`); raise UsageError if the URL is not valid."""
    from ecctl.platform.store.etcd.location import parse

    place = parse(location)
    # gRPC writes several lines to stderr for each failed handshake, beside the error that is raised.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    try:
        from ecctl.platform.store.etcd.store import EtcdStore
    except ImportError as error:
        from ecctl.core.errors import PlatformError

        raise PlatformError(
            f"cannot use the etcd store: the library {error.name} is not installed",
            hint="install it into this environment: python -m pip install 'aetcd>=1.0'",
        ) from error
    return EtcdStore(place, clock, serving=serving, warn=warn)
