#!/usr/bin/env bash
# A host without its role
set -euo pipefail

# Write down the roles that your hosts should have.
printf '%s\n' '192.0.2.31: [allocator]' '192.0.2.32: [allocator, proxy]' >hosts.yaml

# Install two hosts. Somebody forgets a role of the second one.
#$ ecctl platform enrollment-token create --role allocator,proxy --validity 1h --out hosts.jwt
#$ ecctl host enroll --token-file hosts.jwt --roles allocator --host-ip 192.0.2.31
#$ ecctl host enroll --token-file hosts.jwt --roles allocator --host-ip 192.0.2.32
install=$(ecctl platform enrollment-token create --role allocator,proxy --validity 1h \
    --out hosts.jwt --install-line)
scp hosts.jwt host-31:
scp hosts.jwt host-32:
ssh host-31 "${install/allocator,proxy/allocator}"
ssh host-32 "${install/allocator,proxy/allocator}"

# A script that waits for the roles fails with status 7, and says which host lacks which role.
ecctl platform runner wait 192.0.2.31 192.0.2.32 --roles proxy --timeout 2s || test $? = 7

# So does a comparison with the file; --partial ignores other hosts. The status is 1 if anything differs, so that it can
# run every night.
ecctl platform runner check --file hosts.yaml --partial || test $? = 1

# Fix the roles. The host need not be installed again.
ecctl platform runner set-roles 192.0.2.32 --roles allocator,proxy
ecctl platform runner check --file hosts.yaml --partial
rm hosts.jwt
