"""Requests through a SOCKS5 proxy, and what goes wrong with one (RFC 1928, RFC 1929)."""

from __future__ import annotations

import socket
import struct
import sys
import time
import traceback
from urllib.parse import quote_from_bytes

import pytest
from support.socks_server import SocksServer, read
from transport.peers import answering, read_request, reply
from transport.test_http import interrupt

from ecctl.core.messages import Request
from ecctl.core.url import bracketed
from ecctl.errors import ConnectError, RequestTimeoutError, SettingsError, TLSError
from ecctl.transport.http import HttpTransport
from ecctl.transport.proxy import parse_proxy

SECRET = "c2VjcmV0"
OPEN = b"\x05\x00"
GRANTED = b"\x05\x00\x00\x01" + bytes(6)


def through_socks(peer, *, scheme="socks5h", login="", variable="ALL_PROXY", **settings):
    settings.setdefault("timeout", 5)
    return HttpTransport(environ={variable: f"{scheme}://{login}{peer.address}"}, **settings)


def answer(transport, url, method="GET"):
    """Send a request, and return the body of its response."""
    try:
        return transport.send(Request(method, url)).read()
    finally:
        transport.close()


@pytest.fixture
def echo(serve):
    """A host that responds with the request: its port."""

    def handle(connection, _number):
        while request := read_request(connection):
            connection.sendall(reply(request))

    return serve(handle).port


