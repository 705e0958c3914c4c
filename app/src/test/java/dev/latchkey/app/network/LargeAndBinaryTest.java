package dev.latchkey.app.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LargeAndBinaryTest {

    private static final int KEYS = 11_000;

    @Test
    void anyBytesAreReturnedUnchanged() throws Exception {
        Random chance = new Random(3);
        try (Store store = new Store();
                Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort()))) {
            Clerk clerk = latchkey.clerk();
            for (int length :
                    new int[] {0, 1, 2, 1_000, 65_535, 65_536, 65_537, Value.LENGTH_MAX - 1, Value.LENGTH_MAX}) {
                byte[] key = new byte[1 + chance.nextInt(Key.LENGTH_MAX)];
                byte[] value = new byte[length];
                chance.nextBytes(key);
                chance.nextBytes(value);
                assertThat(clerk.put(key, value, Version.NONE).orThrow()).isEqualTo(Version.of(1));
                assertThat(clerk.get(key).orElseThrow().value()).isEqualTo(Value.of(value));
                assertThat(clerk.delete(key, Version.of(1)).orThrow()).isEqualTo(Version.of(2));
            }
        }
    }

    /** Far more bytes are queued than are sent at a time. */
    @Test
    void manyConcurrentLargeValuesPassThrough() throws Exception {
        byte[] bytes = new byte[Value.LENGTH_MAX];
        new Random(4).nextBytes(bytes);
        Value value = Value.of(bytes);
        try (Store store = new Store();
                Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort()))) {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Key key = Key.of("k" + i);
                all.add(latchkey.clerk()
                        .async()
                        .put(key, value, Version.NONE)
                        .thenCompose(outcome -> latchkey.clerk().async().get(key))
                        .thenAccept(
                                read -> assertThat(read.orElseThrow().value()).isEqualTo(value)));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void pagesOfAListJoinWithoutGapOrRepeat() throws Exception {
        TreeSet<Key> expected = new TreeSet<>();
        try (Store store = new Store();
                Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort()))) {
            Clerk clerk = latchkey.clerk();
            List<CompletableFuture<?>> puts = new ArrayList<>();
            for (int i = 0; i < KEYS; i++) {
                Key key = Key.of("p/" + i);
                expected.add(key);
                puts.add(clerk.async().put(key, Value.of("v" + i), Version.NONE));
            }
            CompletableFuture.allOf(puts.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            assertThat(clerk.put("q", "of another prefix", Version.NONE).orThrow())
                    .isEqualTo(Version.of(1));

            for (int limit : new int[] {Command.ListKeys.LIMIT_MAX, 999}) {
                List<Reply.Listed> pages = pages(clerk, limit, false);
                assertThat(keys(pages)).containsExactlyElementsOf(expected);
                assertThat(pages).hasSize((KEYS + limit - 1) / limit);
            }
        }
    }

    /** A page is limited to 1 MiB, so the largest value fills a page of its own, and no value is left out. */
    @Test
    void pagesWithLargeValuesAreBoundedAndWhole() throws Exception {
        try (Store store = new Store();
                Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort()))) {
            Clerk clerk = latchkey.clerk();
            for (int i = 0; i < 9; i++) {
                byte[] value = new byte[i % 3 == 0 ? Value.LENGTH_MAX : 400_000];
                assertThat(clerk.put(("p/" + i).getBytes(java.nio.charset.StandardCharsets.UTF_8), value, Version.NONE)
                                .orThrow())
                        .isEqualTo(Version.of(1));
            }
            List<Reply.Listed> pages = pages(clerk, 10, true);
            assertThat(keys(pages)).hasSize(9).isSorted();
            assertThat(pages.size()).isGreaterThan(3);
            int at = 0;
            for (Reply.Listed page : pages) {
                for (Reply.Listed.Entry entry : page.entries()) {
                    assertThat(entry.value()).isNotNull();
                    assertThat(entry.value().length()).isEqualTo(at++ % 3 == 0 ? Value.LENGTH_MAX : 400_000);
                }
            }
        }
    }

    private static List<Reply.Listed> pages(Clerk clerk, int limit, boolean values) {
        List<Reply.Listed> pages = new ArrayList<>();
        Prefix prefix = Prefix.of("p/");
        pages.add(clerk.list(new Command.ListKeys(prefix, null, limit, values)));
        while (last(pages).more()) {
            List<Reply.Listed.Entry> entries = last(pages).entries();
            Key after = entries.get(entries.size() - 1).key();
            pages.add(clerk.list(new Command.ListKeys(prefix, after, limit, values)));
        }
        return pages;
    }

    private static Reply.Listed last(List<Reply.Listed> pages) {
        return pages.get(pages.size() - 1);
    }

    private static List<Key> keys(List<Reply.Listed> pages) {
        return pages.stream()
                .flatMap(page -> page.entries().stream())
                .map(Reply.Listed.Entry::key)
                .toList();
    }
}
