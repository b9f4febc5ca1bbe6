#!/usr/bin/env bash
# A fleet of 20
set -euo pipefail

# Create, install, wait, revoke: one script. A token without --validity does not end by itself, so on a terminal you
# are warned; in return it is listed and can be revoked.
install=$(ecctl platform enrollment-token create --role proxy --out fleet.jwt --install-line)

# What would be sent can be seen before, for every command that changes something.
ecctl platform enrollment-token create --role proxy --dry-run

# Install all hosts at once.
for number in {1..20}; do
    scp fleet.jwt "host-$number:"
    ssh "host-$number" "$install && rm fleet.jwt" &
done

# Wait for as many as there are to be. Hosts that joined before count as well; ids in place of --count wait for those
# hosts alone. The status is 7 if they are not ready in time.
ecctl platform runner wait --count 20 --roles proxy --timeout 10m
wait

# Revoke the token, named by its file: of a token no more than its id is ever shown. Hosts that joined stay.
ecctl platform enrollment-token delete --file fleet.jwt

# Nobody joins with it any more: the installer of another host is refused.
scp fleet.jwt host-21:
ssh host-21 "$install" || test $? = 3
rm fleet.jwt
