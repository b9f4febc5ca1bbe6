"""TLS: trust, the handshake, and the wording of its failures.

Contexts are built by hand: `ssl.create_default_context` loads the system's roots even if a CA file replaces
them, and from Python 3.13 on it refuses CA certificates that older platforms have issued.
"""

from __future__ import annotations

import atexit
import os
import select
from _thread import RLock

from ecctl.core import HTTPS_PORT
from ecctl.core.errors import SettingsError, TLSError
from ecctl.transport.connection import RECEIVE_SIZE, Connection
from ecctl.transport.ssl_import import ssl

TYPE_CHECKING = False
if TYPE_CHECKING:
    import _socket
    from collections.abc import Callable
    from typing import Any, NoReturn, ParamSpec, TypeVar

    from ecctl.core.errors import NoResponseError
    from ecctl.transport import Deadline

    P = ParamSpec("P")
    T = TypeVar("T")

# A fork copies only the thread that calls it. If another thread is inside OpenSSL at that moment, the child
# inherits whatever lock that thread holds, nobody ever releases it, and the child's first handshake hangs. The
# same thread may still run while the interpreter exits, and use what atexit handlers tear down. So a lock of our
# own is held during each OpenSSL call, a fork waits for it, and exit takes it for good. OpenSSL calls here never
# block (sockets are in non-blocking mode, and waiting happens outside of the lock), so it is held for
# microseconds; two threads that encrypt at the same time do wait for each other. Creating the context anew in the
# child was tried and hangs in the same way, since that takes OpenSSL's locks, too.
IN_OPENSSL = RLock()

os.register_at_fork(
    before=IN_OPENSSL.acquire, after_in_parent=IN_OPENSSL.release, after_in_child=IN_OPENSSL.release
)
atexit.register(IN_OPENSSL.acquire)

DER = 2
"""OpenSSL's encoding, which the ssl module does not name in public."""

CA_HINT = "name the file with the platform's CA certificate with the setting ca_file"
PLAIN_HINT = f"if it serves plain http, write the host as http://…; ECE's port for https is {HTTPS_PORT}"
CLIENT_HINT = (
    "name a client certificate with the setting client_cert, and its key with the setting client_key"
)
NAME_HINT = "use a host name that the certificate is valid for"

# Of openssl/x509_vfy.h: the ssl module names none of them.
_DISTRUST = {
    9: ("the certificate is not valid yet", "check the clocks of both machines"),
    10: (
        "the certificate has expired",
        "renew the platform's certificate (or its CA, if that has expired), or check this machine's clock",
    ),
    18: (
        "the certificate is self-signed and not trusted",
        f"if it is the right one, save it and {CA_HINT}",
    ),
    19: ("the certificate is signed by an unknown CA", CA_HINT),
    20: ("the certificate is signed by an unknown CA", CA_HINT),
    21: ("the certificate is signed by an unknown CA", CA_HINT),
    62: ("the certificate is for another host name", NAME_HINT),
    64: ("the certificate is not for this IP address", NAME_HINT),
}
_MISMATCH = (62, 64)
_PLAIN = ("the server does not use TLS on this port", PLAIN_HINT)
_OLD = ("the server supports no TLS version from 1.2 on", "update the platform, or the proxy in front of it")
_WANTED = ("the server requires a client certificate", CLIENT_HINT)
_REFUSED = ("the server does not accept the client certificate", CLIENT_HINT)

# Of openssl/sslerr.h, as the ssl module names them.
_REASONS = {
    "WRONG_VERSION_NUMBER": _PLAIN,
    "HTTP_REQUEST": _PLAIN,
    "PACKET_LENGTH_TOO_LONG": _PLAIN,
    "RECORD_LAYER_FAILURE": _PLAIN,
    "UNSUPPORTED_PROTOCOL": _OLD,
    "TLSV1_ALERT_PROTOCOL_VERSION": _OLD,
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": _WANTED,
    "SSLV3_ALERT_HANDSHAKE_FAILURE": (
        "the server requires a client certificate, or ciphers that are not supported here",
        CLIENT_HINT,
    ),
    "SSLV3_ALERT_BAD_CERTIFICATE": _REFUSED,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": _REFUSED,
    "SSLV3_ALERT_CERTIFICATE_REVOKED": _REFUSED,
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": _REFUSED,
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": _REFUSED,
    "TLSV1_ALERT_ACCESS_DENIED": _REFUSED,
    "TLSV1_ALERT_UNKNOWN_CA": _REFUSED,
    "TLSV1_UNRECOGNIZED_NAME": (
        "the server does not know this host name",
        "use a host name that the platform has",
    ),
    "TLSV1_ALERT_UNRECOGNIZED_NAME": (
        "the server does not know this host name",
        "use a host name that the platform has",
    ),
}


