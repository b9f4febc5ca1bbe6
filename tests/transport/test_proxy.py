"""Which proxy the environment names for a host, and requests through a real one."""

from __future__ import annotations

import socket
import time
import traceback
from base64 import b64encode

import pytest
from transport.peers import answering, read_request, relay, reply

from ecctl.core.messages import Request
from ecctl.core.url import Url
from ecctl.errors import ConnectError, RequestTimeoutError, SettingsError, TLSError
from ecctl.transport.http import PROXY_VARIABLES, HttpTransport
from ecctl.transport.proxy import find_proxy

P = "http://proxy.test:3128"


def proxy_of(url, **environ):
    origin = Url.parse(url)
    found = find_proxy(origin, PROXY_VARIABLES[origin.scheme], environ)
    return found and found.origin.address


# Which proxy: rules of golang.org/x/net/http/httpproxy


@pytest.mark.parametrize(
    ("url", "environ", "address"),
    [
        ("http://a.test", {}, None),
        ("http://a.test", {"HTTP_PROXY": P}, "proxy.test:3128"),
        ("http://a.test", {"http_proxy": P}, "proxy.test:3128"),
        ("http://a.test", {"HTTP_PROXY": "", "http_proxy": P}, "proxy.test:3128"),
        ("http://a.test", {"HTTP_PROXY": "http://upper.test", "http_proxy": P}, "upper.test:80"),
        ("http://a.test", {"HTTPS_PROXY": P}, None),
        ("https://a.test", {"HTTPS_PROXY": P}, "proxy.test:3128"),
        ("https://a.test", {"https_proxy": P}, "proxy.test:3128"),
        ("https://a.test", {"HTTP_PROXY": P}, None),
        ("https://a.test", {"ALL_PROXY": P}, "proxy.test:3128"),
        ("http://a.test", {"all_proxy": P}, "proxy.test:3128"),
        ("http://a.test", {"HTTP_PROXY": P, "ALL_PROXY": "http://all.test"}, "proxy.test:3128"),
        ("http://a.test", {"HTTP_PROXY": "proxy.test:3128"}, "proxy.test:3128"),
        ("http://a.test", {"HTTP_PROXY": "proxy.test"}, "proxy.test:80"),
        ("http://a.test", {"HTTP_PROXY": "HTTP://proxy.test:3128/"}, "proxy.test:3128"),
        ("http://a.test", {"HTTP_PROXY": " http://proxy.test:3128 "}, "proxy.test:3128"),
        ("http://a.test", {"HTTP_PROXY": "http://[fd00::1]:3128"}, "[fd00::1]:3128"),
        ("http://a.test", {"HTTP_PROXY": "u:p@proxy.test:3128"}, "proxy.test:3128"),
        ("http://a.test", {"HTTP_PROXY": P, "REQUEST_METHOD": "GET"}, None),
        ("http://a.test", {"http_proxy": P, "REQUEST_METHOD": "GET"}, "proxy.test:3128"),
        ("https://a.test", {"HTTPS_PROXY": P, "REQUEST_METHOD": "GET"}, "proxy.test:3128"),
    ],
)
def test_variables(url, environ, address):
    assert proxy_of(url, **environ) == address


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_this_machine_is_reached_directly(host):
    assert proxy_of(f"http://{host}:8080", ALL_PROXY=P) is None
    assert proxy_of(f"https://{host}", ALL_PROXY=P) is None