@pytest.fixture
def names(monkeypatch):
    """Host names and their addresses, for this machine."""
    known = {}
    look_up = socket.getaddrinfo

    def getaddrinfo(host, port, *arguments, **named):
        addresses = known.get(host, (host,))
        return [found for each in addresses for found in look_up(each, port, *arguments, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return known


@pytest.mark.parametrize("variable", ["ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"])
def test_http_request_passes_a_socks_proxy_unchanged(serve, echo, variable):
    server = SocksServer(echo)
    transport = through_socks(serve(server), login="user:pw@", variable=variable)
    assert (
        answer(transport, "http://ece.test:12400/a?b=c")
        == b"GET /a?b=c HTTP/1.1\r\nHost: ece.test:12400\r\n\r\n"
    )
    assert server.asked == [("ece.test", 12400)]


def test_https_request_passes_a_socks_proxy_on_one_connection(serve, https):
    port, ca_file = https
    server = SocksServer(port, login=(b"us:er", b"p@ss"))
    transport = through_socks(serve(server), login="us%3Aer:p%40ss@", variable="HTTPS_PROXY", ca_file=ca_file)
    for path in ("a", "b"):
        sent = transport.send(Request("GET", f"https://ece.test:12443/{path}")).read()
        assert sent.decode() == f"GET /{path} HTTP/1.1\r\nHost: ece.test:12443\r\n\r\n"
    transport.close()
    assert server.asked == [("ece.test", 12443)]
    assert server.logins == [(b"us:er", b"p@ss")]


def test_host_behind_a_socks_proxy_must_prove_its_name(serve, https):
    port, ca_file = https
    transport = through_socks(serve(SocksServer(port)), ca_file=ca_file)
    with pytest.raises(TLSError, match="for another host name"):
        answer(transport, "https://other.test/")


def test_socks_proxy_on_ipv6(serve, echo):
    try:
        peer = serve(SocksServer(echo), "::1")
    except OSError:
        pytest.skip("no IPv6 on this machine")
    assert answer(through_socks(peer), "http://ece.test/")


# Who resolves the name


@pytest.mark.parametrize(
    ("scheme", "host", "asked"),
    [
        ("socks5", "known.test", ["192.0.2.1"]),
        ("socks5", "six.test", ["2001:db8::1"]),
        ("socks5", "zone.test", ["fe80::1"]),
        ("socks5", "unknown.invalid", ["unknown.invalid"]),
        ("socks5", "192.0.2.7", ["192.0.2.7"]),
        ("socks5", "[2001:db8::7]", ["2001:db8::7"]),
        ("socks5h", "known.test", ["known.test"]),
        ("socks5h", "under_score.test", ["under_score.test"]),
        ("socks5h", "bücher.test", ["xn--bcher-kva.test"]),
        ("socks5h", "192.0.2.7", ["192.0.2.7"]),
        ("socks5h", "[2001:db8::7]", ["2001:db8::7"]),
        ("SOCKS5H", "known.test", ["known.test"]),
    ],
)
def test_who_resolves_the_name(serve, echo, names, scheme, host, asked):
    names.update({b"known.test": ["192.0.2.1"], b"six.test": ["2001:db8::1"], b"zone.test": ["fe80::1%1"]})
    server = SocksServer(echo)
    assert answer(through_socks(serve(server), scheme=scheme), f"http://{host}/")
    assert [host for host, _ in server.asked] == asked


@pytest.mark.parametrize("code", [1, 2, 3, 4, 5, 6, 8, 0xF0])
def test_next_address_is_tried_after_a_refusal(serve, echo, names, code):
    names[b"ece.test"] = ["2001:db8::1", "192.0.2.1", "192.0.2.2"]
    server = SocksServer(echo, codes={"2001:db8::1": code, "192.0.2.1": code})
    assert answer(through_socks(serve(server), scheme="socks5"), "http://ece.test/")
    assert server.asked == [("2001:db8::1", 80), ("192.0.2.1", 80), ("192.0.2.2", 80)]


def test_next_address_is_tried_after_the_proxy_closed(serve, echo, names):
    """`ssh -D` closes the connection if it cannot connect."""
    names[b"ece.test"] = ["2001:db8::1", "192.0.2.1"]
    server = SocksServer(echo)

    def handle(connection, number):
        if number > 1:
            server(connection, number)

    assert answer(through_socks(serve(handle), scheme="socks5"), "http://ece.test/")
    assert server.asked == [("192.0.2.1", 80)]


def test_name_is_tried_after_its_addresses(serve, echo, names):
    """Other addresses may belong to it behind the proxy, whose rules may also be about names."""
    names[b"ece.test"] = ["2001:db8::1", "192.0.2.1"]
    server = SocksServer(echo, codes={"2001:db8::1": 4, "192.0.2.1": 2})
    assert answer(through_socks(serve(server), scheme="socks5"), "http://ece.test/")
    assert [host for host, _ in server.asked] == ["2001:db8::1", "192.0.2.1", "ece.test"]


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_address_is_tried_once(serve, host):
    server = SocksServer(other=5)
    with pytest.raises(ConnectError):
        answer(through_socks(serve(server), scheme="socks5"), f"http://{bracketed(host)}/")
    assert server.asked == [(host, 80)]


def test_refusals_of_all_addresses_are_reported(serve, names):
    names[b"ece.test"] = ["2001:db8::1", "192.0.2.1", "192.0.2.2"]
    peer = serve(SocksServer(codes={"2001:db8::1": 3}, other=5))
    with pytest.raises(ConnectError) as caught:
        answer(through_socks(peer, scheme="socks5"), "http://ece.test/")
    assert caught.value.message == (
        f"the SOCKS proxy {peer.address} does not connect to ece.test:80: network unreachable; connection refused"
    )


def test_name_that_socks_cannot_express_has_addresses(serve, echo, names):
    host = "a" * 64 + ".test"
    names[host.encode()] = ["192.0.2.1"]
    server = SocksServer(echo)
    assert answer(through_socks(serve(server), scheme="socks5"), f"http://{host}/")
    assert server.asked == [("192.0.2.1", 80)]


# User and password


@pytest.mark.parametrize(
    ("login", "sent"),
    [
        ("user:pw", (b"user", b"pw")),
        ("us%3Aer:p%40s%2Fs:x", (b"us:er", b"p@s/s:x")),
        ("b%C3%BCcher:%E9", (b"b\xc3\xbccher", b"\xe9")),
        ("bücher:pw", ("bücher".encode(), b"pw")),
        ("user", (b"user", b"")),
        ("user:", (b"user", b"")),
        ("u" * 255 + ":" + "p" * 255, (b"u" * 255, b"p" * 255)),
        ("%00:%00", (b"\0", b"\0")),
    ],
)
def test_login_to_a_socks_proxy(serve, echo, login, sent):
    server = SocksServer(echo, login=sent)
    assert answer(through_socks(serve(server), login=f"{login}@"), "http://ece.test/")
    assert server.logins == [sent]


@pytest.mark.parametrize("login", [f":{SECRET}", "u" * 256, f"{SECRET}:" + "p" * 256, "%C3%BC" * 128])
def test_login_that_socks_cannot_express_is_refused(login):
    with pytest.raises(
        SettingsError, match="the proxy in proxy= is not valid: a user has 1 to 255"
    ) as caught:
        parse_proxy(f"socks5://{login}@proxy.test", "proxy=")
    assert SECRET not in shown(caught.value)


@pytest.mark.parametrize("login", ["", "@", "user:pw@"])
def test_socks_proxy_asks_for_no_login(serve, echo, login):
    server = SocksServer(echo)
    assert answer(through_socks(serve(server), login=login), "http://ece.test/")
    assert server.logins == []


# What goes wrong


def shown(error):
    return "".join(traceback.format_exception(error)) + repr(error) + error.hint


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (1, "general failure"),
        (2, "its rules do not allow it"),
        (3, "network unreachable"),
        (4, "host unreachable"),
        (5, "connection refused"),
        (6, "the host does not respond"),
        (7, "it does not support connections"),
        (8, "it does not support this kind of address"),
        (9, "unknown code 0x9"),
        (255, "unknown code 0xff"),
    ],
)
@pytest.mark.parametrize("url", ["http://ece.test:99", "https://ece.test:99"])
def test_socks_proxy_refuses_to_connect(serve, code, cause, url):
    peer = serve(SocksServer(other=code))
    with pytest.raises(ConnectError) as caught:
        answer(through_socks(peer, login=f"user:{SECRET}@", insecure=True), url, "POST")
    assert caught.value.message == f"the SOCKS proxy {peer.address} does not connect to ece.test:99: {cause}"
    assert caught.value.hint == "the proxy is set by ALL_PROXY; NO_PROXY names hosts to reach without it"
    assert not caught.value.sent
    assert SECRET not in shown(caught.value)


