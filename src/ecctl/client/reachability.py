"""The way to a platform, step by step: proxy, name, connection, certificates.

A request takes all steps at once and reports the first that fails. These functions are for `init` and `doctor`,
which show each of them.
"""

from __future__ import annotations

from time import monotonic

from ecctl.transport.connection import connect, resolve
from ecctl.transport.http import deadline_for, proxy_for
from ecctl.transport.peer_certificates import PeerCertificate, fetch, is_distrust

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecctl.core.url import Url
    from ecctl.settings.profile import Profile

SECONDS = 10.0
"""Time limit of a step, if that of the settings is not shorter."""

__all__ = [
    "PeerCertificate",
    "addresses",
    "certificates",
    "first_hop",
    "is_distrust",
    "proxy_of",
    "reach",
    "trusted_certificates",
]


def limit_of(profile: Profile) -> float:
    """Return the time limit of a step in seconds."""
    return min(profile.timeout or SECONDS, SECONDS)


def proxy_of(profile: Profile, environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the proxy to a platform, as reports show it, and the variable that names it, "" for none.

    Raise SettingsError for a proxy that is not supported.
    """
    proxy = proxy_for(profile.url, environ)
    return ("", "") if proxy is None else (proxy.shown, proxy.variable)


def first_hop(profile: Profile, environ: Mapping[str, str]) -> Url:
    """Return the first hop: the proxy, or the platform."""
    proxy = proxy_for(profile.url, environ)
    return profile.url if proxy is None else proxy.origin


def addresses(hop: Url) -> list[str]:
    """Return the IP addresses of a host. Raise OSError."""
    return list(dict.fromkeys(str(where[0]) for _, where in resolve(hop.host, hop.port)))


def reach(profile: Profile, environ: Mapping[str, str]) -> float:
    """Connect to the first hop, and return the seconds that it took. Raise NoResponseError."""
    hop = first_hop(profile, environ)
    start = monotonic()
    proxy = proxy_for(profile.url, environ)
    # Closed at once: TLS and requests are steps of their own.
    connect(hop.host, hop.port, deadline_for(profile.url, proxy, limit_of(profile))).close()
    return monotonic() - start


def certificates(profile: Profile, environ: Mapping[str, str]) -> tuple[list[PeerCertificate], str]:
    """Return the certificates that a platform shows, its own first, and the version of TLS. Raise NoResponseError."""
    return fetch(profile.url, environ, limit_of(profile))


def trusted_certificates(profile: Profile, environ: Mapping[str, str]) -> tuple[list[PeerCertificate], str]:
    """Return the same of a connection like that of a request. Raise NoResponseError, or SettingsError for a file."""
    from ecctl.transport import tls

    context = tls.make_context(
        insecure=profile.flag("insecure"),
        ca_file=profile.text("ca_file"),
        client_cert=profile.text("client_cert"),
        client_key=profile.text("client_key"),
    )
    return fetch(profile.url, environ, limit_of(profile), context)
