"""Programs with threads, forks, interrupts and cancellations in the middle of calls, waiters and iterators.

    python processes.py WAY TIMES

The platform is that of EC_HOST or EC_CONFIG. What can be repeated in one process is repeated there, and must leave
neither descriptors nor threads behind. A program that goes wrong says so by its exit status.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import gc
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

import ecctl

THREADS = 4
POLL = 0.005


def flood(client):
    """Ask without an end, until the process ends or the client is closed."""
    while True:
        client.platform.info()


def walk(client):
    """Return the names of all users."""
    return [user["user_name"] for user in client.users.iterate()]


def wait(client, seconds, on_progress=None):
    """Wait for a host that never comes."""
    with contextlib.suppress(ecctl.WaitTimeoutError):
        client.runners.wait(["never"], timeout=seconds, poll_interval=POLL, on_progress=on_progress)
        sys.exit("a host that does not exist is there")


def start(work, *arguments, threads=THREADS):
    """Start threads that do the same work."""
    started = [threading.Thread(target=work, args=arguments, daemon=True) for _ in range(threads)]
    for thread in started:
        thread.start()
    return started


def interrupted(work, *arguments):
    """Work until the main thread is interrupted, at any point of the work."""
    with contextlib.suppress(KeyboardInterrupt):
        threading.Timer(random.uniform(0.005, 0.03), os.kill, (os.getpid(), signal.SIGINT)).start()
        while True:
            work(*arguments)


def in_child(work, *arguments):
    """Fork, do the work in the child, and return its id."""
    child = os.fork()
    if not child:
        status = 1
        try:
            work(*arguments)
            status = 0
        finally:
            os._exit(status)
    return child


def check_child(child):
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit(f"the child ended with {status}")


def end_of_the_program():
    start(flood, ecctl.Client.from_env())
    time.sleep(0.05)


def end_by_an_error():
    start(flood, ecctl.Client.from_env())
    raise SystemExit(0)


def threads():
    """Call, wait and iterate in threads that share a client."""
    with ecctl.Client.from_env() as client:
        users, found = walk(client), []
        started = start(wait, client, 0.02)
        started += start(lambda: found.append(walk(client)))
        started += start(client.platform.info)
        for thread in started:
            thread.join()
        if found != [users] * THREADS:
            sys.exit(f"{users}: {found}")


def interrupt():
    """Interrupt a call; the client is still of use."""
    with ecctl.Client.from_env() as client:
        interrupted(client.platform.info)
        client.platform.info()


def interrupt_waiter():
    """Interrupt a wait for a host that never comes; the client is still of use."""
    with ecctl.Client.from_env() as client:
        interrupted(wait, client, None)
        client.platform.info()


def interrupt_iterator():
    """Interrupt an iterator; it goes on with the element after the last one."""
    with ecctl.Client.from_env() as client:
        before = walk(client)
        found, rest = [], client.users.iterate()

        def iterate():
            nonlocal found, rest
            found, rest = [], client.users.iterate()
            for user in rest:
                found.append(user["user_name"])  # it is interrupted

        interrupted(iterate)
        left = [user["user_name"] for user in rest]
        # The program itself loses an element if it is interrupted between its arrival and the list.
        if before[: len(found)] != found or len(found) + len(left) not in (len(before), len(before) - 1):
            sys.exit(f"{before}: {found}, then {left}")


def interrupt_tasks():
    """Interrupt the loop while tasks call, wait and iterate."""

    async def ask_all():
        async with ecctl.AsyncClient.from_env() as client:
            await asyncio.gather(*endless(client))

    with contextlib.suppress(KeyboardInterrupt):
        threading.Timer(random.uniform(0.03, 0.06), os.kill, (os.getpid(), signal.SIGINT)).start()
        asyncio.run(ask_all())


def endless(client):
    """Return coroutines that call, wait and iterate without an end."""

    async def ask():
        while True:
            await client.platform.info()

    async def iterate():
        while True:
            async for _ in client.users.iterate():
                pass

    return [
        coroutine
        for _ in range(THREADS)
        for coroutine in (
            ask(),
            iterate(),
            client.runners.wait(["never"], timeout=None, poll_interval=POLL),
        )
    ]


def cancel_tasks():
    """Cancel tasks in calls, waiters and iterators; the client is still of use."""

    async def cancel_all():
        async with ecctl.AsyncClient.from_env() as client:
            tasks = [asyncio.ensure_future(each) for each in endless(client)]
            await asyncio.sleep(random.uniform(0, 0.02))
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            if not all(isinstance(end, asyncio.CancelledError) for end in ends):
                sys.exit(f"tasks ended otherwise: {ends}")
            await client.platform.info()
        if len(asyncio.all_tasks()) > 1:
            sys.exit(f"tasks are left over: {asyncio.all_tasks()}")

    asyncio.run(cancel_all())


def end_of_the_loop():
    """End the loop while tasks call, without closing the client."""

    async def leave():
        client = ecctl.AsyncClient.from_env()
        tasks = [asyncio.ensure_future(client.platform.info()) for _ in range(THREADS)]
        await asyncio.wait(tasks, timeout=0.02)

    asyncio.run(leave())


def fork():
    """Fork while threads ask; parent and child go on, each over connections of its own."""
    client = ecctl.Client.from_env()
    asking = threading.Event()

    def create(role, times):
        for _ in range(times):
            client.enrollment_tokens.create(roles=[role])
            asking.set()

    started = start(create, "proxy", 5)
    asking.wait(20)
    child = in_child(create, "allocator", 5)
    for thread in started:
        thread.join()
    check_child(child)
    kept = client.enrollment_tokens.list()
    roles = [token["roles"] for token in kept]
    if roles.count(["proxy"]) != THREADS * 5 or roles.count(["allocator"]) != 5:
        sys.exit(f"{len(kept)} tokens: {roles}")
    client.enrollment_tokens.prune(all=True)
    client.close()


def fork_in_waiter():
    """Fork while threads wait; the child waits with the same client, and ends at its time limit."""
    with ecctl.Client.from_env() as client:
        asking = threading.Event()
        started = start(wait, client, 0.05, lambda _: asking.set())
        asking.wait(20)
        child = in_child(wait, client, 0.02)
        for thread in started:
            thread.join()
        check_child(child)


def fork_in_iterator():
    """Fork in the middle of an iterator, while threads iterate; parent and child come to its end."""
    with ecctl.Client.from_env() as client:
        users = walk(client)
        started = start(walk, client)
        elements = client.users.iterate()
        first = next(elements)["user_name"]

        def finish():
            if [first, *(user["user_name"] for user in elements)] != users or walk(client) != users:
                sys.exit(1)

        child = in_child(finish)
        finish()
        for thread in started:
            thread.join()
        check_child(child)


ENDS = {way.__name__: way for way in (end_of_the_program, end_by_an_error)}
"""Ways that end their process."""

REPEATED = {
    way.__name__: way
    for way in (
        threads,
        interrupt,
        interrupt_waiter,
        interrupt_iterator,
        interrupt_tasks,
        cancel_tasks,
        end_of_the_loop,
        fork,
        fork_in_waiter,
        fork_in_iterator,
    )
}
"""Ways that leave the process as they found it."""


def resources():
    """Return the descriptors and threads of this process."""
    gc.collect()
    open_files = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # that of the folder itself
            open_files.append(str(descriptor.readlink()))
    return sorted(open_files), threading.active_count()


def repeat(way, times):
    way()  # libraries open some descriptors once, such as that of /dev/urandom
    files, count = resources()
    for _ in range(times - 1):
        way()
    deadline = time.monotonic() + 10  # for a thread that is about to end
    while (after := resources()) != (files, count):
        if time.monotonic() > deadline and (len(after[0]) > len(files) or after[1] > count):
            sys.exit(f"left over: {after[1] - count} threads, {set(after[0]) - set(files)}")
        if len(after[0]) <= len(files) and after[1] <= count:
            break
        time.sleep(0.01)


if __name__ == "__main__":
    faulthandler.enable()  # the test ends a process that hangs by SIGABRT: then it says where
    name, times = sys.argv[1], int(sys.argv[2])
    if name in ENDS:
        ENDS[name]()
    else:
        repeat(REPEATED[name], times)