@pytest.mark.parametrize(
    ("given", "wanted", "cause"),
    [
        ("", (b"user", b"pw"), "it requires a user and a password"),
        (f"user:{SECRET}@", (b"user", b"pw"), "it refuses the user and the password"),
    ],
)
def test_socks_proxy_refuses_the_login(serve, given, wanted, cause):
    peer = serve(SocksServer(login=wanted))
    with pytest.raises(ConnectError) as caught:
        answer(through_socks(peer, login=given), "http://ece.test/")
    assert caught.value.message == f"the SOCKS proxy {peer.address} does not connect to ece.test:80: {cause}"
    assert (
        caught.value.hint
        == f"give a user and a password in ALL_PROXY: socks5h://USER:PASSWORD@{peer.address}"
    )
    assert SECRET not in shown(caught.value)


ENDS = "does not connect to ece.test:80: it closed the connection"
GARBAGE = "the server set as the proxy does not respond in SOCKS5"
BOUND = b"\x05\x00\x00"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([], ENDS),
        ([b"\x05"], ENDS),
        ([OPEN], ENDS),
        ([OPEN, GRANTED[:4]], ENDS),
        ([OPEN, GRANTED[:-1]], ENDS),
        ([OPEN, BOUND + b"\x03\xffshort"], ENDS),
        ([b"HTTP/1.1 400 Bad Request\r\n\r\n"], GARBAGE),
        ([b"SSH-2.0-OpenSSH_9.2\r\n"], GARBAGE),
        ([b"\x15\x03\x01\x00\x02\x02\x46"], GARBAGE),
        ([b"\x04\x5a"], GARBAGE),
        ([b"\x05\x80"], GARBAGE),
        ([b"\x05\xff"], "it accepts no user and password"),
        ([b"\x05\x01"], "it accepts no user and password"),
        ([b"\x05\x02", b"\x05\x00"], GARBAGE),
        ([b"\x05\x02", b"\x01\x01"], "it refuses the user and the password"),
        ([b"\x05\x02", b"\x01\xff"], "it refuses the user and the password"),
        ([b"\x05\x02", b"\x01"], ENDS),
        ([OPEN, b"\x04\x00\x00\x01" + bytes(6)], GARBAGE),
        ([OPEN, b"\x05\x00\x01\x01" + bytes(6)], GARBAGE),
        ([OPEN, BOUND + b"\x02" + bytes(6)], GARBAGE),
        ([OPEN, BOUND + b"\x03\x02\xff\xfe\x00\x00"], GARBAGE),
    ],
)
def test_socks_proxy_responds_with_nonsense(serve, parts, words):
    def handle(connection, _number):
        for part in parts:
            connection.recv(1000)
            connection.sendall(part)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1000):
            pass

    with pytest.raises(ConnectError) as caught:
        answer(through_socks(serve(handle), login=f"user:{SECRET}@"), "http://ece.test/")
    assert words in caught.value.message
    assert "ALL_PROXY" in caught.value.hint
    assert not caught.value.sent
    assert SECRET not in shown(caught.value)


