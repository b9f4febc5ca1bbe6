"""Signatures are the same with OpenSSL and with the interpreter's own SHA-256."""

from __future__ import annotations

import hmac
import random
import subprocess
import sys

import pytest

from ecctl.platform.domain import mac

LENGTHS = [0, 1, 31, 32, 63, 64, 65, 200]


@pytest.fixture(params=["OpenSSL", "own SHA-256"])
def implementation(request, monkeypatch):
    """Sign with OpenSSL, then with the interpreter's own SHA-256; a key is bound to one of them at its first use."""
    mac._started.cache_clear()
    if request.param == "own SHA-256":
        if mac.own_sha256() is None:
            pytest.skip("this Python has no SHA-256 of its own")
        monkeypatch.delitem(sys.modules, "_hashlib")
    yield
    mac._started.cache_clear()


@pytest.mark.usefixtures("implementation")
@pytest.mark.parametrize("length", LENGTHS)
def test_code_is_that_of_hmac(length):
    source = random.Random(length)
    key = source.randbytes(length)
    for size in LENGTHS:
        message = source.randbytes(size)
        assert mac.hmac_sha256(key, message) == hmac.digest(key, message, "sha256")


@pytest.mark.usefixtures("implementation")
def test_code_is_that_of_rfc_4231():
    code = mac.hmac_sha256(b"Jefe", b"what do ya want for nothing?")
    assert code.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


@pytest.mark.unmeasured
def test_openssl_is_not_loaded_to_sign_one_token():
    script = (
        "import sys\n"
        "from ecctl.platform.domain import jwt\n"
        "print(jwt.sign(b'{}', b'k' * 32), '_hashlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    token, loaded = done.stdout.split()
    assert token == jwt_of_openssl()
    assert loaded == "False"


def jwt_of_openssl():
    from ecctl.platform.domain import jwt

    signed = f"{jwt.HEADER}.e30"
    return f"{signed}.{jwt.encode(hmac.digest(b'k' * 32, signed.encode(), 'sha256'))}"
