"""Whether a profile is complete and makes sense, before anything is sent."""

from __future__ import annotations

from ecctl.errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.settings.profile import Profile

ON_A_TRIAL = "or try the built-in platform with --config embedded"


def check(profile: Profile, *, credentials: bool = True) -> None:
    """Raise SettingsError for the first thing that is wrong: its value, where it came from, what to do.

    Without `credentials` none need be there.
    """
    _check_output(profile)
    _check_color(profile)
    _check_region(profile)
    for key in ("timeout", "retries"):
        if profile.number(key) < 0:
            raise SettingsError(f"{key} ({profile.source(key)}) is negative")
    if profile.embedded:
        _refuse_idle_flags(profile)
    else:
        _check_credentials(profile, needed=credentials)
        _ = profile.url


def _refuse_idle_flags(profile: Profile) -> None:
    """What says how to reach another platform has no effect on the built-in one."""
    for key in ("host", "api_key", "user", "pass", "ca_file", "client_cert", "client_key", "insecure"):
        if profile.source(key).startswith("--"):
            raise SettingsError(
                f"{profile.source(key)} has no effect with the built-in platform ({profile.source('config')})",
                hint="leave out one of the two",
            )


def _check_output(profile: Profile) -> None:
    output = profile.text("output")
    if output not in ("text", "json"):
        raise SettingsError(f'output ({profile.source("output")}) must be text or json, and is "{output}"')
    if output == "json" and profile.text("format"):
        raise SettingsError(
            f"JSON output ({profile.source('output')}) and a format ({profile.source('format')}) exclude each other",
            hint="leave out one of --output json and --format",
        )


def _check_color(profile: Profile) -> None:
    color = profile.text("color")
    if color not in ("", "auto", "always", "never"):
        raise SettingsError(
            f'color ({profile.source("color")}) must be auto, always or never, and is "{color}"'
        )


def _check_region(profile: Profile) -> None:
    region = profile.text("region")
    if region and not (region.isascii() and region.replace("-", "a").replace("_", "a").isalnum()):
        raise SettingsError(
            f'the region "{region}" ({profile.source("region")}) is not made of letters, digits and dashes'
        )


def _check_credentials(profile: Profile, *, needed: bool) -> None:
    api_key, user, password = profile.text("api_key"), profile.text("user"), profile.text("pass")
    if api_key and (user or password):
        other = "user" if user else "pass"
        raise SettingsError(
            "both api_key and user / pass are set: "
            f"api_key ({profile.source('api_key')}), {other} ({profile.source(other)})",
            hint="keep one of the two ways to authenticate",
        )
    if needed and not api_key and not (user and password):
        _report_missing_credentials(profile)
    for key in ("api_key", "user"):
        if not profile.text(key).isprintable():
            raise SettingsError(f"{key} ({profile.source(key)}) holds a line break or a control character")
    if not api_key.isascii():
        raise SettingsError(f"api_key ({profile.source('api_key')}) holds a character that no API key has")
    if profile.is_saas and needed and not api_key:
        raise SettingsError(
            "Elastic Cloud takes an apikey only: user and pass do not work there",
            hint="make a key in its console, and set it with EC_API_KEY or --api-key @FILE",
        )


def _report_missing_credentials(profile: Profile) -> None:
    if profile.names_missing_file:
        raise SettingsError(
            f'there is no config file "{profile.text("config")}" ({profile.source("config")}), '
            "and no credentials are set otherwise",
            hint=f'run "ecctl init --config {profile.text("config")}" to make it, {ON_A_TRIAL}',
        )
    half = next((key for key in ("user", "pass") if profile.text(key)), "")
    other = {"user": "pass", "pass": "user"}.get(half)
    raise SettingsError(
        f"{half} ({profile.source(half)}) is set without {other}"
        if half
        else "no credentials are set: an api_key, or user and pass",
        hint=f'run "ecctl init", or set EC_HOST and EC_API_KEY, {ON_A_TRIAL}',
    )
