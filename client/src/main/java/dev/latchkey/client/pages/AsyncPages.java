package dev.latchkey.client.pages;

import dev.latchkey.core.Command.ListKeys;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply.Listed;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the pages of the keys with a prefix one after another, and passes each to a consumer before the next is requested. */
public final class AsyncPages {

    private final PageCursor cursor;
    private final Consumer<Listed> consumer;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private volatile CompletableFuture<?> underWay = new CompletableFuture<>();

    private AsyncPages(Prefix prefix, Consumer<Listed> consumer) {
        this.cursor = new PageCursor(prefix);
        this.consumer = consumer;
    }

    /**
     * Starts to read.
     *
     * @param reader completes with a function that starts to read a page; the consumer is called on the thread that completes
     *     that function's future
     * @return a future that completes after the last page was consumed, or with the failure of a read or of the consumer. If the
     *     caller completes it, the read in progress is cancelled and no other begins
     */
    public static CompletableFuture<@Nullable Void> start(
            Prefix prefix,
            CompletableFuture<Function<ListKeys, CompletableFuture<Listed>>> reader,
            Consumer<Listed> consumer) {
        AsyncPages pages = new AsyncPages(prefix, consumer);
        pages.ended.whenComplete((done, failure) -> pages.underWay.cancel(false));
        pages.then(reader, pages::readNext);
        return pages.ended;
    }

    private <T> void then(CompletableFuture<T> operation, Consumer<T> next) {
        underWay = operation;
        operation.whenComplete((value, failure) -> {
            if (failure != null) {
                ended.completeExceptionally(causeOf(failure));
            } else if (!ended.isDone()) {
                next.accept(value);
            }
        });
        if (ended.isDone()) {
            operation.cancel(false); // why: the caller may have completed the future before the operation was assigned
        }
    }

    private void readNext(Function<ListKeys, CompletableFuture<Listed>> reader) {
        then(reader.apply(cursor.next()), page -> {
            if (consumed(page)) {
                cursor.moveAfter(page);
                if (cursor.hasMore()) {
                    readNext(reader);
                } else {
                    ended.complete(null);
                }
            }
        });
    }

    private boolean consumed(Listed page) {
        try {
            consumer.accept(page);
        } catch (RuntimeException | Error e) {
            ended.completeExceptionally(e);
        }
        return !ended.isDone();
    }

    private static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
