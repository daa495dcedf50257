/**
 * The rules of seats.ts once more, for Redis to run: one room is one key, so that a call is atomic and any cluster will do.
 * A seat is a text of lines: expires, here (1 or 0), owner, instance, node, and the rest, which the script does not read.
 * A room's key ends with the last of its leases and its lock, so nothing is left behind.
 *
 * KEYS[1]: the room. ARGV: verb, role, now in milliseconds (0: Redis's own clock), milliseconds to keep the seat, owner,
 * instance, node, rest. Answers {verdict, seat before, seat opposite, end of the lock}; an empty text is none.
 */
export const roomScript = `
local key, verb, role, now, grace = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local owner, instance, node, rest = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local function alive(text)
  if not text then return nil end
  local expires, here, owner, instance, node, rest = string.match(text, '^(%d+)\\n(%d)\\n([^\\n]*)\\n([^\\n]*)\\n([^\\n]*)\\n(.*)$')
  if tonumber(expires) <= now then return nil end
  return { text = text, expires = tonumber(expires), owner = owner, instance = instance, node = node, rest = rest }
end

local found = redis.call('HMGET', key, role, role == 'caller' and 'callee' or 'caller', 'locked')
local holder, opposite = alive(found[1]), alive(found[2])
local locked = tonumber(found[3] or '0')
if locked <= now then locked = 0 end
local own = holder and holder.instance == instance and holder.node == node

local function answer(verdict)
  return { verdict, holder and holder.text or '', opposite and opposite.text or '', locked > 0 and found[3] or '' }
end

local function keep(field, expires, text)
  redis.call('HSET', key, field, text)
  local last = math.max(expires, locked, opposite and opposite.expires or 0)
  redis.call('PEXPIRE', key, string.format('%.0f', last - now))
  return answer('ok')
end

local function seat(here, owner, rest)
  local expires = string.format('%.0f', now + grace)
  return keep(role, now + grace, table.concat({ expires, here, owner, instance, node, rest }, '\\n'))
end

if verb == 'look' then return answer('ok') end
if verb == 'lock' then
  if grace > 0 then return keep('locked', math.max(now + grace, holder and holder.expires or 0), string.format('%.0f', now + grace)) end
  redis.call('HDEL', key, 'locked')
  local last = math.max(holder and holder.expires or 0, opposite and opposite.expires or 0)
  redis.call('PEXPIRE', key, string.format('%.0f', last - now))
  return answer('ok')
end
if verb == 'part' or verb == 'leave' then
  if not own then return answer('no') end
  if verb == 'part' then return seat('0', holder.owner, holder.rest) end
  redis.call('HDEL', key, role)
  return answer('ok')
end
if holder and holder.owner ~= owner then return answer('occupied') end
if not holder and verb == 'claim' and locked > 0 then return answer('locked') end
if holder and verb == 'renew' and holder.instance ~= instance then return answer('replaced') end
if holder and verb == 'renew' and holder.node ~= node then return answer('moved') end
return seat('1', owner, rest)
`;
