import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import io.valkey.Pipeline;
import io.valkey.JedisPooled;
import io.valkey.Response;
import io.valkey.commands.ProtocolCommand;
import io.valkey.exceptions.JedisDataException;

public final class ValkeyJavaProgram extends Loop {

    private final JedisPooled client = new JedisPooled("127.0.0.1", port());

    private static ProtocolCommand command(List<String> words) {
        return () -> words.get(0).getBytes(StandardCharsets.US_ASCII);
    }

    private static String[] arguments(List<String> words) {
        return words.subList(1, words.size()).toArray(new String[0]);
    }

    @Override
    Object call(List<String> words) {
        return client.sendCommand(command(words), arguments(words));
    }

    @Override
    List<?> pipeline(List<List<String>> commands) {
        List<Object> replies = new ArrayList<>();
        try (Pipeline pipe = (Pipeline) client.pipelined()) {
            List<Response<Object>> responses = new ArrayList<>();
            commands.forEach(words -> responses.add(pipe.sendCommand(command(words), arguments(words))));
            pipe.sync();
            for (Response<Object> response : responses) {
                try {
                    replies.add(response.get());
                } catch (JedisDataException refused) {
                    replies.add(refused);
                }
            }
        }
        return replies;
    }

    @Override
    String refusal(Throwable error) {
        return error instanceof JedisDataException ? error.getMessage() : null;
    }

    public static void main(String[] arguments) throws Exception {
        new ValkeyJavaProgram().run();
    }
}
