import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.ValueOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

public final class SpringProgram extends Loop {

    private final LettuceConnectionFactory factory;

    private SpringProgram() {
        LettuceClientConfiguration.LettuceClientConfigurationBuilder configuration = LettuceClientConfiguration.builder();
        if (once()) {
            configuration.clientOptions(ClientOptions.builder().autoReconnect(false).build()); // the setting
        }
        factory = new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", port()), configuration.build());
        if (once()) {
            factory.setValidateConnection(true); // the setting
        }
        factory.afterPropertiesSet();
        factory.start();
    }

    private static CommandOutput<byte[], byte[], ?> output(String name) {
        switch (name) {
            case "PUT":
                return new IntegerOutput<>(ByteArrayCodec.INSTANCE);
            case "GETV":
            case "LIST":
            case "CHANGES":
                return new NestedMultiOutput<>(ByteArrayCodec.INSTANCE);
            default:
                return new ValueOutput<>(ByteArrayCodec.INSTANCE);
        }
    }

    private static Object send(LettuceConnection connection, List<String> words) {
        byte[][] arguments = words.stream()
                .skip(1)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        return connection.execute(words.get(0), output(words.get(0)), arguments);
    }

    @Override
    Object call(List<String> words) {
        try (LettuceConnection connection = (LettuceConnection) factory.getConnection()) {
            return send(connection, words);
        }
    }

    @Override
    List<?> pipeline(List<List<String>> commands) {
        try (LettuceConnection connection = (LettuceConnection) factory.getConnection()) {
            connection.openPipeline();
            commands.forEach(words -> send(connection, words));
            return connection.closePipeline();
        }
    }

    @Override
    String refusal(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException) {
                return cause.getMessage();
            }
        }
        return null;
    }

    public static void main(String[] arguments) throws Exception {
        new SpringProgram().run();
    }
}
