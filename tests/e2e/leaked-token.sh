#!/usr/bin/env bash
# A leaked token
set -euo pipefail

# This token was created some time ago, and somebody has pasted it into a chat.
#$ ecctl platform enrollment-token create --role proxy --out proxy.jwt
#$ cp proxy.jwt stranger.jwt
install=$(ecctl platform enrollment-token create --role proxy --out proxy.jwt --install-line)
scp proxy.jwt stranger:

# Rotate it. The command creates a new token with the same roles, writes it to a file, and only then revokes the old
# one, so that at every moment at least one of them works. Look at the requests first, then send them.
ecctl platform enrollment-token rotate --file proxy.jwt --out new.jwt --dry-run
ecctl platform enrollment-token rotate --file proxy.jwt --out new.jwt

# The leaked token is refused.
#$ ecctl host enroll --token-file stranger.jwt --roles proxy --host-ip 192.0.2.99 || test $? = 3
#$ rm stranger.jwt
ssh stranger "$install" || test $? = 3

# The new token works under the old name.
#$ mv new.jwt proxy.jwt
#$ ecctl host enroll --token-file proxy.jwt --roles proxy --host-ip 192.0.2.50
#$ ecctl platform runner wait 192.0.2.50 --roles proxy --timeout 10m
mv new.jwt proxy.jwt
scp proxy.jwt host-50:
ssh host-50 "$install"
ecctl platform runner wait 192.0.2.50 --roles proxy --timeout 10m

# Other tokens with this role may have leaked, too. Revoke them all: the command lists them and asks for confirmation.
ecctl platform enrollment-token prune --role proxy

# None are left.
ecctl platform enrollment-token list
rm proxy.jwt
