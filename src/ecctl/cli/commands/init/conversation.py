"""The questions of `init` on a terminal: each answer is checked before the next question.

A wrong answer is asked for again, alone: whatever has been answered before stays. The certificate of a platform
that the system does not trust is shown with its fingerprint, and trusted if the user confirms it.
"""

from __future__ import annotations

import os

from ecctl.cli import prompts
from ecctl.cli.commands.init.interview import (
    AS_FLAGS,
    AUTHENTICATIONS,
    ESSP_REGION,
    OFFERINGS,
    OUTPUTS,
    Interview,
    answered,
    failure,
)
from ecctl.core import REGIONS
from ecctl.core.errors import EcctlError, SettingsError, TLSError
from ecctl.settings import secret_store
from ecctl.settings.profile import SAAS_HOST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.commands.init.trial import Trial
    from ecctl.cli.invocation import Invocation

CERTIFICATE = """\
{host} is not trusted: {cause}. It shows this certificate:
  subject  {subject}
  issuer   {issuer}
  names    {names}
  valid    {validity}
  SHA-256  {fingerprint}
Compare the fingerprint with that of your platform's certificate{renewal}."""

RENEWAL = ". You are asked again after a renewal: the platform does not show its CA"
"""Added if the certificate is not that of a CA."""


SECRETS = ("api_key", "pass")


