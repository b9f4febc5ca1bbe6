"""`ecctl deployment extension`: what is uploaded, when, and what is said where that fails."""

from __future__ import annotations

import os

MADE = {"id": "42", "name": "b", "version": "*", "extension_type": "bundle"}
CREATE = ("deployment", "extension", "create", "b", "--version", "*", "--type", "bundle", "--api-key", "k")


def test_a_large_file_is_uploaded_whole_once_the_extension_is_made(ecctl, scripted, tmp_path):
    content = "x" * 300_000
    path = tmp_path / "b.zip"
    path.write_text(content)
    server = scripted({"match": "POST *", "status": 201, "body": MADE}, {"match": "PUT *", "body": MADE})
    done = ecctl(*CREATE, "--file", str(path), "--host", server.host)
    assert done.status == 0, done.err
    post, put = server.requests
    assert post["body"]["json"] == {"name": "b", "version": "*", "extension_type": "bundle"}
    assert put["path"] == "/api/v1/deployments/extensions/42"
    assert content in put["body"]["text"]
    assert put["headers"]["content-type"].startswith("multipart/form-data; boundary=")


def test_an_upload_that_is_repeated_holds_the_file_again(ecctl, scripted, tmp_path):
    path = tmp_path / "b.zip"
    path.write_text("content of the file")
    server = scripted(
        {"match": "POST *", "status": 201, "body": MADE},
        {"match": "PUT *", "status": 503, "headers": {"Retry-After": "0"}},
        {"match": "PUT *", "body": MADE},
    )
    done = ecctl(*CREATE, "--file", str(path), "--host", server.host, "--retries", "1")
    assert done.status == 0, done.err
    first, second = (request["body"]["text"] for request in server.requests[1:])
    assert first == second
    assert "content of the file" in second


def test_a_failed_upload_names_the_extension_and_the_way_on(ecctl, scripted, tmp_path):
    path = tmp_path / "b.zip"
    path.write_text("x")
    refusal = {"errors": [{"code": "extensions.too_large", "message": "Too large"}]}
    server = scripted(
        {"match": "POST *", "status": 201, "body": MADE}, {"match": "PUT *", "status": 400, "body": refusal}
    )
    done = ecctl(*CREATE, "--file", str(path), "--host", server.host)
    assert done.status == 5
    assert done.out == ""
    assert "the extension 42 was made, but its file was not uploaded" in done.err
    assert "extensions.too_large" in done.err
    assert "ecctl deployment extension update 42" in done.err


def test_what_cannot_be_uploaded_is_refused_before_anything_is_made(ecctl, scripted, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = os.open(tmp_path / "pipe", os.O_RDWR)
    (tmp_path / "empty").touch()
    server = scripted()
    try:
        for name, problem in (("", "directory"), ("empty", "is empty"), ("pipe", "no regular file")):
            done = ecctl(*CREATE, "--file", str(tmp_path / name), "--host", server.host)
            assert done.status == 2
            assert problem in done.err
            assert "--file" in done.err
    finally:
        os.close(writer)
    assert server.requests == []


def test_a_download_url_needs_a_scheme_and_a_host(ecctl, scripted):
    server = scripted()
    for url in ("example.com/b.zip", "/b.zip", "https://", "https:///b.zip"):
        done = ecctl(*CREATE, "--download-url", url, "--host", server.host)
        assert done.status == 2
        assert url in done.err
    assert server.requests == []
