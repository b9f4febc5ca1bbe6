"""A form of one file: its parts, and that it can be sent again."""

from __future__ import annotations

from email import message_from_bytes

from ecctl.client.multipart import PART_SIZE, FileForm


def parsed(form: FileForm):
    """The one part of a form, as another reader of MIME sees it."""
    head = f"Content-Type: {form.content_type}\r\n\r\n".encode()
    (part,) = message_from_bytes(head + b"".join(form)).get_payload()
    return part


def test_file_is_sent_unchanged_and_again_on_retry(tmp_path):
    content = b"PK\x03\x04\r\n--\r\n\x00\xff" * 20_000
    path = tmp_path / "bundle.zip"
    path.write_bytes(content)
    with FileForm(path.open("rb")) as form:
        parts = list(form)
        assert max(map(len, parts)) <= PART_SIZE
        for _ in range(2):
            body = b"".join(form)
            assert body.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--")[0] == content
            part = parsed(form)
            assert part.get_param("name", header="Content-Disposition") == "file"
            assert part.get_filename() == "bundle.zip"


def test_file_name_is_escaped_in_header(tmp_path):
    path = tmp_path / 'a"; name="token"\r\n.zip'
    path.write_bytes(b"x")
    with FileForm(path.open("rb")) as form:
        head = b"".join(form).partition(b"\r\n\r\n")[0]
    assert b'filename="a%22; name=%22token%22%0D%0A.zip"' in head
    assert head.count(b"\r\n") == 2
