"""The settings of one run, as a frozen value: each with where it came from."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecctl.settings.option import Value

SAAS_HOST = "https://api.elastic-cloud.com"
DEFAULT_REGION = "ece-region"
EMBEDDED = "embedded"
EMBEDDED_ORIGIN = "http://embedded"
"""What stands in the URLs of requests that never leave this process."""


class Profile:
    """Settings by key (`api_key`, `verbose_file`, …); `source(key)` tells where a value came from.

    `file` is the config file that was read, or "". `embedded` is true for the platform in this process,
    which needs neither host nor credentials; `data_dir` is where it lives. `host` is the platform's origin.
    """

    __slots__ = ("_sources", "_values", "data_dir", "embedded", "file", "host")

    file: str
    embedded: bool
    data_dir: str
    host: str
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
            ("host", EMBEDDED_ORIGIN if embedded else origin_of(str(values.get("host") or SAAS_HOST))),
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
        return not self.embedded and self.host == SAAS_HOST

    def __repr__(self) -> str:
        return f"Profile({EMBEDDED if self.embedded else self.host!r})"


def origin_of(setting: str) -> str:
    """The origin that the setting `host` means: what stands around the address in it is not the API's."""
    scheme, mark, rest = setting.partition("://")
    authority = rest.partition("/")[0].partition("?")[0].partition("#")[0].rpartition("@")[2]
    return scheme.lower() + mark + authority