@pytest.mark.parametrize(
    "bound",
    [
        b"\x01" + b"\xff" * 6,
        b"\x03\x00\x00\x50",
        b"\x03\x09localhost\x00\x50",
        b"\x03\xff" + b"a" * 255 + b"\xff\xff",
        b"\x04" + b"\xff" * 18,
    ],
)
def test_bound_address_of_any_type_is_accepted(serve, echo, bound):
    assert answer(through_socks(serve(SocksServer(echo, bound=bound))), "http://ece.test/")


def test_refusal_without_an_address_is_reported_at_once(serve):
    def handle(connection, _number):
        connection.recv(1000)
        connection.sendall(OPEN)
        connection.recv(1000)
        connection.sendall(b"\x05\x05\x00")
        connection.recv(1000)

    with pytest.raises(ConnectError, match="connection refused"):
        answer(through_socks(serve(handle)), "http://ece.test/")


def test_socks_proxy_resets_the_connection(serve):
    def handle(connection, _number):
        read(connection, 3)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with pytest.raises(ConnectError, match=r"does not connect to .*: it reset the connection"):
        answer(through_socks(serve(handle)), "http://ece.test/")


def test_unreachable_socks_proxy_is_named(serve):
    peer = serve(lambda connection, number: None)
    peer.close()
    with pytest.raises(ConnectError) as caught:
        answer(through_socks(peer, login=f"user:{SECRET}@"), "http://ece.test/")
    assert caught.value.message == (
        f"cannot connect to ece.test:80 through the SOCKS proxy {peer.address}: connection refused"
    )


@pytest.mark.parametrize("pause", [5, 0.05])
def test_time_limit_holds_for_a_slow_socks_proxy(serve, pause):
    """The limit is one for the whole: bytes that arrive one by one do not extend it."""

    def handle(connection, _number):
        connection.recv(1000)
        connection.sendall(OPEN)
        for byte in BOUND + b"\x03\xff" + bytes(257):
            time.sleep(pause)
            connection.sendall(bytes([byte]))

    start = time.monotonic()
    with pytest.raises(
        RequestTimeoutError, match=r"through the SOCKS proxy .* waiting for the proxy"
    ) as caught:
        answer(through_socks(serve(handle), timeout=0.4), "http://ece.test/")
    assert time.monotonic() - start < 4
    assert not caught.value.sent


def test_interrupt_while_the_socks_proxy_is_silent(serve):
    ended = []

    def handle(connection, _number):
        connection.recv(1000)
        interrupt()
        ended.append(connection.recv(1000))

    with pytest.raises(KeyboardInterrupt):
        answer(through_socks(serve(handle)), "http://ece.test/")
    deadline = time.monotonic() + 5
    while not ended and time.monotonic() < deadline:
        time.sleep(0.01)
    assert ended == [b""]


