#!/usr/bin/env bash
# A host without its role
set -euo pipefail

# Write down the roles that your hosts should have.
printf '%s\n' '192.0.2.1: [allocator]' '192.0.2.2: [allocator, proxy]' >hosts.yaml

# Install two hosts. Somebody forgets a role of the second one. To rehearse, enroll each with
# `ecctl host enroll --token-file hosts.jwt --roles allocator --host-ip 192.0.2.1` (and 192.0.2.2).
install=$(ecctl platform enrollment-token create --role allocator,proxy --validity 1h \
    --out hosts.jwt --install-line)
scp hosts.jwt host-1:
scp hosts.jwt host-2:
ssh host-1 "${install/allocator,proxy/allocator}"
ssh host-2 "${install/allocator,proxy/allocator}"

# A script that waits for the roles fails with status 7, and says which host lacks which role.
ecctl platform runner wait 192.0.2.1 192.0.2.2 --roles proxy --timeout 2s || test $? = 7

# So does a comparison with the file. Its status is 1 if anything differs; it can run every night.
ecctl platform runner check --file hosts.yaml || test $? = 1

# Fix the roles. The host need not be installed again.
ecctl platform runner set-roles 192.0.2.2 --roles allocator,proxy
ecctl platform runner check --file hosts.yaml
rm hosts.jwt