@pytest.mark.parametrize(
    ("no_proxy", "url", "direct"),
    [
        ("*", "http://a.test", True),
        ("x, *", "http://10.0.0.1", True),
        ("", "http://a.test", False),
        (" , ,", "http://a.test", False),
        ("a.test", "http://a.test", True),
        ("a.test", "http://A.TEST", True),
        ("A.Test", "http://a.test", True),
        ("a.test", "http://b.a.test", True),
        ("a.test", "http://ba.test", False),
        ("a.test", "http://a.test.evil", False),
        (".a.test", "http://a.test", False),
        (".a.test", "http://b.a.test", True),
        ("*.a.test", "http://a.test", False),
        ("*.a.test", "http://c.b.a.test", True),
        ("b.test, a.test ", "http://a.test", True),
        ("a.test:80", "http://a.test", True),
        ("a.test:80", "https://a.test", False),
        ("a.test:443", "https://a.test", True),
        ("a.test:8080", "http://b.a.test:8080", True),
        ("a.test:8080", "http://a.test:8081", False),
        (":80", "http://a.test", False),
        ("10.1.2.3", "http://10.1.2.3", True),
        ("10.1.2.3", "http://10.1.2.30", False),
        ("10.1.2.3:80", "http://10.1.2.3", True),
        ("10.1.2.3:80", "http://10.1.2.3:81", False),
        ("10.0.0.0/8", "http://10.1.2.3", True),
        ("10.1.2.3/8", "http://10.9.9.9", True),
        ("10.0.0.0/8", "http://11.1.2.3", False),
        ("10.0.0.0/8", "http://a.test", False),
        ("10.0.0.0/8", "http://[fd00::1]", False),
        ("10.0.0.0/99", "http://10.1.2.3", False),
        ("10.0.0.0/8", "http://[::ffff:10.1.2.3]", True),
        ("fd00::/8", "http://[fd00::1]", True),
        ("fd00::/8", "http://[fe00::1]", False),
        ("fd00::1", "http://[fd00::1]", True),
        ("fd00::1", "http://[fd00:0::0:1]", True),
        ("[fd00::1]", "http://[fd00::1]:99", True),
        ("[fd00::1]:99", "http://[fd00::1]:99", True),
        ("[fd00::1]:98", "http://[fd00::1]:99", False),
    ],
)
def test_no_proxy(no_proxy, url, direct):
    for name in ("NO_PROXY", "no_proxy"):
        environ = {"ALL_PROXY": P, name: no_proxy}
        assert (proxy_of(url, **environ) is None) == direct


@pytest.mark.parametrize("scheme", ["https", "socks", "socks4", "socks4a", "socks5s", "ftp"])
def test_proxies_of_other_kinds_are_refused(scheme):
    with pytest.raises(SettingsError) as caught:
        proxy_of("https://a.test", HTTPS_PROXY=f"{scheme}://user:c2VjcmV0@proxy.test:1")
    assert "HTTPS_PROXY" in str(caught.value)
    assert "http://HOST:PORT" in caught.value.hint
    assert "c2VjcmV0" not in str(caught.value)


@pytest.mark.parametrize(
    "value", ["http://", "http://:3128", "http://proxy.test:x", "http://a b", "http://u:c2VjcmV0@"]
)
def test_invalid_proxy_is_refused(value):
    with pytest.raises(SettingsError, match="the proxy in HTTP_PROXY is not valid") as caught:
        proxy_of("http://a.test", HTTP_PROXY=value)
    assert "c2VjcmV0" not in str(caught.value)


def test_unused_unsupported_proxy_is_ignored():
    assert proxy_of("http://localhost", HTTP_PROXY="socks4://proxy.test") is None


# Requests through one


class Tunnel:
    """A proxy: what it is asked, and a way for CONNECT to where `target` says, whatever host is named."""

    def __init__(self, target: int = 0, refuse: bytes = b"") -> None:
        self.target = target
        self.refuse = refuse
        self.heads: list[str] = []

    def __call__(self, connection: socket.socket, _number: int) -> None:
        while request := read_request(connection):
            self.heads.append(request.decode())
            if self.refuse:
                connection.sendall(self.refuse)
            elif request.startswith(b"CONNECT "):
                connection.sendall(b"HTTP/1.0 200 Connection established\r\n\r\n")
                relay(connection, self.target)
                return
            else:
                connection.sendall(reply(b"by the proxy"))


def through(proxy, *, login="", **settings):
    url = f"http://{login}{proxy.address}"
    settings.setdefault("timeout", 5)
    return HttpTransport(environ={"HTTP_PROXY": url, "HTTPS_PROXY": url}, **settings)


def test_http_goes_in_absolute_form(serve):
    tunnel = Tunnel()
    transport = through(serve(tunnel), login="us%3Aer:p%40ss@")
    for _ in range(2):
        request = Request("GET", "http://ece.test:12400/api?q=1", (("Accept", "a/b"),))
        assert transport.send(request).read() == b"by the proxy"
    transport.close()
    login = b64encode(b"us:er:p@ss").decode()
    head = "GET http://ece.test:12400/api?q=1 HTTP/1.1\r\nHost: ece.test:12400\r\nAccept: a/b\r\n"
    assert tunnel.heads == [f"{head}Proxy-Authorization: Basic {login}\r\n\r\n"] * 2


def test_http_without_a_login(serve):
    tunnel = Tunnel()
    transport = through(serve(tunnel))
    transport.send(Request("GET", "http://ece.test/")).read()
    transport.close()
    assert tunnel.heads == ["GET http://ece.test/ HTTP/1.1\r\nHost: ece.test\r\n\r\n"]


