"""The checks of `doctor` on the way to a platform: proxy, name, connection and TLS."""

from __future__ import annotations

from ecctl.cli.commands.doctor.finding import FAIL, OK, SOON, WARN, Finding, failure
from ecctl.client import reachability
from ecctl.core.errors import EcctlError, SettingsError
from ecctl.core.timefmt import DAY, format_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ecctl.cli.invocation import Invocation
    from ecctl.client.reachability import PeerCertificate
    from ecctl.settings.profile import Profile


class Network:
    """The way to the platform of a profile."""

    def __init__(self, invocation: Invocation, profile: Profile) -> None:
        self._profile = profile
        self._environ: Mapping[str, str] = invocation.context.environ
        self._now = invocation.context.clock()

    def proxy(self) -> Iterator[Finding]:
        """Name the proxy."""
        address, variable = reachability.proxy_of(self._profile, self._environ)
        yield Finding("proxy", OK, f"{address} ({variable})" if address else "none is set for this host")

    def name(self) -> Iterator[Finding]:
        """Look up the name of the platform, or of the proxy."""
        hop = reachability.first_hop(self._profile, self._environ)
        try:
            found = reachability.addresses(hop)
        except OSError as error:
            detail = f"cannot resolve {hop.host}: {error.strerror}"
            yield Finding("name", FAIL, detail, self._name_hint(hop.host))
            return
        shown = f"{hop.host} is {', '.join(found)}" if found != [hop.host] else "the host is an address"
        yield Finding("name", OK, shown)

    def _name_hint(self, host: str) -> str:
        if host != self._profile.url.host:
            variable = reachability.proxy_of(self._profile, self._environ)[1]
            return f"check the proxy ({variable}), and the name server"
        if not self._profile.is_set("host"):
            return 'no host is set: "ecctl init" sets up an ECE, or EC_HOST names it'
        return f"check the host ({self._profile.source('host')}), and the name server"

    def connection(self) -> Iterator[Finding]:
        """Connect."""
        seconds = reachability.reach(self._profile, self._environ)
        hop = reachability.first_hop(self._profile, self._environ)
        yield Finding("connection", OK, f"{hop.address} accepts connections ({seconds * 1000:.0f} ms)")

    def tls(self) -> Iterator[Finding]:
        """Negotiate TLS as a request does, and describe the certificate, trusted or not."""
        profile = self._profile
        if profile.url.scheme == "http":
            from ecctl.core.url import is_loopback

            local = is_loopback(profile.url.host)
            detail = "the host is given with http: nothing is encrypted"
            yield Finding("tls", OK if local else WARN, detail, "" if local else "use https")
            return
        try:
            chain, version = reachability.trusted_certificates(profile, self._environ)
        except EcctlError as error:
            yield self._refused(error)
            return
        # Negative only with `insecure`: otherwise, an expired certificate has been refused above.
        days = int((chain[0].ends - self._now) // DAY)
        if 0 <= days < SOON:
            left = f"in {days} day{'' if days == 1 else 's'}"
            yield Finding("tls", WARN, f"the certificate expires {left}", "renew it on the platform")
        yield Finding("tls", OK, described(chain[0], version))
        if profile.flag("insecure"):
            yield Finding(
                "tls",
                WARN,
                f"insecure ({profile.source('insecure')}): any certificate is accepted",
                f"{self._confirm()}; this turns verification on",
            )

    def _refused(self, error: EcctlError) -> Finding:
        """Return the finding of a connection that no request would use, with the certificate if there is one."""
        distrust = reachability.is_distrust(error)
        if not distrust and not isinstance(error, SettingsError):
            return failure("tls", error)
        try:
            # Without verification, and nothing is sent: the certificate itself often shows what is wrong.
            chain, version = reachability.certificates(self._profile, self._environ)
        except EcctlError:
            return failure("tls", error)
        shown = f"{error.message}; the platform shows {described(chain[0], version)}"
        found = failure("tls", error.replaced(message=shown))
        if not distrust and self._profile.is_set("ca_file"):
            return found.hinting(f"{found.hint} (set by {self._profile.source('ca_file')})")
        unknown = distrust and ("unknown CA" in error.message or "self-signed" in error.message)
        if unknown and self._profile.is_set("ca_file"):
            hint = f"the CA file ({self._profile.source('ca_file')}) is not the one of this platform"
            return found.hinting(f"{hint}; {self._confirm()}")
        return found.hinting(f"{found.hint}; {self._confirm()}") if unknown else found

    def _confirm(self) -> str:
        config = self._profile.text("config") if self._profile.file else "config"
        named = "" if config == "config" else f" --config {config}"
        return f'"ecctl init{named}" shows the certificate, and stores it once you confirm its fingerprint'


def described(certificate: PeerCertificate, version: str) -> str:
    """Return the parts of a certificate that users compare."""
    return (
        f"{version}, {certificate.subject}, issued by {certificate.issuer}, valid from "
        f"{format_time(certificate.starts)} until {format_time(certificate.ends)}, "
        f"SHA-256 {certificate.fingerprint}"
    )
