package dev.latchkey.client.clerk;

import static dev.latchkey.client.clerk.ScriptedLink.OTHER_STORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.completion.FutureResult;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Command.ListKeys;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply.Listed;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Reading all keys with a prefix, over a scripted link. */
final class GetAllTest {

    private static final Prefix PREFIX = Prefix.of("a/");

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedLink link = new ScriptedLink(loop);
    private final LaterExecutor executor = new LaterExecutor();
    private final Clerk clerk = Latchkey.over(
                    loop, link, new Random(1), ClientConfig.of("scripted").withExecutor(executor))
            .clerk();
    private final List<Listed> consumed = new ArrayList<>();

    private static Listed page(boolean more, String... keys) {
        return new Listed(
                5,
                more,
                Stream.of(keys)
                        .map(key -> new Listed.Entry(Key.of(key), Value.of("v"), Version.of(1)))
                        .toList());
    }

    private static ListKeys request(@Nullable String after) {
        return new ListKeys(PREFIX, after == null ? null : Key.of(after), ListKeys.LIMIT_DEFAULT, true);
    }

    private CompletableFuture<@Nullable Void> begin() {
        CompletableFuture<@Nullable Void> end = clerk.async().getAll(PREFIX, consumed::add);
        loop.settle();
        return end;
    }

    private void answer(Listed page) {
        link.answer(page);
        executor.runAll();
        loop.settle();
    }

    @Test
    void eachPageIsConsumedBeforeTheNextIsRequested() {
        link.up();
        CompletableFuture<@Nullable Void> end = begin();
        assertThat(link.sent()).containsExactly(request(null));
        link.answer(page(true, "a/1", "a/2"));
        assertThat(link.sent()).hasSize(1);
        executor.runAll();
        loop.settle();
        assertThat(consumed).hasSize(1);
        assertThat(link.sent()).containsExactly(request(null), request("a/2"));
        answer(page(false, "a/3"));
        assertThat(end).isCompleted();
        assertThat(consumed).containsExactly(page(true, "a/1", "a/2"), page(false, "a/3"));
    }

    @Test
    void emptyPrefixIsOneEmptyPage() {
        link.up();
        CompletableFuture<@Nullable Void> end = begin();
        answer(page(false));
        assertThat(end).isCompleted();
    }

    @Test
    @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
    void failureOfTheConsumerEndsTheReading() {
        link.up();
        CompletableFuture<@Nullable Void> end = clerk.async().getAll(PREFIX, page -> {
            throw new IllegalStateException("enough");
        });
        loop.settle();
        answer(page(true, "a/1"));
        assertThatThrownBy(() -> FutureResult.resultOf(end))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
        assertThat(link.sent()).hasSize(1);
    }

    @Test
    void cancellingEndsTheReading() {
        link.up();
        CompletableFuture<@Nullable Void> end = begin();
        answer(page(true, "a/1"));
        end.cancel(false);
        answer(page(true, "a/2"));
        assertThat(consumed).hasSize(1);
        assertThat(link.sent()).hasSize(2);
    }

    @Test
    void pagesAreOfOneStore() {
        link.up();
        CompletableFuture<@Nullable Void> end = begin();
        answer(page(true, "a/1"));
        link.fail("lost");
        link.up(OTHER_STORE);
        loop.runAll();
        executor.runAll();
        assertThatThrownBy(() -> FutureResult.resultOf(end)).isInstanceOf(NoAnswerException.class);
        assertThat(consumed).hasSize(1);
    }

    @Test
    void beforeTheFirstConnectionTheStoreIsDeterminedFirst() {
        CompletableFuture<@Nullable Void> end = begin();
        link.up();
        assertThat(link.sent()).containsExactly(new ListKeys(PREFIX, null, 1, false));
        answer(page(true, "a/1"));
        assertThat(consumed).isEmpty();
        assertThat(link.lastSent()).isEqualTo(request(null));
        answer(page(false, "a/1"));
        assertThat(end).isCompleted();
    }

    @Test
    void streamRequestsAPageWhenItsFirstEntryIsNeeded() throws Exception {
        link.up();
        loop.settle();
        FutureTask<List<String>> reading = new FutureTask<>(() -> {
            try (Stream<Listed.Entry> all = clerk.getAll("a/")) {
                return all.map(entry -> entry.key().utf8()).limit(3).toList();
            }
        });
        Thread thread = new Thread(reading, "reads all");
        thread.setDaemon(true);
        thread.start();
        loop.runWithThreadsUntil(() -> link.sent().size() == 1);
        link.answer(page(true, "a/1", "a/2"));
        loop.runWithThreadsUntil(() -> link.sent().size() == 2);
        link.answer(page(true, "a/3", "a/4"));
        assertThat(reading.get(20, TimeUnit.SECONDS)).containsExactly("a/1", "a/2", "a/3");
        assertThat(link.sent()).containsExactly(request(null), request("a/2"));
    }
}
