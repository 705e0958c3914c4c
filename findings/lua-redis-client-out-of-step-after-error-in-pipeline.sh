#!/usr/bin/env bash
# Software: lua-redis 2.0.5 (Debian 12), Lua 5.1.5, LuaSocket 3.1.0; Redis 7.0.15 (Debian 12).
#
# Setting: client:pipeline of three valid commands of which the second one is answered with an error, because the value of its key is not an
# integer. The caller catches the error of the pipeline with pcall and continues to use the client.
#
# Expected: after the error the client reads the reply of each later command, or refuses to continue on this connection.
# See https://github.com/nrk/redis-lua
#
# Observed: the replies of the pipeline that follow the error stay unread, and later commands get them: GET of one key returns the value of
# another one, and so on for as long as the connection exists. No error is reported.
#
# Guess at the cause: the loop that reads the replies of a pipeline is left by the error, with the remaining replies in the socket.
# What helps: disconnect after an error of a pipeline, or do not pipeline commands that can be refused.
#
# Exit code: 0 if this is still so, 1 if it has changed, 2 if the script could not run.
set -euo pipefail
work=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"

# redis-server of this machine, or unpacked from the packages of Debian without installing them.
if ! command -v redis-server > /dev/null; then
  apt-get download -q -o APT::Sandbox::User=root redis-server redis-tools libjemalloc2 liblua5.1-0 liblzf1 libatomic1 > /dev/null || exit 2
  for package in *.deb; do
    dpkg -x "$package" root
  done
  PATH=$work/root/usr/bin:$PATH
  export LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu
fi

apt-get download -q -o APT::Sandbox::User=root lua-redis lua5.1 lua-socket liblua5.1-0 > /dev/null || exit 2
for package in lua*.deb liblua*.deb; do
  dpkg -x "$package" lua
done
export LUA_PATH="$work/lua/usr/share/lua/5.1/?.lua;$work/lua/usr/share/lua/5.2/?.lua"
export LUA_CPATH="$work/lua/usr/lib/$(uname -m)-linux-gnu/lua/5.1/?.so"
export LD_LIBRARY_PATH=$work/lua/usr/lib/$(uname -m)-linux-gnu${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}

cat > pipeline.lua <<'LUA'
local redis = require 'redis'
local client = redis.connect('127.0.0.1', tonumber(arg[1]))
client:set('a', 'value of a')
client:set('b', 'value of b')
client:set('c', 'value of c')
local ok, message = pcall(function()
  return client:pipeline(function(p)
    p:get('a')
    p:incr('a')
    p:get('b')
  end)
end)
print('pipeline of GET a, INCR a, GET b: ' .. (ok and 'returns' or 'error ' .. tostring(message)))
local first = client:get('c')
print('GET c: ' .. tostring(first))
local second = client:get('a')
print('GET a: ' .. tostring(second))
os.exit((not ok and first == 'value of b' and second == 'value of c') and 0 or 1)
LUA
port=$((20000 + RANDOM % 10000))
redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no > server.log 2>&1 &
server=$!
for _ in $(seq 50); do
  redis-cli -p "$port" ping > /dev/null 2>&1 && break
  sleep 0.1
done
version=$(dpkg-deb -f lua-redis_*.deb Version)
echo "lua-redis $version, $(redis-server --version | cut -d' ' -f1-3)"
echo "expected: GET c returns 'value of c', GET a returns 'value of a', or an error"
echo "observed:"
status=0
timeout 60 "$work/lua/usr/bin/lua5.1" pipeline.lua "$port" > out 2> err || status=$?
sed 's/^/  /' out
if [[ $status == 1 && -s err ]]; then
  status=2
fi
case $status in
  0) echo "unchanged" ;;
  1) echo "changed"; exit 1 ;;
  *) cat err server.log; exit 2 ;;
esac
