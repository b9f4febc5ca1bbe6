"""TLS certificates of a client."""

from __future__ import annotations

from ecctl.client.arguments import encoded, text
from ecctl.client.reply import nothing
from ecctl.client.resources import C_co, OperationSpec, Resource, operation_method

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from ecctl.client._generated import models as m


class Certificates(Resource[C_co]):
    """The TLS certificates of the platform's services, and further CA certificates that it trusts."""

    @operation_method
    def list(self) -> OperationSpec[m.PublicCertChainCollection]:
        """Return the further CA certificates that the platform trusts, by id."""
        return OperationSpec("get-extra-certificates")

    @operation_method
    def get(self, service: str) -> OperationSpec[m.TlsPublicCertChain]:
        """Return the certificate chain of a service such as `ui` or `proxy`."""
        return OperationSpec("get-tls-certificate", {"service_name": text(service, "service")})

    @operation_method
    def update(self, service: str, pem: str) -> OperationSpec[m.UpdatedTlsChain]:
        """Replace the certificate chain and key of a service, in PEM form."""
        body = encoded(pem, "pem")
        return OperationSpec("set-tls-certificate", {"service_name": text(service, "service")}, body)

    @operation_method
    def create(self, certificate_id: str, pem: str) -> OperationSpec[None]:
        """Add a CA certificate that the platform trusts, in PEM form."""
        parameters = {"cert_id": text(certificate_id, "certificate_id")}
        return OperationSpec("set-extra-certificate", parameters, encoded(pem, "pem"), nothing)

    @operation_method
    def delete(self, certificate_id: str) -> OperationSpec[None]:
        """Remove a CA certificate that was added."""
        parameters = {"cert_id": text(certificate_id, "certificate_id")}
        return OperationSpec("delete-extra-certificate", parameters, then=nothing)
