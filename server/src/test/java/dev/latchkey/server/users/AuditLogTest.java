package dev.latchkey.server.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Key;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.permissions.Missing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AuditLogTest {

    private static final AuditLog.Source ALICE = new AuditLog.Source("alice", "/127.0.0.1:5");

    private final ManualTime time = new ManualTime();
    private final List<String> lines = new ArrayList<>();
    private final AuditLog audit = AuditLog.of(time, lines::add);

    @Test
    void linesAreJson() {
        audit.login(ALICE, "secret");
        audit.loginRefused(new AuditLog.Source("", "/127.0.0.1:5"), "the user does not exist or the secret is wrong");
        audit.refused(
                ALICE, "GET", new Missing("read", "a phrase", Key.of("a\"b\n").toString()));
        audit.refused(ALICE, "INFO", new Missing("admin", "'admin'", null));
        audit.admin(ALICE, "BACKUP", "START");
        audit.foreignSession(ALICE, "ONCE");
        String start = "{\"time\":\"2001-02-03T04:05:06.789Z\",\"event\":";
        String alice = ",\"user\":\"alice\",\"address\":\"/127.0.0.1:5\"";
        assertThat(lines)
                .containsExactly(
                        start + "\"login\"" + alice + ",\"by\":\"secret\"}",
                        start + "\"login-refused\",\"address\":\"/127.0.0.1:5\",\"reason\":\"the user does not exist or"
                                + " the secret is wrong\"}",
                        start + "\"refused\"" + alice
                                + ",\"command\":\"GET\",\"permission\":\"read\",\"key\":\"a\\\"b\\\\x0a\"}",
                        start + "\"refused\"" + alice + ",\"command\":\"INFO\",\"permission\":\"admin\"}",
                        start + "\"admin\"" + alice + ",\"command\":\"BACKUP\",\"argument\":\"START\"}",
                        start + "\"foreign-session\"" + alice + ",\"command\":\"ONCE\"}");
    }

    @Test
    void userCannotFillTheLog() {
        AuditLog.Source bob = new AuditLog.Source("bob", "");
        for (int i = 0; i < AuditLog.LINES_PER_SECOND + 5; i++) {
            audit.admin(ALICE, "INFO", "");
        }
        assertThat(lines).hasSize(AuditLog.LINES_PER_SECOND);
        audit.admin(bob, "INFO", "");
        assertThat(lines).hasSize(AuditLog.LINES_PER_SECOND + 1);
        lines.clear();
        audit.reportOmitted();
        audit.reportOmitted();
        assertThat(lines)
                .singleElement()
                .asString()
                .endsWith("\"event\":\"omitted\",\"user\":\"alice\",\"lines\":\"5\"}");
    }

    @Test
    void nextSecondHasLinesAgain() {
        for (int i = 0; i < 2 * AuditLog.LINES_PER_SECOND; i++) {
            audit.admin(ALICE, "INFO", "");
        }
        time.pass(Duration.ofSeconds(1));
        lines.clear();
        audit.admin(ALICE, "INFO", "");
        assertThat(lines).hasSize(1);
    }

    @Test
    void serverWithoutUsersLogsNothing() {
        AuditLog.NONE.admin(ALICE, "INFO", "");
        AuditLog.NONE.reportOmitted();
        assertThat(lines).isEmpty();
    }
}
