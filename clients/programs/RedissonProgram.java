import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.client.RedisException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.RedisCommand;
import org.redisson.client.protocol.RedisStrictCommand;
import org.redisson.client.protocol.decoder.ListMultiDecoder2;
import org.redisson.client.protocol.decoder.ObjectListReplayDecoder;
import org.redisson.command.CommandAsyncExecutor;
import org.redisson.command.CommandBatchService;
import org.redisson.config.Config;

public final class RedissonProgram extends Loop {

    private final CommandAsyncExecutor executor;
    private final Redisson client;

    private RedissonProgram() {
        Config config = new Config();
        config.useSingleServer().setAddress("redis://127.0.0.1:" + port());
        if (once()) {
            config.useSingleServer().setRetryAttempts(0); // the setting
        }
        client = (Redisson) Redisson.create(config);
        executor = client.getCommandExecutor();
    }

    private static RedisCommand<?> command(String name) {
        switch (name) {
            case "GETV":
                return new RedisCommand<>(name, new ObjectListReplayDecoder<>());
            case "LIST":
            case "CHANGES":
                return new RedisCommand<>(
                        name,
                        new ListMultiDecoder2<>(
                                new ObjectListReplayDecoder<>(),
                                new ObjectListReplayDecoder<>(),
                                new ObjectListReplayDecoder<>()));
            default:
                return new RedisStrictCommand<>(name);
        }
    }

    private static Object[] arguments(List<String> words) {
        return words.subList(1, words.size()).toArray();
    }

    @Override
    Object call(List<String> words) {
        if (words.get(0).equals("LOCK")) {
            return client.getLock(words.get(1)).tryLock();
        }
        if (words.get(0).equals("SUBSCRIBE")) {
            return client.getTopic(words.get(1)).addListener(String.class, (channel, message) -> {});
        }
        return executor.get(executor.writeAsync(words.get(1), StringCodec.INSTANCE, command(words.get(0)), arguments(words)));
    }

    @Override
    List<?> pipeline(List<List<String>> commands) {
        CommandBatchService batch = executor.createCommandBatchService(BatchOptions.defaults());
        commands.forEach(words -> batch.writeAsync(words.get(1), StringCodec.INSTANCE, command(words.get(0)), arguments(words)));
        return new ArrayList<>(executor.get(batch.executeAsync()).getResponses());
    }

    @Override
    String refusal(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        return cause instanceof RedisException && !(cause instanceof RedisTimeoutException)
                        && String.valueOf(cause.getMessage()).matches("(?s)[A-Z]{3,} .*")
                ? cause.getMessage()
                : null;
    }

    public static void main(String[] arguments) throws Exception {
        new RedissonProgram().run();
    }
}
