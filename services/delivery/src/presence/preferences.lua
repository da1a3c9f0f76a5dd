-- Takes in what users prefer from now on, once, in the order of the directory. ARGV: the position it goes on from, the
-- position after it and the id of the event there, JSON [[user, preference], …], the grace (ms).
-- Answers {'moved'} when the stored position is another, or {'applied', changes …}.
if redis.call('HGET', directory, 'seq') ~= ARGV[1] then return { 'moved' } end
redis.call('HSET', directory, 'seq', ARGV[2], 'id', ARGV[3])

for _, entry in ipairs(cjson.decode(ARGV[4])) do
  local user, preference = entry[1], entry[2]
  if preferred(user) ~= preference then
    if preference == 'online' then
      redis.call('HDEL', preferences, user)
    else
      redis.call('HSET', preferences, user, preference)
    end
    local there = redis.call('HKEYS', key('at', user))
    for _, gateway in ipairs(there) do redis.call('HSET', key('at', user), gateway, preference) end
    if #there > 0 then settle(user, tonumber(ARGV[5])) end
  end
end

table.insert(changes, 1, 'applied')
return changes
