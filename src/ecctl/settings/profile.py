"""The settings of one run, as a frozen value. A command that sends nothing does not load the module of URLs."""

from __future__ import annotations

from ecctl.errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ecctl.core.url import Url
    from ecctl.settings.option import Value

SAAS_NAME = "api.elastic-cloud.com"
SAAS_HOST = f"https://{SAAS_NAME}"
EMBEDDED = "embedded"


class Profile:
    """Settings by key (`api_key`, `verbose_file`, …); `source(key)` tells where a value came from.

    `file` is the config file that was read, or "". `embedded` is true for the platform in this process,
    which needs neither host nor credentials; `data_dir` is its folder. `warnings` names settings that have no
    effect.
    """

    __slots__ = ("_sources", "_url", "_values", "data_dir", "embedded", "file", "warnings")

    file: str
    embedded: bool
    data_dir: str
    warnings: tuple[str, ...]
    _url: Url | None
    _values: dict[str, Value]
    _sources: dict[str, str]

    def __init__(  # noqa: PLR0913  # what `load` has found
        self,
        values: Mapping[str, Value],
        sources: Mapping[str, str],
        *,
        file: str = "",
        embedded: bool = False,
        data_dir: str = "",
        warnings: Sequence[str] = (),
    ) -> None:
        for name, value in (
            ("_values", dict(values)),
            ("_sources", dict(sources)),
            ("file", file),
            ("embedded", embedded),
            ("data_dir", data_dir),
            ("warnings", tuple(warnings)),
            ("_url", None),
        ):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a profile is immutable: cannot set {name}")

    def text(self, key: str) -> str:
        """Return a setting as text, "" if it is not set."""
        value = self._values.get(key)
        return "" if value is None else str(value)

    def flag(self, key: str) -> bool:
        """Return a boolean setting."""
        return bool(self._values.get(key))

    def number(self, key: str) -> int:
        """Return an integer setting (nanoseconds for a duration)."""
        value = self._values.get(key)
        return value if isinstance(value, int) else 0

    def source(self, key: str) -> str:
        """Return where a value came from: `--host`, `EC_HOST`, a file's path, `argument` or `default`."""
        return self._sources.get(key, "default")

    def is_flag(self, key: str) -> bool:
        """Return whether a value came from the command line."""
        return self.source(key).startswith("--")

    @property
    def url(self) -> Url:
        """The platform's URL; only its origin counts. Raise SettingsError if the host is not valid."""
        # Parsed on first use: help and `init` work with an invalid host.
        if self._url is None:
            object.__setattr__(self, "_url", self._parsed_host())
        return self._url  # type: ignore[return-value]  # set above

    def _parsed_host(self) -> Url:
        from ecctl.core.url import Url, redact_url, split_login

        if self.embedded:
            return Url("http", EMBEDDED, 80)  # of requests that never leave this process
        _, text = split_login(self.text("host").strip() or SAAS_HOST)
        try:
            return Url.parse(text).with_target("/")
        except ValueError as error:
            raise SettingsError(
                f'the host "{redact_url(text)}" ({self.source("host")}) is not valid: {error}',
                hint=_host_hint(text),
            ) from None

    @property
    def shown_host(self) -> str:
        """The host setting, valid or not, without the password that it may hold."""
        from ecctl.core.url import redact_url

        return redact_url(self.text("host") or SAAS_HOST)

    @property
    def has_more_than_origin(self) -> bool:
        """Whether the host was given with a login, a path or a query, which have no effect."""
        from ecctl.core.url import Url, split_login

        login, text = split_login(self.text("host").strip())
        return bool(login) or (bool(text) and Url.parse(text).target != "/")

    @property
    def timeout(self) -> float:
        """Seconds for each request; 0 for no limit."""
        return self.number("timeout") / 1e9

    @property
    def is_saas(self) -> bool:
        """Whether the platform is Elastic Cloud rather than an ECE."""
        if self.embedded:
            return False
        try:
            return self.url.host == SAAS_NAME
        except SettingsError:
            return False

    def __repr__(self) -> str:
        host = EMBEDDED if self.embedded else self.shown_host
        return f"Profile({host!r})"


def _host_hint(text: str) -> str:
    """Return how to write a host that is probably meant, or ""."""
    from ecctl.core.url import split_scheme

    scheme, rest = split_scheme(text)
    if "%" in text.partition("]")[0] and "[" in text:
        return "IPv6 zone ids are not supported: use an address without one, or a host name"
    if scheme:
        return "" if scheme.lower() in ("http://", "https://") else "use https://HOST:PORT"
    for mistyped in ("https:", "http:"):
        if rest.lower().startswith(mistyped):
            return f"write it as {mistyped}//{rest[len(mistyped) :].lstrip('/')}"
    return f"write it as https://{rest}" if rest.strip("/") else ""
