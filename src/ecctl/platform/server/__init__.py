"""The platform behind a socket: HTTP connections, certificates, the request log. Needs the extra `server`."""
