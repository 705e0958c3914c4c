#!/usr/bin/env bash
# Software: spring-data-redis 4.1.2 with Lettuce 7.7.0, Java 17 or newer; Redis 7.0.15 (Debian 12).
#
# Setting: RedisConnection.execute(String, byte[]...) of the Lettuce connector, for commands of Redis that reply with an integer.
#
# Expected: the integer, for every command. The javadoc of RedisCommands.execute says that the command is executed as is, with as little
# interpretation as possible; an exception means that the command failed.
# See https://docs.spring.io/spring-data/redis/docs/current/api/org/springframework/data/redis/connection/RedisCommands.html
#
# Observed: INCR and COPY return a value. UNLINK, TOUCH and GEOADD are executed by the server, and then execute throws
# RedisSystemException (UnsupportedOperationException: ByteArrayOutput does not support set(long)). A caller that takes the exception
# for a failure repeats a write that was done.
#
# Guess at the cause: the connector has a table of the reply types of some commands (LettuceConnection.TypeHints); every other reply is
# decoded as a bulk string, whose decoder refuses integers when the reply has already arrived.
# What helps: LettuceConnection.execute(String, CommandOutput, byte[]...) with an IntegerOutput.
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

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.springframework.data</groupId><artifactId>spring-data-redis</artifactId><version>4.1.2</version></dependency>
    <dependency><groupId>io.lettuce</groupId><artifactId>lettuce-core</artifactId><version>7.7.0.RELEASE</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B -Dmaven.repo.local="$work/repository" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory=lib || exit 2

cat > Execute.java <<'JAVA'
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Argument: the port of a server. */
public final class Execute {

    private static String result(RedisConnection connection, String line) {
        String[] words = line.split(" ");
        byte[][] arguments = Arrays.stream(words, 1, words.length)
                .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        try {
            return "returns " + connection.execute(words[0], arguments);
        } catch (RuntimeException e) {
            return "throws " + e.getClass().getSimpleName() + ", because of " + e.getCause();
        }
    }

    public static void main(String[] arguments) {
        LettuceConnectionFactory factory = new LettuceConnectionFactory("127.0.0.1", Integer.parseInt(arguments[0]));
        factory.afterPropertiesSet();
        factory.start();
        boolean isSame;
        try (RedisConnection connection = factory.getConnection()) {
            byte[] key = {'k'};
            connection.stringCommands().set(key, key);
            System.out.println("INCR n: " + result(connection, "INCR n"));
            System.out.println("COPY k k2: " + result(connection, "COPY k k2"));
            String touched = result(connection, "TOUCH k");
            System.out.println("TOUCH k: " + touched);
            String added = result(connection, "GEOADD g 1 1 m");
            boolean isAdded = connection.keyCommands().exists(new byte[] {'g'});
            System.out.println("GEOADD g 1 1 m: " + added + "; the key exists afterwards: " + isAdded);
            String unlinked = result(connection, "UNLINK k");
            boolean isThere = connection.keyCommands().exists(key);
            System.out.println("UNLINK k: " + unlinked + "; the key exists afterwards: " + isThere);
            isSame = touched.startsWith("throws") && added.startsWith("throws") && isAdded
                    && unlinked.startsWith("throws") && !isThere;
        }
        factory.destroy();
        System.exit(isSame ? 0 : 1);
    }
}
JAVA
port=$((20000 + RANDOM % 10000))
redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no > server.log 2>&1 &
server=$!
for _ in $(seq 50); do
  redis-cli -p "$port" ping > /dev/null 2>&1 && break
  sleep 0.1
done
echo "spring-data-redis 4.1.2, Lettuce 7.7.0, $(redis-server --version | cut -d' ' -f1-3)"
echo "expected: integers, and no exception for a command that was executed"
echo "observed:"
status=0
timeout 120 java -cp 'lib/*' Execute.java "$port" > out 2> err || status=$?
sed 's/^/  /' out
case $status in
  0) echo "unchanged" ;;
  1) echo "changed"; exit 1 ;;
  *) cat err server.log; exit 2 ;;
esac
