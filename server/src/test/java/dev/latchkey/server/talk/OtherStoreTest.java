package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An engine that changes its store while a connection is open, before anything has closed the connection. */
final class OtherStoreTest {

    private static final StoreId OTHER = new StoreId(9, 9);

    private static final class ChangingEngine extends HeldBackEngine {

        private Optional<StoreId> current = Optional.of(Talk.STORE_ID);
        private boolean changesAtTheNextRead;

        @Override
        public Optional<StoreId> storeId() {
            return current;
        }

        @Override
        public @Nullable Reply tryAnswer(Command command) {
            if (changesAtTheNextRead) {
                change();
            }
            return command.isWrite() ? null : store.tryAnswer(command);
        }

        void change() {
            current = Optional.of(OTHER);
        }
    }

    private final ChangingEngine engine = new ChangingEngine();
    private final Talk talk = Talk.withEngine(engine);

    @Test
    void readThatWasExecutedOnAnotherStoreIsNotAnswered() {
        engine.changesAtTheNextRead = true;
        assertThat(talk.say(Resp.request("PING") + Resp.request("GETV", "a") + Resp.request("PING")))
                .isEqualTo("+PONG\r\n");
        assertThat(talk.hungUp).isTrue();
    }

    @Test
    void lateReplyOfAnotherStoreIsNotSent() {
        talk.ask("PUT", "a", "x", "0");
        engine.change();
        engine.answer(0);
        assertThat(talk.heard()).isEmpty();
        assertThat(talk.hungUp).isTrue();
    }

    @Test
    void nothingIsSubmittedToAnotherStore() {
        engine.change();
        assertThat(talk.say(Resp.request("PUT", "a", "x", "0") + Resp.request("PUT", "b", "x", "0")))
                .isEmpty();
        assertThat(engine.submitted()).isZero();
        assertThat(talk.hungUp).isTrue();
    }

    @Test
    void pieceOfABackupOfAnotherStoreIsNotSent() {
        engine.change();
        assertThat(talk.ask("BACKUP", "START")).isEmpty();
        assertThat(talk.hungUp).isTrue();
    }

    @Test
    void connectionOpenedAfterTheChangeIsAnswered() {
        engine.change();
        Talk later = Talk.withEngine(engine);
        assertThat(later.ask("GET", "a")).isEqualTo("$-1\r\n");
        assertThat(later.hungUp).isFalse();
    }
}
