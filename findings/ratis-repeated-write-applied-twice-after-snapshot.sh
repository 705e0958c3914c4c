#!/usr/bin/env bash
# Software: Apache Ratis 3.3.0 (ratis-server, gRPC transport), Java 17 or newer.
#
# Setting: a group of one server with default properties. A client sends a write, is answered, and sends the same write again, with the
# same client id and call id, as a client does whose answer was lost: in the same process, after a restart, and after a snapshot and a
# restart. All of that takes a few seconds, less than raft.server.retrycache.expirytime (60 s).
#
# Expected: the write is applied once, and each repetition gets the first answer. The retry cache is there for that, its expiry time has not
# passed, and after a restart without a snapshot it does work, because the replay of the log fills it again.
# See https://github.com/apache/ratis/blob/master/ratis-docs/src/site/markdown/configurations.md
#
# Observed: after a snapshot and a restart the repetition is applied a second time, and answered as a success.
#
# Guess at the cause: the retry cache is filled by applying entries and is not part of a snapshot, so entries that a snapshot has replaced
# leave nothing in it. What helps: numbers of requests in the state machine, and so in its snapshots.
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

cat > Repeat.java <<'JAVA'
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;

/** Argument: a directory. */
public final class Repeat {

    private static final RaftGroupId GROUP = RaftGroupId.valueOf(new UUID(1, 1));
    private static final RaftPeerId ME = RaftPeerId.valueOf("n0");
    private static final ClientId CLIENT = ClientId.randomId();

    /** Counts the entries applied, with snapshots. */
    private static final class Counter extends BaseStateMachine {
        private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
        private long count;

        @Override
        public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage) throws IOException {
            super.initialize(server, group, raftStorage);
            storage.init(raftStorage);
            SingleFileSnapshotInfo snapshot = storage.getLatestSnapshot();
            if (snapshot != null) {
                count = Long.parseLong(Files.readString(snapshot.getFile().getPath()));
                setLastAppliedTermIndex(snapshot.getTermIndex());
            }
        }

        @Override
        public SimpleStateMachineStorage getStateMachineStorage() {
            return storage;
        }

        @Override
        public synchronized long takeSnapshot() throws IOException {
            TermIndex at = getLastAppliedTermIndex();
            File file = storage.getSnapshotFile(at.getTerm(), at.getIndex());
            try (FileOutputStream out = new FileOutputStream(file)) {
                out.write(Long.toString(count).getBytes(StandardCharsets.US_ASCII));
                out.getFD().sync();
            }
            MD5Hash digest = MD5FileUtil.computeAndSaveMd5ForFile(file);
            storage.updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(file.toPath(), digest), at));
            return at.getIndex();
        }

        @Override
        public synchronized CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
            TermIndex at = TermIndex.valueOf(transaction.getLogEntry());
            updateLastAppliedTermIndex(at.getTerm(), at.getIndex());
            count++;
            return CompletableFuture.completedFuture(Message.valueOf(Long.toString(count)));
        }
    }

    private static RaftServer start(File directory, int port) throws Exception {
        RaftProperties properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(properties, List.of(directory));
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
        while (!server.getDivision(GROUP).getInfo().isLeaderReady()) {
            Thread.sleep(10);
        }
        return server;
    }

    /** Sends the write with a call id: the first time, or again. */
    private static long write(RaftServer server, long call) throws Exception {
        RaftClientReply reply = server.submitClientRequest(RaftClientRequest.newBuilder()
                .setClientId(CLIENT)
                .setServerId(ME)
                .setGroupId(GROUP)
                .setCallId(call)
                .setType(RaftClientRequest.writeRequestType())
                .setMessage(Message.valueOf("x"))
                .build());
        if (!reply.isSuccess()) {
            throw new IllegalStateException("a write failed: " + reply);
        }
        return Long.parseLong(reply.getMessage().getContent().toString(StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) throws Exception {
        File directory = new File(arguments[0]);
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        RaftServer server = start(directory, port);
        long first = write(server, 7);
        System.out.println("first answer " + first);
        System.out.println("again in the same process: " + write(server, 7));
        server.close();
        server = start(directory, port);
        System.out.println("again after a restart: " + write(server, 7));
        RaftClientReply snapshot = server.snapshotManagement(
                SnapshotManagementRequest.newCreate(CLIENT, ME, GROUP, 8, 10_000, 1));
        if (!snapshot.isSuccess()) {
            throw new IllegalStateException("no snapshot: " + snapshot);
        }
        server.close();
        server = start(directory, port);
        System.out.println("again after a snapshot and a restart: " + write(server, 7));
        server.close();
    }
}
JAVA
echo "Apache Ratis 3.3.0, $(java -version 2>&1 | head -1)"
echo "expected: four times the same answer, 1"
echo "observed:"
timeout 120 java -cp 'lib/*' Repeat.java "$work/data" > out 2> err || { cat out err; exit 2; }
sed 's/^/  /' out
if diff -q - out > /dev/null <<'OUT'
first answer 1
again in the same process: 1
again after a restart: 1
again after a snapshot and a restart: 2
OUT
then
  echo "unchanged"
else
  echo "changed"
  exit 1
fi
