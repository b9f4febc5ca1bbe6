"""Every operation of the description by its id: what is required is asked for, and lands where it belongs."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import pytest

import ecctl
from ecctl import client as operations
from ecctl.client.base import named
from ecctl.client.multipart import FileForm
from ecctl.client.paging import has_pages
from ecctl.settings.profile import Profile

CATALOGUE = operations.catalogue()
PROFILE = Profile({"host": "https://h", "api_key": "k"}, {})
AWKWARD = "a/b ü?&#%"
ESCAPED = "a%2Fb%20%C3%BC%3F"


def signatures(module):
    """Return the required and the optional arguments of each generated method, by the id of its operation."""
    source = Path(operations.__file__).with_name("_generated") / f"{module}.py"
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            call = node.body[-1].value
            call = call.value if isinstance(call, ast.Await) else call
            assert [keyword.arg for keyword in call.keywords] == [each.arg for each in node.args.kwonlyargs]
            pairs = list(zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True))
            needed = [argument.arg for argument, default in pairs if default is None]
            yield ast.literal_eval(call.args[0]), (needed, [arg.arg for arg, default in pairs if default])


SIGNATURES = dict(signatures("api"))


def value_of(name):
    return {"file": io.BytesIO(b"PK"), "body": {"a": 1}}.get(name, AWKWARD)


def prepare(operation_id, names):
    given = {name: value_of(name) for name in names}
    if "file" in given:
        given["file"].name = "pack.zip"
    body = given.pop("body", None)
    return operations.prepare(operation_id, named(given), PROFILE, body=body)


def test_every_operation_has_two_methods():
    assert len(CATALOGUE) == 274
    assert set(SIGNATURES) == set(CATALOGUE)
    assert dict(signatures("async_api")) == SIGNATURES


def test_some_operations_have_pages():
    paged = {each for each in CATALOGUE if has_pages(operations.operation(each))}
    assert paged == {"get-allocators", "search-allocators", "search-deployments", "search-runners",
                     "get-deployment-es-resource-eligible-remote-clusters",
                     "search-eligible-remote-clusters"}  # fmt: skip


@pytest.mark.parametrize("operation_id", CATALOGUE)
def test_operation_accepts_its_signature(operation_id):
    needed, optional = SIGNATURES[operation_id]
    found = operations.operation(operation_id)
    call = prepare(operation_id, needed + optional)
    in_query = {name for where, name, _, _ in found.parameters if where == "query"}
    assert {name for name, _ in call.query} == in_query
    assert "{" not in call.path
    assert call.path.count(ESCAPED) == len(found.path_parameters)
    assert call.target.isascii()
    for name in needed:
        with pytest.raises(ecctl.UsageError, match="needs"):
            prepare(operation_id, [each for each in needed if each != name])
    with pytest.raises(ecctl.UsageError, match='no parameter "no_such"'):
        prepare(operation_id, [*needed, "no_such"])


def test_file_becomes_multipart_form():
    form = prepare("upload-extension", ["extension_id", "file"]).body
    assert isinstance(form, FileForm)
    assert b'filename="pack.zip"' in b"".join(form)


def test_strings_become_url_encoded_form():
    call = operations.prepare("saml-callback", {"SAMLResponse": "a=b&c", "RelayState": "r"}, PROFILE)
    assert call.content_type == "application/x-www-form-urlencoded"
    assert call.body == b"SAMLResponse=a%3Db%26c&RelayState=r"


def test_list_in_path_is_joined_by_commas():
    parameters = {"deployment_id": "d", "resource_kind": "kibana", "ref_id": "r", "instance_ids": ["a", "b"]}
    call = operations.prepare("stop-deployment-resource-instances", parameters, PROFILE)
    assert call.path.endswith("/instances/a%2Cb/_stop")


def test_unknown_operation_is_refused(ece_platform):
    with ece_platform.client() as client, pytest.raises(ecctl.UsageError, match="no operation"):
        client.call("no-such-operation")


def test_nearest_operation_is_suggested():
    with pytest.raises(ecctl.UsageError) as caught:
        operations.operation("create-enrolment-token")
    assert caught.value.hint == "did you mean create-enrollment-token?"
