"""Compressed replies are unpacked as they are read, and damaged ones refused."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from transport.peers import answering, get, reply

from ecctl.core.messages import Request
from ecctl.errors import NotTheApiError

TEXT = bytes(range(256)) * 2000


def coded(body, coding):
    return reply(body, b"HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + b"\r\nX-A: b\r\n")


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        (b"gzip", gzip.compress),
        (b"GZIP", gzip.compress),
        (b"x-gzip", gzip.compress),
        (b"deflate", zlib.compress),
        (b"identity", bytes),
        (b"gzip", lambda text: gzip.compress(text[:1000]) + gzip.compress(text[1000:])),
        (b"gzip", lambda text: gzip.compress(b"") + gzip.compress(text)),
    ],
    ids=["gzip", "upper case", "x-gzip", "deflate", "identity", "two members", "an empty member"],
)
@pytest.mark.parametrize("text", [TEXT, b"{}", b""], ids=["long", "short", "empty"])
def test_coding(coding, pack, text, serve, transport):
    peer = serve(answering(coded(pack(text), coding)))
    for _ in range(2):
        response = transport.send(get(peer.url))
        assert response.read() == text
        assert response.header("X-A") == "b"
    assert peer.connections == 1


def test_decoding_removes_its_headers(serve, transport):
    response = transport.send(get(serve(answering(coded(gzip.compress(TEXT), b"gzip"))).url))
    assert response.headers == (("X-A", "b"),)
    response.close()


def test_chunked_and_compressed(serve, transport):
    packed = gzip.compress(TEXT)
    raw = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    raw += b"".join(b"1\r\n%b\r\n" % packed[n : n + 1] for n in range(len(packed))) + b"0\r\n\r\n"
    assert transport.send(get(serve(answering(raw)).url)).read() == TEXT


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (b"{}", "has damaged compression"),
        (gzip.compress(TEXT)[:-1], "is truncated"),
        (gzip.compress(TEXT)[:-8] + bytes(8), "has damaged compression"),
        (gzip.compress(TEXT) + b"{}", "has damaged compression"),
        (gzip.compress(TEXT)[:5], "is truncated"),
    ],
    ids=["not compressed", "cut off", "wrong sum", "more after it", "cut in its head"],
)
def test_damaged(packed, words, serve, transport):
    peer = serve(answering(coded(packed, b"gzip")))
    with pytest.raises(NotTheApiError, match=f"the response from {peer.address} {words}"):
        transport.send(get(peer.url)).read()


@pytest.mark.parametrize("coding", [b"br", b"zstd", b"gzip, gzip", b"gzip, br", b"x", b"compress"])
def test_codings_not_known(coding, serve, transport):
    peer = serve(answering(coded(b"x", coding)))
    with pytest.raises(NotTheApiError, match="content coding that was not requested"):
        transport.send(get(peer.url))
    with pytest.raises(NotTheApiError):
        transport.send(get(peer.url))


def test_no_body_needs_no_coding(serve, transport):
    raw = b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 99\r\n\r\n"
    assert transport.send(Request("HEAD", serve(answering(raw)).url)).read() == b""


def test_bomb_takes_no_memory(serve, transport):
    packer = zlib.compressobj(wbits=31)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    peer = serve(answering(coded(packed, b"gzip")))
    tracemalloc.start()
    try:
        with pytest.raises(NotTheApiError, match="longer than 1000000 bytes"):
            transport.send(get(peer.url)).read(1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
