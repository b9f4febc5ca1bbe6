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


WAYS = {
    way.__name__: way
    for way in (end_of_the_program, end_by_an_error, interrupt, interrupt_tasks, end_of_the_loop, fork)
}

if __name__ == "__main__":
    faulthandler.enable()  # the test ends a process that hangs by SIGABRT: then it says where
    WAYS[sys.argv[1]]()
