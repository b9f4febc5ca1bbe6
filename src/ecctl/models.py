"""The models of the API as `TypedDict`s, for annotations and for validation at run time."""

from ecctl.client._generated import models as _generated
from ecctl.client._generated.models import *  # noqa: F403  # all of them, and nothing else
from ecctl.client.models import NewApiKey, RoleDifference

__all__ = (*_generated.__all__, "NewApiKey", "RoleDifference")  # noqa: PLE0604  # they are texts
