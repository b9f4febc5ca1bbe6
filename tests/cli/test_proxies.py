"""What the command shows of a proxy, and of what fails at one."""

from __future__ import annotations

from contextlib import closing

import pytest
from support.socks_server import SocksServer
from transport.peers import Peer

SECRET = "c2VjcmV0"
LIST = ("user", "list", "--host", "http://ece.test:12400", "--api-key", "k")
USERS = {"status": 200, "body": {"users": []}, "repeat": True}


@pytest.fixture
def socks(scripted):
    """A SOCKS proxy that requires a login, before a platform: its URL with the login, without, and what it does."""
    server = SocksServer(int(scripted(USERS).host.rpartition(":")[2]), login=(b"user", SECRET.encode()))
    with closing(Peer(server)) as peer:
        yield f"socks5h://user:{SECRET}@{peer.address}", f"socks5h://{peer.address}", server


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY", "all_proxy"])
def test_command_goes_through_a_socks_proxy(ecctl, socks, variable):
    url, shown, server = socks
    outcome = ecctl(*LIST, "--verbose", env={variable: url})
    assert (outcome.status, outcome.out.split()[0]) == (0, "USERNAME")
    assert outcome.err.startswith(f"Using proxy: {shown} ({variable})\n====")
    assert outcome.err.count("Using proxy") == 1
    assert SECRET not in outcome.err
    assert server.asked == [("ece.test", 12400)]


def test_trace_names_an_http_proxy(ecctl, scripted):
    address = scripted(USERS).host.removeprefix("http://")
    outcome = ecctl(*LIST, "--verbose", env={"HTTP_PROXY": f"http://user:{SECRET}@{address}"})
    assert outcome.status == 0
    assert outcome.err.startswith(f"Using proxy: {address} (HTTP_PROXY)\n====")


@pytest.mark.parametrize("flags", [(), ("--config", "embedded")])
def test_trace_without_a_proxy_names_none(ecctl, scripted, flags):
    words = (*LIST[:2], *(flags or ("--host", scripted(USERS).host, "--api-key", "k")))
    outcome = ecctl(*words, "--verbose", env={"ALL_PROXY": "socks5://127.0.0.1:9"})
    assert (outcome.status, "Using proxy" in outcome.err) == (0, False)


def test_dry_run_needs_no_proxy(ecctl):
    words = ("platform", "enrollment-token", "create", "--role", "proxy", *LIST[2:], "--verbose", "--dry-run")
    assert ecctl(*words, env={"ALL_PROXY": "socks4://127.0.0.1:9"}).status == 0


def test_refused_login_to_a_socks_proxy_is_reported(ecctl, socks):
    url, shown, _ = socks
    wrong = url.replace(SECRET, f"{SECRET}-wrong")
    outcome = ecctl(*LIST, "--verbose", env={"ALL_PROXY": wrong})
    address = shown.removeprefix("socks5h://")
    assert outcome.status == 6
    assert (
        f"the SOCKS proxy {address} does not connect to ece.test:12400: it refuses the user and"
        in outcome.err
    )
    assert f"give a user and a password in ALL_PROXY: socks5h://USER:PASSWORD@{address}" in outcome.err
    assert SECRET not in outcome.err
