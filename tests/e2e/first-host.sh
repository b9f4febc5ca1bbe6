#!/usr/bin/env bash
# The first host
set -euo pipefail

# A host joins the platform with an enrollment token. Create one that expires after an hour, in a file that only you can
# read. The command prints the installation command for the host; the token is not part of it.
install=$(ecctl platform enrollment-token create --role allocator --validity 1h \
    --out allocator.jwt --install-line)

# Check what the token grants, and until when. This works offline and never shows the token. The status is 1 if the
# token has expired or does not cover a role that you name.
ecctl platform enrollment-token inspect --file allocator.jwt --roles allocator

# Join a host. A real host gets a copy of the file, and runs the command in the folder with the file and ECE's
# installer; `ecctl host enroll` plays such a host.
#$ ecctl host enroll --token-file allocator.jwt --roles allocator --host-ip 192.0.2.1
scp allocator.jwt host-1:
ssh host-1 "$install"

# Wait until the host has joined, is healthy and has its role.
ecctl platform runner wait 192.0.2.1 --roles allocator --timeout 10m

# Remove the token file; it is no longer needed.
#$ rm allocator.jwt
rm allocator.jwt
ssh host-1 rm allocator.jwt
