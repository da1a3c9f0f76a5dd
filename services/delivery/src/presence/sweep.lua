-- Calls offline whose grace is over and, with ARGV[3] = '1', the users of gateways that are gone. Tells again what may
-- not have been told for longer than an answer takes.
-- ARGV: how many users at most, the grace (ms), whether of dead gateways too, how long one may take to tell (ms).
-- Answers the changes.
local limit, graceMs, tellMs = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[4])

for _, user in ipairs(redis.call('ZRANGEBYSCORE', untold, '-inf', now - tellMs, 'LIMIT', 0, limit)) do
  local state, seen = string.match(redis.call('HGET', states, user) or '', '^(%a+)|(%d*)')
  if state then tell(user, state, seen) else redis.call('ZREM', untold, user) end
end

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
