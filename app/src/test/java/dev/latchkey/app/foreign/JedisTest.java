package dev.latchkey.app.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.csc.CacheConfig;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.executors.RetryableCommandExecutor;
import redis.clients.jedis.providers.PooledConnectionProvider;

final class JedisTest {

    /** The commands of Latchkey, as Jedis expects them. */
    enum Latchkey implements ProtocolCommand {
        GETV,
        PUT,
        DEL,
        LIST;

        @Override
        public byte[] getRaw() {
            return name().getBytes(StandardCharsets.US_ASCII);
        }
    }

    static CommandArguments put(String key, String value, long version) {
        return new CommandArguments(Latchkey.PUT).key(key).add(value).add(version);
    }

    private static final String HOST = ServedNode.HOST;
    private static final byte[] ALL_BYTES = new byte[256];

    static {
        for (int i = 0; i < ALL_BYTES.length; i++) {
            ALL_BYTES[i] = (byte) i;
        }
    }

    private final ServedNode node = ServedNode.open();
    private int port;

    @BeforeEach
    void findPort() {
        port = node.port();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private RedisClient connect(RedisProtocol protocol) {
        return RedisClient.builder()
                .hostAndPort(HOST, port)
                .clientConfig(
                        DefaultJedisClientConfig.builder().protocol(protocol).build())
                .build();
    }

    @Test
    void everyOperationWorksAsThePageShows() {
        try (RedisClient jedis = RedisClient.create(HOST, port)) {
            long version = (Long) jedis.executeCommand(put("greeting", "hello", 0));
            String value = jedis.get("greeting");
            List<?> versioned = (List<?>) jedis.executeCommand(new CommandArguments(Latchkey.GETV).key("greeting"));

            assertThat(version).isEqualTo(1);
            assertThat(value).isEqualTo("hello");
            assertThat(versioned).asInstanceOf(InstanceOfAssertFactories.LIST).containsExactly(bytes("hello"), 1L, 1L);
            try {
                Object changed = jedis.executeCommand(put("greeting", "hi", 0));
                assertThat(changed).as("this put is refused").isNull();
            } catch (JedisDataException e) {
                String[] words = String.valueOf(e.getMessage()).split(" ", 3); // ERRVERSION 1 ...
                long current = words[0].equals("ERRVERSION") ? Long.parseLong(words[1]) : 0;
                assertThat(current).isEqualTo(1);
            }
            assertThat(jedis.executeCommand(command(Latchkey.DEL, "greeting", "1")))
                    .isEqualTo(2L);
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void storeCommandsAnswerInBothProtocols(RedisProtocol protocol) {
        try (RedisClient jedis = connect(protocol)) {
            assertThat(jedis.get("k")).isNull();
            assertThat(jedis.executeCommand(command(Latchkey.GETV, "k"))).isNull();
            assertThat(jedis.executeCommand(command(Latchkey.PUT, "k", "v", "0")))
                    .isEqualTo(1L);
            assertThat((List<?>) jedis.executeCommand(command(Latchkey.GETV, "k")))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .containsExactly(bytes("v"), 1L, 1L);
            List<?> page = (List<?>) jedis.executeCommand(command(Latchkey.LIST, "k", "VALUES"));
            assertThat(page.subList(0, 2))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .containsExactly(1L, 0L);
            assertThat((List<?>) ((List<?>) page.get(2)).get(0))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .containsExactly(bytes("k"), bytes("v"), 1L);
            assertThat(jedis.executeCommand(command(Latchkey.DEL, "k", "1"))).isEqualTo(2L);
            assertThat(jedis.get("k")).isNull();
            assertThat(jedis.ping()).isEqualTo("PONG");
            assertThat(jedis.info("server")).contains("latchkey_version:");
        }
    }

    @Test
    void binaryValuesComeBackToTheByte() {
        try (RedisClient jedis = RedisClient.create(HOST, port)) {
            assertThat(jedis.executeCommand(new CommandArguments(Latchkey.PUT)
                            .key(ALL_BYTES)
                            .add(ALL_BYTES)
                            .add(0)))
                    .isEqualTo(1L);
            assertThat(jedis.get(ALL_BYTES)).isEqualTo(ALL_BYTES);
        }
    }

    @Test
    void refusalsNameTheirCodeAndTheCurrentVersion() {
        try (RedisClient jedis = RedisClient.create(HOST, port)) {
            assertThat(jedis.executeCommand(command(Latchkey.PUT, "k", "v", "0")))
                    .isEqualTo(1L);
            assertThat(catchThrowableOfType(
                            JedisDataException.class, () -> jedis.executeCommand(command(Latchkey.PUT, "k", "v", "7"))))
                    .hasMessageStartingWith("ERRVERSION 1 ");
            assertThatThrownBy(() -> jedis.executeCommand(command(Latchkey.DEL, "nope", "7")))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageStartingWith("ERRNOKEY ");
            assertThatThrownBy(() -> jedis.set("k", "v"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageContaining("unknown command 'SET'");
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void pipelineAnswersInOrderAndARefusalStaysWithItsCommand(RedisProtocol protocol) {
        try (RedisClient jedis = connect(protocol);
                Pipeline pipeline = jedis.pipelined()) {
            Response<Object> first = pipeline.sendCommand(Latchkey.PUT, "k", "one", "0");
            Response<Object> refused = pipeline.sendCommand(Latchkey.PUT, "k", "two", "0");
            Response<String> read = pipeline.get("k");
            pipeline.sync();

            assertThat(first.get()).isEqualTo(1L);
            assertThatThrownBy(refused::get).hasMessageStartingWith("ERRVERSION 1 ");
            assertThat(read.get()).isEqualTo("one");
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void transactionIsExecutedAsAWhole(RedisProtocol protocol) {
        try (RedisClient jedis = connect(protocol)) {
            try (AbstractTransaction transaction = jedis.multi()) {
                Response<Object> version = transaction.sendCommand(Latchkey.PUT, "k", "v", "0");
                Response<String> value = transaction.get("k");
                assertThat(transaction.exec()).hasSize(2);
                assertThat(version.get()).isEqualTo(1L);
                assertThat(value.get()).isEqualTo("v");
            }
            try (AbstractTransaction transaction = jedis.multi()) {
                transaction.sendCommand(Latchkey.PUT, "other", "v", "0");
                transaction.sendCommand(Latchkey.PUT, "k", "w", "7");
                assertThatThrownBy(transaction::exec)
                        .isInstanceOf(JedisDataException.class)
                        .hasMessageStartingWith("EXECABORT 2 ERRVERSION 1 ");
            }
            assertThat(jedis.get("other")).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void transactionIsDiscardedIfAWatchedKeyWasWritten(RedisProtocol protocol) {
        try (RedisClient jedis = connect(protocol)) {
            try (AbstractTransaction transaction = jedis.transaction(false)) {
                transaction.watch("k");
                assertThat(jedis.executeCommand(command(Latchkey.PUT, "k", "v", "0")))
                        .isEqualTo(1L);
                transaction.multi();
                transaction.sendCommand(Latchkey.PUT, "other", "v", "0");
                assertThat(transaction.exec()).isNull();
            }
            assertThat(jedis.get("other")).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void passwordIsGivenInTheConfiguration(RedisProtocol protocol) {
        try (ServedNode guarded = ServedNode.withPassword()) {
            String password = ServedNode.PASSWORD;
            DefaultJedisClientConfig config = DefaultJedisClientConfig.builder()
                    .protocol(protocol)
                    .password(password)
                    .clientName("deployer")
                    .build();
            try (Jedis jedis = new Jedis(HOST, guarded.port(), config)) {
                assertThat(jedis.clientGetname()).isEqualTo("deployer");
                assertThat(jedis.sendCommand(Latchkey.PUT, "k", "v", "0")).isEqualTo(1L);
            }
            try (Jedis jedis = new Jedis(HOST, guarded.port())) {
                assertThatThrownBy(() -> jedis.get("k")).isInstanceOf(JedisDataException.class);
            }
            DefaultJedisClientConfig wrong = DefaultJedisClientConfig.builder()
                    .protocol(protocol)
                    .password("guess")
                    .build();
            assertThatThrownBy(() -> new Jedis(HOST, guarded.port(), wrong).ping())
                    .isInstanceOf(JedisAccessControlException.class);
        }
    }

    @Test
    void clientSideCacheIsRefusedImmediatelyAndOthersContinue() {
        assertThatThrownBy(() -> {
                    try (RedisClient jedis = RedisClient.builder()
                            .hostAndPort(HOST, port)
                            .clientConfig(
                                    DefaultJedisClientConfig.builder().resp3().build())
                            .cacheConfig(CacheConfig.builder().maxSize(10).build())
                            .build()) {
                        jedis.get("k");
                    }
                })
                .hasStackTraceContaining("Client side caching is only supported");
        try (RedisClient jedis = connect(RedisProtocol.RESP3)) {
            assertThat(jedis.get("k")).isNull();
        }
    }

    @Test
    void pooledClientDoesNotResendByDefault() throws Exception {
        try (SeveringProxy proxy = new SeveringProxy(node.port(), "severed")) {
            port = proxy.port();
            try (RedisClient jedis = RedisClient.create(HOST, port)) {
                assertThatThrownBy(() -> jedis.executeCommand(command(Latchkey.PUT, "severed", "v", "0")))
                        .isInstanceOf(JedisConnectionException.class);
                assertThat(jedis.ping()).isEqualTo("PONG");
            }
            assertThat(proxy.timesSent()).isEqualTo(1);
        }
        assertStoredOnce();
    }

    @Test
    void singleConnectionDoesNotResendByDefault() throws Exception {
        try (SeveringProxy proxy = new SeveringProxy(node.port(), "severed");
                Jedis jedis = new Jedis(HOST, proxy.port())) {
            assertThatThrownBy(() -> jedis.sendCommand(Latchkey.PUT, "severed", "v", "0"))
                    .isInstanceOf(JedisConnectionException.class);
            assertThat(proxy.timesSent()).isEqualTo(1);
        }
        assertStoredOnce();
    }

    @Test
    void retryingExecutorResendsAndIsRefusedThoughTheWriteTookEffect() throws Exception {
        try (SeveringProxy proxy = new SeveringProxy(node.port(), "severed");
                PooledConnectionProvider provider = new PooledConnectionProvider(
                        new HostAndPort(HOST, proxy.port()),
                        DefaultJedisClientConfig.builder().build());
                UnifiedJedis jedis = RedisClient.builder()
                        .hostAndPort(HOST, proxy.port())
                        .connectionProvider(provider)
                        .commandExecutor(new RetryableCommandExecutor(provider, 5, Duration.ofSeconds(30)))
                        .build()) {
            assertThatThrownBy(() -> jedis.executeCommand(command(Latchkey.PUT, "severed", "v", "0")))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageStartingWith("ERRVERSION 1 ");
            assertThat(proxy.timesSent()).isEqualTo(2);
        }
        assertStoredOnce();
    }

    private void assertStoredOnce() {
        try (Jedis jedis = new Jedis(HOST, node.port())) {
            assertThat((List<?>) jedis.sendCommand(Latchkey.GETV, "severed"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .containsExactly(bytes("v"), 1L, 1L);
        }
    }

    private static CommandArguments command(Latchkey verb, String... words) {
        CommandArguments command = new CommandArguments(verb);
        for (String word : words) {
            command.add(word);
        }
        return command;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
