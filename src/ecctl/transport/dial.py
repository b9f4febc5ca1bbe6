"""Opens TCP connections: finds a host's addresses, and takes the first that answers."""

from __future__ import annotations

import _socket
import os
import select
from _thread import allocate_lock, start_new_thread

from ecctl.transport import sockets
from ecctl.transport.deadline import cause_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.transport.deadline import Deadline

    Address = tuple[int, tuple[object, ...]]

HEAD_START = 0.25
"""Seconds that an address has for itself before the next one is tried beside it (RFC 8305, 5)."""


def connect(host: str, port: int, deadline: Deadline) -> _socket.socket:
    """A connection to the first address of `host` that answers; raises ConnectError, RequestTimeoutError."""
    deadline.doing = "looking up its name"
    addresses = _addresses(host, port, deadline)
    deadline.doing = "connecting"
    return _first_to_answer(addresses, deadline)


def _addresses(host: str, port: int, deadline: Deadline) -> list[Address]:
    """All addresses of a host, in the order in which the system prefers them.

    A look-up cannot be interrupted, so that of a name runs in a thread that is left behind when time is up
    or Ctrl-C comes.
    """
    found: list[Address] = []
    failures: list[OSError] = []
    done = allocate_lock()
    done.acquire()

    def look_up() -> None:
        try:
            found.extend(sockets.addresses(host, port))
        except OSError as error:
            failures.append(error)
        finally:
            done.release()

    if ":" in host or host.replace(".", "").isdigit():
        look_up()
    else:
        start_new_thread(look_up, ())
    left = deadline.left()
    if not done.acquire(timeout=-1 if left is None else left):
        raise deadline.timed_out()
    if failures:
        raise deadline.not_connected(cause_of(failures[0]))
    return found


def _first_to_answer(addresses: list[Address], deadline: Deadline) -> _socket.socket:
    """Race the addresses, each with a head start over the next, and close those that lose."""
    waiting = addresses[::-1]
    racing: dict[int, _socket.socket] = {}
    causes: list[str] = []
    poll = select.poll()
    try:
        while waiting or racing:
            if waiting:
                try:
                    runner = _start(*waiting.pop())
                except OSError as error:
                    causes.append(cause_of(error))
                    continue
                racing[runner.fileno()] = runner
                poll.register(runner, select.POLLOUT)
            for descriptor, _ in poll.poll(_milliseconds(deadline.left(), HEAD_START if waiting else None)):
                runner = racing.pop(descriptor)
                problem = runner.getsockopt(_socket.SOL_SOCKET, _socket.SO_ERROR)
                if not problem:
                    return runner
                poll.unregister(descriptor)
                runner.close()
                causes.append(cause_of(OSError(problem, os.strerror(problem))))
    finally:
        for loser in racing.values():
            loser.close()
    raise deadline.not_connected("; ".join(dict.fromkeys(causes)))


def _start(family: int, where: tuple[object, ...]) -> _socket.socket:
    """A socket that has begun to connect; OSError where the system refuses at once."""
    runner = sockets.stream(family)
    try:
        runner.settimeout(0)
        runner.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
        runner.connect(where)
    except BlockingIOError:
        return runner
    except BaseException:
        runner.close()
        raise
    return runner


def _milliseconds(*seconds: float | None) -> float | None:
    """The shortest of the times given, for poll; None where all are without an end."""
    return min((1000 * some for some in seconds if some is not None), default=None)
