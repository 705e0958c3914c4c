package dev.latchkey.app.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Version;
import dev.latchkey.trial.faults.Fault;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NET-08 for the client: the connection is closed at every byte of a request and of a reply, with FIN and with RST. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CutAtEveryByteTest {

    private static final String VALUE = "12\r\n:3\r\n";
    private static final int GET_REPLY_BYTES = 40;
    private static final int PUT_REPLY_BYTES = 8;
    private static final int PUT_REQUEST_BYTES = 60;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void getIsNeverAnsweredByAPartialReply(boolean reset) throws Exception {
        try (Store store = new Store();
                SwitchedProxy proxy = new SwitchedProxy(store.address(), () -> Fault.NONE);
                Latchkey latchkey = Latchkey.connect(Store.config(proxy.address()))) {
            Clerk clerk = latchkey.clerk();
            assertThat(clerk.put("k", VALUE, Version.NONE)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
            for (int bytes = 0; bytes <= GET_REPLY_BYTES; bytes++) {
                proxy.faults(new SingleFault(new Fault.CutReply(bytes, reset)));
                assertThat(clerk.get("k").orElseThrow().value().utf8())
                        .as("cut at %d", bytes)
                        .isEqualTo(VALUE);
                proxy.faults(new SingleFault(new Fault.CutReply(bytes, reset)));
                assertThat(clerk.get("nothing there")).isEmpty();
            }
        }
    }

    /** Version 1,111 has four digits, so a truncated reply could be read as another version. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void putIsNeverAnsweredByAPartialReply(boolean reset) throws Exception {
        try (Store store = new Store();
                SwitchedProxy proxy = new SwitchedProxy(store.address(), () -> Fault.NONE);
                Latchkey latchkey = Latchkey.connect(Store.config(proxy.address()))) {
            Clerk clerk = latchkey.clerk().withoutSession();
            Version version = Version.NONE;
            for (int i = 0; i < 1_111; i++) {
                version = clerk.put("k", VALUE, version).orThrow();
            }
            for (int bytes = 0; bytes <= PUT_REPLY_BYTES; bytes++) {
                proxy.faults(new SingleFault(new Fault.CutReply(bytes, reset)));
                PutOutcome outcome = clerk.put("k", VALUE, version);
                version = version.next();
                assertOkOrHappened(outcome, version);
                assertThat(clerk.get("k").orElseThrow().version()).isEqualTo(version);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void truncatedRequestHasNoEffectAndIsResent(boolean reset) throws Exception {
        try (Store store = new Store();
                SwitchedProxy proxy = new SwitchedProxy(store.address(), () -> Fault.NONE);
                Latchkey latchkey = Latchkey.connect(Store.config(proxy.address()))) {
            Clerk clerk = latchkey.clerk().withoutSession();
            Version version = Version.NONE;
            for (int bytes = 0; bytes <= PUT_REQUEST_BYTES; bytes++) {
                proxy.faults(new SingleFault(new Fault.CutRequest(bytes, reset)));
                PutOutcome outcome = clerk.put("key", VALUE, version);
                version = version.next();
                assertOkOrHappened(outcome, version);
                assertThat(clerk.get("key").orElseThrow().version()).isEqualTo(version);
            }
        }
    }

    /** In a session the reply of the first execution is recorded, so the resend is Ok wherever the reply was cut. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resendInASessionIsOkWhereverTheFirstSendWasCut(boolean reset) throws Exception {
        try (Store store = new Store();
                SwitchedProxy proxy = new SwitchedProxy(store.address(), () -> Fault.NONE);
                Latchkey latchkey = Latchkey.connect(Store.config(proxy.address()))) {
            Clerk clerk = latchkey.clerk();
            Version version = clerk.put("k", VALUE, Version.NONE).orThrow();
            for (int bytes = 0; bytes <= PUT_REQUEST_BYTES; bytes++) {
                proxy.faults(new SingleFault(new Fault.CutRequest(bytes, reset)));
                assertThat(clerk.put("k", VALUE, version)).isEqualTo(new PutOutcome.Ok(version.next()));
                proxy.faults(new SingleFault(new Fault.CutReply(bytes % PUT_REPLY_BYTES, reset)));
                assertThat(clerk.put("k", VALUE, version.next()).orThrow())
                        .isEqualTo(version.next().next());
                version = version.next().next();
            }
            assertThat(clerk.get("k").orElseThrow().version()).isEqualTo(version);
        }
    }

    private static void assertOkOrHappened(PutOutcome outcome, Version version) {
        if (outcome instanceof PutOutcome.ErrMaybe maybe) {
            assertThat(maybe.cause()).isInstanceOf(PutOutcome.Cause.ResendRefused.class);
        } else {
            assertThat(outcome).isEqualTo(new PutOutcome.Ok(version));
        }
    }
}
