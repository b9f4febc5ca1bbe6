"""Which certificates are trusted, which are not, and how each refusal is told."""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path

import pytest
from transport.certificates import issue, server_context
from transport.peers import get, read_request, reply

from ecctl.core.messages import Request
from ecctl.errors import ConnectionLostError, RequestTimeoutError, SettingsError, TLSError
from ecctl.transport import Deadline
from ecctl.transport.http import HttpTransport
from ecctl.transport.tls import secure


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def ca(folder):
    return issue(folder, "ca", hosts=(), addresses=(), ca=True)


@pytest.fixture(scope="module")
def host(folder, ca):
    return issue(folder, "host", issuer=ca)


@pytest.fixture(scope="module")
def own(folder):
    """Self-signed, and no CA."""
    return issue(folder, "own", ca=False, signs=False)


@pytest.fixture
def serve_tls(serve):
    """A server that speaks TLS and names the version and the client in its reply."""

    def start(certificate, **options):
        context = server_context(certificate, **options)

        def handle(plain, number):
            try:
                connection = context.wrap_socket(plain, server_side=True)
            except ssl.SSLError:
                time.sleep(0.1)  # to have the alert read before the connection is reset
                raise
            with connection:
                while read_request(connection):
                    client = dict(part[0] for part in (connection.getpeercert() or {}).get("subject", ()))
                    told = f"{number} {connection.version()} {client.get('commonName')}"
                    connection.sendall(reply(told.encode()))

        peer = serve(handle)
        peer.url = f"https://localhost:{peer.port}/"
        return peer

    return start


def answer(url, **settings):
    transport = HttpTransport(timeout=5, environ={}, **settings)
    try:
        return transport.send(get(url)).read().decode()
    finally:
        transport.close()


def refusal(url, kind=TLSError, **settings):
    with pytest.raises(kind) as caught:
        answer(url, **settings)
    assert type(caught.value) is kind
    return caught.value


# Trusted


def test_signed_by_the_ca_file(serve_tls, host, ca):
    assert answer(serve_tls(host).url, ca_file=ca.file) == "1 TLSv1.3 None"


def test_host_as_an_address(serve_tls, host, ca):
    peer = serve_tls(host)
    assert answer(f"https://127.0.0.1:{peer.port}/", ca_file=ca.file) == "1 TLSv1.3 None"


@pytest.mark.parametrize("is_ca", [None, False, True])
@pytest.mark.parametrize("signs", [None, False, True])
def test_self_signed_and_itself_the_ca_file(is_ca, signs, serve_tls, tmp_path):
    own = issue(tmp_path, "own", ca=is_ca, signs=signs)
    assert answer(serve_tls(own).url, ca_file=own.file) == "1 TLSv1.3 None"


def test_signed_by_another_and_itself_the_ca_file(serve_tls, host):
    assert answer(serve_tls(host).url, ca_file=host.file) == "1 TLSv1.3 None"


def test_ca_without_key_usage_and_identifiers(serve_tls, host, ca):
    """Python's own default context refuses such CAs from 3.13 on; older platforms have them."""
    assert answer(serve_tls(host).url, ca_file=ca.both_file) == "1 TLSv1.3 None"


def test_one_of_many_in_the_ca_file(serve_tls, host, ca, own, tmp_path):
    many = tmp_path / "many.pem"
    many.write_text(Path(own.file).read_text() + Path(ca.file).read_text())
    assert answer(serve_tls(host).url, ca_file=str(many)) == "1 TLSv1.3 None"


def test_certificates_in_the_setting_itself(serve_tls, host, ca, own):
    inline = Path(own.file).read_text() + Path(ca.file).read_text()
    assert answer(serve_tls(host).url, ca_file=inline) == "1 TLSv1.3 None"
    with pytest.raises(SettingsError, match="the text in ca_file contains no certificate"):
        answer(serve_tls(host).url, ca_file="-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")


def test_insecure_trusts_all(serve_tls, folder):
    bad = issue(folder, "bad", hosts=("elsewhere.test",), days=(-9, -1))
    assert answer(serve_tls(bad).url, insecure=True) == "1 TLSv1.3 None"


def test_tls_1_2(serve_tls, host, ca):
    assert answer(serve_tls(host, version=ssl.TLSVersion.TLSv1_2).url, ca_file=ca.file) == "1 TLSv1.2 None"


