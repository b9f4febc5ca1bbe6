"""`ssl` without base64 and selectors, in a process of its own: this one has loaded both."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_import_leaves_out_what_only_conversions_need():
    out = run(
        "import sys; from ecctl.transport import tls; "
        "print(*(name in sys.modules for name in ('ssl', 'base64', 're', 'selectors')))"
    )
    assert out.split() == ["True", "False", "False", "False"]


def test_functions_of_ssl_and_socket_that_need_the_modules_work():
    out = run(
        "from ecctl.transport import tls\n"
        "import socket, ssl, tempfile\n"
        "pem = ssl.DER_cert_to_PEM_cert(b'der')\n"
        "print(ssl.PEM_cert_to_DER_cert(pem))\n"
        "one, other = socket.socketpair()\n"
        "with tempfile.TemporaryFile() as file:\n"
        "    file.write(b'content')\n"
        "    file.seek(0)\n"
        "    print(one.sendfile(file), other.recv(100))\n"
    )
    assert out == "b'der'\n7 b'content'\n"


@pytest.mark.parametrize("first", ["pass", "import ssl", "import base64, selectors"])
def test_programs_get_the_real_modules(first):
    out = run(
        f"{first}\n"
        "from ecctl.transport import tls\n"
        "import base64, selectors, sys, types\n"
        "for module in (base64, selectors):\n"
        "    assert type(module) is types.ModuleType is type(sys.modules[module.__name__])\n"
        "print(base64.b64encode(b'a'), selectors.EVENT_READ)"
    )
    assert out == "b'YQ==' 1\n"


def test_failed_import_of_ssl_leaves_no_stand_in():
    out = run(
        "import sys\n"
        "sys.modules['_ssl'] = None\n"
        "try:\n"
        "    from ecctl.transport import tls\n"
        "except ImportError:\n"
        "    print(*(name in sys.modules for name in ('base64', 'selectors')))"
    )
    assert out == "False False\n"
