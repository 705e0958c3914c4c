package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.state.TestStore;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each command and each reply is answered by its own case. */
final class CasesTest {

    private static final Key KEY = Key.of("k");
    private static final Version ONE = Version.of(1);

    @Test
    void everyReplyIsMatchedByItsCase() {
        List<Reply> replies = List.of(
                TestStore.found("v", 1, 1),
                TestStore.noKey(),
                TestStore.written(1),
                TestStore.conflict(1),
                new Reply.Listed(1, false, List.of()),
                TestStore.versionsUsedUp());

        assertThat(replies)
                .map(reply -> reply.match(new CaseName()))
                .containsExactly("found", "noKey", "written", "conflict", "listed", "refused");
    }

    @Test
    void aWriteNamesItsKeysAndCountsTheirBytes() {
        Command.Write put = new Command.Put(KEY, Value.of("value"), ONE);
        Command.Write delete = new Command.Delete(KEY, ONE);

        assertThat(put.keys()).containsExactly(KEY);
        assertThat(put.bytes()).isEqualTo(6);
        assertThat(put.mayFree()).isFalse();
        assertThat(put.asWrite()).isSameAs(put);
        assertThat(delete.keys()).containsExactly(KEY);
        assertThat(delete.bytes()).isEqualTo(1);
        assertThat(delete.mayFree()).isTrue();
    }

    @Test
    void onlyPutAndDeleteAreWrites() {
        assertThat(new Command.Put(KEY, Value.EMPTY, ONE).isWrite()).isTrue();
        assertThat(new Command.Delete(KEY, ONE).isWrite()).isTrue();
        assertThat(new Command.Get(KEY).isWrite()).isFalse();
        assertThat(new Command.ListKeys(Prefix.EMPTY, null, 1, false).isWrite()).isFalse();
    }

    private static final class CaseName implements Reply.Cases<String> {
        @Override
        public String found(Reply.Found reply) {
            return "found";
        }

        @Override
        public String noKey(Reply.NoKey reply) {
            return "noKey";
        }

        @Override
        public String written(Reply.Written reply) {
            return "written";
        }

        @Override
        public String conflict(Reply.Conflict reply) {
            return "conflict";
        }

        @Override
        public String listed(Reply.Listed reply) {
            return "listed";
        }

        @Override
        public String refused(Reply.Refused reply) {
            return "refused";
        }
    }
}