def test_system_roots_are_used_when_no_ca_file_is_given(serve_tls, host, ca, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", ca.file)
    assert answer(serve_tls(host).url) == "1 TLSv1.3 None"


def test_ca_file_replaces_the_system_roots(serve_tls, host, ca, own, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", ca.file)
    assert "signed by an unknown CA" in str(refusal(serve_tls(host).url, ca_file=own.file))


def test_connection_is_used_again(serve_tls, host, ca):
    peer = serve_tls(host)
    transport = HttpTransport(timeout=5, environ={}, ca_file=ca.file)
    assert [transport.send(get(peer.url)).read()[:1] for _ in range(3)] == [b"1"] * 3
    transport.close()


# Not trusted


def test_unknown_self_signed(serve_tls, own, ca):
    peer = serve_tls(own)
    error = refusal(peer.url, ca_file=ca.file)
    assert str(error) == (
        f"cannot connect securely to localhost:{peer.port}: the certificate is self-signed and not trusted"
    )
    assert "ca_file" in error.hint
    assert not error.sent


def test_unknown_self_signed_with_system_roots(serve_tls, own):
    assert "self-signed" in str(refusal(serve_tls(own).url))


def test_self_signed_of_the_same_name_and_another_key(serve_tls, own, tmp_path):
    twin = issue(tmp_path, "own", ca=False, signs=False)
    assert "is self-signed and not trusted" in str(refusal(serve_tls(own).url, ca_file=twin.file))


def test_unknown_ca(serve_tls, host, own):
    error = refusal(serve_tls(host).url, ca_file=own.file)
    assert "signed by an unknown CA" in str(error)
    assert "ca_file" in error.hint


@pytest.mark.parametrize("trusted", ["its own", "insecure"])
def test_wrong_name(trusted, serve_tls, folder):
    other = issue(folder, "other", hosts=("other.test",))
    peer = serve_tls(other)
    if trusted == "insecure":
        assert answer(peer.url, insecure=True)
    else:
        error = refusal(peer.url, ca_file=other.file)
        assert "the certificate is for another host name" in str(error)


def test_common_name_is_ignored(serve_tls, folder):
    old = issue(folder, "localhost", hosts=(), addresses=())
    assert "is for another host name" in str(refusal(serve_tls(old).url, ca_file=old.file))


def test_wrong_address(serve_tls, folder):
    named = issue(folder, "named", addresses=())
    peer = serve_tls(named)
    error = refusal(f"https://127.0.0.1:{peer.port}/", ca_file=named.file)
    assert "is not for this IP address" in str(error)


def test_wrong_name_lists_the_names_of_the_certificate(serve_tls, folder):
    other = issue(folder, "other", hosts=("other.test", "*.ece.test"), addresses=())
    error = refusal(serve_tls(other).url, ca_file=other.file)
    assert str(error).endswith("the certificate is for another host name, only for other.test, *.ece.test")


@pytest.mark.parametrize(("days", "words"), [((-9, -1), "has expired"), ((1, 9), "is not valid yet")])
def test_out_of_its_time(days, words, serve_tls, tmp_path, ca):
    host = issue(tmp_path, "host", issuer=ca, days=days)
    error = refusal(serve_tls(host).url, ca_file=ca.file)
    assert f"the certificate {words}" in str(error)
    assert "clock" in error.hint


def test_old_tls(serve_tls, host, ca):
    try:
        peer = serve_tls(host, version=ssl.TLSVersion.TLSv1_1)
    except (ValueError, ssl.SSLError):
        pytest.skip("this OpenSSL has no TLS 1.1")
    assert "supports no TLS version from 1.2 on" in str(refusal(peer.url, ca_file=ca.file))


# Client certificates


@pytest.mark.parametrize("version", [None, ssl.TLSVersion.TLSv1_2])
def test_client_certificate(version, serve_tls, host, ca, folder):
    client = issue(folder, "client", issuer=ca)
    url = serve_tls(host, clients=ca.file, version=version).url
    keys = {"ca_file": ca.file, "client_cert": client.file, "client_key": client.key_file}
    assert answer(url, **keys).endswith(" client")
    assert answer(url, ca_file=ca.file, client_cert=client.both_file).endswith(" client")


@pytest.mark.parametrize("version", [None, ssl.TLSVersion.TLSv1_2])
def test_client_certificate_missing(version, serve_tls, host, ca):
    error = refusal(serve_tls(host, clients=ca.file, version=version).url, ca_file=ca.file)
    assert "the server requires a client certificate" in str(error)
    assert "client_cert" in error.hint


@pytest.mark.parametrize("version", [None, ssl.TLSVersion.TLSv1_2])
def test_client_certificate_refused(version, serve_tls, host, ca, own):
    url = serve_tls(host, clients=ca.file, version=version).url
    error = refusal(url, ca_file=ca.file, client_cert=own.both_file)
    assert "the server does not accept the client certificate" in str(error)


# Files


def test_unusable_files_are_named(folder, tmp_path, host, own):
    (tmp_path / "text").write_text("no certificate\n")
    (tmp_path / "encrypted").write_bytes(own.encrypted_key())
    text, encrypted, missing = (str(tmp_path / name) for name in ("text", "encrypted", "missing"))
    url = "https://127.0.0.1:9/"  # nothing is sent there: files come first
    for settings, words, flag in [
        ({"ca_file": missing}, f"cannot read the CA file {missing}: No such file", "ca_file"),
        ({"ca_file": str(tmp_path)}, f"cannot read the CA file {tmp_path}: Is a directory", "ca_file"),
        ({"ca_file": "a\0b"}, "cannot read the CA file", "ca_file"),
        ({"ca_file": text}, f"the CA file {text} contains no certificate in PEM form", "ca_file"),
        ({"ca_file": own.key_file}, "contains no certificate in PEM form", "ca_file"),
        ({"client_cert": missing}, f"cannot read the client certificate {missing}", "client_cert"),
        ({"client_cert": own.file, "client_key": missing}, f"key {missing}: No such file", "client_key"),
        ({"client_cert": text}, f"no client certificate in {text}", "client_cert"),
        ({"client_cert": own.file}, f"no key in {own.file}", "client_key"),
        ({"client_cert": own.file, "client_key": host.key_file}, "does not belong to", "client_key"),
        (
            {"client_cert": own.file, "client_key": encrypted},
            f"the key in {encrypted} is encrypted",
            "openssl",
        ),
        ({"client_key": own.key_file}, "client_key is set without client_cert", "client_cert"),
    ]:
        error = refusal(url, SettingsError, insecure="ca_file" not in settings, **settings)
        assert words in str(error)
        assert flag in error.hint


# Other things on the port


def test_plain_http_on_the_port(serve):
    def handle(connection, _number):
        connection.recv(1000)
        connection.sendall(reply(b"", b"HTTP/1.1 400 Bad Request\r\n"))

    peer = serve(handle)
    error = refusal(f"https://{peer.address}/", insecure=True)
    assert (
        str(error) == f"cannot connect securely to {peer.address}: the server does not use TLS on this port"
    )
    assert "http://" in error.hint


def test_closed_instead_of_a_handshake(serve):
    peer = serve(lambda connection, _: connection.recv(1000))
    error = refusal(f"https://{peer.address}/", insecure=True)
    assert "closed the connection during the TLS handshake" in str(error)
    assert not error.sent


def test_time_is_up_during_the_handshake(serve):
    peer = serve(lambda connection, _: time.sleep(2))
    transport = HttpTransport(timeout=0.2, environ={}, insecure=True)
    with pytest.raises(RequestTimeoutError, match="while negotiating TLS") as caught:
        transport.send(get(f"https://{peer.address}/"))
    assert not caught.value.sent


def test_time_is_up_while_a_record_drips(serve, own):
    """Bytes of one TLS record that come slowly must not start the clock anew."""

    def handle(plain, _number):
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = server_context(own).wrap_bio(incoming, outgoing, server_side=True)
        done = False
        while not done:
            try:
                tls.do_handshake()
                done = True
            except ssl.SSLWantReadError:
                pass
            plain.sendall(outgoing.read())
            if not done:
                incoming.write(plain.recv(65536))
        tls.write(reply())
        for byte in outgoing.read():
            plain.sendall(bytes([byte]))
            time.sleep(0.03)

    peer = serve(handle)
    transport = HttpTransport(timeout=0.3, environ={}, ca_file=own.file)
    begun = time.monotonic()
    with pytest.raises(RequestTimeoutError):
        transport.send(get(f"https://localhost:{peer.port}/"))
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("politely", [True, False])
def test_body_until_close_needs_a_proper_end(politely, serve, own):
    """An attacker can cut the connection, but not forge TLS's own notice of its end (RFC 9112, 9.8)."""

    def handle(plain, _number):
        with server_context(own).wrap_socket(plain, server_side=True) as connection:
            read_request(connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n{}")
            if politely:
                connection.unwrap()

    url = f"https://localhost:{serve(handle).port}/"
    if politely:
        assert answer(url, ca_file=own.file) == "{}"
    else:
        error = refusal(url, ConnectionLostError, ca_file=own.file)
        assert "it was closed without a TLS shutdown" in str(error)


def test_large_bodies_both_ways(serve_tls, serve, own):
    def handle(plain, _number):
        with server_context(own).wrap_socket(plain, server_side=True) as connection:
            connection.sendall(reply(read_request(connection).partition(b"\r\n\r\n")[2]))

    transport = HttpTransport(timeout=5, environ={}, ca_file=own.file)
    body = bytes(range(256)) * 8000
    url = f"https://localhost:{serve(handle).port}/"
    assert transport.send(Request("POST", url, (), body)).read() == body
    transport.close()


class Replaced(ssl.SSLContext):
    """A context as programs replace Python's: it accepts a server name as a str only."""

    def wrap_socket(self, sock, *args, server_hostname=None, **keywords):
        if server_hostname is not None:
            server_hostname = server_hostname.encode("idna")
        return super().wrap_socket(sock, *args, server_hostname=server_hostname, **keywords)


def test_replaced_context_gets_name_as_str(serve_tls, host, ca):
    context = Replaced(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(ca.file)
    peer = serve_tls(host)
    deadline = Deadline(f"localhost:{peer.port}", 5)
    with socket.create_connection(("localhost", peer.port)) as plain:
        made = secure(plain, context, "localhost", deadline)
        made.close()
