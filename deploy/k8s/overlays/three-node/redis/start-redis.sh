#!/bin/sh
# Starts Redis as a replica of the master that the sentinels agree on, or, where none is there yet, of the first node.
set -eu
nodes=redis-nodes
me="$POD_NAME.$nodes"
ask() { REDISCLI_AUTH="$REDIS_PASSWORD" timeout 3 redis-cli -h redis-sentinels -p 26379 sentinel get-master-addr-by-name messenger | head -n 1; }
master="$(ask || true)"
[ -n "$master" ] || master="redis-0.$nodes"
{
  cat /scripts/redis.conf
  echo "replica-announce-ip $me"
  echo "requirepass $REDIS_PASSWORD"
  echo "masterauth $REDIS_PASSWORD"
  [ "$master" = "$me" ] || echo "replicaof $master 6379"
} > /run/redis/redis.conf
exec redis-server /run/redis/redis.conf
