-- The end of the directory was reached: from now on the preferences of all are known, unless they were lost meanwhile.
-- ARGV: the position that was reached at least.
local seq = tonumber(redis.call('HGET', directory, 'seq') or -1)
if seq < tonumber(ARGV[1]) then return {} end
redis.call('HSET', directory, 'known', '1')
return { 'known' }
