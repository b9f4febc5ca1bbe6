"""An etcd cluster on loopback: members that tests kill, pause, cut off and restart.

The kernel kills the members if the test session dies.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import pytest
from aetcd import rpc

START_SECONDS = 30


def require_etcd() -> None:
    """Skip the test if Debian's etcd-server, which `make test` installs, is missing."""
    if not shutil.which("etcd"):
        pytest.skip("etcd is not installed (Debian's package etcd-server)")


def free_ports(count: int) -> list[int]:
    """Return ports that are free on loopback."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [made.getsockname()[1] for made in sockets]
    for made in sockets:
        made.close()
    return ports


async def wait_until(condition: Callable[[], Any], seconds: float = 10.0) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


class Member:
    """One etcd process."""

    def __init__(self, folder: Path, name: str, client: int, peer: int, options: tuple[str, ...]) -> None:
        self.name = name
        self.client = client
        self.peer = peer
        self.advertised = peer
        self.options = options
        self._folder = folder / name
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        """Address for clients."""
        return f"127.0.0.1:{self.client}"

    def start(self, peers: str, state: str = "new") -> None:
        """Start it, on the data it had."""
        scheme = "https" if "--cert-file" in " ".join(self.options) else "http"
        command = [
            *("setpriv", "--pdeathsig", "KILL", "etcd", "--name", self.name, "--data-dir", str(self._folder)),
            *("--listen-client-urls", f"{scheme}://{self.endpoint}"),
            *("--advertise-client-urls", f"{scheme}://{self.endpoint}"),
            *("--listen-peer-urls", f"http://127.0.0.1:{self.peer}"),
            *("--initial-advertise-peer-urls", f"http://127.0.0.1:{self.advertised}"),
            *("--initial-cluster", peers, "--initial-cluster-state", state),
            *("--logger", "zap", "--log-level", "error"),
            *self.options,
        ]
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        with open(f"{self._folder}.log", "ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)

    @property
    def process_id(self) -> int:
        """Its process."""
        return self._process.pid if self._process else 0

    def signal(self, number: int) -> None:
        """Send it a signal."""
        if self._process is not None:
            self._process.send_signal(number)

    def kill(self) -> None:
        """Kill it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def remove_data(self) -> None:
        """Remove what it has stored."""
        shutil.rmtree(self._folder)

    def pause(self) -> None:
        """Stop it without closing its connections."""
        self.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self.signal(signal.SIGCONT)


class EtcdCluster:
    """Members with an etcdctl for all of them. With `links`, others reach each member through a link."""

    def __init__(self, folder: Path, size: int = 1, options: tuple[str, ...] = (), links: Any = None) -> None:
        require_etcd()
        self.tls: tuple[str, ...] = ()
        ports = free_ports(2 * size)
        self.members = [
            Member(folder, f"m{number}", ports[2 * number], ports[2 * number + 1], options)
            for number in range(size)
        ]
        if links is not None:
            for member in self.members:
                member.advertised = links.add(f"peer {member.name}", member.peer)
        self._peers = ",".join(
            f"{member.name}=http://127.0.0.1:{member.advertised}" for member in self.members
        )

    @property
    def endpoints(self) -> str:
        """Addresses of all members, with commas."""
        return ",".join(member.endpoint for member in self.members)

    def url(self, prefix: str) -> str:
        """Return the URL of a store."""
        return f"etcd://{self.endpoints}/{prefix}"

    def start(self) -> EtcdCluster:
        """Start all members, and wait until they have a leader."""
        for member in self.members:
            self.restart(member)
        self.wait()
        return self

    def restart(self, member: Member) -> None:
        """Start a member that was killed."""
        member.start(self._peers)

    def wait(self) -> None:
        """Wait until the cluster accepts writes."""
        self._insist("put", "started", "yes")

    def _insist(self, *arguments: str, endpoints: str = "") -> None:
        """Run etcdctl until it succeeds."""
        deadline = time.monotonic() + START_SECONDS
        while self.ctl(*arguments, check=False, endpoints=endpoints) is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"etcd refuses {arguments}")
            time.sleep(0.1)

    def ctl(self, *arguments: str, check: bool = True, endpoints: str = "") -> str | None:
        """Run etcdctl. Return its output, or None if it failed and that was expected."""
        done = subprocess.run(
            [
                "etcdctl",
                "--endpoints",
                endpoints or self.endpoints,
                "--command-timeout=3s",
                *self.tls,
                *arguments,
            ],
            env={**os.environ, "ETCDCTL_API": "3"},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        if done.returncode:
            if check:
                raise AssertionError(done.stderr)
            return None
        return done.stdout

    def replace(self, member: Member) -> None:
        """Replace a member by a new one with the same addresses and no data."""
        member.kill()
        identity = self._identities()[member.name]
        others = ",".join(each.endpoint for each in self.members if each is not member)
        # etcd refuses changes until the others have been connected for five seconds.
        self._insist("member", "remove", identity, endpoints=others)
        address = f"--peer-urls=http://127.0.0.1:{member.advertised}"
        self._insist("member", "add", member.name, address, endpoints=others)
        member.remove_data()
        member.start(self._peers, "existing")

    def _identities(self) -> dict[str, str]:
        """Return the ids of all members by name."""
        lines = (self.ctl("member", "list") or "").splitlines()
        return {fields[2]: fields[0] for fields in (line.split(", ") for line in lines)}

    def raise_alarm(self) -> None:
        """Raise the alarm NOSPACE, as a member does whose quota is exceeded."""
        member = self.leader()
        with grpc.insecure_channel(member.endpoint) as channel:
            alarm = {"action": rpc.AlarmRequest.ACTIVATE, "alarm": rpc.NOSPACE}
            number = int(self._identities()[member.name], 16)
            rpc.MaintenanceStub(channel).Alarm(rpc.AlarmRequest(memberID=number, **alarm), timeout=5)

    def compact(self) -> None:
        """Forget all revisions before the present one."""
        shown = self.ctl("get", "x", "-w", "fields") or ""
        self.ctl("compact", shown.partition('"Revision" : ')[2].split()[0])

    def leader(self) -> Member:
        """Return the leader."""
        for member in self.members:
            shown = self.ctl("endpoint", "status", endpoints=member.endpoint, check=False)
            if shown and shown.split(", ")[4] == "true":
                return member
        raise AssertionError("the cluster has no leader")

    def stop(self) -> None:
        """Kill all members."""
        for member in self.members:
            member.kill()
