package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.door.Door;
import dev.latchkey.server.door.DoorConnection;
import dev.latchkey.server.door.DoorServices;
import dev.latchkey.server.stats.ServerVersion;
import dev.latchkey.server.talk.Resp;
import dev.latchkey.server.talk.Talk;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InfoTest {

    /** A protocol to which nobody connects. */
    private static final Door NOBODY = new Door() {
        @Override
        public DoorConnection accept(Channel channel, ClientState client, DoorServices services) {
            throw new AssertionError("a connection of " + channel);
        }

        @Override
        public ChannelHandler refusal() {
            throw new AssertionError("a refused connection");
        }
    };

    private static String info(Client client, String... sections) throws IOException {
        String[] words = new String[sections.length + 1];
        words[0] = "INFO";
        System.arraycopy(sections, 0, words, 1, sections.length);
        client.say(Resp.request(words));
        StringBuilder header = new StringBuilder(client.read(1));
        while (!header.toString().endsWith("\r\n")) {
            header.append(client.read(1));
        }
        int length = Integer.parseInt(header.substring(1, header.length() - 2));
        return client.read(length + 2).substring(0, length);
    }

    private static Map<String, String> values(String text) {
        return Arrays.stream(text.split("\r\n"))
                .filter(line -> line.contains(":"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')), line -> line.substring(line.indexOf(':') + 1)));
    }

    private static List<String> sections(String text) {
        return Arrays.stream(text.split("\r\n"))
                .filter(line -> line.startsWith("# "))
                .toList();
    }

    @Test
    void everySectionConsistsOfLinesOfNameAndValue() throws IOException {
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            String text = info(client);
            assertThat(sections(text))
                    .containsExactly(
                            "# Server",
                            "# Clients",
                            "# Memory",
                            "# Persistence",
                            "# Stats",
                            "# Replication",
                            "# CPU",
                            "# Modules",
                            "# Commandstats",
                            "# Errorstats",
                            "# Latencystats",
                            "# Cluster",
                            "# Keyspace",
                            "# Sessions",
                            "# Follows");
            assertThat(text.split("\r\n"))
                    .allMatch(line -> line.isEmpty() || line.matches("# [A-Z][A-Za-z]+|[a-z_0-9]+:[ -~]+"));
            assertThat(values(text))
                    .containsEntry("redis_version", "7.2.0")
                    .containsEntry("latchkey_version", ServerVersion.VERSION)
                    .containsEntry("redis_mode", "standalone")
                    .containsEntry("role", "master")
                    .containsEntry("cluster_enabled", "0")
                    .containsEntry("loading", "0")
                    .containsEntry("store", Talk.STORE_ID.toString())
                    .containsEntry("tcp_port", "" + node.node.address().getPort())
                    .containsEntry("http_port", "0")
                    .containsEntry("connected_clients", "1");
        }
    }

    @Test
    void portOfHttpIsShownOnceItIsServed() throws IOException {
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            InetSocketAddress taken = node.node.address();
            assertThatThrownBy(() -> node.node.open(NOBODY, List.of(taken))).isInstanceOf(IOException.class);
            assertThat(values(info(client, "server"))).containsEntry("http_port", "0");
            int port = node.node
                    .open(NOBODY, List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                    .getPort();
            assertThat(values(info(client, "server")))
                    .containsEntry("http_port", "" + port)
                    .containsEntry("tcp_port", "" + taken.getPort());
        }
    }

    /** For each budget what it is and how much of it is in use. */
    @Test
    void everyBudgetIsShownWithItsUse() throws IOException {
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            client.say(Resp.request("PUT", "a", "1", "0"));
            assertThat(client.read(4)).isEqualTo(":1\r\n");
            Map<String, String> values = values(info(client, "memory", "clients"));
            for (String budget : List.of(
                    "input_bytes",
                    "output_bytes",
                    "reply_queue_bytes",
                    "direct_memory_bytes",
                    "snapshot_copies_bytes")) {
                assertThat(Long.parseLong(values.get(budget + "_max")))
                        .as(budget)
                        .isPositive();
            }
            assertThat(values)
                    .containsKeys(
                            "input_bytes_held", "output_bytes_waiting", "reply_queue_bytes", "direct_memory_bytes");
            assertThat(values.get("snapshot_copies_bytes")).isEqualTo("0");
            assertThat(values.get("snapshots_ended_for_memory")).isEqualTo("0");
            assertThat(Long.parseLong(values.get("store_bytes"))).isBetween(1L, 1_000L);
            assertThat(Long.parseLong(values.get("machine_memory_bytes"))).isGreaterThan(1 << 20);
        }
    }

    @Test
    void sectionsThatAreNamedComeAlone() throws IOException {
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            assertThat(sections(info(client, "keyspace"))).containsExactly("# Keyspace");
            assertThat(sections(info(client, "STATS", "server"))).containsExactly("# Server", "# Stats");
            assertThat(sections(info(client, "everything"))).hasSize(15);
            assertThat(info(client, "nothing", "commandstats\r\nevil:1")).isEmpty();
        }
    }

    @Test
    void sessionsAreCounted() throws IOException {
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            assertThat(values(info(client, "sessions")))
                    .containsOnlyKeys(
                            "sessions",
                            "session_owned_keys",
                            "session_recorded_replies",
                            "session_bytes",
                            "sessions_opened",
                            "sessions_expired",
                            "sessions_closed",
                            "session_next_expiry_msec",
                            "session_pauses_msec")
                    .containsEntry("session_next_expiry_msec", "-1");
            client.say(Resp.request("SESSION", "OPEN", "86400000"));
            client.read("*2\r\n$32\r\n".length() + 34 + "$32\r\n".length() + 34);
            Map<String, String> values = values(info(client, "sessions"));
            assertThat(values).containsEntry("sessions", "1").containsEntry("sessions_opened", "1");
            assertThat(Long.parseLong(values.get("session_next_expiry_msec"))).isBetween(1L, 86_400_000L);
        }
    }

    @Test
    void replicationNamesThisServerAsThePrimary() throws IOException {
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            assertThat(info(client, "REPLICATION"))
                    .startsWith("# Replication\r\nrole:master\r\nconnected_slaves:0\r\n");
        }
    }

    /** Clients ask for one section by its name in Redis, and look for fields that Redis has in it. */
    @ParameterizedTest
    @CsvSource({
        "server, redis_version redis_mode os multiplexing_api process_id tcp_port uptime_in_seconds uptime_in_days",
        "clients, connected_clients maxclients tracking_clients",
        "memory, used_memory used_memory_human maxmemory maxmemory_human maxmemory_policy total_system_memory"
                + " total_system_memory_human",
        "persistence, loading async_loading aof_enabled aof_rewrite_in_progress rdb_bgsave_in_progress",
        "stats, total_connections_received total_commands_processed total_net_input_bytes total_net_output_bytes"
                + " rejected_connections evicted_keys pubsub_channels pubsub_patterns total_error_replies",
        "replication, role connected_slaves master_failover_state master_repl_offset second_repl_offset repl_backlog_active"
                + " repl_backlog_size repl_backlog_first_byte_offset repl_backlog_histlen",
        "cpu, used_cpu_total",
        "modules, ",
        "commandstats, cmdstat_info",
        "errorstats, errorstat_ERR",
        "latencystats, latency_percentiles_usec_info",
        "cluster, cluster_enabled",
        "keyspace, db0",
    })
    void sectionOfRedisHasTheFieldsThatClientsRead(String section, @Nullable String fields) throws IOException {
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            client.say(Resp.request("nope"));
            assertThat(client.read("-ERR unknown command 'nope'. COMMAND LIST lists the commands\r\n".length()))
                    .startsWith("-ERR");
            info(client, section);
            String text = info(client, section);
            assertThat(text.toLowerCase(Locale.ROOT)).startsWith("# " + section + "\r\n");
            assertThat(values(text)).containsKeys(fields == null ? new String[0] : fields.split(" "));
        }
    }

    @Test
    void bytesAreAlsoShownInUnits() throws IOException {
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            Map<String, String> values = values(info(client, "memory"));
            assertThat(values.get("used_memory_human")).matches("\\d+\\.\\d\\d[KMG]");
            assertThat(values.get("maxmemory_policy")).isEqualTo("noeviction");
            assertThat(values.get("total_system_memory")).isEqualTo(values.get("machine_memory_bytes"));
            assertThat(Double.parseDouble(values(info(client, "cpu")).get("used_cpu_total")))
                    .isPositive();
        }
    }

    @Test
    void countsAreRightBehindAKnownWorkload() throws IOException {
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            String puts = Resp.request("PUT", "a", "1", "0")
                    + Resp.request("PUT", "b", "1", "0")
                    + Resp.request("PUT", "b", "1", "0")
                    + Resp.request("PUT", "b");
            client.say(puts
                    + Resp.request("GET", "a").repeat(5)
                    + Resp.request("DEL", "a", "1")
                    + Resp.request("nope").repeat(2)
                    + Resp.request("ECHO", "end"));
            String heard = client.read(6);
            while (!heard.endsWith(Resp.bulk("end"))) {
                heard += client.read(1);
            }
            try (Client browser = node.connect();
                    Client violator = node.connect()) {
                browser.say("POST / HTTP/1.1\r\n");
                violator.say("*x\r\n");
                assertThat(browser.readToEnd()).isEmpty();
                assertThat(violator.readToEnd()).startsWith("-ERR Protocol error");
            }
            node.awaitConnections(1);
            Map<String, String> values = values(info(client));
            assertThat(values)
                    .containsEntry("errorstat_ERR", "count=3")
                    .containsEntry("errorstat_ERRVERSION", "count=1")
                    .containsEntry("total_error_replies", "4")
                    .containsEntry("unknown_commands", "2")
                    .containsEntry("protocol_errors", "1")
                    .containsEntry("foreign_connections", "1")
                    .containsEntry("total_commands_processed", "13")
                    .containsEntry("total_connections_received", "3")
                    .containsEntry("keys", "1")
                    .containsEntry("tombstones", "1")
                    .containsEntry("revision", "3")
                    .containsEntry("db0", "keys=1,expires=0,avg_ttl=0");
            assertThat(values.get("cmdstat_put"))
                    .matches("calls=3,usec=\\d+,usec_per_call=\\d+\\.\\d\\d,rejected_calls=1,failed_calls=1");
            assertThat(values.get("cmdstat_get"))
                    .matches("calls=5,usec=\\d+,usec_per_call=\\d+\\.\\d\\d,rejected_calls=0,failed_calls=0");
            assertThat(values.get("cmdstat_del")).startsWith("calls=1,").endsWith(",failed_calls=0");
            assertThat(values.get("latency_percentiles_usec_get"))
                    .matches("p50=\\d+\\.\\d{3},p99=\\d+\\.\\d{3},p99\\.9=\\d+\\.\\d{3}");
            assertThat(Long.parseLong(values.get("total_net_input_bytes"))).isGreaterThan(200);
            assertThat(Long.parseLong(values.get("total_net_output_bytes"))).isGreaterThan(200);
        }
    }

    @Test
    void valueCannotBeginAnotherLine() throws IOException {
        String before = System.getProperty("os.name");
        System.setProperty("os.name", "Evil\r\nrole:slave\nx");
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            Map<String, String> values = values(info(client, "server"));
            assertThat(values).doesNotContainKey("role");
            assertThat(values.get("os")).startsWith("Evil??role:slave?x ");
        } finally {
            System.setProperty("os.name", before);
        }
    }
}
