#!/usr/bin/env bash
# A host without its role
set -euo pipefail

# What hosts are meant to do is best written down in a file.
printf '%s\n' '192.0.2.1: [allocator]' '192.0.2.2: [allocator, proxy]' >hosts.yaml

# Two hosts are installed, the second one by hand: somebody forgot a role.
install=$(ecctl platform enrollment-token create --role allocator,proxy --validity 1h \
    --out hosts.jwt --install-line)
scp hosts.jwt host-1:
scp hosts.jwt host-2:
ssh host-1 "${install/allocator,proxy/allocator}"
ssh host-2 "${install/allocator,proxy/allocator}"

# A script that waits for the roles finds that out at once, and says which host lacks what. The status is 7.
ecctl platform runner wait 192.0.2.1 192.0.2.2 --roles proxy --timeout 2s || test $? = 7

# So does a comparison with the file. Its status is 1 where anything differs, and it can run every night.
ecctl platform runner check --file hosts.yaml || test $? = 1

# Mend it: the host need not be installed again.
ecctl platform runner set-roles 192.0.2.2 --roles allocator,proxy
ecctl platform runner check --file hosts.yaml
rm hosts.jwt
