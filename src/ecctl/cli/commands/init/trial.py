"""What `init` tries with the settings that have been answered so far."""

from __future__ import annotations

import os
from contextlib import suppress

from ecctl.cli.identity import name_and_roles, platform_version
from ecctl.client.client import Client
from ecctl.client.key_lifecycle import new_key
from ecctl.core.errors import BadResponseError, EcctlError
from ecctl.errors import ApiError, AuthenticationError
from ecctl.settings import SETTINGS, paths
from ecctl.settings.profile import Profile, check
from ecctl.settings.reference import Reference, holds_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.client.reachability import PeerCertificate


class Trial:
    """Requests with settings that are not stored yet. `path` is the file that they are going to be stored in."""

    def __init__(self, invocation: Invocation, path: str) -> None:
        self._invocation = invocation
        self._path = path
        self.created = ""
        """The id of the API key that was created."""

    def profile(self, settings: dict[str, Any]) -> Profile:
        """Return the settings as a profile."""
        invocation, environ = self._invocation, self._invocation.context.environ
        values = {option.key: settings.get(option.key, option.default) for option in SETTINGS}
        for key, value in values.items():
            if holds_reference(key, value):
                values[key] = Reference(key, str(value), self._path, environ)
            elif key == "ca_file" and value:
                values[key] = paths.located(key, value, environ, os.path.dirname(self._path))
        # From the command line: they say how to reach the platform now, whatever the file says.
        values |= {key: invocation.profile.number(key) for key in ("timeout", "retries")}
        values |= {key: invocation.profile.text(key) for key in ("client_cert", "client_key")}
        # Not from the file: `init` removes it there, so the settings must work without it.
        asked = invocation.given("insecure") or invocation.profile.source("insecure") == "EC_INSECURE"
        values |= {"insecure": asked and invocation.profile.flag("insecure"), "format": ""}
        # For hints such as "check user (--user)".
        sources = {
            key: invocation.profile.source(key) if invocation.given(key) else "your answer" for key in values
        }
        return Profile(values, sources)

    def _client(self, settings: dict[str, Any], *, credentials: bool = True) -> Client:
        profile = self.profile(settings)
        return Client.from_settings(
            profile,
            self._invocation.context.environ,
            credentials=credentials,
            retries=profile.number("retries"),
        )

    def reach(self, settings: dict[str, Any]) -> None:
        """Send a request without credentials: raise NoResponseError or SettingsError if the host is unusable."""
        with suppress(BadResponseError):  # it answers; whether it is the API shows with the credentials
            self.probe(settings)

    def probe(self, settings: dict[str, Any]) -> None:
        """Do the same, and raise BadResponseError if what answers is not the API."""
        # A password that is sent to a host nobody has confirmed yet would be lost to it.
        unused = dict.fromkeys(("user", "pass", "api_key"), "")
        client = self._client({**settings, **unused}, credentials=False)
        try:
            client.call("get-current-user")
        except ApiError:
            pass  # refused, as it should be without credentials
        finally:
            client.close()

    def certificates(self, settings: dict[str, Any]) -> list[PeerCertificate]:
        """Return the certificates that the platform shows, its own first."""
        from ecctl.client.reachability import certificates

        return certificates(self.profile(settings), self._invocation.context.environ)[0]

    def tested(self, settings: dict[str, Any]) -> str:
        """Return a sentence on who the credentials belong to; raise the error if they do not work."""
        return self._tried(settings, lambda _, user: named(user))

    def sign_in(self, settings: dict[str, Any]) -> str:
        """Do the same, and tell the roles of the user and the version of the platform."""
        return self._tried(
            settings,
            lambda client, user: described(user, platform_version(client.call, self.profile(settings))),
        )

    def _tried(self, settings: dict[str, Any], sentence: Callable[[Client, Any], str]) -> str:
        profile = self.profile(settings)
        check(profile)
        client = self._client(settings)
        try:
            try:
                user = client.call("get-current-user")
            except BadResponseError as error:
                if isinstance(error, AuthenticationError) and profile.text("user"):
                    raise  # a second login would fail as well, and count against the account
                client.call("list-deployments")  # Elastic Cloud has no users to ask for
                return "The credentials work."
            return sentence(client, user)
        except AuthenticationError as error:
            user = profile.text("user")
            problem = f"cannot log in as {user}" if user else "cannot authenticate with the API key"
            cause = error.message.removeprefix(f"{problem}: ")
            raise error.replaced(message=f"{problem}; nothing was written: {cause}") from None
        except EcctlError as error:
            raise error.prefixed("cannot test the credentials; nothing was written: ") from None
        finally:
            client.close()

    def create_key(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Create an API key that is named after this machine."""
        from socket import gethostname

        client = self._client(settings)
        try:
            made: dict[str, Any] = new_key(
                client.call("create-api-key", body={"description": f"ecctl on {gethostname()}"})
            )
        finally:
            client.close()
        self.created = made["id"]
        return made


def named(user: object) -> str:
    """Return a sentence with the name of a user."""
    name, _ = name_and_roles(user)
    return f'The credentials work: you are "{name}".' if name else "The credentials work."


def described(user: object, version: str) -> str:
    """Return a sentence with name and roles of a user, and the version of the platform, as far as they are known."""
    name, roles = name_and_roles(user)
    held = f" ({', '.join(roles)})" if roles else ""
    return f'The credentials work: you are "{name}"{held}{f" on ECE {version}" if version else ""}.'
