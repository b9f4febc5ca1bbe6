"""What a client is made from, and what both kinds of it have: settings, hooks, resources."""

from __future__ import annotations

import os
import sys

from ecctl.client.connect import chance, open_transport
from ecctl.client.operations import prepare
from ecctl.client.session import Session
from ecctl.core.jsonio import a_kind
from ecctl.errors import SettingsError, UsageError
from ecctl.settings.check import check
from ecctl.settings.option import SETTINGS
from ecctl.settings.profile import SAAS_HOST, Profile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping
    from logging import Logger
    from typing import Any, Self

    from ecctl.client.duration import Span
    from ecctl.client.operation_method import Plan
    from ecctl.client.resources import ApiKeys, EnrollmentTokens, Platform, Runners, Users
    from ecctl.client.session import Step
    from ecctl.core.messages import Response
    from ecctl.middleware.events import Hook
    from ecctl.settings.option import Value
    from ecctl.transport.embedded import EmbeddedTransport
    from ecctl.transport.http import HttpTransport

    Carrier = HttpTransport | EmbeddedTransport
    Steps = Generator[Step, Response | None, Any]

RETRIES = 2
"""How often what is safe to repeat is sent again."""

TIMEOUT = 30.0
"""The default of the setting, in seconds: for each request, from looking up the name to the last byte."""


class BaseClient:
    """What `Client` and `AsyncClient` have in common."""

    def __init__(  # noqa: PLR0913  # one for each setting
        self,
        *,
        host: str = SAAS_HOST,
        api_key: str = "",
        user: str = "",
        password: str = "",
        region: str = "",
        ca_file: str = "",
        client_cert: str = "",
        client_key: str = "",
        insecure: bool = False,
        timeout: Span = TIMEOUT,
        retries: int = RETRIES,
        hooks: Iterable[Hook] = (),
    ) -> None:
        given: dict[str, Value] = {
            "host": host,
            "api_key": api_key,
            "user": user,
            "pass": password,
            "region": region,
            "ca_file": ca_file,
            "client_cert": client_cert,
            "client_key": client_key,
        }
        for name, text in given.items():
            if text is not None and not isinstance(text, (str, os.PathLike)):
                raise UsageError(f"{name} is a text, not {a_kind(text)}")
        if not host:
            raise SettingsError("the host is empty", hint="without `host=`, Elastic Cloud is meant")
        if not api_key and not (user and password):
            raise SettingsError(incomplete(user, password), hint=CREDENTIALS_HINT)
        if not isinstance(insecure, bool):
            raise UsageError(f"insecure is True or False, not {a_kind(insecure)}")
        given |= {"insecure": insecure, "retries": repeats(retries)}
        if timeout != TIMEOUT:
            given["timeout"] = limit(timeout)
        values: dict[str, Value] = {option.key: option.default for option in SETTINGS}
        values |= given
        self._set_up(Profile(values, dict.fromkeys(given, "argument")), os.environ, hooks)

    def _set_up(self, profile: Profile, environ: Mapping[str, str], hooks: Iterable[Hook]) -> None:
        check(profile)
        self._profile = profile
        self._environ = environ
        self._hooks = checked(hooks)
        self._closed = False

    def _open_transport(self, first: Carrier | None = None) -> Carrier:
        """A transport; in a process that was forked, the sibling of the first."""
        transport = open_transport(self._profile, self._environ) if first is None else first.sibling()
        if self._profile.embedded:
            from ecctl.client.fork_safety import watch
            from ecctl.transport.embedded import EmbeddedTransport

            if isinstance(transport, EmbeddedTransport):
                watch(transport)
        return transport

    def _session(self) -> Session:
        profile = self._profile
        retries = RETRIES if profile.source("retries") == "default" else profile.number("retries")
        return Session(profile, retries=retries, chance=chance)

    @classmethod
    def from_env(
        cls,
        environ: Mapping[str, str] | None = None,
        *,
        timeout: Span | None = None,
        retries: int | None = None,
        hooks: Iterable[Hook] = (),
    ) -> Self:
        """A client with the settings that the command would have: `EC_*` variables over the config file.

        `timeout` and `retries` go before both. `environ` takes the place of the process's environment. Raises
        SettingsError where settings are missing or contradict each other.
        """
        return cls._loaded({}, environ, timeout, retries, hooks)

    @classmethod
    def from_profile(
        cls,
        name: str,
        *,
        environ: Mapping[str, str] | None = None,
        timeout: Span | None = None,
        retries: int | None = None,
        hooks: Iterable[Hook] = (),
    ) -> Self:
        """A client with the settings of a config file, as `--config NAME` finds it.

        `embedded` is the platform in this process, unless there is a file of that name. `EC_*` variables go
        before the file, as in the command. Raises SettingsError.
        """
        return cls._loaded({"config": name}, environ, timeout, retries, hooks)

    @classmethod
    def _loaded(
        cls,
        flags: dict[str, Any],
        environ: Mapping[str, str] | None,
        timeout: Span | None,
        retries: int | None,
        hooks: Iterable[Hook],
    ) -> Self:
        if timeout is not None:
            flags["timeout"] = limit(timeout)
        if retries is not None:
            flags["retries"] = repeats(retries)
        from ecctl.settings.load import load

        environ = os.environ if environ is None else environ
        self = cls.__new__(cls)
        self._set_up(load(flags, environ), environ, hooks)
        return self

    @property
    def enrollment_tokens(self) -> EnrollmentTokens[Self]:
        """The tokens with which hosts join the platform."""
        from ecctl.client.resources import EnrollmentTokens

        return EnrollmentTokens(self)

    @property
    def users(self) -> Users[Self]:
        """The users of the platform."""
        from ecctl.client.resources import Users

        return Users(self)

    @property
    def runners(self) -> Runners[Self]:
        """The hosts of the platform."""
        from ecctl.client.resources import Runners

        return Runners(self)

    @property
    def api_keys(self) -> ApiKeys[Self]:
        """API keys: one's own, or those of another user."""
        from ecctl.client.resources import ApiKeys

        return ApiKeys(self)

    @property
    def platform(self) -> Platform[Self]:
        """The platform itself."""
        from ecctl.client.resources import Platform

        return Platform(self)

    def _steps(self, session: Session, plan: Plan[Any], *, pages: bool = False) -> Steps:
        """What is to be done for a plan, with hooks and log where there are any."""
        parameters, body = plan.parameters, plan.body
        if pages:
            from ecctl.client.paging import all_pages

            steps = all_pages(session, plan.operation_id, parameters, body)
        else:
            steps = session.call(prepare(plan.operation_id, parameters, self._profile, body=body))
        hooks = self._hooks + log_hooks()
        if not hooks:
            return steps
        from ecctl.client.event_hooks import observed

        return observed(steps, hooks)

    def _check_open(self) -> None:
        if self._closed:
            raise UsageError("the client is closed")

    def __repr__(self) -> str:
        profile = self.__dict__.get("_profile", "without settings")
        return f"{type(self).__name__}({profile if isinstance(profile, str) else repr(profile)})"

    def __reduce__(self) -> str:
        raise TypeError("a client is not pickled: it has credentials and connections")


