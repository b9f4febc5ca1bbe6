"""Annotations of public names at run time: typing, inspect and pydantic find the objects."""

from __future__ import annotations

import inspect
import subprocess
import sys
import typing

import pytest

import ecctl
import ecctl.testing


def functions(module):
    """Return the public functions of a module, and the methods of its classes, by name."""
    found = {}
    for name in module.__all__:
        value = getattr(module, name)
        if inspect.isclass(value):
            found[name] = value
            for method, function in inspect.getmembers(value, inspect.isfunction):
                if not method.startswith("_") or method == "__init__":
                    found[f"{name}.{method}"] = function
        elif inspect.isfunction(value):
            found[name] = value
    return found


@pytest.mark.parametrize("module", [ecctl, ecctl.testing], ids=["ecctl", "ecctl.testing"])
def test_every_public_annotation_can_be_resolved(module):
    wrong = {}
    for name, value in functions(module).items():
        try:
            typing.get_type_hints(value)
        except (NameError, TypeError, AttributeError, ImportError) as error:
            wrong[name] = error
    assert wrong == {}


def test_methods_of_a_client_have_hints_of_their_results(platform_client):
    hints = typing.get_type_hints(platform_client.users.get)
    assert hints["return"] is ecctl.models.User
    assert inspect.signature(platform_client.users.get, eval_str=True).return_annotation is ecctl.models.User


def test_method_without_request_has_hints_before_its_class_is_read():
    code = "import ecctl, typing; c = ecctl.Client(host='http://127.0.0.1:9', api_key='k'); "
    code += "print(typing.get_type_hints(c.enrollment_tokens.inspect)['return'].__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("Claims\n", "")


@pytest.fixture
def platform_client(ece_platform):
    return ece_platform.client()


def test_models_have_hints():
    assert "user_name" in typing.get_type_hints(ecctl.models.User)


def test_pydantic_validates_calls_of_a_method(platform_client):
    pydantic = pytest.importorskip("pydantic")
    get = pydantic.validate_call(platform_client.users.get)
    assert get("admin")["user_name"] == "admin"


def test_annotations_are_texts_until_somebody_looks():
    code = (
        "import sys, ecctl; ecctl.Client; ecctl.Users; "
        "assert not {'typing', 'pathlib', 'ast', 'ecctl.models'} & set(sys.modules), sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-S", "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})
