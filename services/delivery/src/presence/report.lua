-- Applies a gateway's report, once, in order. ARGV: the report as JSON, expiry (ms), grace (ms).
-- Answers {'unready'}: preferences are not known, {'repeated'}, {'gap'}: a report before it is missing, or
-- {'applied', changes …}.
local report = cjson.decode(ARGV[1])
local expiryMs, graceMs = tonumber(ARGV[2]), tonumber(ARGV[3])
local gateway = report.gatewayId
local last = tonumber(redis.call('GET', key('seq', gateway)) or 0)

if redis.call('HEXISTS', directory, 'known') == 0 then return { 'unready' } end
if report.seq <= last then return { 'repeated' } end
local known = redis.call('EXISTS', key('alive', gateway)) == 1
if not (report.all or report.leaving) and not (known and report.seq == last + 1) then return { 'gap' } end

-- Outlives the gateway, so that no late instance of delivery brings a gateway back that has left.
redis.call('SET', key('seq', gateway), report.seq, 'PX', 3600000)

if report.leaving then
  forget(gateway, graceMs)
else
  redis.call('SET', key('alive', gateway), '1', 'PX', expiryMs)
  redis.call('SADD', gateways, gateway)
  local before = {}
  if report.all then
    local flat = redis.call('HGETALL', key('users', gateway))
    for i = 1, #flat, 2 do before[flat[i]] = flat[i + 1] end
  end
  for _, device in ipairs(report.present) do
    local user, reported = device.userId, device.presence or ''
    if before[user] ~= reported then
      local profile = preferred(user)
      -- In a repetition one cannot tell what a device set before its user went into hiding from what it set after.
      local hidden = report.all and before[user] == nil and profile == 'invisible'
      local own = reported ~= '' and not hidden
      enter(gateway, user, reported, own and reported or profile, graceMs)
    end
    before[user] = nil
  end
  for user in pairs(before) do leave(gateway, user, graceMs) end
  if not report.all then
    for _, user in ipairs(report.gone) do leave(gateway, user, graceMs) end
  end
end

table.insert(changes, 1, 'applied')
return changes
