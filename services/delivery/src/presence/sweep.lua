-- Calls offline whose grace is over and, with ARGV[3] = '1', the users of gateways that are gone.
-- ARGV: how many users at most, the grace (ms). Answers the changes.
local limit, graceMs = tonumber(ARGV[1]), tonumber(ARGV[2])

if ARGV[3] == '1' then
  for _, gateway in ipairs(redis.call('SMEMBERS', gateways)) do
    if redis.call('EXISTS', key('alive', gateway)) == 0 then forget(gateway, 0) end
  end
end

for _, user in ipairs(redis.call('ZRANGEBYSCORE', leaving, '-inf', now, 'LIMIT', 0, limit)) do
  local due = tonumber(redis.call('ZSCORE', leaving, user))
  redis.call('ZREM', leaving, user)
  if aggregate(user) == nil and announced(user) ~= 'offline' then announce(user, 'offline', due - graceMs) end
end

return changes
