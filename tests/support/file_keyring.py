"""A backend of `keyring` that stores secrets in a file: PYTHON_KEYRING_BACKEND=file_keyring.FileKeyring."""

from __future__ import annotations

import getpass
import json
import os
import time
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

FILE = Path(os.environ.get("FILE_KEYRING", "/nonexistent"))


class FileKeyring(KeyringBackend):
    """Entries as a JSON object of `SERVICE/NAME`."""

    priority = 5

    def _entries(self):
        return json.loads(FILE.read_text()) if FILE.exists() else {}

    def get_password(self, service, username):
        return self._entries().get(f"{service}/{username}")

    def set_password(self, service, username, password):
        FILE.write_text(json.dumps({**self._entries(), f"{service}/{username}": password}))

    def delete_password(self, service, username):
        entries = self._entries()
        if entries.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError("no such entry")
        FILE.write_text(json.dumps(entries))


class WaitingKeyring(FileKeyring):
    """A locked keyring that nobody unlocks."""

    def get_password(self, service, username):
        time.sleep(60)


class AskingKeyring(FileKeyring):
    """A locked keyring that asks for its password on the terminal."""

    def get_password(self, service, username):
        return getpass.getpass(f"Password of the keyring for {service}/{username}: ")
