"""The resources of a client, as properties such as `client.users`."""

from __future__ import annotations

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Self, TypeVar

    from ecctl.client.resources import Resource
    from ecctl.client.resources.allocators import Allocators
    from ecctl.client.resources.api_keys import ApiKeys
    from ecctl.client.resources.certificates import Certificates
    from ecctl.client.resources.comments import Comments
    from ecctl.client.resources.deployments import Deployments
    from ecctl.client.resources.enrollment_tokens import EnrollmentTokens
    from ecctl.client.resources.extensions import Extensions
    from ecctl.client.resources.platform import Platform
    from ecctl.client.resources.projects import Projects
    from ecctl.client.resources.proxies import Proxies
    from ecctl.client.resources.repositories import Repositories
    from ecctl.client.resources.roles import PlatformRoles
    from ecctl.client.resources.runners import Runners
    from ecctl.client.resources.stacks import Stacks
    from ecctl.client.resources.templates import Templates
    from ecctl.client.resources.traffic_filters import TrafficFilters
    from ecctl.client.resources.users import Users

    C = TypeVar("C")
    R = TypeVar("R")

if TYPE_CHECKING:
    resource = property
else:

    class resource:  # noqa: N801  # a decorator
        """A property that is computed once and stored in the client, where tests may replace it.

        Accessed on the class, it returns the class of the resource: `create_autospec` looks there.
        """

        def __init__(self, getter: Any) -> None:
            self.getter, self.name, self.__doc__ = getter, getter.__name__, getter.__doc__

        def __get__(self, client: Any, kind: type) -> Any:
            """Return the resource of a client, or its class."""
            if client is None:
                return self.getter(kind)
            made = client.__dict__[self.name] = self.getter(client)
            return made


class Resources:
    """The resources of a client. Each is imported when a program first uses it."""

    @resource
    def enrollment_tokens(self) -> EnrollmentTokens[Self]:
        """The tokens with which hosts join the platform."""
        from ecctl.client.resources.enrollment_tokens import EnrollmentTokens

        return resource_of(self, EnrollmentTokens)

    @resource
    def users(self) -> Users[Self]:
        """The users of the platform."""
        from ecctl.client.resources.users import Users

        return resource_of(self, Users)

    @resource
    def runners(self) -> Runners[Self]:
        """The hosts of the platform."""
        from ecctl.client.resources.runners import Runners

        return resource_of(self, Runners)

    @resource
    def api_keys(self) -> ApiKeys[Self]:
        """The API keys of the caller, or of another user."""
        from ecctl.client.resources.api_keys import ApiKeys

        return resource_of(self, ApiKeys)

    @resource
    def platform(self) -> Platform[Self]:
        """The platform itself."""
        from ecctl.client.resources.platform import Platform

        return resource_of(self, Platform)

    @resource
    def deployments(self) -> Deployments[Self]:
        """The deployments of the platform."""
        from ecctl.client.resources.deployments import Deployments

        return resource_of(self, Deployments)

    @resource
    def templates(self) -> Templates[Self]:
        """The deployment templates of a region."""
        from ecctl.client.resources.templates import Templates

        return resource_of(self, Templates)

    @resource
    def allocators(self) -> Allocators[Self]:
        """The allocators, which run the instances of deployments."""
        from ecctl.client.resources.allocators import Allocators

        return resource_of(self, Allocators)

    @resource
    def traffic_filters(self) -> TrafficFilters[Self]:
        """The rulesets that filter the traffic of deployments."""
        from ecctl.client.resources.traffic_filters import TrafficFilters

        return resource_of(self, TrafficFilters)

    @resource
    def extensions(self) -> Extensions[Self]:
        """The extensions of Elasticsearch: plugins and bundles."""
        from ecctl.client.resources.extensions import Extensions

        return resource_of(self, Extensions)

    @resource
    def stacks(self) -> Stacks[Self]:
        """The stack versions of the platform."""
        from ecctl.client.resources.stacks import Stacks

        return resource_of(self, Stacks)

    @resource
    def repositories(self) -> Repositories[Self]:
        """The snapshot repositories of the platform."""
        from ecctl.client.resources.repositories import Repositories

        return resource_of(self, Repositories)

    @resource
    def roles(self) -> PlatformRoles[Self]:
        """The roles of hosts, with their containers."""
        from ecctl.client.resources.roles import PlatformRoles

        return resource_of(self, PlatformRoles)

    @resource
    def proxies(self) -> Proxies[Self]:
        """The proxies of the platform."""
        from ecctl.client.resources.proxies import Proxies

        return resource_of(self, Proxies)

    @resource
    def comments(self) -> Comments[Self]:
        """The comments on resources of the platform."""
        from ecctl.client.resources.comments import Comments

        return resource_of(self, Comments)

    @resource
    def certificates(self) -> Certificates[Self]:
        """The TLS certificates of the platform's services."""
        from ecctl.client.resources.certificates import Certificates

        return resource_of(self, Certificates)

    @resource
    def projects(self) -> Projects[Self]:
        """The serverless projects of Elastic Cloud."""
        from ecctl.client.resources.projects import Projects

        return resource_of(self, Projects)

    @staticmethod
    def _resource_class(kind: type[Resource[Any]]) -> type[Resource[Any]]:
        """Return the class of resources for this kind of client."""
        return kind


def resource_of(client: C, kind: Callable[[C], R]) -> R:
    """Return a client's resource; for a class of clients, the class of the resource."""
    made: Any = client._resource_class(kind)  # type: ignore[attr-defined]  # noqa: SLF001  # a client, or its class
    found: R = made if isinstance(client, type) else made(client)
    return found
