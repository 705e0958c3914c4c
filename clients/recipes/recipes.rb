# The recipes of docs/clients.md for redis-rb. LATCHKEY_PORT is the port of an empty server. Exits with code 0 if each did what it should.
require 'redis'

ATTEMPTS_MAX = 100

def connect(port)
  Redis.new(host: '127.0.0.1', port: port, reconnect_attempts: 0)
end

# Returns the new version, or nil if the key has another version. Any other exception: the outcome is unknown.
def put(client, key, value, version, *options)
  client.call('PUT', key, value, version, *options)
rescue Redis::CommandError => e
  raise unless e.message.start_with?('ERRVERSION ', 'ERRNOKEY ')
end

def update(client, key)
  ATTEMPTS_MAX.times do
    value, version = client.call('GETV', key) || [nil, 0]
    written = put(client, key, yield(value), version)
    return written if written
  end
  raise "#{key} was written by others #{ATTEMPTS_MAX} times"
end

# Returns false if another client holds the lock. It is freed at the latest 10 s after the last SESSION KEEP.
def with_lock(client, lock, holder)
  session, = client.call('SESSION', 'OPEN', 10_000)
  token = put(client, lock, holder, 0, 'OWNER', session)
  yield token if token
  !token.nil?
ensure
  client.call('SESSION', 'CLOSE', session) if session # deletes the key of the lock
end

# As put; ERRGUARD is raised if the lock is not held with that token any more.
def guarded(client, key, value, version, lock, token)
  put(client, key, value, version, 'GUARD', lock, token)
end

# Handles the writes after a revision, and waits up to 4 s for the first. Returns the revision to go on from.
def follow(client, prefix, revision)
  next_revision, events = client.call('CHANGES', prefix, 'FROM', revision, 'BLOCK', 4_000) # less than the read timeout
  events.each { |_, _, kind, key, version, value| yield kind, key, version, value }
  next_revision
end

def check(expected, actual)
  raise "expected #{expected.inspect}, got #{actual.inspect}" unless expected == actual
end

client = connect(ENV['LATCHKEY_PORT'].to_i)
check 1, put(client, 'r/k', 'one', 0)
check nil, put(client, 'r/k', 'two', 0)
check 2, put(client, 'r/k', 'two', 1)
[1, 2].each { |expected| check expected, update(client, 'r/count') { |value| value.to_i + 1 } }
check '2', client.get('r/count')
held = nil
check(true, with_lock(client, 'r/lock', 'me') do |token|
  held = token
  check 1, guarded(client, 'r/guarded', 'v', 0, 'r/lock', token)
  check(false, with_lock(client, 'r/lock', 'other') {})
end)
check nil, client.get('r/lock')
begin
  raise "not refused: #{guarded(client, 'r/guarded', 'late', 1, 'r/lock', held)}"
rescue Redis::CommandError => e
  check 'ERRGUARD', e.message.split.first
end
seen = []
check true, follow(client, 'r/k', 0) { |*event| seen << event } > 0
check [['put', 'r/k', 1, 'one'], ['put', 'r/k', 2, 'two']], seen.first(2)
