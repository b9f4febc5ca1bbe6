#!/usr/bin/env bash
# The first host
set -euo pipefail

# A host joins the platform with an enrollment token. Make one that ends by itself after an hour, and keep it in a
# file that only you can read. What is printed is the command that installs a host with it: the token is not in it.
install=$(ecctl platform enrollment-token create --role allocator --validity 1h \
    --out allocator.jwt --install-line)

# What does it grant, and until when? The token itself tells, nothing is sent, and it is never shown. The status is 1
# if it has expired or does not cover a role that you ask for.
ecctl platform enrollment-token inspect --file allocator.jwt --roles allocator

# Copy the file to the host, and run the command there, in the folder that holds it and ECE's installer.
scp allocator.jwt host-1:
ssh host-1 "$install"

# Wait until the host has joined, is healthy and has its role.
ecctl platform runner wait 192.0.2.1 --roles allocator --timeout 10m

# The token has done its work.
rm allocator.jwt
ssh host-1 rm allocator.jwt
