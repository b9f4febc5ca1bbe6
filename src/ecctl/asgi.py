"""ASGI application of the embedded platform: `uvicorn ecctl.asgi:app`.

ECCTL_DATA_DIR names the data directory (default: that of `--config embedded`), ECCTL_STORE the URL of the store
(default: the SQLite file in the data directory), ECCTL_LOG the request log. ECCTL_CONSOLE=0 switches the web page
off. TLS, addresses and time limits are the ASGI server's. Run it with one worker process: one server at a time holds
a data directory.
"""

from __future__ import annotations

import os

from ecctl.platform.server.asgi import Application
from ecctl.platform.server.options import Options
from ecctl.settings import paths

__all__ = ("app",)


def _options() -> Options:
    """Return the options that the environment names."""
    environ = os.environ
    return Options(
        data_dir=environ.get("ECCTL_DATA_DIR") or paths.data_folder(environ),
        log=environ.get("ECCTL_LOG", ""),
        store=environ.get("ECCTL_STORE", ""),
        console=environ.get("ECCTL_CONSOLE", "") not in {"0", "false", "no"},
    )


app = Application(_options)
