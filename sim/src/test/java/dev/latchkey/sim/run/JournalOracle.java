package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the results that clients received with the writes of the store. Because the journal records the step of each write,
 * this needs no search: every result must be correct at some step between the call and the return.
 */
public final class JournalOracle {

    private final Map<Key, List<VirtualStore.Write>> byKey = new HashMap<>();
    private final Map<Value, VirtualStore.Write> byValue = new HashMap<>();

    /** An oracle over every put that took effect. None of their keys may ever be deleted. */
    public JournalOracle(List<VirtualStore.Write> journal) {
        for (VirtualStore.Write write : journal) {
            List<VirtualStore.Write> writes = byKey.computeIfAbsent(write.key(), key -> new ArrayList<>());
            writes.add(write);
            assertThat(write.version().number()).as("version after %s", writes).isEqualTo(writes.size());
            assertThat(byValue.put(write.value(), write))
                    .as("an earlier write of %s, which was put once", write.value())
                    .isNull();
        }
    }

    public void check(History history) {
        history.puts().forEach(this::checkPut);
        history.gets().forEach(this::checkGet);
        checkCounts(history);
    }

    private void checkCounts(History history) {
        long ok = history.count(PutOutcome.Ok.class);
        assertThat((long) byValue.size())
                .as("writes that took effect, of which %d returned Ok", ok)
                .isBetween(ok, ok + history.count(PutOutcome.ErrMaybe.class));
    }

    private void checkPut(History.Put put) {
        VirtualStore.Write done = byValue.get(put.value());
        if (put.outcome() instanceof PutOutcome.Ok ok) {
            assertThat(done).as("the write of %s", put).isNotNull();
            assertThat(done.version()).as("version created by %s", put).isEqualTo(ok.version());
            assertThat(done.step()).as("step of %s", put).isBetween(put.began(), put.ended());
        } else if (put.outcome() instanceof PutOutcome.ErrVersion refused) {
            assertThat(done).as("the write of %s", put).isNull();
            assertThat(refused.current())
                    .as("current version reported by %s", put)
                    .isNotEqualTo(put.expected());
            checkCurrent(put.key(), refused.current(), put.began(), put.ended(), put);
        } else if (put.outcome() instanceof PutOutcome.ErrNoKey) {
            assertThat(done).as("the write of %s", put).isNull();
            checkCurrent(put.key(), Version.NONE, put.began(), put.ended(), put);
        }
    }

    private void checkGet(History.Get get) {
        Version version = get.found().map(Versioned::version).orElse(Version.NONE);
        checkCurrent(get.key(), version, get.began(), get.ended(), get);
        get.found().ifPresent(found -> assertThat(found.value())
                .as("value of %s", get)
                .isEqualTo(writes(get.key()).get((int) version.number() - 1).value()));
    }

    /** Requires that the key was at {@code version} at some step from {@code began} to {@code ended}. */
    private void checkCurrent(Key key, Version version, long began, long ended, Object operation) {
        List<VirtualStore.Write> writes = writes(key);
        int index = (int) version.number();
        assertThat(index).as("version in %s", operation).isLessThanOrEqualTo(writes.size());
        if (index > 0) {
            assertThat(writes.get(index - 1).step())
                    .as("written before the end of %s", operation)
                    .isLessThanOrEqualTo(ended);
        }
        if (index < writes.size()) {
            assertThat(writes.get(index).step())
                    .as("replaced after the call of %s", operation)
                    .isGreaterThanOrEqualTo(began);
        }
    }

    private List<VirtualStore.Write> writes(Key key) {
        return byKey.getOrDefault(key, List.of());
    }
}