@pytest.mark.parametrize(
    "host", [".".join(["a" * 60] * 5), "a" * 64 + ".test", "a..test", "010.0.0.1", "1.2.3.04"]
)
def test_name_that_socks_cannot_express_is_refused(serve, host):
    server = SocksServer()
    with pytest.raises(ConnectError, match="SOCKS5 cannot express this host name"):
        answer(through_socks(serve(server)), f"http://{host}/")
    assert server.asked == []


def test_407_of_a_host_behind_a_socks_proxy_is_its_own(serve):
    host = serve(answering(reply(b"", b"HTTP/1.1 407 Proxy Authentication Required\r\n")))
    transport = through_socks(serve(SocksServer(host.port)))
    assert transport.send(Request("GET", "http://ece.test/")).status == 407
    transport.close()


# Settings


@pytest.mark.parametrize(
    ("value", "way"),
    [
        ("socks5://proxy.test", "socks5://proxy.test:1080"),
        ("socks5h://proxy.test:9050/", "socks5h://proxy.test:9050"),
        ("Socks5://u:p@Proxy.test:80", "socks5://proxy.test:80"),
        (" socks5://[fd00::1] ", "socks5://[fd00::1]:1080"),
        ("socks5h://[fd00::1]:9", "socks5h://[fd00::1]:9"),
    ],
)
def test_url_of_a_socks_proxy(value, way):
    proxy = parse_proxy(value, "proxy=")
    assert proxy.shown == way
    assert proxy.hint == "the proxy is set by proxy="


@pytest.mark.parametrize(
    "value", ["socks5://", "socks5://:1080", "socks5://p:0", f"socks5h://u:{SECRET}@p:x"]
)
def test_invalid_socks_proxy_is_refused(value):
    with pytest.raises(SettingsError, match="the proxy in ALL_PROXY is not valid") as caught:
        parse_proxy(value, "ALL_PROXY")
    assert "socks5://HOST:PORT" in caught.value.hint
    assert SECRET not in shown(caught.value)


def test_no_proxy_excepts_hosts_from_a_socks_proxy(serve, echo, names):
    names[b"ece.test"] = ["127.0.0.1"]
    server = SocksServer(echo)
    environ = {"ALL_PROXY": f"socks5h://{serve(server).address}", "NO_PROXY": ".test"}
    assert answer(HttpTransport(environ=environ, timeout=5), f"http://ece.test:{echo}/")
    assert server.asked == []


@pytest.mark.parametrize(("version", "problem"), [(None, "is not installed"), ("2.8.2", "2.8.2 is too old")])
def test_missing_library_is_reported(monkeypatch, version, problem):
    library = version and type(sys)("python_socks")
    if library:
        library.__version__ = version
    monkeypatch.setitem(sys.modules, "python_socks", library)
    with pytest.raises(SettingsError) as caught:
        answer(HttpTransport(environ={"HTTP_PROXY": f"socks5://u:{SECRET}@p"}), "http://ece.test/")
    assert (
        caught.value.message
        == f"cannot use the SOCKS proxy in HTTP_PROXY: the library python-socks {problem}"
    )
    assert "python -m pip install 'python-socks>=3'" in caught.value.hint
    assert SECRET not in shown(caught.value)


def test_socks_login_is_shown_nowhere():
    proxy = parse_proxy(f"socks5://user:{SECRET}@proxy.test", "ALL_PROXY")
    texts = [repr(proxy), proxy.hint, proxy.shown, proxy.way_to(proxy.origin), repr(proxy._password)]
    assert SECRET not in "".join(texts)


def test_octets_of_a_login_survive_percent_encoding(serve, echo):
    octets = bytes(range(255))
    server = SocksServer(echo, login=(b"u", octets))
    assert answer(
        through_socks(serve(server), login=f"u:{quote_from_bytes(octets, safe='')}@"), "http://a.test/"
    )
