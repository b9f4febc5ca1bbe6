"""What `Client` and `AsyncClient` have in common: settings, middleware and resources."""

from __future__ import annotations

import os
import sys

from ecctl.client import prepare
from ecctl.client.resource_properties import Resources
from ecctl.client.session import USER_AGENT, Session
from ecctl.core.errors import ArgumentTypeError, SettingsError, UsageError
from ecctl.settings import SETTINGS
from ecctl.settings.profile import SAAS_HOST, Profile, check

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Self

    from ecctl.client.connection_options import ConnectionOptions
    from ecctl.client.duration import Duration
    from ecctl.client.resources import OperationSpec
    from ecctl.client.session import Steps
    from ecctl.middleware.base import Middleware
    from ecctl.middleware.events import Hook
    from ecctl.settings import Value
    from ecctl.transport.embedded import EmbeddedTransport
    from ecctl.transport.http import HttpTransport

    Path = str | os.PathLike[str]

RETRIES = 2
"""How many times a request is retried when it is safe to repeat."""

TIMEOUT = 30.0
"""Default time limit of a request in seconds, from the name lookup to the last byte of the response."""


class BaseClient(Resources):
    """Base class of `Client` and `AsyncClient`."""

    def __init__(  # noqa: PLR0913  # one for each setting
        self,
        *,
        host: str = SAAS_HOST,
        api_key: str = "",
        user: str = "",
        password: str = "",
        region: str = "",
        ca_file: Path = "",
        client_cert: Path = "",
        client_key: Path = "",
        insecure: bool = False,
        timeout: Duration = TIMEOUT,
        retries: int = RETRIES,
        hooks: Iterable[Hook] = (),
        middleware: Iterable[Middleware] = (),
        transport: Any = None,
        proxy: str | None = None,
        ssl_context: ssl.SSLContext | None = None,
        trust_env: bool = True,
        max_connections: int | None = None,
        user_agent: str = "",
    ) -> None:
        texts: dict[str, Path] = {
            "host": host,
            "api_key": api_key,
            "user": user,
            "password": password,
            "region": region,
            "ca_file": ca_file,
            "client_cert": client_cert,
            "client_key": client_key,
        }
        given: dict[str, Value] = {"insecure": insecure, "retries": retries}
        # Only what needs checking or conversion imports the module that does it: a first call without it takes
        # 1.1 million instructions less, of 30.
        if any(type(value) is not str for value in texts.values()):
            from ecctl.client.arguments import text_of

            texts = {name: text_of(value, name) or "" for name, value in texts.items()}
        given |= {name: str(value) for name, value in texts.items()}
        given["pass"] = given.pop("password")
        if not host:
            raise SettingsError("host is empty", hint="omit host= to use Elastic Cloud")
        if not api_key and not (user and password):
            from ecctl.client.arguments import CREDENTIALS_HINT, incomplete

            raise SettingsError(incomplete(user, password), hint=CREDENTIALS_HINT)
        if not isinstance(insecure, bool):
            raise ArgumentTypeError(f"insecure must be bool, not {type(insecure).__name__}")
        if type(retries) is not int or retries != RETRIES:
            from ecctl.client.arguments import repeats

            given["retries"] = repeats(retries)
        if timeout != TIMEOUT:
            from ecctl.client.arguments import limit

            given["timeout"] = limit(timeout)
        # Neither `EC_*` variables nor a config file count here: a program must not reach another platform
        # because of the shell that it was started from. `from_env` and `from_profile` read both.
        values: dict[str, Value] = {option.key: option.default for option in SETTINGS}
        values |= given
        profile = Profile(values, dict.fromkeys(given, "argument"))
        check(profile)
        self._set_up(
            profile,
            os.environ,
            hooks=hooks,
            middleware=middleware,
            transport=transport,
            connection=connection_options(proxy, ssl_context, trust_env, max_connections, user_agent),
        )

    def _set_up(  # noqa: PLR0913  # the parts of a client
        self,
        profile: Profile,
        environ: Mapping[str, str],
        *,
        hooks: Iterable[Hook] = (),
        middleware: Iterable[Middleware] = (),
        transport: Any = None,
        retries: int | None = None,
        end: float | None = None,
        exact: bool = False,
        fork_safe: bool = True,
        connection: ConnectionOptions | None = None,
    ) -> None:
        self._profile = profile
        self._connection = connection
        if connection is not None:
            connection.check(profile)
            environ = connection.environ(environ)
        self._environ = dict(environ)  # proxies are those of this moment, for every kind of client
        self._middleware = stack_of(middleware, hooks)
        if transport is not None and not (hasattr(transport, "send") and hasattr(transport, "close")):
            raise ArgumentTypeError(
                f"transport must have the methods send and close, {type(transport).__name__} does not"
            )
        self._given_transport = transport
        # The command's default of 0 is not a choice of the user; the library then uses its own.
        if retries is None:
            retries = RETRIES if profile.source("retries") == "default" else profile.number("retries")
        self._retries = retries
        self._end = end
        self._exact = exact
        self._fork_safe = fork_safe
        self._closed = False
        self._deadline: float | None = None
        self._origin: Any = None

    def _has_tls_files(self) -> bool:
        """Return whether the transport reads files for TLS: then an unusable one is an error at once."""
        profile = self._profile
        if profile.embedded or self._given_transport is not None or profile.url.scheme != "https":
            return False
        return any(profile.text(key) for key in ("ca_file", "client_cert", "client_key"))

    def _session(self, shared: Session | None = None) -> Session:
        return Session(
            self._profile,
            retries=self._retries,
            chance=chance,
            middleware=self._stack,
            exact=self._exact,
            shared=shared,
            user_agent=USER_AGENT if self._connection is None else self._connection.user_agent(USER_AGENT),
        )

    def _stack(self) -> Sequence[Middleware]:
        """Return the middleware of an attempt; the log is part of it while the program wants it."""
        # A program that never imported it cannot have enabled the logger, and importing it would slow down
        # every start.
        if "logging" not in sys.modules:
            return self._middleware
        from ecctl.middleware.log import LOG_EVENTS, is_listening

        return (*self._middleware, LOG_EVENTS) if is_listening() else self._middleware

    def _open_transport(self, first: HttpTransport | EmbeddedTransport | None = None) -> Any:
        """Return a new transport; in a forked process, one with the settings of the *first*."""
        if self._given_transport is not None:
            return self._given_transport
        if first is not None:
            transport: HttpTransport | EmbeddedTransport = first.sibling()
        else:
            transport = open_transport(self._profile, self._environ, self._end, self._connection)
        if self._profile.embedded and self._fork_safe:
            from ecctl.client.fork_safety import watch

            watch(transport)  # type: ignore[arg-type]  # of an embedded profile
        return transport

    @classmethod
    def from_env(  # noqa: PLR0913  # what may differ from the settings
        cls,
        environ: Mapping[str, str] | None = None,
        *,
        host: str | None = None,
        region: str | None = None,
        ca_file: Path | None = None,
        timeout: Duration | None = None,
        retries: int | None = None,
        hooks: Iterable[Hook] = (),
        middleware: Iterable[Middleware] = (),
        transport: Any = None,
        proxy: str | None = None,
        ssl_context: ssl.SSLContext | None = None,
        trust_env: bool = True,
        max_connections: int | None = None,
        user_agent: str = "",
    ) -> Self:
        """Return a client with the command's settings: `EC_*` variables, then the config file.

        The other arguments override both. `environ` replaces the environment of the process. Raises
        SettingsError if settings are missing or contradict each other.
        """
        from ecctl.client.arguments import overrides

        flags = overrides(host, region, ca_file, timeout, retries)
        connection = connection_options(proxy, ssl_context, trust_env, max_connections, user_agent)
        return cls._loaded(
            flags, environ, hooks=hooks, middleware=middleware, transport=transport, connection=connection
        )

    @classmethod
    def from_profile(  # noqa: PLR0913  # what may differ from the file
        cls,
        name: Path,
        *,
        environ: Mapping[str, str] | None = None,
        host: str | None = None,
        region: str | None = None,
        ca_file: Path | None = None,
        timeout: Duration | None = None,
        retries: int | None = None,
        hooks: Iterable[Hook] = (),
        middleware: Iterable[Middleware] = (),
        transport: Any = None,
        proxy: str | None = None,
        ssl_context: ssl.SSLContext | None = None,
        trust_env: bool = True,
        max_connections: int | None = None,
        user_agent: str = "",
    ) -> Self:
        """Return a client with the settings of a config file, found as by `--config NAME`.

        `embedded` is always the platform in this process. As in the command, `EC_*`
        variables override the file; the other arguments override both. Raises SettingsError.
        """
        from ecctl.client.arguments import overrides

        if not isinstance(name, (str, os.PathLike)):
            raise ArgumentTypeError(f"name must be str, not {type(name).__name__}")
        config = os.fspath(name)
        try:
            valid = b"\0" not in os.fsencode(config)
        except UnicodeEncodeError:
            valid = False
        if not valid:
            raise SettingsError(f"{config!r} is not the name of a config file")
        flags = {"config": config, **overrides(host, region, ca_file, timeout, retries)}
        connection = connection_options(proxy, ssl_context, trust_env, max_connections, user_agent)
        return cls._loaded(
            flags, environ, hooks=hooks, middleware=middleware, transport=transport, connection=connection
        )

    @classmethod
    def _loaded(cls, flags: dict[str, Any], environ: Mapping[str, str] | None, **parts: Any) -> Self:
        from ecctl.settings.load import load

        environ = os.environ if environ is None else environ
        if not hasattr(environ, "get"):
            raise ArgumentTypeError(f"environ must be a mapping, not {type(environ).__name__}")
        return cls.from_settings(load(flags, environ, by_program=True), environ, **parts)

    @classmethod
    def from_settings(
        cls, profile: Profile, environ: Mapping[str, str], *, credentials: bool = True, **parts: Any
    ) -> Self:
        """Return a client of loaded settings, as the command makes it.

        *parts* are `hooks`, `middleware`, `transport`, `retries`, `end` (the moment of `time.monotonic` by
        which all requests must be over), `connection`, `exact` (numbers with a fraction remember their spelling) and
        `fork_safe` (false for a program that never forks, as the command is: 1 ms of imports less).
        Without *credentials*, the settings need none.
        """
        check(profile, credentials=credentials)
        # Not through the constructor: its arguments have no sources, and errors name the source of each
        # value.
        self = cls.__new__(cls)
        self._set_up(profile, environ, **parts)
        return self

    def with_options(  # one for each option
        self,
        *,
        timeout: Duration | None = None,
        retries: int | None = None,
        region: str | None = None,
        headers: Mapping[str, str] | None = None,
        deadline: Duration | None = None,
    ) -> Self:
        """Return a client with other options, which shares the connections and the login of this one.

            quick = client.with_options(timeout=2, retries=0, headers={"X-Trace": "abc"})

        `timeout` is the time limit of each request, `deadline` that of a whole call with its login, retries,
        pauses and pages. `headers` are added to each request. What is not given stays as it is. The client
        closes with the one that it was made of; its own `close` closes no connections.
        """
        from ecctl.client.options import derived

        return derived(
            self, timeout=timeout, retries=retries, region=region, headers=headers, deadline=deadline
        )

    def _steps(self, session: Session, spec: OperationSpec[Any], *, pages: bool = False) -> Steps:
        """Return the generator of an operation, or of all pages of its response."""
        if pages:
            from ecctl.client.paging import all_pages

            return all_pages(session, spec.operation_id, spec.parameters, spec.body)
        procedure = getattr(spec, "steps", None)  # several calls: see `ecctl.client.procedure`
        if procedure is not None:
            steps: Steps = procedure(self, session)
            return steps
        return session.call(prepare(spec.operation_id, spec.parameters, self._profile, body=spec.body))

    def _check_open(self) -> None:
        # A derived client uses the connections of the one that it was made of.
        if self._closed or (self._origin is not None and self._origin._closed):  # noqa: SLF001  # the same class
            raise UsageError("the client is closed")

    def __repr__(self) -> str:
        profile = self.__dict__.get("_profile", "without settings")
        return f"{type(self).__name__}({profile if isinstance(profile, str) else repr(profile)})"

    def __reduce__(self) -> str:
        raise TypeError("a client cannot be pickled: it holds credentials and connections")


