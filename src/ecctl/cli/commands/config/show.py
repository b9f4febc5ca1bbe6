"""`ecctl config show`: the settings and their sources."""

from __future__ import annotations

from ecctl.core.durations import format_duration
from ecctl.core.ece import DEFAULT_REGION
from ecctl.core.redact import HIDDEN
from ecctl.output.result import Column, Result, Table
from ecctl.settings.option import SETTINGS, Option

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
        from ecctl.cli.commands.config.profiles import loaded

        profile = loaded(invocation.arguments[0], invocation.context.environ)
    for warning in profile.warnings:
        invocation.note(f"warning: {warning}")
    settings = [
        {"name": option.name, "value": shown(option, profile), "source": profile.source(option.key)}
        for option in SETTINGS
    ]
    place = {"name": "platform", "value": profile.shown_host, "source": "host"}
    if profile.embedded:
        place = {"name": "platform", "value": f"embedded, in {profile.data_dir}", "source": "config"}
    return Result({"file": profile.file or None, "settings": [place, *settings]}, SETTING_TABLE)


def shown(option: Option, profile: Profile) -> object:
    """Return a setting's value for display."""
    if option.secret:
        return HIDDEN if profile.text(option.key) else ""
    # An ECE installation has one region, whose name requests contain although no setting names it.
    if option.key == "region" and not profile.is_saas:
        return profile.text("region") or DEFAULT_REGION
    if option.key == "host" and profile.text("host"):
        return profile.shown_host
    if option.kind == "duration":
        return format_duration(profile.number(option.key))
    if option.kind == "bool":
        return profile.flag(option.key)
    return profile.number(option.key) if option.kind == "int" else profile.text(option.key)