class Conversation(Interview):
    """The questions on a terminal. `settings` holds the old settings, and the new ones as they are answered."""

    def __init__(self, invocation: Invocation, trial: Trial, settings: dict[str, Any], entry: str) -> None:
        super().__init__(invocation, trial.probe)
        self._trial = trial
        self._settings = settings
        self._entry = entry

    def hold(self) -> None:
        """Ask all questions."""
        settings = self._settings
        offering = self.choice("Which Elastic Cloud do you use?", OFFERINGS)
        if offering == 1:
            settings["host"] = SAAS_HOST
            settings["region"] = REGIONS[self.choice("Which region is the default?", REGIONS) - 1]
        else:
            # Before the credentials are asked for: they must not be typed for a host that is not reached or trusted.
            self.reach("ECE" if offering == 2 else "ESSP")  # the second choice
        if offering == 3:  # the third choice
            settings["region"] = ESSP_REGION
        self._by_key = offering != 2 or self.choice("How do you authenticate?", AUTHENTICATIONS) == 1
        self._invocation.note(self.sign_in())
        wants_key = bool(settings.get("pass")) and self.wants_key()
        wants_keyring = self.wants_keyring("API key" if wants_key or settings.get("api_key") else "password")
        settings["output"] = ("text", "json")[self.choice("Which output is the default?", OUTPUTS) - 1]
        # After all questions: Ctrl-C at one must leave neither a key on the platform nor a secret in the keyring.
        if wants_key:
            self.create_key()
        if wants_keyring:
            self.use_keyring()

    def reach(self, what: str) -> None:
        """Ask for the URL until the platform answers there, over a connection that is trusted."""
        while True:
            self._settings["host"] = self.url(what)
            try:
                self._trial.probe(self._settings)
            except TLSError as error:
                if self.trust(error):
                    return
            except EcctlError as error:
                self._invocation.note(failure(error) + (f"hint: {error.hint}\n" if error.hint else ""))
            else:
                return

    def url(self, what: str) -> str:
        """Ask for the platform's URL; an empty answer keeps the old one."""
        old = self._settings.get("host")
        old = old if old != SAAS_HOST else None
        asked = f"URL of your {what} [{old or 'https://ece.example.com:12443'}]: "
        while True:
            answer = prompts.ask(self._invocation.context, asked, otherwise="").strip() or str(old or "")
            if answer.lower().startswith(("https://", "http://")):
                return answer
            asked = f'"{answer}" does not start with https:// or http://. URL of your {what}: '

    def trust(self, error: TLSError) -> bool:
        """Show the certificate and ask whether it is the right one; return whether the platform is trusted then."""
        settings = self._settings
        before = settings.get("ca_file")
        try:
            chain = self._trial.certificates(settings)
            # The last one is that of the CA, if the server shows it: trust in it outlasts a renewal.
            top = chain[-1]
            settings["ca_file"] = top.pem
            self._trial.probe(settings)
        except EcctlError as again:
            # Another reason than trust, such as another host name: no file makes up for that.
            settings["ca_file"] = before
            self._invocation.note(failure(again))
            return False
        self._invocation.note(
            CERTIFICATE.format(
                host=settings["host"],
                cause=error.message.partition(": ")[2] or error.message,
                subject=top.subject,
                issuer=top.issuer,
                names=", ".join(chain[0].names) or "-",
                validity=top.validity,
                fingerprint=top.fingerprint,
                renewal="" if top.subject == top.issuer else RENEWAL,
            )
        )
        if prompts.agrees(self._invocation.context, "Is it the right one?"):
            return True
        settings["ca_file"] = before
        return self.trust_file()

    def trust_file(self) -> bool:
        """Ask for a CA file until the platform is trusted with it; an empty answer gives up."""
        while True:
            question = "Path of the platform's CA file (empty to give another URL): "
            answer = prompts.ask(self._invocation.context, question, otherwise="").strip()
            if not answer:
                return False
            before = self._settings.get("ca_file")
            self._settings["ca_file"] = os.path.abspath(os.path.expanduser(answer))
            try:
                self._trial.probe(self._settings)
            except EcctlError as error:
                self._settings["ca_file"] = before
                self._invocation.note(failure(error))
            else:
                return True

    def sign_in(self) -> str:
        """Ask for credentials until they work, and return whose they are.

        If the user gives up, the other answers are stored all the same.
        """
        while True:
            self._settings.update(self.credentials_again())
            try:
                return self._trial.sign_in(self._settings)
            except EcctlError as error:
                self._invocation.note(f"{error.message}\n")
            if not prompts.agrees(self._invocation.context, "Try again?"):
                self._settings.update(dict.fromkeys(("api_key", "user", "pass")))
                return 'No credentials are stored: "ecctl config set api_key" stores an API key.'

    def secret(self, question: str, flag: str) -> str:
        """Ask for a secret without echo, again if it is empty."""
        del flag
        while True:
            secret = prompts.ask_secret(self._invocation.context, question).strip()
            if secret:
                return secret

    def user_and_password(self) -> dict[str, Any]:
        """Ask for user and password, which replace an API key; an empty answer means the last user."""
        last = self._settings.get("user")
        if last:
            context = self._invocation.context
            user = prompts.ask(context, f"User [{last}]: ", otherwise=AS_FLAGS).strip() or last
        else:
            user = answered(self._invocation, "User: ")
        return {"user": user, "pass": self.secret("Password: ", ""), "api_key": None}

    def wants_key(self) -> bool:
        """Offer an API key, which can be revoked and expires, in place of the password; return the answer."""
        question = "Create an API key, and store that instead of the password?"
        return prompts.agrees(self._invocation.context, question)

    def create_key(self) -> None:
        """Create an API key in place of the password, which stays if that fails."""
        try:
            made = self._trial.create_key(self._settings)
        except EcctlError as error:
            # Such as for a built-in user, who cannot have API keys.
            self._invocation.note(f"no API key was created, the password is stored: {error.message}")
            return
        self._settings.update({"api_key": made["key"], "user": None, "pass": None})
        expires = f", which expires {made['expiration_date']}" if made.get("expiration_date") else ""
        self._invocation.note(f"API key {made['id']} was created{expires}.")

    def wants_keyring(self, what: str) -> bool:
        """Offer the system's keyring for the secret, if there is one of each; return the answer."""
        if not any(self._settings.get(key) for key in SECRETS) or not secret_store.available():
            return False
        question = f"Store the {what} in the system's keyring instead of the file?"
        return prompts.agrees(self._invocation.context, question)

    def use_keyring(self) -> None:
        """Store the secret in the keyring, or in the file if that fails."""
        key = next(key for key in SECRETS if self._settings.get(key))
        try:
            self._settings[key] = secret_store.put(f"{self._entry}/{key}", self._settings[key])
        except SettingsError as error:
            what = "API key" if key == "api_key" else "password"
            self._invocation.note(f"{error.message}: the {what} is stored in the file")
