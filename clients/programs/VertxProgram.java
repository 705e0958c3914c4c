import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

public final class VertxProgram extends Loop {

    private final Redis client = Redis.createClient(Vertx.vertx(), "redis://127.0.0.1:" + port());
    private final BlockingQueue<Object> pushes = new LinkedBlockingQueue<>();
    private RedisConnection connection;

    private RedisConnection connection() throws Exception {
        if (connection == null) {
            connection = await(client.connect());
            connection.handler(message -> pushes.add(list(message)));
            connection.exceptionHandler(error -> {});
            connection.endHandler(nothing -> connection = null);
        }
        return connection;
    }

    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) Objects.requireNonNull(e.getCause());
        }
    }

    private static Request request(List<String> words) {
        Request request = Request.cmd(Command.create(words.get(0)));
        words.subList(1, words.size()).forEach(request::arg);
        return request;
    }

    private static Object plain(Response response) {
        if (response == null) {
            return null;
        }
        switch (response.type()) {
            case NUMBER:
                return response.toLong();
            case MULTI:
            case PUSH:
                return list(response);
            default:
                return response.toString();
        }
    }

    private static List<Object> list(Response response) {
        List<Object> parts = new ArrayList<>();
        response.forEach(part -> parts.add(plain(part)));
        return parts;
    }

    @Override
    Object call(List<String> words) throws Exception {
        return plain(await(connection().send(request(words))));
    }

    @Override
    List<?> pipeline(List<List<String>> commands) throws Exception {
        List<Request> requests = new ArrayList<>();
        commands.forEach(words -> requests.add(request(words)));
        List<Object> replies = new ArrayList<>();
        await(connection().batch(requests)).forEach(reply -> replies.add(plain(reply)));
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
        return error instanceof ErrorType && !String.valueOf(error.getMessage()).startsWith("CONNECTION_CLOSED")
                ? error.getMessage()
                : null;
    }

    public static void main(String[] arguments) throws Exception {
        new VertxProgram().run();
    }
}
