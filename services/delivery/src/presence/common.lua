-- Shared by the scripts beside it. All keys carry one hash tag, so that a Redis cluster keeps them on one node:
--   {presence}:gateways         set of the gateways that have users
--   {presence}:alive:<gateway>  expires when a gateway has not reported for too long
--   {presence}:seq:<gateway>    the number of its last report that took effect
--   {presence}:users:<gateway>  hash user -> preference as reported, '' for none
--   {presence}:at:<user>        hash gateway -> preference that counts: the last one set, by a device or in the profile
--   {presence}:preferences      hash user -> preference of the profile, where it is not 'online'
--   {presence}:directory        how far the directory was read for them: generation, seq, id of the event there; `known`
--                               once its end was reached. Without, nobody is shown: it might be against their will
--   {presence}:states           hash user -> "<state>|<last seen, ms, or nothing>|<when, ms>": what was announced; kept for
--                               good. The release before writes no <when>
--   {presence}:untold           users of whom a change was announced here and may not have been told, by when (ms): the
--                               answer with it can be lost, or who was to tell it die
--   {presence}:leaving          users whose last device went away, by the time (ms) they are to be called offline
local gateways = '{presence}:gateways'
local states = '{presence}:states'
local leaving = '{presence}:leaving'
local untold = '{presence}:untold'
local preferences = '{presence}:preferences'
local directory = '{presence}:directory'
local function key(kind, id) return '{presence}:' .. kind .. ':' .. id end

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- What the scripts answer: user, state, last seen, and so on for each user whose announced state changed.
local changes = {}

local function tell(user, state, seen)
  table.insert(changes, user)
  table.insert(changes, state)
  table.insert(changes, seen)
end

local function announce(user, state, seenAt)
  local seen = seenAt and string.format('%d', seenAt) or ''
  redis.call('HSET', states, user, string.format('%s|%s|%d', state, seen, now))
  redis.call('ZADD', untold, now, user)
  tell(user, state, seen)
end

local function announced(user)
  local text = redis.call('HGET', states, user)
  return text and string.match(text, '^%a+') or 'offline'
end

-- Nothing when no device is there. Being invisible on one device counts for all: better hidden than shown.
local function aggregate(user)
  local preferences = redis.call('HVALS', key('at', user))
  if #preferences == 0 then return nil end
  local state = 'away'
  for _, preference in ipairs(preferences) do
    if preference == 'invisible' then return 'offline' end
    if preference ~= 'away' then state = 'online' end
  end
  return state
end

-- When who goes into hiding was seen last: as who left would have been, who is called offline after the grace and the
-- next sweep; not before what was announced last.
local function hiddenSeenAt(user, graceMs)
  local since = string.match(redis.call('HGET', states, user) or '', '|(%d+)$')
  return math.max(now - graceMs - math.floor(graceMs * (clock[2] % 1000) / 10000), tonumber(since or 0))
end

-- Brings what is announced in line with the devices; who has none left is called offline after the grace.
local function settle(user, graceMs)
  local state, before = aggregate(user), announced(user)
  if state == nil and graceMs > 0 then
    if before ~= 'offline' then redis.call('ZADD', leaving, 'NX', now + graceMs, user) end
    return
  end
  redis.call('ZREM', leaving, user)
  if (state or 'offline') == before then return end
  if state == nil then
    announce(user, 'offline', now)
  else
    announce(user, state, state == 'offline' and hiddenSeenAt(user, graceMs) or nil)
  end
end

local function preferred(user)
  return redis.call('HGET', preferences, user) or 'online'
end

local function enter(gateway, user, reported, preference, graceMs)
  redis.call('HSET', key('users', gateway), user, reported)
  redis.call('HSET', key('at', user), gateway, preference)
  settle(user, graceMs)
end

local function leave(gateway, user, graceMs)
  redis.call('HDEL', key('users', gateway), user)
  redis.call('HDEL', key('at', user), gateway)
  settle(user, graceMs)
end

local function forget(gateway, graceMs)
  for _, user in ipairs(redis.call('HKEYS', key('users', gateway))) do leave(gateway, user, graceMs) end
  redis.call('SREM', gateways, gateway)
  redis.call('DEL', key('alive', gateway), key('users', gateway))
end
