# Stand-in for ECE's installer: takes the same arguments, and joins the host to the embedded platform.
test "$1" = install && shift
while [ $# -gt 0 ]; do
    case $1 in
    --roles-token) token=$2 ;;
    --roles) roles=$2 ;;
    --coordinator-host) test "$2" = 127.0.0.1 ;;
    *) exit 2 ;;
    esac
    shift 2
done
printf '%s' "$token" | ecctl host enroll --token-file - --roles "$roles" --host-ip "$HOST_IP" >/dev/null
