"""Storage backends behind one protocol (`store.base`), opened by URL.

A backend is a package with a factory (`StoreFactory`) that is registered in the entry-point group
`ecctl.stores` under the scheme of its URLs.
"""

from __future__ import annotations

from ecctl.core.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.store.base import Store, StoreFactory

__all__ = ("open_store",)

# The entry points of this package are found without importlib.metadata, which costs an ordinary command
# about 20 ms. pyproject.toml declares them as well.
OWN = {
    "etcd": "ecctl.platform.store.etcd:create",
    "memory": "ecctl.platform.store.memory:create",
    "sqlite": "ecctl.platform.store.sqlite:create",
}


def open_store(
    url: str, clock: Clock, *, serving: bool = False, warn: Callable[[str], None] | None = None
) -> Store:
    """Return the store that a URL names; `await store.open()` connects it.

    URLs are `sqlite:PATH`, `memory:`, `etcd://HOST:PORT,…/PREFIX` and those of installed backends.
    `serving` tunes the store for a server; `warn` is called with one-line warnings. Raise UsageError if no
    backend has this scheme.
    """
    # Not urlsplit: a location may be a file name with `#` or `?` in it.
    scheme, colon, location = url.partition(":")
    factory = _factory(scheme) if colon else None
    if factory is None:
        raise UsageError(
            f'no store has the URL "{scheme}:…"' if colon else f'"{url}" is not the URL of a store',
            hint=f"use one of {', '.join(f'{name}:' for name in sorted(OWN))}",
        )
    return factory(location, clock, serving=serving, warn=warn)


def _factory(scheme: str) -> StoreFactory | None:
    """Return the factory for a scheme: ours, or that of an installed entry point."""
    if scheme in OWN:
        module, _, name = OWN[scheme].partition(":")
        found: StoreFactory = getattr(__import__(module, fromlist=(name,)), name)
        return found
    from importlib.metadata import entry_points

    for entry in entry_points(group="ecctl.stores", name=scheme):
        loaded: StoreFactory = entry.load()
        return loaded
    return None