def connection_options(
    proxy: str | None,
    ssl_context: ssl.SSLContext | None,
    trust_env: bool,  # noqa: FBT001  # in the order of the constructors
    max_connections: int | None,
    user_agent: str,
) -> ConnectionOptions | None:
    """Return the options that are given, or None: without any, their module is not imported."""
    if (proxy, ssl_context, trust_env, max_connections, user_agent) == (None, None, True, None, ""):
        return None
    from ecctl.client.connection_options import ConnectionOptions

    return ConnectionOptions(
        proxy=proxy,
        ssl_context=ssl_context,
        trust_env=trust_env,
        max_connections=max_connections,
        user_agent=user_agent,
    )


def open_transport(
    profile: Profile,
    environ: Mapping[str, str],
    end: float | None = None,
    connection: ConnectionOptions | None = None,
) -> HttpTransport | EmbeddedTransport:
    """Return the transport to the platform of a profile."""
    if profile.embedded:
        from ecctl.transport.embedded import EmbeddedTransport

        return EmbeddedTransport(profile.data_dir, environ.get("ECCTL_STORE", ""))
    from ecctl.transport.http import HttpTransport

    return HttpTransport(**transport_settings(profile, connection), environ=environ, end=end)


def transport_settings(profile: Profile, connection: ConnectionOptions | None = None) -> dict[str, Any]:
    """Return the settings of a profile that an HTTP transport takes."""
    return {
        "timeout": profile.timeout or 0,
        "insecure": profile.flag("insecure"),
        "ca_file": profile.text("ca_file"),
        "client_cert": profile.text("client_cert"),
        "client_key": profile.text("client_key"),
        **({} if connection is None else connection.transport_settings()),
    }


