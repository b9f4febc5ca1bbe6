"""URLs: their parts, what is refused, and where redirects lead."""

from __future__ import annotations

import copy
import pickle

import pytest

from ecctl.core.redact import HIDDEN
from ecctl.core.url import Url, redact_url, split_login

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
def test_parse(url, scheme, host, port, authority):
    parsed = Url.parse(url)
    assert (parsed.scheme, parsed.host, parsed.port, parsed.authority) == (scheme, host, port, authority)


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
def test_parse_refuses_invalid_urls(url):
    with pytest.raises(ValueError, match=r"^it |^its ") as caught:
        Url.parse(url)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://a", "/"),
        ("http://a/", "/"),
        ("http://a?b", "/?b"),
        ("http://a/b%20c?d=/e@f", "/b%20c?d=/e@f"),
    ],
)
def test_target(url, target):
    assert Url.parse(url).target == target


def test_text():
    url = Url.parse("HTTPS://[FD00::1]:443/a?b")
    assert (str(url), url.origin, url.address) == (
        "https://[fd00::1]/a?b",
        "https://[fd00::1]",
        "[fd00::1]:443",
    )


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/b", "https://a/b"),
        ("b", "https://a/x/b"),
        ("?z=2", "https://a/x/y?z=2"),
        ("//c/d", "https://c/d"),
        ("HTTP://c/d", "http://c/d"),
        ("/b#c", "https://a/b"),
        ("/b?to=http://c/", "https://a/b?to=http://c/"),
        ("b:c/d", "https://a/x/b:c/d"),
    ],
)
def test_resolve(location, url):
    assert str(Url.parse("https://a/x/y?z=/1").resolve(location)) == url


@pytest.mark.parametrize(
    "location", ["/x\r\nSet-Cookie: a=b", "/a b", "/é", "ftp://c/", "//", "http://u:p@c/"]
)
def test_resolve_refuses_invalid_locations(location):
    with pytest.raises(ValueError, match=r"^it "):
        Url.parse("https://a/").resolve(location)


def test_urls_are_values():
    url = Url.parse("https://a:443/b")
    assert url == Url.parse("https://A/b") != Url.parse("https://a/c")
    assert {url, pickle.loads(pickle.dumps(url)), copy.copy(url)} == {url}
    with pytest.raises(AttributeError, match="immutable"):
        url.port = 1


def test_redaction():
    url = Url.parse(f"https://a/api?password={SECRET}&q=1")
    assert url.redacted == f"https://a/api?password={HIDDEN}&q=1"
    assert SECRET not in repr(url)
    assert redact_url(f"https://u:{SECRET}@a/b?c=d") == f"https://{HIDDEN}@a/b?c=d"
    assert redact_url("/a@b") == "/a@b"


@pytest.mark.parametrize(
    ("text", "login", "rest"),
    [
        ("http://u:p@a:1/b@c", "u:p", "http://a:1/b@c"),
        ("u@a:1", "u", "a:1"),
        ("http://a/u@b", "", "http://a/u@b"),
        ("u:p@q@a", "u:p@q", "a"),
    ],
)
def test_split_login(text, login, rest):
    assert split_login(text) == (login, rest)
