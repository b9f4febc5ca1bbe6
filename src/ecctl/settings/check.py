"""Validation of a profile, before anything is sent."""

from __future__ import annotations

from ecctl.errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.settings.profile import Profile

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
            raise SettingsError(f"{key} ({profile.source(key)}) is negative")
    if profile.embedded:
        _refuse_flags_without_effect(profile)
    else:
        _check_credentials(profile, needed=credentials)
        _ = profile.url  # raises if the host is not valid


def _refuse_flags_without_effect(profile: Profile) -> None:
    """Raise SettingsError for a flag that says how to reach another platform."""
    for key in ("host", "api_key", "user", "pass", "ca_file", "client_cert", "client_key", "insecure"):
        if profile.is_flag(key):
            raise SettingsError(
                f"{profile.source(key)} has no effect with the embedded platform ({profile.source('config')})",
                hint="leave out one of the two",
            )


def _check_output(profile: Profile) -> None:
    output = profile.text("output")
    if output not in ("text", "json"):
        raise SettingsError(f'output ({profile.source("output")}) must be text or json, not "{output}"')
    if output == "json" and profile.text("format"):
        raise SettingsError(
            f"JSON output ({profile.source('output')}) and a format ({profile.source('format')}) "
            "exclude each other",
            hint="leave out one of the two",
        )


def _check_color(profile: Profile) -> None:
    color = profile.text("color")
    if color not in ("", "auto", "always", "never"):
        raise SettingsError(f'color ({profile.source("color")}) must be auto, always or never, not "{color}"')


def _check_region(profile: Profile) -> None:
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
    for key in ("api_key", "user"):
        if not profile.text(key).isprintable():
            raise SettingsError(f"{key} ({profile.source(key)}) contains a line break or a control character")
    if not api_key.isascii():
        raise SettingsError(f"api_key ({profile.source('api_key')}) contains a character that no API key has")
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
        hint = f"set EC_{other.upper()}, or give it with --{other}" + " @FILE" * (other == "pass")
    raise SettingsError(message, hint="; ".join(unknown) or hint)
