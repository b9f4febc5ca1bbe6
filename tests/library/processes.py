"""Programs that end while requests are in flight, are interrupted, or fork: `python processes.py WAY`.

The platform is that of EC_HOST or EC_CONFIG. A program that goes wrong says so by its exit status.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import signal
import sys
import threading
import time
from pathlib import Path

import ecctl

THREADS = 4


def flood(client):
    """Ask without an end, until the process ends or the client is closed."""
    while True:
        client.platform.info()


def start(client):
    threads = [threading.Thread(target=flood, args=(client,), daemon=True) for _ in range(THREADS)]
    for thread in threads:
        thread.start()


def end_of_the_program():
    start(ecctl.Client.from_env())
    time.sleep(0.05)


def end_by_an_error():
    start(ecctl.Client.from_env())
    raise SystemExit(0)


def interrupt():
    client = ecctl.Client.from_env()
    client.platform.info()
    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
    try:
        flood(client)
    except KeyboardInterrupt:
        client.platform.info()  # the client is still of use
        client.close()


def interrupt_tasks():
    async def flood_all():
        async with ecctl.AsyncClient.from_env() as client:

            async def ask():
                while True:
                    await client.platform.info()

            threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
            await asyncio.gather(*(ask() for _ in range(THREADS)))

    try:
        asyncio.run(flood_all())
    except KeyboardInterrupt:
        return


def end_of_the_loop():
    async def leave():
        client = ecctl.AsyncClient.from_env()
        tasks = [asyncio.ensure_future(client.platform.info()) for _ in range(THREADS)]
        await asyncio.wait(tasks, timeout=0.02)

    asyncio.run(leave())


def fork():
    """Fork while threads ask; parent and child go on, each over connections of its own."""
    client = ecctl.Client.from_env()
    asking = threading.Event()

    def create():
        for _ in range(20):
            client.enrollment_tokens.create(roles=["proxy"])
            asking.set()

    threads = [threading.Thread(target=create) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    asking.wait(20)
    child = os.fork()
    if not child:
        made = {client.enrollment_tokens.create(roles=["allocator"])["token_id"] for _ in range(5)}
        client.close()
        os._exit(0 if len(made) == 5 else 1)
    for thread in threads:
        thread.join()
    _, status = os.waitpid(child, 0)
    kept = client.enrollment_tokens.list()
    client.close()
    roles = [token["roles"] for token in kept]
    if status or roles.count(["proxy"]) != THREADS * 20 or roles.count(["allocator"]) != 5:
        sys.exit(f"status {status}, {len(kept)} tokens")


def interrupt_waiter():
    """Interrupt a wait for a host that never comes; the client is still of use."""
    with ecctl.Client.from_env() as client:
        client.platform.info()
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
        try:
            client.runners.wait(["never"], timeout=None, poll_interval=0.01)
        except KeyboardInterrupt:
            client.platform.info()


def interrupt_iterator():
    """Interrupt an iterator; it goes on with the element after the last one."""
    with ecctl.Client.from_env() as client:
        before = [user["user_name"] for user in client.users.list()]
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
        try:
            while True:
                users = client.users.iterate()
                found = []
                for user in users:
                    found.append(user["user_name"])  # noqa: PERF401  # it is interrupted
        except KeyboardInterrupt:
            pass
        rest = [user["user_name"] for user in users]
        if before[: len(found)] != found or (rest and len(found) + len(rest) < len(before)):
            sys.exit(f"{before}: {found}, then {rest}")


def cancel_waiters_and_iterators():
    """Cancel tasks in waiters and iterators; no descriptor is left over, and the client is still of use."""

    async def walk(client):
        while True:
            async for _ in client.users.iterate():
                pass

    async def cancel_all():
        async with ecctl.AsyncClient.from_env() as client:
            await client.platform.info()
            for _ in range(5):
                tasks = [
                    asyncio.ensure_future(ask)
                    for _ in range(THREADS)
                    for ask in (
                        client.runners.wait(["never"], timeout=None, poll_interval=0.01),
                        walk(client),
                    )
                ]
                await asyncio.sleep(0.01)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            await client.platform.info()
        await asyncio.sleep(0.01)  # for threads of the embedded platform that a cancelled call has left
        if len(asyncio.all_tasks()) > 1:
            sys.exit(f"tasks are left over: {asyncio.all_tasks()}")

    before = len(list(Path("/proc/self/fd").iterdir()))
    asyncio.run(cancel_all())
    after = len(list(Path("/proc/self/fd").iterdir()))
    if after > before + 5:  # libraries hold some descriptors, such as that of /dev/urandom
        sys.exit(f"{after - before} descriptors are left over")


def fork_in_waiter():
    """Fork while threads wait; the child waits with a client of its own, and ends at its time limit."""
    client = ecctl.Client.from_env()
    asking = threading.Event()

    def wait(seconds):
        try:
            client.runners.wait(
                ["never"], timeout=seconds, poll_interval=0.01, on_progress=lambda _: asking.set()
            )
        except ecctl.WaitTimeoutError:
            return
        os._exit(1)

    threads = [threading.Thread(target=wait, args=(0.3,)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    asking.wait(20)
    child = os.fork()
    if not child:
        wait(0.1)
        os._exit(0)
    for thread in threads:
        thread.join()
    _, status = os.waitpid(child, 0)
    client.close()
    sys.exit(status)


WAYS = {
    way.__name__: way
    for way in (
        end_of_the_program,
        end_by_an_error,
        interrupt,
        interrupt_tasks,
        interrupt_waiter,
        interrupt_iterator,
        cancel_waiters_and_iterators,
        end_of_the_loop,
        fork,
        fork_in_waiter,
    )
}

if __name__ == "__main__":
    faulthandler.enable()  # the test ends a process that hangs by SIGABRT: then it says where
    WAYS[sys.argv[1]]()
