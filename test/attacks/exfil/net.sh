#!/bin/bash
# A network of its own with nobody in it: loopback, one card with a test address (RFC 5737), and us
# as the resolver. Runs what is given inside.
set -eu
ip link set lo up
ip link add veth0 type veth peer name veth1
ip address add 203.0.113.7/24 dev veth0
ip link set veth0 up
ip link set veth1 up
ip route add default via 203.0.113.1
resolver=$(mktemp)
echo 'nameserver 127.0.0.1' >"$resolver"
mount --bind "$resolver" /etc/resolv.conf
exec "$@"