CREDENTIALS_HINT = "give api_key=, or user= and password=; from_env() takes what the command would"


def incomplete(user: str, password: str) -> str:
    """What is wrong with credentials of which none are whole."""
    if user or password:
        return "user is set without password" if user else "password is set without user"
    return "no credentials are set: an api_key, or user and password"


def limit(timeout: Span) -> int:
    """A time limit in the settings' unit."""
    from ecctl.client.arguments import nanoseconds

    exact = nanoseconds(timeout, "timeout")
    if exact < 0:
        raise SettingsError("timeout (argument) is negative")
    return exact


def repeats(retries: int) -> int:
    """How often to send again, as it is given."""
    if isinstance(retries, bool) or not isinstance(retries, int):
        raise UsageError(f"retries is a whole number, not {a_kind(retries)}")
    if retries < 0:
        raise SettingsError("retries (argument) is negative")
    return retries


COROUTINE = 0x80 | 0x200
"""Of inspect: the flags of functions, and of generators, that are awaited."""


def checked(hooks: Iterable[Hook]) -> tuple[Hook, ...]:
    """Hooks that can be called; UsageError for what is none, or would have to be awaited."""
    if not hasattr(hooks, "__iter__"):
        raise UsageError(f"hooks is a list of functions, not {a_kind(hooks)}")
    found = tuple(hooks)
    for hook in found:
        if not callable(hook):
            raise UsageError(f"a hook is a function, not {a_kind(hook)}")
        code = getattr(hook, "__code__", None) or getattr(type(hook).__call__, "__code__", None)
        if getattr(code, "co_flags", 0) & COROUTINE:
            raise UsageError("a hook is a plain function: nobody would await one that is async")
    return found


def named(parameters: dict[str, Any]) -> dict[str, Any]:
    """Parameters by the API's names: what is a keyword of Python is written with a `_` behind it."""
    return {name.removesuffix("_"): value for name, value in parameters.items()}


def log_hooks() -> tuple[Hook, ...]:
    """The log, where a program has loaded `logging` and listens."""
    logging = sys.modules.get("logging")
    if logging is None:
        return ()
    if not _logger:
        _logger.append(logging.getLogger("ecctl"))
    if not _logger[0].isEnabledFor(logging.INFO):
        return ()
    from ecctl.client.event_hooks import LogHook

    return (LogHook(_logger[0]),)


_logger: list[Logger] = []
"""The log, once it was looked up: that takes a lock, and there is one for ever."""
