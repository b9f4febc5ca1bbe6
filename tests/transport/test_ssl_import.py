"""`ssl` without array, base64 and selectors, in a process of its own: this one has loaded all of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.unmeasured  # coverage would import the modules first


def run(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_import_leaves_out_what_only_conversions_need():
    program = """
import sys
from ecctl.transport import tls
print(*(name for name in ("ssl", "array", "base64", "re", "selectors") if name in sys.modules))
"""
    assert run(program) == ["ssl"]


def test_functions_of_ssl_and_socket_that_need_the_modules_work():
    program = """
from ecctl.transport import tls
import socket, ssl, tempfile
print(ssl.PEM_cert_to_DER_cert(ssl.DER_cert_to_PEM_cert(b"der")))
one, other = socket.socketpair()
with tempfile.TemporaryFile() as file:
    file.write(b"content")
    file.seek(0)
    print(one.sendfile(file), other.recv(100))
    socket.send_fds(one, [b"x"], [file.fileno()])
    print(len(socket.recv_fds(other, 10, 1)[1]))
"""
    assert run(program) == ["b'der'", "7 b'content'", "1"]


@pytest.mark.parametrize("first", ["pass", "import ssl", "import array, base64, selectors"])
def test_programs_get_the_real_modules(first):
    program = f"""
{first}
from ecctl.transport import tls
import array, base64, selectors, sys, types
for module in (array, base64, selectors):
    assert type(module) is types.ModuleType is type(sys.modules[module.__name__])
print(base64.b64encode(b"a"), selectors.EVENT_READ, array.array("i", [1]))
"""
    assert run(program) == ["b'YQ==' 1 array('i', [1])"]


def test_failed_import_of_ssl_leaves_no_stand_in():
    program = """
import sys
sys.modules["socket"] = None
try:
    from ecctl.transport import tls
except ImportError:
    print(*(name for name in ("array", "base64", "selectors") if name in sys.modules))
"""
    assert run(program) == [""]


def test_import_hook_can_use_the_modules_meanwhile():
    program = """
import sys

def hook(event, arguments):
    if event == "import" and arguments[0] == "_ssl":
        from base64 import b64encode
        from selectors import EVENT_READ
        import array
        print(b64encode(b"a"), EVENT_READ, array.array("i", [1]))

sys.addaudithook(hook)
from ecctl.transport import tls
"""
    assert set(run(program)) == {"b'YQ==' 1 array('i', [1])"}


def test_other_threads_get_the_real_modules_meanwhile():
    program = """
import sys, threading, types
started, imported = threading.Event(), threading.Event()
found = []

def other():
    started.wait()
    import array, base64, selectors
    found.extend([array, base64, selectors])
    imported.set()

def hook(event, arguments):
    if event == "import" and arguments[0] == "_ssl":
        started.set()
        imported.wait()

thread = threading.Thread(target=other)
thread.start()
sys.addaudithook(hook)
from ecctl.transport import tls
thread.join()
print(*(type(module) is types.ModuleType for module in found))
"""
    assert run(program) == ["True True True"]
