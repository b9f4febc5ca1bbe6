"""Where a URL leads, how a request reads, and what is refused without being quoted."""

from __future__ import annotations

import pytest

from ecctl.core.messages import Request
from ecctl.core.redact import Secret
from ecctl.errors import SettingsError, UsageError
from ecctl.transport.http import HttpTransport
from ecctl.transport.request_writer import SEND_SIZE, parse_origin, pieces, write_head

SECRET = "c2VjcmV0"


@pytest.mark.parametrize(
    ("url", "scheme", "host", "port", "authority"),
    [
        ("https://a.test", "https", "a.test", 443, "a.test"),
        ("http://a.test/", "http", "a.test", 80, "a.test"),
        ("https://a.test:12443/b?c=d", "https", "a.test", 12443, "a.test:12443"),
        ("https://a.test:443", "https", "a.test", 443, "a.test"),
        ("http://a.test:443", "http", "a.test", 443, "a.test:443"),
        ("http://a.test:80", "http", "a.test", 80, "a.test"),
        ("http://a.test:8080", "http", "a.test", 8080, "a.test:8080"),
        ("http://a.test:", "http", "a.test", 80, "a.test"),
        ("http://a.test:00080", "http", "a.test", 80, "a.test"),
        ("HTTPS://A.Test", "https", "a.test", 443, "a.test"),
        ("http://10.0.0.1:12400", "http", "10.0.0.1", 12400, "10.0.0.1:12400"),
        ("http://[fd00::1]", "http", "fd00::1", 80, "[fd00::1]"),
        ("http://[FD00::1]:12400/a", "http", "fd00::1", 12400, "[fd00::1]:12400"),
        ("http://[::ffff:10.0.0.1]:1", "http", "::ffff:10.0.0.1", 1, "[::ffff:10.0.0.1]:1"),
        ("http://my_host-1.test", "http", "my_host-1.test", 80, "my_host-1.test"),
        ("http://bücher.test", "http", "xn--bcher-kva.test", 80, "xn--bcher-kva.test"),
    ],
)
def test_origin(url, scheme, host, port, authority):
    origin = parse_origin(url)
    assert (origin.scheme, origin.host, origin.port, origin.authority) == (scheme, host, port, authority)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.test",
        "//a.test",
        "ftp://a.test",
        "file:///a",
        " http://a.test",
        "http:/a.test",
        "http://",
        "http:///a",
        "http://:80",
        "http://a b",
        "http://a.test ",
        "http://a\r\nb",
        "http://a\0b",
        "http://a?b",
        "http://a#b",
        "http://a\\b",
        "http://a%41",
        "http://user@a.test",
        f"http://user:{SECRET}@a.test",
        f"http://{SECRET}:@[::1]",
        "http://a.test:x",
        "http://a.test:-1",
        "http://a.test:+1",
        "http://a.test:0",
        "http://a.test:65536",
        "http://a.test:99999999999999999999",
        "http://a.test:8 0",
        "http://a.test:²",
        "http://a.test:80:80",
        "http://[::1",
        "http://::1",
        "http://[a.test]",
        "http://[::1]80",
        "http://[fe80::1%eth0]",
        "http://..\N{LATIN SMALL LETTER U WITH DIAERESIS}",
    ],
)
def test_origins_that_are_none(url):
    with pytest.raises(SettingsError) as caught:
        parse_origin(url)
    assert SECRET not in str(caught.value)
    assert caught.value.hint


def head(method="GET", url="http://a.test/", headers=(), body=b"", login=None):
    return write_head(Request(method, url, headers, body), parse_origin(url), login)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_empty_body_has_a_length_where_one_is_meant(method):
    assert head(method).endswith(b"\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_empty_body_has_none_elsewhere(method):
    assert head(method) == method.encode() + b" / HTTP/1.1\r\nHost: a.test\r\n\r\n"


def test_body_of_a_delete_has_a_length():
    assert b"Content-Length: 2" in head("DELETE", body=b"{}")


def test_url_without_a_path():
    assert head(url="http://a.test").startswith(b"GET / HTTP/1.1\r\n")


def test_for_a_proxy():
    assert head(url="http://a.test:80/b?c", login=Secret("Basic eA==")) == (
        b"GET http://a.test/b?c HTTP/1.1\r\nHost: a.test\r\nProxy-Authorization: Basic eA==\r\n\r\n"
    )
    assert head(url="http://a.test:80/b?c", login=Secret("")) == (
        b"GET http://a.test/b?c HTTP/1.1\r\nHost: a.test\r\n\r\n"
    )


@pytest.mark.parametrize("method", ["", "GE T", "GET\r\n", "GET/", "GÉT", "(GET)", "GET\0"])
def test_methods_that_are_none(method):
    with pytest.raises(UsageError, match="method"):
        head(method)


@pytest.mark.parametrize("path", ["a b", "a\r\nb", "a\nb", "a\0b", "a\tb", "a#b", "é", "a\x7fb", " "])
def test_paths_that_are_none(path):
    with pytest.raises(UsageError, match="path") as caught:
        head(url=f"http://a.test/{SECRET}{path}")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["", "A B", "A:", "A\r\nB", "A\0", "É", "A(", " A", "A ", "A\t"])
def test_header_names_that_are_none(name):
    with pytest.raises(UsageError, match="header's name"):
        head(headers=((name, "b"),))


@pytest.mark.parametrize("value", ["\r\nB: c", "\n", "\r", "\0", "\t", "é", "\x7f", "\x1b[0m", " ", "\u2028"])
def test_header_values_that_are_none(value):
    for whole in (SECRET + value, value + SECRET):
        with pytest.raises(UsageError, match="the header Authorization") as caught:
            head(headers=(("Authorization", whole),))
        assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "Host",
        "content-length",
        "Transfer-Encoding",
        "Connection",
        "TE",
        "Upgrade",
        "Expect",
        "Proxy-Authorization",
    ],
)
def test_headers_that_are_not_the_callers(name):
    with pytest.raises(UsageError, match=f"the header {name} is not the caller's"):
        head(headers=((name, "x"),))


@pytest.mark.parametrize("value", ["", "a", "a b", "!#$%&'*+-.^_`|~", '"a\\"b"', "=?utf-8?q?=C3=A9?="])
def test_header_values_that_are_fine(value):
    assert f"\r\nX: {value}\r\n".encode() in head(headers=(("X", value),))


def test_nothing_is_connected_for_what_is_refused(serve):
    peer = serve(lambda connection, number: None)
    transport = HttpTransport(environ={})
    with pytest.raises(UsageError):
        transport.send(Request("GET", peer.url, (("X", "a\nb"),)))
    transport.close()
    assert peer.connections == 0


def test_pieces_are_cut():
    body = b"x" * (3 * SEND_SIZE)
    cut = list(pieces(b"head", body))
    assert b"".join(cut) == b"head" + body
    assert max(map(len, cut)) <= SEND_SIZE
    cut = list(pieces(b"head", [body, b"y"]))
    assert b"".join(cut) == b"headc0000\r\n" + body + b"\r\n1\r\ny\r\n0\r\n\r\n"
    assert max(map(len, cut)) <= SEND_SIZE