def chance() -> float:
    """Return a number in [0, 1). `random` is imported at the first retry, not at start-up."""
    from random import random

    return random()  # noqa: S311  # jitter, not a secret


def stack_of(middleware: Iterable[Middleware], hooks: Iterable[Hook]) -> tuple[Middleware, ...]:
    """Return the middleware of a client, its hooks as the innermost one."""
    if not hasattr(middleware, "__iter__"):
        raise ArgumentTypeError(f"middleware must be a list of Middleware, not {type(middleware).__name__}")
    stack = tuple(middleware)
    for each in stack:
        if isinstance(each, type) or not hasattr(each, "exchange"):
            raise ArgumentTypeError(
                f"middleware must be a list of Middleware objects, not of {type(each).__name__}"
            )
    found = checked(hooks)
    if not found:
        return stack
    from ecctl.middleware.events import Events

    # Innermost: hooks see each request as it is sent, after all other middleware has changed it.
    return (*stack, Events(found))


def checked(hooks: Iterable[Hook]) -> tuple[Hook, ...]:
    """Return the hooks as a tuple. Raise ArgumentTypeError if one is not a plain function."""
    if not hasattr(hooks, "__iter__"):
        raise ArgumentTypeError(f"hooks must be a list of functions, not {type(hooks).__name__}")
    found = tuple(hooks)
    if found:
        from ecctl.client.arguments import plain_function

        for hook in found:
            plain_function(hook, "a hook")
    return found


def named(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return parameters by the names of the API: a trailing `_` avoids a keyword of Python."""
    return {name.removesuffix("_"): value for name, value in parameters.items()}
