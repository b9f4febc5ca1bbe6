"""Files for their owner alone: whole or not there, and never root's in a folder of somebody else."""

from __future__ import annotations

import os
import stat

import pytest

from ecctl.core.private_files import (
    PrivateFile,
    open_private,
    sync_file_system,
    sync_folders,
    write_private,
)


def test_write_private_sets_mode_0600(tmp_path):
    path = tmp_path / "secret"
    path.write_text("old, and open to all")
    path.chmod(0o644)
    write_private(str(path), b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secret"]


def test_name_without_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_private("secret", b"here")
    assert (tmp_path / "secret").read_bytes() == b"here"


def test_failed_write_leaves_old_file(tmp_path):
    (tmp_path / "secret").mkdir()
    with pytest.raises(IsADirectoryError):
        write_private(str(tmp_path / "secret"), b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["secret"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can write for others")
def test_root_writes_for_the_folder_s_owner(tmp_path):
    os.chown(tmp_path, 12345, 23456)
    write_private(str(tmp_path / "secret"), b"theirs")
    found = (tmp_path / "secret").stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (12345, 23456, 0o600)


def test_link_is_followed(tmp_path):
    (tmp_path / "dotfiles").mkdir()
    target, link = tmp_path / "dotfiles" / "c.json", tmp_path / "c.json"
    link.symlink_to(target)
    write_private(str(link), b"1")
    assert (link.is_symlink(), target.read_bytes()) == (True, b"1")


def test_uncommitted_file_leaves_nothing(tmp_path):
    with PrivateFile(str(tmp_path / "a")):
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []


def test_existing_file_is_not_replaced_unless_wanted(tmp_path):
    path = tmp_path / "a"
    with PrivateFile(str(path), replace=False) as file:
        path.write_text("mine")
        with pytest.raises(FileExistsError):
            file.commit(b"theirs")
    assert [each.read_text() for each in tmp_path.iterdir()] == ["mine"]


def test_open_file_loses_wider_permissions(tmp_path):
    path = tmp_path / "a"
    path.write_text("x")
    path.chmod(0o644)
    os.close(open_private(str(path), os.O_APPEND))
    assert (path.stat().st_mode & 0o777, path.read_text()) == (0o600, "x")


def test_all_folders_above_a_new_file_are_flushed(tmp_path, monkeypatch):
    flushed, flush = set(), os.fsync

    def recorded(descriptor):
        flushed.add(os.fstat(descriptor).st_ino)
        flush(descriptor)

    folder = tmp_path / "new" / "newer"
    folder.mkdir(parents=True)
    monkeypatch.setattr(os, "fsync", recorded)
    sync_folders(str(folder / "file"))
    assert {each.stat().st_ino for each in (folder, folder.parent, tmp_path)} <= flushed


def test_file_system_is_flushed_or_the_failure_reported(tmp_path):
    descriptor = os.open(tmp_path, os.O_RDONLY)
    sync_file_system(descriptor)
    os.close(descriptor)
    with pytest.raises(OSError, match="Bad file descriptor"):
        sync_file_system(descriptor)