def test_https_goes_through_a_tunnel(serve, https):
    port, ca_file = https
    tunnel = Tunnel(port)
    transport = through(serve(tunnel), login="user:c2VjcmV0@", ca_file=ca_file)
    for path in ("a", "b"):
        sent = transport.send(Request("GET", f"https://ece.test:12443/{path}", (("Accept", "a/b"),))).read()
        assert sent.decode() == f"GET /{path} HTTP/1.1\r\nHost: ece.test:12443\r\nAccept: a/b\r\n\r\n"
    transport.close()
    login = b64encode(b"user:c2VjcmV0").decode()
    head = "CONNECT ece.test:12443 HTTP/1.1\r\nHost: ece.test:12443\r\n"
    assert tunnel.heads == [f"{head}Proxy-Authorization: Basic {login}\r\n\r\n"]


def test_host_behind_a_tunnel_must_prove_its_name(serve, https):
    port, ca_file = https
    transport = through(serve(Tunnel(port)), ca_file=ca_file)
    with pytest.raises(TLSError, match="for another host name"):
        transport.send(Request("GET", "https://other.test/"))


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_proxy_wants_a_login(scheme, serve):
    refuse = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno"
    peer = serve(Tunnel(refuse=refuse))
    transport = through(peer, login="user:c2VjcmV0@", insecure=True)
    with pytest.raises(ConnectError) as caught:
        transport.send(Request("GET", f"{scheme}://ece.test/"))
    transport.close()
    assert f"the proxy {peer.address} does not connect to ece.test:" in str(caught.value)
    assert "407" in str(caught.value)
    assert f"{scheme.upper()}_PROXY" in caught.value.hint
    assert not caught.value.sent
    assert "c2VjcmV0" not in "".join(traceback.format_exception(caught.value)) + caught.value.hint


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "does not connect to ece.test:443: 403 Forbidden"),
        (b"HTTP/1.1 502 " + b"x" * 500 + b"\r\n\r\n", "does not connect to ece.test:443: 502 " + "x" * 80),
        (b"HTTP/1.1 302 Found\r\nLocation: http://login.test/\r\n\r\n", "302 Found"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "the server set as the proxy does not respond in HTTP"),
        (b"HTTP/1.1 200", "the proxy closed the connection"),
    ],
)
def test_proxy_does_not_tunnel(answer, words, serve):
    def handle(connection, _number):
        read_request(connection)
        connection.sendall(answer)

    transport = through(serve(handle), insecure=True)
    with pytest.raises(ConnectError) as caught:
        transport.send(Request("POST", "https://ece.test/", (), b"x"))
    assert words in str(caught.value)
    assert "HTTPS_PROXY" in caught.value.hint
    assert not caught.value.sent
    assert "x" * 81 not in str(caught.value)


def test_proxy_refuses_connections(serve):
    peer = serve(lambda connection, number: None)
    peer.close()
    with pytest.raises(ConnectError) as caught:
        through(peer).send(Request("GET", "http://ece.test/"))
    assert str(caught.value) == (
        f"cannot connect to ece.test:80 through the proxy {peer.address}: connection refused"
    )
    assert "HTTP_PROXY" in caught.value.hint
    assert "NO_PROXY" in caught.value.hint


def test_time_is_up_while_the_proxy_is_silent(serve):
    peer = serve(lambda connection, number: time.sleep(1))
    with pytest.raises(
        RequestTimeoutError, match=r"through the proxy .* while waiting for the proxy"
    ) as caught:
        through(peer, timeout=0.2, insecure=True).send(Request("POST", "https://ece.test/", (), b"x"))
    assert not caught.value.sent


def test_loopback_never_meets_a_proxy(serve):
    tunnel = Tunnel()
    peer = serve(answering(reply(b"directly")))
    transport = through(serve(tunnel))
    assert transport.send(Request("GET", peer.url)).read() == b"directly"
    transport.close()
    assert tunnel.heads == []


def test_shown_nowhere():
    origin = Url.parse("http://a.test")
    found = find_proxy(origin, ["HTTP_PROXY"], {"HTTP_PROXY": "http://user:c2VjcmV0@proxy.test"})
    assert "c2VjcmV0" not in repr(found) + repr(found.login) + found.hint
    assert b64encode(b"user:c2VjcmV0").decode() not in repr(found.login)
