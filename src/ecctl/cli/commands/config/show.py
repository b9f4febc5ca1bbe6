"""`ecctl config show`: the settings and their sources."""

from __future__ import annotations

from ecctl.core import DEFAULT_REGION
from ecctl.core.durations import format_duration
from ecctl.core.redact import HIDDEN
from ecctl.output import Column, Result, Table
from ecctl.settings import SETTINGS, Option
from ecctl.settings.paths import INLINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation
    from ecctl.settings.profile import Profile

SETTING_TABLE = Table(
    "settings",
    Column("SETTING", "name"),
    Column("VALUE", "value", missing="-", empty="-"),
    Column("SOURCE", "source"),
)


def show(invocation: Invocation) -> Result:
    """Show every setting of a profile with its value and its source, secrets redacted."""
    profile = invocation.profile
    if invocation.arguments:
        # Without EC_* variables: they hold for the profile in use, not for the one that is asked about.
        from ecctl.cli.commands.config.profiles import loaded

        profile = loaded(invocation.arguments[0], invocation.context.environ)
    for warning in profile.warnings:
        invocation.note(f"warning: {warning}")
    settings = [
        {"name": option.name, "value": shown(option, profile), "source": source(option, profile)}
        for option in SETTINGS
    ]
    place = {"name": "platform", "value": profile.reference("host") or profile.shown_host, "source": "host"}
    if profile.embedded:
        place = {"name": "platform", "value": f"embedded, in {profile.data_dir}", "source": "config"}
    return Result({"file": profile.file or None, "settings": [place, *settings]}, SETTING_TABLE)


def source(option: Option, profile: Profile) -> str:
    """Return where a value comes from, and where that leads to."""
    reference = profile.reference(option.key)
    named = profile.source(option.key)
    return f"{named}, {reference}" if reference and option.secret else named


def shown(option: Option, profile: Profile) -> object:
    """Return a setting's value for display; references are shown, not resolved."""
    if option.secret:
        return HIDDEN if profile.is_set(option.key) else ""
    reference = profile.reference(option.key)
    if reference:
        return reference
    if option.key == "ca_file" and INLINE in profile.text("ca_file"):
        number = profile.text("ca_file").count(INLINE)
        return f"{number} certificate{'' if number == 1 else 's'} in the setting itself"
    # An ECE installation has one region, whose name requests contain although no setting names it.
    if option.key == "region" and not (profile.reference("host") or profile.is_saas):
        return profile.text("region") or DEFAULT_REGION
    if option.key == "host" and profile.text("host"):
        return profile.shown_host
    if option.kind == "duration":
        return format_duration(profile.number(option.key))
    if option.kind == "bool":
        return profile.flag(option.key)
    return profile.number(option.key) if option.kind == "int" else profile.text(option.key)
