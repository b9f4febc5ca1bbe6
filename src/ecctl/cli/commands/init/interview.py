"""The questions of `init`. They and their order are the original's, except for the CA file.

On a terminal, the URL is tried as soon as it is typed: a typo in it, or a missing CA file, would otherwise
show after all other answers, and lose them.
"""

from __future__ import annotations

import os

from ecctl.cli import is_terminal, prompts
from ecctl.core import REGIONS
from ecctl.core.errors import DeclinedError, EcctlError, NoResponseError, SettingsError, TLSError, UsageError
from ecctl.settings.profile import SAAS_HOST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ecctl.cli.invocation import Invocation

ATTEMPTS = 5
AS_FLAGS = "without a terminal, give all answers as flags"

OFFERINGS = (
    "Elasticsearch Service",
    "Elastic Cloud Enterprise (ECE)",
    "Elasticsearch Service Private (ESSP)",
)
AUTHENTICATIONS = ("API key (recommended)", "User and password")
OUTPUTS = ("text: tables, or JSON if a command has none", "json: the responses of the API")
ESSP_REGION = "us-west-2"


class Interview:
    """The questions, one after the other. `probe` raises an error if the platform cannot be reached."""

    def __init__(self, invocation: Invocation, probe: Callable[[dict[str, Any]], None]) -> None:
        self._invocation = invocation
        self._probe = probe
        self._by_key = True

    def answers(self, before: dict[str, Any]) -> dict[str, Any]:
        """Return the user's choices: settings by key, None for those to forget."""
        answers: dict[str, Any] = {"host": SAAS_HOST}
        offering = self.choice("Which Elastic Cloud do you use?", OFFERINGS)
        if offering == 1:
            answers["region"] = REGIONS[self.choice("Which region is the default?", REGIONS) - 1]
            answers |= self.api_key()
        elif offering == 2:
            answers |= self.platform("ECE", before)
            self._by_key = self.choice("How do you authenticate?", AUTHENTICATIONS) == 1
            answers |= self.credentials_again()
        else:
            answers |= {**self.platform("ESSP", before), "region": ESSP_REGION, **self.api_key()}
        answers["output"] = ("text", "json")[self.choice("Which output is the default?", OUTPUTS) - 1]
        return answers

    def credentials_again(self) -> dict[str, Any]:
        """Ask for the credentials of the chosen kind."""
        return self.api_key() if self._by_key else self.user_and_password()

    def choice(self, question: str, offered: Sequence[str]) -> int:
        """Return the number of the choice, counted from 1; ask again if it is invalid."""
        lines = "".join(f"  [{number}] {text}\n" for number, text in enumerate(offered, 1))
        asked = f"\n{question}\n{lines}Your choice: "
        for _ in range(ATTEMPTS):
            answer = answered(self._invocation, asked)
            # `int` alone also takes signs, blanks, underscores and digits of other scripts.
            number = int(answer) if answer.isascii() and answer.isdigit() and len(answer) < 4 else 0
            if 1 <= number <= len(offered):
                return number
            asked = f'"{answer}" is not a number from 1 to {len(offered)}. Your choice: '
        raise DeclinedError("no valid choice: nothing was changed")

    def platform(self, what: str, before: dict[str, Any]) -> dict[str, Any]:
        """Ask for the URL and, if its certificate is not trusted, the CA file; try both on a terminal."""
        answers: dict[str, Any] = {"host": self.url(what), "ca_file": before.get("ca_file")}
        # Without TLS there is no certificate to trust, and the stored CA file would have no effect.
        if not answers["host"].lower().startswith("https://"):
            return {"host": answers["host"]}
        if not is_terminal(self._invocation.context.stdin):
            return answers
        for left in range(ATTEMPTS - 1, -1, -1):
            try:
                self._probe(answers)
            except (TLSError, SettingsError) as error:
                self._give_up(error, left)
                answers["ca_file"] = self.ca_file()
            except NoResponseError as error:
                self._give_up(error, left)
                answers["host"] = self.url(what)
            else:
                break
        return answers

    def _give_up(self, error: EcctlError, left: int) -> None:
        """Raise the error after the last attempt; else show it."""
        if not left:
            raise error
        self._invocation.note(failure(error))

    def url(self, what: str) -> str:
        """Ask for the platform's URL, again if it is not one."""
        asked = f"URL of your {what} (such as https://ece.example.com:12443): "
        for _ in range(ATTEMPTS):
            answer = answered(self._invocation, asked)
            if answer.lower().startswith(("https://", "http://")):
                return answer
            asked = f'"{answer}" does not start with https:// or http://. URL of your {what}: '
        raise DeclinedError("no valid URL: nothing was changed")

    def api_key(self) -> dict[str, Any]:
        """Ask for an API key, which replaces user and password."""
        return {"api_key": self.secret("API key: ", "--api-key @FILE"), "user": None, "pass": None}

    def user_and_password(self) -> dict[str, Any]:
        """Ask for user and password, which replace an API key."""
        user = answered(self._invocation, "User: ")
        return {"user": user, "pass": self.secret("Password: ", "--pass @FILE"), "api_key": None}

    def secret(self, question: str, flag: str) -> str:
        """Ask for a secret without echo; raise DeclinedError without a terminal."""
        if not is_terminal(self._invocation.context.stdin):
            raise DeclinedError(
                "cannot ask for a secret: not a terminal", hint=f"{AS_FLAGS}: --host, and {flag}"
            )
        secret = prompts.ask_secret(self._invocation.context, question).strip()
        if not secret:
            raise UsageError("the secret is empty")
        return secret

    def ca_file(self) -> str | None:
        """Ask for the file with the certificates to trust; return None for those of the system."""
        self._invocation.note("ECE usually has a self-signed certificate.")
        question = "Path of its CA file (empty if it is publicly trusted): "
        answer = prompts.ask(self._invocation.context, question).strip()
        return os.path.abspath(os.path.expanduser(answer)) if answer else None


def answered(invocation: Invocation, question: str) -> str:
    """Return the answer to a question; repeat it after a blank line."""
    for _ in range(ATTEMPTS):
        answer = prompts.ask(invocation.context, question, otherwise=AS_FLAGS).strip()
        if answer:
            return answer
    raise DeclinedError("no answer: nothing was changed")


def failure(error: EcctlError) -> str:
    """Return an error as a line between two questions."""
    return f"{error.message}\n"
