"""Iterators that are interrupted: at whichever line it happens, no element of the platform is lost or repeated."""

from __future__ import annotations

import json
import sys

import ecctl
from ecctl.core.messages import Response

PAGES = [["a", "b"], ["c", "d"], ["e"]]
ROOM = ("client/iteration.py", "client/paging.py")
"""Where the place in the pages is stored; an interrupt elsewhere is that of a request, or of the program."""


class PagesOfDeployments:
    """Transport to a platform with five deployments in pages of two."""

    def send(self, request):
        start = json.loads(request.body).get("from", 0) // 2
        body = {"deployments": [{"id": name} for name in PAGES[start]]}
        return Response(200, (("Content-Type", "application/json"),), json.dumps(body).encode())

    def close(self):
        """Do nothing."""


def names_with_interrupt(line):
    """Return the names of all deployments, and whether the iterator was interrupted before its n-th line."""
    left = line

    def local(_frame, event, _argument):
        nonlocal left
        if event == "line":
            left -= 1
            if left == 0:
                sys.settrace(None)
                raise KeyboardInterrupt
        return local

    def trace(frame, _event, _argument):
        return local if frame.f_code.co_filename.endswith(ROOM) else None

    with ecctl.Client(host="https://ece.example.com", api_key="k", transport=PagesOfDeployments()) as client:
        elements = client.iterate("search-deployments", body={"size": 2})
        found = []
        measuring = sys.gettrace()
        sys.settrace(trace)
        try:
            for each in elements:
                found.append(each["id"])  # noqa: PERF401  # interrupted
        except KeyboardInterrupt:
            found += [each["id"] for each in elements]
        finally:
            sys.settrace(measuring)
    return found, left <= 0


def test_interrupted_iterator_loses_and_repeats_nothing():
    line, wrong, interrupted = 0, {}, True
    while interrupted:
        line += 1
        found, interrupted = names_with_interrupt(line)
        if found != ["a", "b", "c", "d", "e"]:
            wrong[line] = found
    assert line > 100
    assert wrong == {}
