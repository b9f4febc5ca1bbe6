"""The API's models as `TypedDict`s, for annotations and for whoever checks values at run time."""

from ecctl.client._generated.models import *  # noqa: F403  # all of them, and nothing else
from ecctl.client._generated.models import __all__  # noqa: F401  # the names of all
