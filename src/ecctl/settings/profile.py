"""The settings of one run, as a frozen value, and the check that they are complete and consistent.

A command that sends nothing does not load the module of URLs.
"""

from __future__ import annotations

from ecctl.core.errors import SettingsError
from ecctl.settings import OUTPUTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ecctl.core.url import Url
    from ecctl.settings import Value
    from ecctl.settings.reference import Reference

SAAS_NAME = "api.elastic-cloud.com"
SAAS_HOST = f"https://{SAAS_NAME}"
EMBEDDED = "embedded"
TEXT_OUTPUTS = ("text", "wide")


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
    _values: dict[str, Value | Reference]
    _sources: dict[str, str]

    def __init__(  # noqa: PLR0913  # what `load` has found
        self,
        values: Mapping[str, Value | Reference],
        sources: Mapping[str, str],
        *,
        file: str = "",
        embedded: bool = False,
        data_dir: str = "",
        warnings: Sequence[str] = (),
    ) -> None:
        # Frozen by hand: a frozen dataclass would import `dataclasses` and `inspect` in every run.
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

    def without(self, *keys: str) -> Profile:
        """Return a copy in which some settings are not set."""
        return Profile(
            {key: value for key, value in self._values.items() if key not in keys},
            self._sources,
            file=self.file,
            embedded=self.embedded,
            data_dir=self.data_dir,
            warnings=self.warnings,
        )

    def text(self, key: str) -> str:
        """Return a setting as text, "" if it is not set. Raise SettingsError if a reference leads nowhere."""
        value = self._values.get(key)
        if value is None:
            return ""
        # Only a profile with references has loaded their class.
        # Resolved when it is read, not when it is loaded: that may run a program or ask for a PIN, and most
        # runs do not need every setting.
        resolve = getattr(value, "resolve", None)
        return str(value) if resolve is None else str(resolve())

    def reference(self, key: str) -> str:
        """Return a setting that is a reference as it may be shown, "" for a value or an unset one."""
        value = self._values.get(key)
        return str(getattr(value, "shown", "")) if value is not None else ""

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

    def is_set(self, key: str) -> bool:
        """Return whether a setting has a value."""
        return self._values.get(key) not in (None, "", False)

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
    def platform(self) -> str:
        """How messages name the platform: its URL without credentials, or the embedded one."""
        return f"embedded platform in {self.data_dir}" if self.embedded else self.shown_host

    @property
    def place(self) -> str:
        """The platform, and the profile that names it, for the line and the prompts that say where a command acts."""
        named = self.file and self.source("host") in (self.file, "default")
        return f"{self.platform}, profile {self.text('config')}" if named else self.platform

    @property
    def structured(self) -> bool:
        """Whether the output is for programs: not text, nor text with more columns."""
        return self.text("output") not in TEXT_OUTPUTS

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
            # An invalid host is the fault that `check` reports; this is only a question about it.
            return self.url.host == SAAS_NAME
        except SettingsError:
            return False

    def __repr__(self) -> str:
        host = EMBEDDED if self.embedded else self.reference("host") or self.shown_host
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


TRY_EMBEDDED = "or try the embedded platform with --config embedded"


def check(profile: Profile, *, credentials: bool = True) -> None:
    """Raise SettingsError for the first fault, naming the value, its source and what to do.

    If not `credentials`, none are required.
    """
    _check_output(profile)
    _check_color(profile)
    _check_region(profile)
    for key in ("timeout", "retries"):
        if profile.number(key) < 0:
            raise SettingsError(f"{key} ({profile.source(key)}) must not be negative")
    if profile.embedded:
        _refuse_flags_without_effect(profile)
    else:
        _check_credentials(profile, needed=credentials)
        _ = profile.url  # raises if the host is not valid


def _refuse_flags_without_effect(profile: Profile) -> None:
    """Raise SettingsError for a flag that says how to reach another platform."""
    # Only flags: variables and files may hold the settings of a platform that this run leaves aside.
    for key in ("host", "api_key", "user", "pass", "ca_file", "client_cert", "client_key", "insecure"):
        if profile.is_flag(key):
            raise SettingsError(
                f"{profile.source(key)} has no effect with the embedded platform ({profile.source('config')})",
                hint="omit one of the two",
            )


def _check_output(profile: Profile) -> None:
    output = profile.text("output")
    if output not in OUTPUTS:
        names = f"{', '.join(OUTPUTS[:-1])} or {OUTPUTS[-1]}"
        raise SettingsError(f'output ({profile.source("output")}) must be {names}, not "{output}"')
    if profile.text("format") and profile.structured:
        raise SettingsError(
            f"{output.upper()} output ({profile.source('output')}) and a format ({profile.source('format')}) "
            "exclude each other",
            hint="omit one of the two",
        )


def _check_color(profile: Profile) -> None:
    color = profile.text("color")
    if color not in ("", "auto", "always", "never"):
        raise SettingsError(f'color ({profile.source("color")}) must be auto, always or never, not "{color}"')


def _check_region(profile: Profile) -> None:
    # It becomes a segment of paths as it stands: a slash in it would address another resource.
    region = profile.text("region")
    if region and not (region.isascii() and region.replace("-", "a").replace("_", "a").isalnum()):
        raise SettingsError(
            f'the region "{region}" ({profile.source("region")}) is not valid: use letters, digits and dashes'
        )


def _check_credentials(profile: Profile, *, needed: bool) -> None:
    api_key, user, password = profile.text("api_key"), profile.text("user"), profile.text("pass")
    # Choosing one silently would log in as somebody else than the user expects.
    if api_key and (user or password):
        other = "user" if user else "pass"
        raise SettingsError(
            "both api_key and user / pass are set: "
            f"api_key ({profile.source('api_key')}), {other} ({profile.source(other)})",
            hint="keep one of the two ways to authenticate",
        )
    if needed and not api_key and not (user and password):
        _report_missing_credentials(profile)
    # A header ends at a line break. Text that was pasted, or read from a file, may contain one.
    for key in ("api_key", "user"):
        if not profile.text(key).isprintable():
            raise SettingsError(f"{key} ({profile.source(key)}) contains a line break or a control character")
    # Programs such as `pass` print further lines; each attempt with all of them would count as a failed login.
    if "\n" in password:
        raise SettingsError(
            f"pass ({profile.source('pass')}) has several lines",
            hint="give one line, such as $(cmd:sh -c 'pass show ece | head -n 1') in a config file",
        )
    if not api_key.isascii():
        raise SettingsError(
            f"api_key ({profile.source('api_key')}) contains a character that API keys cannot contain"
        )
    if profile.is_saas and needed and not api_key:
        raise SettingsError(
            "Elastic Cloud takes an apikey only: user and pass do not work there",
            hint="create a key in its console, and set it with EC_API_KEY or --api-key @FILE",
        )


def _report_missing_credentials(profile: Profile) -> None:
    half = next((key for key in ("user", "pass") if profile.text(key)), "")
    other = {"user": "pass", "pass": "user"}.get(half, "")
    message = (
        f"{half} ({profile.source(half)}) is set without {other}"
        if half
        else "no credentials are set: an api_key, or user and pass"
    )
    unknown = [warning for warning in profile.warnings if "did you mean" in warning]
    hint = f'run "ecctl init", or set EC_HOST and EC_API_KEY, {TRY_EMBEDDED}'
    if half:
        hint = f"set EC_{other.upper()}, or use --{other}" + " @FILE" * (other == "pass")
    raise SettingsError(message, hint="; ".join(unknown) or hint)
