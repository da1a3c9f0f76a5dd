#!/bin/sh
# Starts a sentinel: two of the three that miss the master make a replica the new one. It finds the others through the master.
set -eu
nodes=redis-nodes
ask() { REDISCLI_AUTH="$REDIS_PASSWORD" timeout 3 redis-cli -h redis-sentinels -p 26379 sentinel get-master-addr-by-name messenger | head -n 1; }
master="$(ask || true)"
[ -n "$master" ] || master="redis-0.$nodes"
cat > /run/redis/sentinel.conf <<CONF
port 26379
requirepass $REDIS_PASSWORD
sentinel sentinel-pass $REDIS_PASSWORD
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel announce-ip $POD_NAME.$nodes
sentinel monitor messenger $master 6379 2
sentinel auth-pass messenger $REDIS_PASSWORD
sentinel down-after-milliseconds messenger 5000
sentinel failover-timeout messenger 15000
CONF
exec redis-server /run/redis/sentinel.conf --sentinel
