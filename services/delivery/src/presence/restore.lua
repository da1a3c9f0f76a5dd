-- After Redis lost everything: what this instance announced before is announced still, so it is put back, and who
-- has no device any more is called offline in time. ARGV: JSON [[user, state], …], the grace (ms).
for _, entry in ipairs(cjson.decode(ARGV[1])) do
  local user, state = entry[1], entry[2]
  if redis.call('HSETNX', states, user, state .. '|') == 1 then
    redis.call('ZADD', leaving, 'NX', now + tonumber(ARGV[2]), user)
  end
end
return {}
