package dev.latchkey.app.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LettuceTest {

    /** The commands of Latchkey, as Lettuce expects them. */
    record Latchkey(String word) implements ProtocolKeyword {
        static final Latchkey GETV = new Latchkey("GETV");
        static final Latchkey PUT = new Latchkey("PUT");
        static final Latchkey DEL = new Latchkey("DEL");
        static final Latchkey LIST = new Latchkey("LIST");

        @Override
        public byte[] getBytes() {
            return word.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static CommandArgs<String, String> arguments() {
        return new CommandArgs<>(StringCodec.UTF8);
    }

    static Long put(RedisCommands<String, String> redis, String key, String value, long version) {
        return redis.dispatch(
                Latchkey.PUT,
                new IntegerOutput<>(StringCodec.UTF8),
                arguments().addKey(key).addValue(value).add(version));
    }

    /** Value, version and revision; empty if the key does not exist. */
    static List<Object> getv(RedisCommands<String, String> redis, String key) {
        List<Object> reply = redis.dispatch(
                Latchkey.GETV,
                new NestedMultiOutput<>(StringCodec.UTF8),
                arguments().addKey(key));
        return reply == null || reply.size() < 3 ? List.of() : reply; // no array reads as null, [] or [null]
    }

    private final ServedNode node = ServedNode.open();
    private RedisClient client = connectTo(node.port());

    private static RedisClient connectTo(int port) {
        return RedisClient.create(RedisURI.builder()
                .withHost(ServedNode.HOST)
                .withPort(port)
                .withTimeout(Duration.ofSeconds(60))
                .build());
    }

    @AfterEach
    void stop() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
        node.close();
    }

    private StatefulRedisConnection<String, String> speak(ProtocolVersion protocol) {
        client.setOptions(ClientOptions.builder().protocolVersion(protocol).build());
        return client.connect();
    }

    @Test
    void everyOperationWorksAsThePageShows() {
        RedisCommands<String, String> redis = client.connect().sync();
        long version = put(redis, "greeting", "hello", 0);
        String value = redis.get("greeting");
        List<Object> versioned = getv(redis, "greeting");

        assertThat(version).isEqualTo(1);
        assertThat(value).isEqualTo("hello");
        assertThat(versioned).containsExactly("hello", 1L, 1L);
        try {
            Object changed = put(redis, "greeting", "hi", 0);
            assertThat(changed).as("this put is refused").isNull();
        } catch (RedisCommandExecutionException e) {
            String[] words = String.valueOf(e.getMessage()).split(" ", 3); // ERRVERSION 1 ...
            long current = words[0].equals("ERRVERSION") ? Long.parseLong(words[1]) : 0;
            assertThat(current).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void storeCommandsAnswerInBothProtocols(ProtocolVersion protocol) {
        RedisCommands<String, String> redis = speak(protocol).sync();
        assertThat(redis.get("k")).isNull();
        assertThat(getv(redis, "k")).isEmpty();
        assertThat(put(redis, "k", "v", 0)).isEqualTo(1);
        assertThat(getv(redis, "k")).containsExactly("v", 1L, 1L);
        assertThat(redis.dispatch(
                        Latchkey.LIST,
                        new NestedMultiOutput<>(StringCodec.UTF8),
                        arguments().add("k").add("VALUES")))
                .containsExactly(1L, 0L, List.of(List.of("k", "v", 1L)));
        assertThat(redis.dispatch(
                        Latchkey.DEL,
                        new IntegerOutput<>(StringCodec.UTF8),
                        arguments().addKey("k").add(1)))
                .isEqualTo(2);
        assertThat(redis.get("k")).isNull();
        assertThat(redis.ping()).isEqualTo("PONG");
        assertThat(redis.info("server")).contains("latchkey_version:");
    }

    @Test
    void binaryValuesComeBackToTheByte() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        RedisCommands<byte[], byte[]> redis =
                client.connect(ByteArrayCodec.INSTANCE).sync();
        assertThat(redis.dispatch(
                        Latchkey.PUT,
                        new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                        new CommandArgs<>(ByteArrayCodec.INSTANCE)
                                .addKey(all)
                                .addValue(all)
                                .add(0)))
                .isEqualTo(1);
        assertThat(redis.get(all)).isEqualTo(all);
    }

    @Test
    void refusalsNameTheirCodeAndTheCurrentVersion() {
        RedisCommands<String, String> redis = client.connect().sync();
        assertThat(put(redis, "k", "v", 0)).isEqualTo(1);
        assertThatThrownBy(() -> put(redis, "k", "v", 7))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageStartingWith("ERRVERSION 1 ");
        assertThatThrownBy(() -> put(redis, "nope", "v", 7))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageStartingWith("ERRNOKEY ");
        assertThatThrownBy(() -> redis.set("k", "v")).hasMessageContaining("unknown command 'SET'");
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void pipelineAnswersInOrderAndARefusalStaysWithItsCommand(ProtocolVersion protocol) {
        StatefulRedisConnection<String, String> connection = speak(protocol);
        RedisAsyncCommands<String, String> redis = connection.async();
        connection.setAutoFlushCommands(false);
        RedisFuture<Long> first = putLater(redis, "k", "one", 0);
        RedisFuture<Long> refused = putLater(redis, "k", "two", 0);
        RedisFuture<String> read = redis.get("k");
        connection.flushCommands();

        assertThat(LettuceFutures.awaitAll(Duration.ofSeconds(60), first, read)).isTrue();
        assertThat(first.toCompletableFuture().join()).isEqualTo(1);
        assertThatThrownBy(() -> refused.toCompletableFuture().join()).hasMessageContaining("ERRVERSION 1 ");
        assertThat(read.toCompletableFuture().join()).isEqualTo("one");
    }

    private static RedisFuture<Long> putLater(
            RedisAsyncCommands<String, String> redis, String key, String value, long version) {
        return redis.dispatch(
                Latchkey.PUT,
                new IntegerOutput<>(StringCodec.UTF8),
                arguments().addKey(key).addValue(value).add(version));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void transactionIsExecutedAsAWhole(ProtocolVersion protocol) {
        StatefulRedisConnection<String, String> connection = speak(protocol);
        RedisCommands<String, String> redis = connection.sync();
        redis.multi();
        RedisFuture<Long> version = putLater(connection.async(), "k", "v", 0);
        RedisFuture<String> value = connection.async().get("k");
        assertThat(redis.exec()).containsExactly(1L, "v");
        assertThat(LettuceFutures.awaitAll(Duration.ofSeconds(10), version, value))
                .isTrue();

        redis.multi();
        List<RedisFuture<Long>> queued =
                List.of(putLater(connection.async(), "other", "v", 0), putLater(connection.async(), "k", "w", 7));
        assertThatThrownBy(() -> redis.exec().wasDiscarded())
                .isInstanceOf(RedisException.class)
                .hasMessageStartingWith("EXECABORT 2 ERRVERSION 1 ");
        assertThat(queued).hasSize(2);
        assertThat(redis.get("other")).isNull();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void transactionIsDiscardedIfAWatchedKeyWasWritten(ProtocolVersion protocol) {
        StatefulRedisConnection<String, String> connection = speak(protocol);
        RedisCommands<String, String> redis = connection.sync();
        redis.watch("k");
        try (StatefulRedisConnection<String, String> other = client.connect()) {
            assertThat(put(other.sync(), "k", "v", 0)).isEqualTo(1);
        }
        redis.multi();
        RedisFuture<Long> queued = putLater(connection.async(), "other", "v", 0);
        assertThat(redis.exec().wasDiscarded()).isTrue();
        assertThat(List.of(queued)).as("has no reply").hasSize(1);
        assertThat(redis.get("other")).isNull();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void passwordIsGivenInTheAddress(ProtocolVersion protocol) {
        try (ServedNode guarded = ServedNode.withPassword()) {
            RedisURI address = RedisURI.builder()
                    .withHost(ServedNode.HOST)
                    .withPort(guarded.port())
                    .withPassword(ServedNode.PASSWORD.toCharArray())
                    .withClientName("deployer")
                    .build();
            client.setOptions(ClientOptions.builder().protocolVersion(protocol).build());
            try (StatefulRedisConnection<String, String> connection = client.connect(address)) {
                assertThat(put(connection.sync(), "k", "v", 0)).isEqualTo(1);
                assertThat(connection.sync().clientGetname()).isEqualTo("deployer");
            }
            address.setCredentialsProvider(
                    RedisURI.create("redis://:guess@" + ServedNode.HOST).getCredentialsProvider());
            assertThatThrownBy(() -> client.connect(address)).hasStackTraceContaining("WRONGPASS");
        }
    }

    @Test
    void clientSideCachingIsRefusedAndTheConnectionStaysUsable() {
        RedisCommands<String, String> redis = speak(ProtocolVersion.RESP3).sync();
        assertThatThrownBy(() -> redis.clientTracking(TrackingArgs.Builder.enabled()))
                .hasMessageContaining("CLIENT TRACKING is not supported");
        assertThat(put(redis, "k", "v", 0)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void maintenanceNotificationsChangeNothing(boolean wanted) {
        client.setOptions(ClientOptions.builder()
                .maintNotificationsConfig(
                        wanted ? MaintNotificationsConfig.enabled() : MaintNotificationsConfig.disabled())
                .build());
        RedisCommands<String, String> redis = client.connect().sync();
        assertThat(put(redis, "k", "v", 0)).isEqualTo(1);
        assertThat(redis.get("k")).isEqualTo("v");
    }

    @Test
    void resendsByDefaultAndIsRefusedThoughTheWriteTookEffect() throws Exception {
        try (SeveringProxy proxy = new SeveringProxy(node.port(), "severed")) {
            client.shutdown();
            client = connectTo(proxy.port());
            RedisCommands<String, String> redis = client.connect().sync();
            assertThatThrownBy(() -> put(redis, "severed", "v", 0))
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageStartingWith("ERRVERSION 1 ");
            assertThat(proxy.timesSent()).isEqualTo(2);
        }
        assertStoredOnce();
    }

    @Test
    void replayFilterAppliesOnlyToCommandsIssuedWhileDisconnected() throws Exception {
        try (SeveringProxy proxy = new SeveringProxy(node.port(), "severed")) {
            client.shutdown();
            client = connectTo(proxy.port());
            client.setOptions(
                    ClientOptions.builder().replayFilter(command -> true).build());
            RedisCommands<String, String> redis = client.connect().sync();
            assertThatThrownBy(() -> put(redis, "severed", "v", 0))
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageStartingWith("ERRVERSION 1 ");
            assertThat(proxy.timesSent()).isEqualTo(2);
        }
        assertStoredOnce();
    }

    @Test
    void withoutReconnectItSendsOnce() throws Exception {
        try (SeveringProxy proxy = new SeveringProxy(node.port(), "severed")) {
            client.shutdown();
            client = connectTo(proxy.port());
            client.setOptions(ClientOptions.builder().autoReconnect(false).build());
            RedisCommands<String, String> redis = client.connect().sync();
            assertThatThrownBy(() -> put(redis, "severed", "v", 0))
                    .isInstanceOf(RedisException.class)
                    .isNotInstanceOf(RedisCommandExecutionException.class);
            assertThatThrownBy(redis::ping).isInstanceOf(RedisException.class);
            assertThat(proxy.timesSent()).isEqualTo(1);
        }
        assertStoredOnce();
    }

    private void assertStoredOnce() {
        RedisClient direct = connectTo(node.port());
        try (StatefulRedisConnection<String, String> connection = direct.connect()) {
            assertThat(getv(connection.sync(), "severed")).containsExactly("v", 1L, 1L);
        } finally {
            direct.shutdown(Duration.ZERO, Duration.ofSeconds(10));
        }
    }
}
