"""The transport takes and refuses over a socket what the corpus says, and keeps what may be kept."""

from __future__ import annotations

import time

import pytest
from transport.peers import Peer, read_request, reply
from transport.replies import CUT_OFF, REPLIES

from ecctl.core.messages import Request
from ecctl.errors import ConnectionLostError, NotTheApiError

KEY = "ApiKey c2VjcmV0"


@pytest.fixture(scope="module")
def peer():
    cases = list(REPLIES.values())

    def play(connection, number):
        while request := read_request(connection):
            path = request.split(b" ")[1].decode()
            if path == "/number":
                connection.sendall(reply(b"%d" % number))
                continue
            case = cases[int(path[1:])]
            for step in case.steps:
                if isinstance(step, bytes):
                    connection.sendall(step)
                else:
                    time.sleep(step)
            if case.closes:
                return

    made = Peer(play)
    yield made
    made.close()


@pytest.mark.parametrize(("index", "case"), list(enumerate(REPLIES.values())), ids=REPLIES)
def test_reply_over_a_socket(index, case, peer, transport):
    number = int(transport.send(Request("GET", f"{peer.url}number")).read())
    request = Request(case.method, f"{peer.url}{index}", (("Authorization", KEY),))
    if case.failure:
        kind = ConnectionLostError if case.failure == CUT_OFF else NotTheApiError
        with pytest.raises(kind) as caught:
            transport.send(request).read()
        assert peer.address in str(caught.value)
        assert KEY not in repr(caught.value)
    else:
        response = transport.send(request)
        assert (response.status, response.read()) == (case.status, case.body)
        assert set(case.headers) <= set(response.headers)
    again = int(transport.send(Request("GET", f"{peer.url}number")).read())
    assert (again == number) == (case.keeps and not case.failure)
