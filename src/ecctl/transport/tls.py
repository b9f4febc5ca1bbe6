"""TLS: what is trusted, the handshake, and its failures in plain words.

Contexts are built by hand: `ssl.create_default_context` loads the system's roots even where a CA file
replaces them, and from Python 3.13 on it refuses CA certificates that older platforms have made.
"""

from __future__ import annotations

import atexit
import os
import select
import ssl
from _thread import RLock

from ecctl.errors import SettingsError, TLSError
from ecctl.transport.connection import RECEIVE_SIZE, Connection

TYPE_CHECKING = False
if TYPE_CHECKING:
    import _socket
    from collections.abc import Callable
    from typing import NoReturn, ParamSpec, TypeVar

    from ecctl.errors import NoResponseError
    from ecctl.transport.deadline import Deadline

    P = ParamSpec("P")
    T = TypeVar("T")

IN_OPENSSL = RLock()
"""Held while a thread is in OpenSSL, which is never for long: nothing is waited for there.

A process that forked meanwhile would have a child that waits for ever, for a lock of that thread's; one that
ended would tear down what the thread is using.
"""

os.register_at_fork(
    before=IN_OPENSSL.acquire, after_in_parent=IN_OPENSSL.release, after_in_child=IN_OPENSSL.release
)
atexit.register(IN_OPENSSL.acquire)

CA_HINT = "name the file that holds the platform's CA certificate with --ca-file, or ca_file="
PLAIN_HINT = "if it speaks plain http there, write the host as http://…; ECE's port for https is 12443"
CLIENT_HINT = (
    "name a client certificate with --client-cert, or client_cert=, "
    "and its key with --client-key, or client_key="
)

# Of openssl/x509_vfy.h: the ssl module names none of them.
_DISTRUST = {
    9: ("its certificate is not valid yet", "check the clocks of both machines"),
    10: (
        "its certificate has expired",
        "the platform needs a new certificate; check this machine's clock, too",
    ),
    18: (
        "its certificate is self-signed, and not known here",
        f"if it is the right one, save it and {CA_HINT}",
    ),
    19: ("its certificate is signed by a CA that is not known here", CA_HINT),
    20: ("its certificate is signed by a CA that is not known here", CA_HINT),
    21: ("its certificate is signed by a CA that is not known here", CA_HINT),
    62: ("its certificate is for another host name", "use a host name that the certificate holds"),
    64: ("its certificate does not hold this IP address", "use a host name that the certificate holds"),
}
_PLAIN = ("it does not speak TLS there", PLAIN_HINT)
_OLD = ("it speaks no version of TLS from 1.2 on", "the platform, or the proxy before it, must be updated")
_WANTED = ("it wants a client certificate", CLIENT_HINT)
_REFUSED = ("it does not accept the client certificate", CLIENT_HINT)

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
        "it wants a client certificate, or ciphers not known here",
        CLIENT_HINT,
    ),
    "SSLV3_ALERT_BAD_CERTIFICATE": _REFUSED,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": _REFUSED,
    "SSLV3_ALERT_CERTIFICATE_REVOKED": _REFUSED,
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": _REFUSED,
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": _REFUSED,
    "TLSV1_ALERT_ACCESS_DENIED": _REFUSED,
    "TLSV1_ALERT_UNKNOWN_CA": _REFUSED,
    "TLSV1_UNRECOGNIZED_NAME": ("it knows no host of this name", "use a host name that the platform has"),
    "TLSV1_ALERT_UNRECOGNIZED_NAME": (
        "it knows no host of this name",
        "use a host name that the platform has",
    ),
}


def make_context(*, insecure: bool, ca_file: str, client_cert: str, client_key: str) -> ssl.SSLContext:
    """What to trust, and who to be; SettingsError for a file that is missing or not what it should be.

    Any certificate in the CA file is trusted as it is, whether it is a CA's or a host's own: OpenSSL takes a
    self-signed one so by itself, and one that a CA has signed with the flag for partial chains.
    """
    with IN_OPENSSL:
        return _made_context(
            insecure=insecure, ca_file=ca_file, client_cert=client_cert, client_key=client_key
        )


