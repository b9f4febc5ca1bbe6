"""Versions and their order."""

from __future__ import annotations

import pytest

from ecctl.cli.semver import precedence

ASCENDING = (
    "0.0.0",
    "0.9.10",
    "1.0.0-1",
    "1.0.0-2",
    "1.0.0-10",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-alpha-1",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1",
    "1.2.0",
    "1.10.0",
    "10.0.0",
)


def test_versions_are_ordered_as_in_the_standard():
    backwards = list(ASCENDING)
    backwards.reverse()
    assert sorted(backwards, key=precedence) == list(ASCENDING)


def test_build_metadata_does_not_affect_order():
    assert precedence("8.9.0+build.5") == precedence("8.9.0+007")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "MAJOR"),
        ("8", "MAJOR"),
        ("8.9", "MAJOR"),
        ("8.9.0.1", "MAJOR"),
        ("v8.9.0", '"v8"'),
        ("8..0", '""'),
        ("08.9.0", '"08"'),
        ("8.+9.0", "MAJOR"),
        ("8.9.٣", '"٣"'),
        ("8.9.0-", '""'),
        ("8.9.0-a..b", '""'),
        ("8.9.0-01", '"01"'),
        ("8.9.0-béta", '"béta"'),
        ("8.9.0+", '""'),
        ("8.9.0+a_b", '"a_b"'),
    ],
)
def test_invalid_version_is_explained(text, named):
    with pytest.raises(ValueError, match="it") as caught:
        precedence(text)
    assert named in str(caught.value)
