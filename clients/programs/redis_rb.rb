# One line of standard input is one step, see clients/contract.md.
require 'redis'

$stdout.sync = true

def show(reply)
  case reply
  when nil then 'nil'
  when Integer then ":#{reply}"
  when Array then "[#{reply.map { |part| show(part) }.join(' ')}]"
  when Redis::CommandError then "!#{reply.message}"
  else reply.to_s
  end
end

options = { host: '127.0.0.1', port: ENV['LATCHKEY_PORT'].to_i }
options[:reconnect_attempts] = 0 if ENV['LATCHKEY_ONCE'] # the setting
redis = Redis.new(**options)

while (line = $stdin.gets)
  kind, *rest = line.chomp.split("\t")
  begin
    case kind
    when 'call' then puts "value\t#{show(redis.call(*rest))}"
    when 'pipeline'
      replies = redis.pipelined { |pipe| rest.each { |command| pipe.call(*command.split('|')) } }
      puts "value\t#{show(replies)}"
    else puts 'unsupported'
    end
  rescue Redis::CommandError => e
    puts "refused\t#{e.class}\t#{e.message}"
  rescue StandardError => e
    puts "error\t#{e.class}\t#{e.message}"
  end
end
