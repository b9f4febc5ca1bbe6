"""Extensions: uploads and their failures."""

from __future__ import annotations

import os

MADE = {"id": "42", "name": "b", "version": "*", "extension_type": "bundle"}
CREATE = ("deployment", "extension", "create", "b", "--version", "*", "--type", "bundle", "--api-key", "k")


def test_create_uploads_large_file(ecctl, scripted, tmp_path):
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


def test_retried_upload_sends_the_file_again(ecctl, scripted, tmp_path):
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


def test_failed_upload_names_extension_and_next_step(ecctl, scripted, tmp_path):
    path = tmp_path / "b.zip"
    path.write_text("x")
    refusal = {"errors": [{"code": "extensions.too_large", "message": "Too large"}]}
    server = scripted(
        {"match": "POST *", "status": 201, "body": MADE}, {"match": "PUT *", "status": 400, "body": refusal}
    )
    done = ecctl(*CREATE, "--file", str(path), "--host", server.host)
    assert done.status == 5
    assert done.out == ""
    assert "the extension 42 was created, but its file was not uploaded" in done.err
    assert "extensions.too_large" in done.err
    assert "ecctl deployment extension update 42" in done.err


def test_unreadable_archive_is_refused_before_any_request(ecctl, scripted, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = os.open(tmp_path / "pipe", os.O_RDWR)
    (tmp_path / "empty").touch()
    server = scripted()
    try:
        for name, problem in (("", "directory"), ("empty", "is empty"), ("pipe", "not a regular file")):
            done = ecctl(*CREATE, "--file", str(tmp_path / name), "--host", server.host)
            assert done.status == 2
            assert problem in done.err
            assert "--file" in done.err
    finally:
        os.close(writer)
    assert server.requests == []


def test_download_url_needs_scheme_and_host(ecctl, scripted):
    server = scripted()
    for url in ("example.com/b.zip", "/b.zip", "https://", "https:///b.zip"):
        done = ecctl(*CREATE, "--download-url", url, "--host", server.host)
        assert done.status == 2
        assert url in done.err
    assert server.requests == []
