package dev.latchkey.server.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.talk.Golden;
import dev.latchkey.server.talk.Resp;
import dev.latchkey.server.talk.Talk;
import dev.latchkey.wire.verbs.Access;
import dev.latchkey.wire.verbs.Effect;
import dev.latchkey.wire.verbs.Timing;
import dev.latchkey.wire.verbs.Verb;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The policy columns of every verb's row against what a conversation does when it gets that verb. */
class VerbPolicyTest {

    private static final Credentials PASSWORD = Credentials.of(Resp.bytes(Talk.PASSWORD));

    private static boolean runsBeforeLogin(Verb verb) {
        return new RecordingServer(PASSWORD).runs(verb);
    }

    private static boolean runsInTransaction(Verb verb) {
        RecordingServer server = new RecordingServer(Credentials.NONE);
        server.runs(Verb.MULTI);
        return server.runs(verb);
    }

    private static boolean overtakesAWrite(Verb verb) {
        return new RecordingServer(Credentials.NONE).overtakesAWrite(verb);
    }

    @ParameterizedTest
    @EnumSource
    void conversationDoesWhatTheRowSays(Verb verb) {
        assertThat(runsBeforeLogin(verb)).as("before login").isEqualTo(verb.access() == Access.BEFORE_LOGIN);
        assertThat(runsInTransaction(verb)).as("in a transaction").isEqualTo(verb.isAllowedInTransaction());
        assertThat(overtakesAWrite(verb)).as("on arrival").isEqualTo(verb.timing() == Timing.ON_ARRIVAL);
        RecordingServer server = new RecordingServer(Credentials.NONE);
        server.runs(Verb.HELLO, "HELLO", "3");
        assertThat(server.runs(verb)).as("after login").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void commandInfoSaysWhatTheConversationDoes(Verb verb) {
        String info = Talk.open().ask("COMMAND", "INFO", verb.name());
        assertThat(info.contains("+no_auth\r\n")).as("no_auth").isEqualTo(runsBeforeLogin(verb));
        assertThat(info.contains("+stale\r\n")).as("stale").isEqualTo(verb.effect() == Effect.NONE);
        assertThat(info.contains("+admin\r\n")).as("admin").isEqualTo(verb.access() == Access.ADMIN);
        assertThat(info).startsWith("*1\r\n*10\r\n" + Resp.bulk(verb.lowerCase()) + ":" + verb.arity() + "\r\n");
        assertThat(Talk.open().ask("COMMAND", "DOCS", verb.name()))
                .startsWith("*2\r\n" + Resp.bulk(verb.lowerCase()))
                .contains(Resp.bulk("summary") + Resp.bulk(verb.summary()))
                .contains(Resp.bulk("group") + Resp.bulk(verb.family().group()));
    }

    /** What reads or writes keys must see the writes before it. */
    @ParameterizedTest
    @EnumSource
    void verbThatTouchesKeysWaitsForEarlierWrites(Verb verb) {
        if (verb.effect() != Effect.NONE) {
            assertThat(overtakesAWrite(verb)).isFalse();
        }
    }

    /** Why a golden file: a wrong column changes the conversation with it, and only a record of both shows that. */
    @Test
    void behaviourOfEveryVerbIsPinned() throws IOException {
        StringBuilder table = new StringBuilder();
        for (Verb verb : Verb.values()) {
            table.append("%-10s%-13s%-8s%-8s%-14s%-14s%-18s%s%n"
                    .formatted(
                            verb,
                            verb.family(),
                            verb.effect(),
                            keys(verb),
                            verb.access(),
                            runsBeforeLogin(verb) ? "before login" : "",
                            runsInTransaction(verb) ? "in a transaction" : "",
                            overtakesAWrite(verb) ? "overtakes writes" : "waits for writes"));
        }
        Golden.requireSame("policies.txt", table.toString());
    }

    private static String keys(Verb verb) {
        return verb.keys().first() + " " + verb.keys().last() + " "
                + verb.keys().step();
    }
}
