"""Limits of failed logins by network."""

from __future__ import annotations

import pytest

from ecctl.platform.auth.throttle import PER_PEER, Throttle, network_of
from ecctl.platform.responses import HTTPError


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff::2", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
        ("unix:socket", "unix:socket"),
    ],
)
def test_network_of_a_client(peer, network):
    assert network_of(peer) == network


def test_network_of_ipv6_counts_as_one_client(hands):
    throttle = Throttle(hands.clock())
    for number in range(PER_PEER):
        throttle.attempt(f"2001:db8::{number:x}", f"user-{number}")
    with pytest.raises(HTTPError):
        throttle.attempt("2001:db8::ffff", "another")
    throttle.attempt("2001:db8:0:1::1", "another")
