#!/usr/bin/env bash
# A token has leaked
set -euo pipefail

# This token was made some time ago, and somebody has pasted it into a chat.
install=$(ecctl platform enrollment-token create --role proxy --out proxy.jwt --install-line)
scp proxy.jwt stranger:

# Rotate it. A new token with the same roles is made and handed over as a new one is, and only then is the old one
# revoked: at no moment does neither of them work. See what will be sent, and do it.
ecctl platform enrollment-token rotate --file proxy.jwt --out new.jwt --dry-run
ecctl platform enrollment-token rotate --file proxy.jwt --out new.jwt

# Whoever found the old one cannot join with it.
ssh stranger "$install" || test $? = 3

# The new one works where the old one stood.
mv new.jwt proxy.jwt
scp proxy.jwt host-1:
ssh host-1 "$install"
ecctl platform runner wait 192.0.2.1 --roles proxy --timeout 10m

# More of its kind may lie about: revoke all tokens that carry the role. They are shown, and you are asked.
ecctl platform enrollment-token prune --role proxy

# None is left.
ecctl platform enrollment-token list
rm proxy.jwt
