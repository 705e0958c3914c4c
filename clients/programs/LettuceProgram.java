import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

public final class LettuceProgram extends Loop {

    private final BlockingQueue<List<Object>> pushes = new LinkedBlockingQueue<>();
    private final StatefulRedisConnection<String, String> connection;

    private LettuceProgram() {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + port());
        if (once()) {
            client.setOptions(ClientOptions.builder().autoReconnect(false).build()); // the setting
        }
        connection = client.connect();
        connection.addListener(message -> pushes.add(message.getContent(StringCodec.UTF8::decodeValue)));
    }

    private static CommandOutput<String, String, ?> output(String name) {
        switch (name) {
            case "PUT":
            case "DEL":
                return new IntegerOutput<>(StringCodec.UTF8);
            case "GETV":
            case "LIST":
            case "CHANGES":
            case "FOLLOW":
            case "SESSION":
                return new NestedMultiOutput<>(StringCodec.UTF8);
            default:
                return new StatusOutput<>(StringCodec.UTF8);
        }
    }

    private RedisFuture<?> send(List<String> words) {
        String name = words.get(0);
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
        words.subList(1, words.size()).forEach(arguments::add);
        ProtocolKeyword keyword = new ProtocolKeyword() {
            @Override
            public byte[] getBytes() {
                return name.getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            public String toString() {
                return name;
            }
        };
        return connection.async().dispatch(keyword, output(name), arguments);
    }

    private static Object await(RedisFuture<?> future) throws Exception {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) Objects.requireNonNull(e.getCause());
        }
    }

    @Override
    Object call(List<String> words) throws Exception {
        return await(send(words));
    }

    @Override
    List<?> pipeline(List<List<String>> commands) throws Exception {
        List<RedisFuture<?>> futures = new ArrayList<>();
        connection.setAutoFlushCommands(false);
        commands.forEach(words -> futures.add(send(words)));
        connection.flushCommands();
        connection.setAutoFlushCommands(true);
        List<Object> replies = new ArrayList<>();
        for (RedisFuture<?> future : futures) {
            try {
                replies.add(await(future));
            } catch (RedisCommandExecutionException refused) {
                replies.add(refused);
            }
        }
        return replies;
    }

    @Override
    void follow(String prefix) throws Exception {
        call(List.of("FOLLOW", prefix));
    }

    @Override
    Object push() throws Exception {
        return Objects.requireNonNull(pushes.poll(10, TimeUnit.SECONDS), "no push");
    }

    @Override
    String refusal(Throwable error) {
        return error instanceof RedisCommandExecutionException ? error.getMessage() : null;
    }

    public static void main(String[] arguments) throws Exception {
        new LettuceProgram().run();
    }
}
