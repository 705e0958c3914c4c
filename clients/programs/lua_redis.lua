-- One line of standard input is one step, see clients/contract.md.
local redis = require 'redis'

for _, name in ipairs { 'put', 'getv', 'list', 'changes' } do
  redis.commands[name] = redis.command(name:upper())
end

local function show(reply)
  if reply == nil then return 'nil' end
  if type(reply) == 'table' then
    local parts = {}
    for _, part in ipairs(reply) do parts[#parts + 1] = show(part) end
    return '[' .. table.concat(parts, ' ') .. ']'
  end
  if type(reply) == 'number' then return ':' .. string.format('%.0f', reply) end
  return tostring(reply)
end

local function split(text, separator)
  local parts = {}
  for part in text:gmatch('[^' .. separator .. ']+') do parts[#parts + 1] = part end
  return parts
end

local function send(target, words)
  local name = table.remove(words, 1):lower()
  if not redis.commands[name] then redis.commands[name] = redis.command(name:upper()) end
  if not target[name] and target.define_command then target:define_command(name) end
  return target[name](target, unpack(words))
end

io.stdout:setvbuf('line')
local port = tonumber(os.getenv('LATCHKEY_PORT'))
local client = redis.connect('127.0.0.1', port)
for line in io.lines() do
  local step = split(line, '\t')
  local kind = table.remove(step, 1)
  local ok, reply
  if kind == 'call' then
    ok, reply = pcall(send, client, step)
  elseif kind == 'pipeline' then
    ok, reply = pcall(client.pipeline, client, function(pipe)
      for _, command in ipairs(step) do send(pipe, split(command, '|')) end
    end)
  end
  if ok == nil then
    print('unsupported')
  elseif ok then
    print('value\t' .. show(reply))
  else
    local text = tostring(reply):gsub('[\n\t]', ' ')
    local refusal = text:match('redis error: (.*)')
    print(refusal and 'refused\terror\t' .. refusal or 'error\terror\t' .. text)
    if text:find('connection error') then client = redis.connect('127.0.0.1', port) end
  end
end
