"""Where a URL leads, how a request reads, and what is refused without being quoted."""

from __future__ import annotations

import pytest

from ecctl.core.messages import Request
from ecctl.core.redact import Secret
from ecctl.errors import UsageError
from ecctl.transport.exchange import SEND_SIZE, pieces, write_head
from ecctl.transport.http import HttpTransport

SECRET = "c2VjcmV0"


def head(method="GET", url="http://a.test/", headers=(), body=b"", login=None):
    return write_head(Request(method, url, headers, body), login)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_empty_body_has_length_for_methods_with_bodies(method):
    assert head(method).endswith(b"\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_empty_body_has_no_length_for_other_methods(method):
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
def test_invalid_method_is_refused(method):
    with pytest.raises(UsageError, match="method"):
        head(method)


@pytest.mark.parametrize("path", ["a b", "a\r\nb", "a\nb", "a\0b", "a\tb", "a#b", "é", "a\x7fb", " "])
def test_invalid_path_is_refused(path):
    with pytest.raises(UsageError, match="path") as caught:
        head(url=f"http://a.test/{SECRET}{path}")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["", "A B", "A:", "A\r\nB", "A\0", "É", "A(", " A", "A ", "A\t"])
def test_invalid_header_name_is_refused(name):
    with pytest.raises(UsageError, match="header's name"):
        head(headers=((name, "b"),))


@pytest.mark.parametrize("value", ["\r\nB: c", "\n", "\r", "\0", "\t", "é", "\x7f", "\x1b[0m", " ", "\u2028"])
def test_invalid_header_value_is_refused(value):
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
def test_framing_headers_are_refused(name):
    with pytest.raises(UsageError, match=f"the header {name} is set by the transport"):
        head(headers=((name, "x"),))


@pytest.mark.parametrize("value", ["", "a", "a b", "!#$%&'*+-.^_`|~", '"a\\"b"', "=?utf-8?q?=C3=A9?="])
def test_valid_header_values(value):
    assert f"\r\nX: {value}\r\n".encode() in head(headers=(("X", value),))


def test_refused_request_opens_no_connection(serve):
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
