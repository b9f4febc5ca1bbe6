from ecctl.testing.answers import Question as Question
from ecctl.testing.answers import Reply as Reply
from ecctl.testing.cassette import Cassette as Cassette
from ecctl.testing.clock import SettableClock as SettableClock
from ecctl.testing.command import EcctlRun as EcctlRun
from ecctl.testing.command import Outcome as Outcome
from ecctl.testing.command import run_command as run_command
from ecctl.testing.faults import Asked as Asked
from ecctl.testing.platform import EcePlatform as EcePlatform
from ecctl.testing.server import EceServer as EceServer

__all__ = [
    "Asked",
    "Cassette",
    "EcctlRun",
    "EcePlatform",
    "EceServer",
    "Outcome",
    "Question",
    "Reply",
    "SettableClock",
    "run_command",
]