def make_context(*, insecure: bool, ca_file: str, client_cert: str, client_key: str) -> ssl.SSLContext:
    """Return a context for trust and client certificate. Raise SettingsError for a file that is not usable.

    Any certificate in the CA file is trusted as it is, whether it is a CA's or a host's own: OpenSSL accepts a
    self-signed one by default, and one that a CA signed with the flag for partial chains.
    """
    with IN_OPENSSL:
        return _made_context(
            insecure=insecure, ca_file=ca_file, client_cert=client_cert, client_key=client_key
        )


def _made_context(*, insecure: bool, ca_file: str, client_cert: str, client_key: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Older versions are deprecated (RFC 8996).
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False  # RFC 9525, 2
    # Rules out HTTP/2, which a load balancer may otherwise choose (RFC 7301).
    context.set_alpn_protocols(["http/1.1"])
    if insecure:
        # In this order: ssl refuses CERT_NONE while host names are checked.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif ca_file:
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        _load_ca(context, ca_file)
    else:
        context.load_default_certs()
    if client_cert:
        _load_client(context, client_cert, client_key)
    elif client_key:
        raise SettingsError("client_key is set without client_cert", hint=CLIENT_HINT)
    return context


def _load_ca(context: ssl.SSLContext, ca_file: str) -> None:
    inline = "-----BEGIN" in ca_file
    if not inline:
        _require_readable(ca_file, "the CA file", "ca_file")
    try:
        if inline:
            context.load_verify_locations(cadata=ca_file)
        else:
            context.load_verify_locations(ca_file)
    except (ssl.SSLError, ValueError) as error:
        what = "text in ca_file" if inline else f"CA file {ca_file}"
        raise SettingsError(f"the {what} contains no certificate in PEM form", hint=CA_HINT) from error


def _load_client(context: ssl.SSLContext, client_cert: str, client_key: str) -> None:
    """Load the client's certificate and its key, which may be in the same file."""
    key_file = client_key or client_cert

    def refuse_password() -> NoReturn:
        # Without this callback, OpenSSL prompts for it on the terminal.
        raise SettingsError(f"the key in {key_file} is encrypted", hint="decrypt it first: openssl pkey")

    _require_readable(client_cert, "the client certificate", "client_cert")
    _require_readable(key_file, "the client certificate's key", "client_key")
    try:
        context.load_cert_chain(client_cert, key_file, refuse_password)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            problem = f"the key in {key_file} does not belong to the client certificate in {client_cert}"
        else:
            problem = f"no client certificate in {client_cert}, or no key in {key_file}, in PEM form"
        raise SettingsError(problem, hint=CLIENT_HINT) from error


# The errors of `ssl` do not name the file.
def _require_readable(path: str, what: str, setting: str) -> None:
    try:
        with open(path, "rb") as file:
            file.read(1)
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else "not a path"
        raise SettingsError(
            f"cannot read {what} {path}: {cause}", hint=f"check the setting {setting}"
        ) from error


def secure(plain: _socket.socket, context: ssl.SSLContext, host: str, deadline: Deadline) -> SecureConnection:
    """Return the connection with TLS on it. Raise TLSError or RequestTimeoutError."""
    deadline.doing = "negotiating TLS"
    plain.settimeout(0)
    # As bytes: for a host given as str, `ssl` loads the codec for international names, which costs 1 ms. A program
    # may have replaced Python's contexts, as gevent does, by some that take str only.
    name = host.encode("ascii") if type(context).__module__ == "ssl" else host
    try:
        with IN_OPENSSL:
            wrapped = context.wrap_socket(
                plain,  # type: ignore[arg-type]  # a socket.socket, since ssl is loaded
                server_hostname=name,
                do_handshake_on_connect=False,
                # A connection that somebody cuts must not look like the end of a body (RFC 8446, 6.1).
                suppress_ragged_eofs=False,
            )
    except OSError as error:
        raise failed(error, deadline) from error
    connection = SecureConnection(wrapped)
    try:
        connection.carry_out(deadline, wrapped.do_handshake)
    except BaseException:
        connection.close()
        raise
    return connection


class SecureConnection(Connection):
    """A connection with TLS."""

    __slots__ = ("_wrapped",)

    def __init__(self, wrapped: ssl.SSLSocket) -> None:
        super().__init__(wrapped, secure=True)
        self._wrapped = wrapped

    def send(self, piece: bytes, deadline: Deadline) -> None:
        """Send all of *piece*. Raise NoResponseError."""
        rest = memoryview(piece)
        while rest:
            rest = rest[self.carry_out(deadline, self._wrapped.send, rest) :]
        self.carry_out(deadline, self._acknowledge_at_once)

    def receive(self, deadline: Deadline) -> bytes:
        """Return the next bytes, b"" at the end of the stream. Raise NoResponseError."""
        return self.carry_out(deadline, self._wrapped.recv, RECEIVE_SIZE)

    @property
    def version(self) -> str:
        """The version of TLS, such as TLSv1.3."""
        return self._wrapped.version() or ""

    def certificates(self) -> list[tuple[bytes, dict[str, Any]]]:
        """Return the certificates that the server has shown, as DER and as `getpeercert` describes them."""
        # The public method, of Python 3.13 on, gives only the bytes.
        with IN_OPENSSL:
            chain = self._wrapped._sslobj.get_unverified_chain() or ()  # type: ignore[attr-defined]  # noqa: SLF001
            return [(bytes(each.public_bytes(DER)), each.get_info()) for each in chain]

    def carry_out(self, deadline: Deadline, step: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Run a step in OpenSSL, waiting outside of the lock whenever it needs the peer."""
        while True:
            left = deadline.left()
            try:
                with IN_OPENSSL:
                    return step(*arguments, **named)
            except ssl.SSLWantReadError:
                event = select.POLLIN
            except ssl.SSLWantWriteError:
                event = select.POLLOUT
            except OSError as error:
                raise failed(error, deadline, names_of(self._wrapped)) from error
            poll = select.poll()
            poll.register(self._wrapped, event)
            if not poll.poll(None if left is None else 1000 * left):
                raise deadline.timed_out()


def failed(error: OSError, deadline: Deadline, names: tuple[str, ...] = ()) -> NoResponseError:
    """Return the error for one of OpenSSL's, or of the operating system's on a connection with TLS.

    `names` are those that the server's certificate is valid for, if known.
    """
    if isinstance(error, TimeoutError):
        return deadline.failed(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        cause, hint = _DISTRUST.get(error.verify_code, (error.verify_message, CA_HINT))
        if error.verify_code in _MISMATCH and names:
            cause = f"{cause}, only for {', '.join(names)}"
    elif isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        cause, hint = _REASONS.get(error.reason, (f"TLS failed with {error.reason}", ""))
    elif deadline.sent:
        cut_short = isinstance(error, ssl.SSLEOFError)
        return (
            deadline.broken("it was closed without a TLS shutdown") if cut_short else deadline.failed(error)
        )
    else:
        cause, hint = "the server closed the connection during the TLS handshake", PLAIN_HINT
    # In TLS 1.3 a server refuses the client's certificate only after the handshake, when the request may be
    # sent.
    return TLSError(f"cannot connect securely to {deadline.address}: {cause}", hint=hint, sent=deadline.sent)


def names_refused_in(error: OSError) -> tuple[str, ...]:
    """Return the names of the certificate that a handshake of an event loop refused.

    Event loops do not hand out the TLS object of a failed handshake; the traceback of its error leads to it.
    """
    trace = error.__traceback__
    while trace is not None:
        found = trace.tb_frame.f_locals.get("self")
        if isinstance(found, ssl.SSLObject):
            return names_of(found)
        trace = trace.tb_next
    return ()


MOST_NAMES = 8


def names_of(wrapped: Any) -> tuple[str, ...]:
    """Return the first names in a certificate that verification refused; () if this Python does not give it."""
    try:
        # Only the inner object gives a certificate after a failed handshake; Python 3.13 made the method public.
        certificate = wrapped._sslobj.get_unverified_chain()[0].get_info()  # noqa: SLF001
        names = [str(value) for _, value in certificate.get("subjectAltName", ())]
    except (AttributeError, IndexError, TypeError, ValueError, ssl.SSLError):
        return ()
    return (*names[:MOST_NAMES], "…") if len(names) > MOST_NAMES else tuple(names)
