#!/usr/bin/env bash
# Software: Apache Ratis 3.3.0 (ratis-server, gRPC transport), Java 17 or newer.
#
# Setting: a group of three servers in one process. The leader is given writes without a pause by RaftServer.submitClientRequestAsync, and
# is asked to transfer the leadership in the meantime, which it gives up. Every write has a number, which the state machine records.
#
# Expected: a write that is answered with NotLeaderException was not executed, since a server that is not the leader does not accept
# writes; a write that was accepted before the leader stepped down is answered with another exception, which says that its outcome is
# unknown. A program that embeds a server has to tell these cases apart before it sends a write again under a new number.
# See https://github.com/apache/ratis/blob/master/ratis-docs/src/site/markdown/start/index.md
#
# Observed: some of the writes that were answered with NotLeaderException are applied on all servers.
#
# Guess at the cause: a leader that steps down completes all pending requests with NotLeaderException, also those whose entries it has
# appended and sent to others. RaftClient hides that, because it repeats the request with the same call id at the new leader.
# What helps: treat every exception of a submitted write as an unknown outcome.
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
    <dependency><groupId>org.apache.ratis</groupId><artifactId>ratis-client</artifactId><version>3.3.0</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B -Dmaven.repo.local="$work/repository" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory=lib || exit 2

cat > StepDown.java <<'JAVA'
import java.io.File;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.TimeDuration;

/** Argument: a directory. */
public final class StepDown {

    private static final RaftGroupId GROUP = RaftGroupId.valueOf(new UUID(1, 1));
    private static final ClientId CLIENT = ClientId.randomId();

    /** Records the numbers of the writes applied. */
    private static final class Recorder extends BaseStateMachine {
        private final Set<Long> applied = new ConcurrentSkipListSet<>();

        @Override
        public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
            TermIndex at = TermIndex.valueOf(transaction.getLogEntry());
            updateLastAppliedTermIndex(at.getTerm(), at.getIndex());
            applied.add(Long.parseLong(
                    transaction.getStateMachineLogEntry().getLogData().toString(StandardCharsets.UTF_8)));
            return CompletableFuture.completedFuture(Message.EMPTY);
        }
    }

    private static RaftClientRequest write(RaftServer server, long number) {
        return RaftClientRequest.newBuilder()
                .setClientId(CLIENT)
                .setServerId(server.getId())
                .setGroupId(GROUP)
                .setCallId(number)
                .setType(RaftClientRequest.writeRequestType())
                .setMessage(Message.valueOf(Long.toString(number)))
                .build();
    }

    private static RaftServer leader(List<RaftServer> servers) throws Exception {
        while (true) {
            for (RaftServer server : servers) {
                if (server.getDivision(GROUP).getInfo().isLeaderReady()) {
                    return server;
                }
            }
            Thread.sleep(10);
        }
    }

    public static void main(String[] arguments) throws Exception {
        List<RaftPeer> peers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try (ServerSocket socket = new ServerSocket(0)) {
                peers.add(RaftPeer.newBuilder().setId("n" + i).setAddress("127.0.0.1:" + socket.getLocalPort()).build());
            }
        }
        RaftGroup group = RaftGroup.valueOf(GROUP, peers);
        List<RaftServer> servers = new ArrayList<>();
        Map<String, Recorder> recorders = new TreeMap<>();
        for (RaftPeer peer : peers) {
            RaftProperties properties = new RaftProperties();
            RaftServerConfigKeys.setStorageDir(properties, List.of(new File(arguments[0], peer.getId().toString())));
            RaftServerConfigKeys.Rpc.setTimeoutMin(properties, TimeDuration.valueOf(1, java.util.concurrent.TimeUnit.SECONDS));
            RaftServerConfigKeys.Rpc.setTimeoutMax(properties, TimeDuration.valueOf(2, java.util.concurrent.TimeUnit.SECONDS));
            GrpcConfigKeys.Server.setPort(properties, Integer.parseInt(peer.getAddress().split(":")[1]));
            Recorder recorder = new Recorder();
            recorders.put(peer.getId().toString(), recorder);
            RaftServer server = RaftServer.newBuilder()
                    .setServerId(peer.getId())
                    .setGroup(group)
                    .setOption(RaftStorage.StartupOption.RECOVER)
                    .setStateMachineRegistry(id -> recorder)
                    .setProperties(properties)
                    .build();
            server.start();
            servers.add(server);
        }
        RaftServer leader = leader(servers);
        Map<Long, String> outcomes = new ConcurrentHashMap<>();
        AtomicBoolean isOver = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            List<CompletableFuture<?>> window = new ArrayList<>();
            for (long number = 1; !isOver.get(); number++) {
                long of = number;
                try {
                    window.add(leader.submitClientRequestAsync(write(leader, of)).handle((reply, failure) -> {
                        outcomes.put(of, failure != null ? failure.getClass().getSimpleName() : outcome(reply));
                        return null;
                    }));
                } catch (Exception e) {
                    outcomes.put(of, "not submitted");
                }
                if (window.size() == 64) {
                    window.remove(0).join();
                }
            }
            CompletableFuture.allOf(window.toArray(CompletableFuture[]::new)).join();
        });
        writer.start();
        Thread.sleep(3_000);
        try (RaftClient client = RaftClient.newBuilder().setRaftGroup(group).setProperties(new RaftProperties()).build()) {
            client.admin().transferLeadership(null, leader.getId(), 10_000);
        }
        isOver.set(true);
        writer.join();
        RaftServer next = leader(servers);
        next.submitClientRequest(write(next, 1L << 40)); // what was appended before this entry is applied before it
        while (!recorders.values().stream().allMatch(recorder -> recorder.applied.contains(1L << 40))) {
            Thread.sleep(10);
        }
        Map<String, Integer> answers = new TreeMap<>();
        Map<String, Integer> applied = new TreeMap<>();
        outcomes.forEach((number, outcome) -> {
            answers.merge(outcome, 1, Integer::sum);
            boolean isApplied = recorders.values().stream().allMatch(recorder -> recorder.applied.contains(number));
            applied.merge(outcome, isApplied ? 1 : 0, Integer::sum);
        });
        answers.forEach((outcome, count) ->
                System.out.println(outcome + ": " + count + " writes, of which applied on all servers: " + applied.get(outcome)));
        System.exit(applied.getOrDefault("NotLeaderException", 0) > 0 ? 0 : 1);
    }

    private static String outcome(RaftClientReply reply) {
        return reply.isSuccess() ? "success" : reply.getException().getClass().getSimpleName();
    }
}
JAVA
echo "Apache Ratis 3.3.0, $(java -version 2>&1 | head -1)"
echo "expected: no write that was answered with NotLeaderException is applied"
echo "observed:"
for attempt in 1 2 3; do
  status=0
  timeout 120 java -cp 'lib/*' StepDown.java "$work/data-$attempt" > out 2> err || status=$?
  sed 's/^/  /' out
  if ((status == 0)); then
    echo "unchanged"
    exit 0
  elif ((status != 1)); then
    cat err
    exit 2
  fi
done
echo "changed"
exit 1
