package dev.latchkey.app.memory;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An authenticated client that sends PING all the time, until it is closed or gets no answer. */
final class Watcher implements AutoCloseable {

    private final LoadClient client;
    private final CompletableFuture<Integer> pings = new CompletableFuture<>();
    private volatile boolean over;

    Watcher(LoadClient client) {
        this.client = client;
        Thread thread = new Thread(this::watch, "watcher");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        int answered = 0;
        try {
            while (!over) {
                String reply = client.ask("PING");
                if (!reply.equals("+PONG")) {
                    throw new IOException("PING was answered by " + reply);
                }
                answered++;
            }
            pings.complete(answered);
        } catch (IOException | RuntimeException e) {
            pings.completeExceptionally(new IOException("after " + answered + " answers", e));
        }
    }

    /** Stops, and returns how many were answered. Throws if one was not. */
    int stop() throws ExecutionException, InterruptedException, TimeoutException {
        over = true;
        return pings.get(60, TimeUnit.SECONDS);
    }

    /** What went wrong so far; null if every PING was answered. */
    @Nullable
    String failure() {
        return pings.isCompletedExceptionally()
                ? pings.handle((count, e) -> String.valueOf(e)).join()
                : null;
    }

    @Override
    public void close() throws IOException {
        over = true;
        client.close();
    }
}
