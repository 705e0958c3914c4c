#!/usr/bin/env bash
# Software: Apache Curator 5.9.0 (curator-recipes) with ZooKeeper 3.9.5, server and client; Java 17 or newer.
#
# Setting: DistributedAtomicLong.increment(), nobody else uses the node, through a proxy. The proxy passes the write of the new value on, and
# when the server has replied, it closes the connection to the client instead of delivering the reply, once: as a network does that fails
# at this moment. The session survives that.
#
# Expected: the counter grows by 1, or increment() throws, or its result says that it did not succeed. The documentation of the recipe says
# that a returned value must be checked with succeeded(), and that preValue() and postValue() are then the values before and after the
# operation.
# See https://curator.apache.org/docs/recipes-distributed-atomic-long
#
# Observed: the counter grows by 2. succeeded() is true, and postValue() is 2 after what is the first increment.
#
# Guess at the cause: setData is repeated after the loss of the connection, and fails, because the first attempt has changed the version; the
# recipe takes that for the write of another client, reads the new value and increments again.
# What helps: a value that names its writer and operation, so that a client recognizes its own write.
#
# Exit code: 0 if this is still so, 1 if it has changed, 2 if the script could not run.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.curator</groupId><artifactId>curator-recipes</artifactId><version>5.9.0</version></dependency>
    <dependency><groupId>org.apache.curator</groupId><artifactId>curator-test</artifactId><version>5.9.0</version></dependency>
    <dependency><groupId>org.apache.zookeeper</groupId><artifactId>zookeeper</artifactId><version>3.9.5</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B -Dmaven.repo.local="$work/repository" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory=lib || exit 2
rm -f lib/logback-*.jar

cat > LostReply.java <<'JAVA'
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.atomic.AtomicValue;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.retry.RetryNTimes;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.ZooDefs.OpCode;

public final class LostReply {

    /** Whether the reply to the next setData is to be lost. */
    private static final AtomicBoolean ARMED = new AtomicBoolean();

    private static final AtomicInteger WRITES = new AtomicInteger();

    private static void serve(ServerSocket proxy, int port) {
        try {
            while (true) {
                Socket client = proxy.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                AtomicInteger lost = new AtomicInteger();
                start(() -> copy(client, server, lost, true));
                start(() -> copy(server, client, lost, false));
            }
        } catch (IOException e) {
            return; // the proxy was closed
        }
    }

    private static void start(Runnable action) {
        Thread thread = new Thread(action);
        thread.setDaemon(true);
        thread.start();
    }

    /** Passes frames on; {@code lost} is the number of the request whose reply is lost. */
    private static void copy(Socket from, Socket to, AtomicInteger lost, boolean isRequest) {
        try (from; to) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            DataOutputStream out = new DataOutputStream(to.getOutputStream());
            while (true) {
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                int number = frame.length < 4 ? 0 : ByteBuffer.wrap(frame).getInt(0);
                int type = frame.length < 8 ? 0 : ByteBuffer.wrap(frame).getInt(4);
                if (isRequest && type == OpCode.setData && number > 0) {
                    WRITES.incrementAndGet();
                    if (ARMED.compareAndSet(true, false)) {
                        lost.set(number);
                    }
                } else if (!isRequest && lost.get() > 0 && number == lost.get()) {
                    return;
                }
                out.writeInt(frame.length);
                out.write(frame);
                out.flush();
            }
        } catch (IOException e) {
            return; // one side has closed the connection
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (TestingServer server = new TestingServer();
                ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                CuratorFramework client = CuratorFrameworkFactory.newClient(
                        "127.0.0.1:" + proxy.getLocalPort(), 30_000, 10_000, new RetryNTimes(5, 100))) {
            start(() -> serve(proxy, server.getPort()));
            client.start();
            DistributedAtomicLong counter = new DistributedAtomicLong(client, "/counter", new RetryNTimes(5, 100));
            counter.initialize(0L);
            System.out.println("before: " + counter.get().postValue());
            ARMED.set(true);
            String result;
            boolean succeeded = false;
            try {
                AtomicValue<Long> value = counter.increment();
                succeeded = value.succeeded();
                result = "succeeded " + succeeded + ", from " + value.preValue() + " to " + value.postValue();
            } catch (Exception e) {
                result = "throws " + e;
            }
            long after = counter.get().postValue();
            System.out.println("increment: " + result + "; setData was sent " + WRITES + " times");
            System.out.println("after: " + after);
            System.exit(!ARMED.get() && succeeded && after == 2 ? 0 : 1);
        }
    }
}
JAVA
echo "Apache Curator 5.9.0, ZooKeeper 3.9.5, $(java -version 2>&1 | head -1)"
echo "expected: 1 after the increment, or an exception, or succeeded false"
echo "observed:"
status=0
timeout 120 java -cp 'lib/*' LostReply.java > out 2> err || status=$?
sed 's/^/  /' out
case $status in
  0) echo "unchanged" ;;
  1) echo "changed"; exit 1 ;;
  *) cat err; exit 2 ;;
esac
