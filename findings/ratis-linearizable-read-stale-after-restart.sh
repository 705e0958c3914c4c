#!/usr/bin/env bash
# Software: Apache Ratis 3.3.0 (ratis-server, gRPC transport), Java 17 or newer.
#
# Setting: a group of one server, raft.server.read.option=LINEARIZABLE and raft.server.log.log-metadata.enabled=false.
#
# Expected: a server that was restarted refuses reads until it has applied its log, and then returns the last acknowledged value.
# RaftServerConfigKeys.Read.Option says that LINEARIZABLE "Maintains linearizability", and nothing says that log metadata, which
# records the commit index, has an influence on what reads return: a leader must not answer before it has committed an entry of its term.
# See https://github.com/apache/ratis/blob/master/ratis-docs/src/site/markdown/configurations.md
#
# Observed: for a part of the replay, reads succeed and return older values, down to 0, although all writes were acknowledged before the
# server was closed. With log-metadata.enabled=true (the default) the reads of the same program are refused or right.
#
# Guess at the cause: LeaderStateImpl.getReadIndex answers the only member of a group with the last committed index before it checks
# whether the leader is ready, and without log metadata that index is not known yet when the server has just started.
# What helps: do not serve anything before DivisionInfo.isLeaderReady().
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
    <dependency><groupId>org.apache.ratis</groupId><artifactId>ratis-server</artifactId><version>3.3.0</version></dependency>
    <dependency><groupId>org.apache.ratis</groupId><artifactId>ratis-grpc</artifactId><version>3.3.0</version></dependency>
    <dependency><groupId>org.apache.ratis</groupId><artifactId>ratis-metrics-default</artifactId><version>3.3.0</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B -Dmaven.repo.local="$work/repository" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory=lib || exit 2

cat > Restart.java <<'JAVA'
import java.io.File;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;

/** Arguments: a directory, and whether log metadata is enabled. */
public final class Restart {

    private static final int WRITES = 3_000;
    private static final RaftGroupId GROUP = RaftGroupId.valueOf(new UUID(1, 1));
    private static final RaftPeerId ME = RaftPeerId.valueOf("n0");
    private static final ClientId CLIENT = ClientId.randomId();
    private static long calls;

    /** Counts the entries applied. */
    private static final class Counter extends BaseStateMachine {
        private final AtomicLong count = new AtomicLong();

        @Override
        public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
            TermIndex at = TermIndex.valueOf(transaction.getLogEntry());
            updateLastAppliedTermIndex(at.getTerm(), at.getIndex());
            return CompletableFuture.completedFuture(Message.valueOf(Long.toString(count.incrementAndGet())));
        }

        @Override
        public CompletableFuture<Message> query(Message request) {
            return CompletableFuture.completedFuture(Message.valueOf(Long.toString(count.get())));
        }
    }

    private static RaftServer start(File directory, int port, boolean logMetadata) throws Exception {
        RaftProperties properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(properties, List.of(directory));
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, logMetadata);
        GrpcConfigKeys.Server.setPort(properties, port);
        RaftPeer me = RaftPeer.newBuilder().setId(ME).setAddress("127.0.0.1:" + port).build();
        Counter counter = new Counter();
        RaftServer server = RaftServer.newBuilder()
                .setServerId(ME)
                .setGroup(RaftGroup.valueOf(GROUP, me))
                .setOption(RaftStorage.StartupOption.RECOVER)
                .setStateMachineRegistry(group -> counter)
                .setProperties(properties)
                .build();
        server.start();
        return server;
    }

    private static RaftClientReply send(RaftServer server, RaftClientRequest.Type type) throws Exception {
        return server.submitClientRequest(RaftClientRequest.newBuilder()
                .setClientId(CLIENT)
                .setServerId(ME)
                .setGroupId(GROUP)
                .setCallId(++calls)
                .setType(type)
                .setMessage(Message.valueOf("x"))
                .build());
    }

    private static long value(RaftClientReply reply) {
        return Long.parseLong(reply.getMessage().getContent().toString(StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) throws Exception {
        File directory = new File(arguments[0]);
        boolean logMetadata = Boolean.parseBoolean(arguments[1]);
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        RaftServer server = start(directory, port, logMetadata);
        while (!server.getDivision(GROUP).getInfo().isLeaderReady()) {
            Thread.sleep(10);
        }
        long written = 0;
        for (int i = 0; i < WRITES; i++) {
            RaftClientReply reply = send(server, RaftClientRequest.writeRequestType());
            if (!reply.isSuccess()) {
                throw new IllegalStateException("a write failed: " + reply);
            }
            written = value(reply);
        }
        server.close();
        long stale = 0;
        for (int restart = 1; restart <= 3; restart++) {
            server = start(directory, port, logMetadata);
            long refused = 0;
            long older = 0;
            long least = written;
            long read = -1;
            while (read != written) {
                RaftClientReply reply = send(server, RaftClientRequest.readRequestType());
                if (!reply.isSuccess()) {
                    refused++;
                    continue;
                }
                read = value(reply);
                least = Math.min(least, read);
                older += read < written ? 1 : 0;
            }
            System.out.println("restart " + restart + ": " + written + " writes acknowledged, then " + refused
                    + " reads refused, " + older + " successful reads of an older value, the least " + least);
            stale += older;
            server.close();
        }
        System.out.println("stale " + stale);
    }
}
JAVA
echo "Apache Ratis 3.3.0, $(java -version 2>&1 | head -1)"
echo "expected: no successful read returns an older value"
for metadata in true false; do
  echo "observed with log-metadata.enabled=$metadata:"
  timeout 120 java -cp 'lib/*' Restart.java "$work/data-$metadata" "$metadata" > "$metadata.out" 2> "$metadata.err" ||
    { cat "$metadata.out" "$metadata.err"; exit 2; }
  sed 's/^/  /' "$metadata.out"
done
if grep -qx 'stale 0' true.out && ! grep -qx 'stale 0' false.out; then
  echo "unchanged"
else
  echo "changed"
  exit 1
fi