def _made_context(*, insecure: bool, ca_file: str, client_cert: str, client_key: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False  # RFC 9525, 2
    context.set_alpn_protocols(["http/1.1"])
    if insecure:
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
        raise SettingsError("--client-key is given without --client-cert", hint=CLIENT_HINT)
    return context


def _load_ca(context: ssl.SSLContext, ca_file: str) -> None:
    _require_readable(ca_file, "the CA file", "--ca-file")
    try:
        context.load_verify_locations(ca_file)
    except ssl.SSLError as error:
        raise SettingsError(
            f"the CA file {ca_file} holds no certificate in PEM form", hint="see --ca-file, or ca_file="
        ) from error


def _load_client(context: ssl.SSLContext, client_cert: str, client_key: str) -> None:
    """Load the client's certificate and its key, which may stand in the same file."""
    key_file = client_key or client_cert

    def refuse_password() -> NoReturn:
        # Without this, OpenSSL asks for it on the terminal.
        raise SettingsError(f"the key in {key_file} is encrypted", hint="decrypt it first: openssl pkey")

    _require_readable(client_cert, "the client certificate", "--client-cert")
    _require_readable(key_file, "the client certificate's key", "--client-key")
    try:
        context.load_cert_chain(client_cert, key_file, refuse_password)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            problem = f"the key in {key_file} does not belong to the client certificate in {client_cert}"
        else:
            problem = f"no client certificate in {client_cert}, or no key in {key_file}, in PEM form"
        raise SettingsError(problem, hint=CLIENT_HINT) from error


def _require_readable(path: str, what: str, flag: str) -> None:
    try:
        with open(path, "rb") as file:
            file.read(1)
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else "not a path"
        raise SettingsError(
            f"cannot read {what} {path}: {cause}", hint=f"see {flag}, or {flag[2:].replace('-', '_')}="
        ) from error


def secure(plain: _socket.socket, context: ssl.SSLContext, host: str, deadline: Deadline) -> SecureConnection:
    """The same connection with TLS on it; raises TLSError, RequestTimeoutError."""
    deadline.doing = "agreeing on TLS"
    plain.settimeout(0)
    # As bytes: a host given as text loads the codec for international names. What a program has put in the place
    # of Python's contexts, as gevent does, takes texts only.
    name = host.encode("ascii") if type(context).__module__ == "ssl" else host
    try:
        with IN_OPENSSL:
            wrapped = context.wrap_socket(
                plain,  # type: ignore[arg-type]  # a socket.socket, since ssl is loaded
                server_hostname=name,
                do_handshake_on_connect=False,
                suppress_ragged_eofs=False,
            )
    except OSError as error:
        raise failed(error, deadline) from error
    made = SecureConnection(wrapped)
    try:
        made.carry_out(deadline, wrapped.do_handshake)
    except BaseException:
        made.close()
        raise
    return made


class SecureConnection(Connection):
    """A connection that speaks TLS."""

    __slots__ = ("_wrapped",)

    def __init__(self, wrapped: ssl.SSLSocket) -> None:
        super().__init__(wrapped, secure=True)
        self._wrapped = wrapped

    def send(self, piece: bytes, deadline: Deadline) -> None:
        """Send all of `piece`; raises NoResponseError."""
        rest = memoryview(piece)
        while rest:
            rest = rest[self.carry_out(deadline, self._wrapped.send, rest) :]
        self.carry_out(deadline, self._acknowledge_at_once)

    def receive(self, deadline: Deadline) -> bytes:
        """The next bytes, b"" at the end of the stream; raises NoResponseError."""
        return self.carry_out(deadline, self._wrapped.recv, RECEIVE_SIZE)

    def carry_out(self, deadline: Deadline, step: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Do something with OpenSSL, and wait outside of it where it needs the other side."""
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
                raise failed(error, deadline) from error
            poll = select.poll()
            poll.register(self._wrapped, event)
            if not poll.poll(None if left is None else 1000 * left):
                raise deadline.timed_out()


def failed(error: OSError, deadline: Deadline) -> NoResponseError:
    """The error for one of OpenSSL's, or of the operating system's on a connection with TLS."""
    if isinstance(error, TimeoutError):
        return deadline.failed(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        cause, hint = _DISTRUST.get(error.verify_code, (f"its certificate: {error.verify_message}", CA_HINT))
    elif isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        cause, hint = _REASONS.get(error.reason, (f"TLS failed with {error.reason}", ""))
    elif deadline.sent:
        cut_short = isinstance(error, ssl.SSLEOFError)
        return deadline.broken("it was closed without notice") if cut_short else deadline.failed(error)
    else:
        cause, hint = "it closed the connection instead of agreeing on TLS", PLAIN_HINT
    return TLSError(f"no safe connection to {deadline.address}: {cause}", hint=hint, sent=deadline.sent)
