# Create, list, check and revoke enrollment tokens on the embedded platform, in a folder that is thrown away.
set -eu
HOME=$(mktemp -d)
export HOME
trap 'rm -rf "$HOME"' EXIT
export EC_CONFIG=embedded

show() {
    printf '\n$ ecctl %s\n' "$*"
    ecctl "$@"
}

printf 'Everything below runs on the embedded platform: no server, no set-up.\n'
show platform enrollment-token create --role coordinator --role proxy --validity 2h
show platform enrollment-token create --role allocator
show platform enrollment-token list

token=$(ecctl platform enrollment-token create --role allocator --format '{{.Token}}')
id=$(ecctl platform enrollment-token list --format '{{.TokenID}}' | tail -1)
printf '\nWhat a token grants, read from the token itself:\n'
printf '%s' "$token" | ecctl platform enrollment-token inspect - --roles allocator

show platform enrollment-token delete "$id"
show platform enrollment-token list
