"""How a client reaches its platform, beyond what the command's settings say: arguments of the constructors."""

from __future__ import annotations

from ecctl.core.errors import ArgumentTypeError, SettingsError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from typing import Any

    from ecctl.core.url import Url
    from ecctl.settings.profile import Profile

TLS_SETTINGS = ("ca_file", "client_cert", "client_key", "insecure")


class ConnectionOptions:
    """Proxy, TLS context, number of connections and user agent of a client; invalid ones raise UsageError."""

    __slots__ = ("_context", "_limit", "_proxy", "_trust_env", "_user_agent")

    def __init__(
        self,
        *,
        proxy: str | None = None,
        ssl_context: ssl.SSLContext | None = None,
        trust_env: bool = True,
        max_connections: int | None = None,
        user_agent: str = "",
    ) -> None:
        from ecctl.client.arguments import flag

        if max_connections is not None:
            if isinstance(max_connections, bool) or not isinstance(max_connections, int):
                raise ArgumentTypeError(f"max_connections must be int, not {type(max_connections).__name__}")
            if max_connections < 1:
                raise UsageError(f"max_connections must be at least 1 (got {max_connections})")
        if ssl_context is not None and not hasattr(ssl_context, "wrap_bio"):
            raise ArgumentTypeError(f"ssl_context must be ssl.SSLContext, not {type(ssl_context).__name__}")
        if not isinstance(user_agent, str):
            raise ArgumentTypeError(f"user_agent must be str, not {type(user_agent).__name__}")
        if user_agent:
            from ecctl.middleware.extra_headers import checked

            checked({"User-Agent": user_agent})
        self._trust_env = flag(trust_env, "trust_env")
        self._proxy = self._parsed(proxy)
        self._context = ssl_context
        self._limit = max_connections
        self._user_agent = user_agent

    @staticmethod
    def _parsed(proxy: str | None) -> Any:
        if proxy is None:
            return None
        if not isinstance(proxy, str):
            raise ArgumentTypeError(f"proxy must be str, not {type(proxy).__name__}")
        from ecctl.transport.proxy import parse_proxy

        return parse_proxy(proxy, "proxy=")

    def check(self, profile: Profile) -> None:
        """Raise SettingsError if the profile has settings that a TLS context would make ineffective."""
        if self._context is None:
            return
        for key in TLS_SETTINGS:
            if profile.text(key) not in ("", "False"):
                raise SettingsError(
                    f"ssl_context= and the setting {key} ({profile.source(key)}) exclude each other",
                    hint="load the files into the context: load_verify_locations, load_cert_chain",
                )

    def environ(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Return the environment that a transport may look at: without `trust_env`, one that names no proxy."""
        if self._trust_env:
            return dict(environ)
        return {name: value for name, value in environ.items() if not name.lower().endswith("_proxy")}

    def transport_settings(self) -> dict[str, Any]:
        """Return the arguments of an HTTP transport."""
        settings = {"proxy": self._proxy, "context": self._context, "max_connections": self._limit}
        return {name: value for name, value in settings.items() if value is not None}

    def user_agent(self, own: str) -> str:
        """Return the User-Agent header: the program's name before the library's (RFC 9110, 10.1.5)."""
        return f"{self._user_agent} {own}" if self._user_agent else own


def shown_proxy(origin: Url, environ: Mapping[str, str]) -> str:
    """Return the proxy to a host and the variable that names it, "" for none and for one that is not supported."""
    from ecctl.transport.http import proxy_for

    try:
        proxy = proxy_for(origin, environ)
    except SettingsError:
        return ""  # raised again by the transport, if a request is sent at all
    return f"{proxy.shown} ({proxy.variable})" if proxy else ""
