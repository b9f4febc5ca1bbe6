"""The settings of one run, as a frozen value: each with where it came from."""

from __future__ import annotations

from ecctl.core.url import Url, redact_url, split_login
from ecctl.errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecctl.settings.option import Value

SAAS_NAME = "api.elastic-cloud.com"
SAAS_HOST = f"https://{SAAS_NAME}"
EMBEDDED = "embedded"
EMBEDDED_URL = Url("http", "embedded", 80)
"""Base of the URLs of requests that never leave this process."""


class Profile:
    """Settings by key (`api_key`, `verbose_file`, …); `source(key)` tells where a value came from.

    `file` is the config file that was read, or "". `embedded` is true for the platform in this process,
    which needs neither host nor credentials; `data_dir` is its folder.
    """

    __slots__ = ("_sources", "_url", "_values", "data_dir", "embedded", "file")

    file: str
    embedded: bool
    data_dir: str
    _url: Url | None
    _values: dict[str, Value]
    _sources: dict[str, str]

    def __init__(
        self,
        values: Mapping[str, Value],
        sources: Mapping[str, str],
        *,
        file: str = "",
        embedded: bool = False,
        data_dir: str = "",
    ) -> None:
        for name, value in (
            ("_values", dict(values)),
            ("_sources", dict(sources)),
            ("file", file),
            ("embedded", embedded),
            ("data_dir", data_dir),
            ("_url", EMBEDDED_URL if embedded else None),
        ):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a profile is frozen: {name} cannot be set")

    def text(self, key: str) -> str:
        """A setting that is text, "" where it is not set."""
        value = self._values.get(key)
        return "" if value is None else str(value)

    def flag(self, key: str) -> bool:
        """A setting that is true or false."""
        return bool(self._values.get(key))

    def number(self, key: str) -> int:
        """A setting that is a whole number (of nanoseconds for a duration)."""
        value = self._values.get(key)
        return value if isinstance(value, int) else 0

    def source(self, key: str) -> str:
        """Where a value came from: `--host`, `EC_HOST`, a file's path, or `default`."""
        return self._sources.get(key, "default")

    @property
    def url(self) -> Url:
        """The platform's URL; only its origin counts. Raise SettingsError if the host is not valid."""
        if self._url is None:
            object.__setattr__(self, "_url", self._parsed_host())
        return self._url  # type: ignore[return-value]  # set above

    def _parsed_host(self) -> Url:
        _, text = split_login(self.text("host") or SAAS_HOST)
        try:
            return Url.parse(text).with_target("/")
        except ValueError as error:
            hint = "" if "://" in text else f"write it as https://{text}"
            raise SettingsError(
                f'the host "{redact_url(text)}" ({self.source("host")}) is not valid: {error}', hint=hint
            ) from None

    @property
    def has_more_than_origin(self) -> bool:
        """Whether the host was given with a login, a path or a query, which have no effect."""
        login, text = split_login(self.text("host"))
        return bool(login) or (bool(text) and Url.parse(text).target != "/")

    @property
    def names_missing_file(self) -> bool:
        """Whether a config file was asked for by name and is not there."""
        return not self.file and not self.embedded and self.source("config") != "default"

    @property
    def timeout(self) -> float:
        """Seconds for each request; 0 for as long as it takes."""
        return self.number("timeout") / 1e9

    @property
    def is_saas(self) -> bool:
        """Whether the platform is Elastic Cloud rather than an ECE."""
        return not self.embedded and self.url.host == SAAS_NAME

    def __repr__(self) -> str:
        host = EMBEDDED if self.embedded else split_login(self.text("host") or SAAS_HOST)[1]
        return f"Profile({host!r})"
