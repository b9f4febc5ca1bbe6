#!/usr/bin/env bash
# A fleet of 20
set -euo pipefail

# Create, install, wait, revoke: one script. A token without --validity does not expire, so the command warns you on a
# terminal. In return, the token is listed and can be revoked.
install=$(ecctl platform enrollment-token create --role proxy --out fleet.jwt --install-line)

# Every command that changes something can show its requests without sending them.
ecctl platform enrollment-token create --role proxy --dry-run

# Install all hosts at once.
#$ for number in {101..120}; do
#$     ecctl host enroll --token-file fleet.jwt --roles proxy --host-ip "192.0.2.$number" &
#$ done
for number in {101..120}; do
    scp fleet.jwt "host-$number:"
    ssh "host-$number" "$install && rm fleet.jwt" &
done

# Wait for 20 hosts. Hosts that joined earlier count as well; name ids instead of --count to wait for those hosts only.
# The status is 7 if they are not ready in time.
ecctl platform runner wait --count 20 --roles proxy --timeout 10m
wait

# Revoke the token. Name it by its file: no command ever shows more than its id. Hosts that joined stay.
ecctl platform enrollment-token delete --file fleet.jwt

# From now on, the token is refused, with status 3.
#$ ecctl host enroll --token-file fleet.jwt --roles proxy --host-ip 192.0.2.121 || test $? = 3
#$ rm fleet.jwt
scp fleet.jwt host-121:
ssh host-121 "$install" || test $? = 3
rm fleet.jwt
