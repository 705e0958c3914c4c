package dev.latchkey.fence;

import static dev.latchkey.fence.Tokens.LOCK;
import static dev.latchkey.fence.Tokens.OTHER;
import static dev.latchkey.fence.Tokens.STORE;
import static dev.latchkey.fence.Tokens.ofOther;
import static dev.latchkey.fence.Tokens.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Version;
import dev.latchkey.fence.RefusedByFenceException.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the fence promises on every database. */
abstract class JdbcFenceContract {

    private final JdbcFence fence = new JdbcFence();
    private Connection connection;

    abstract Connection connect() throws SQLException;

    @BeforeEach
    void create() throws SQLException {
        connection = connect();
        connection.setAutoCommit(false);
        fence.createTable(connection);
        fence.createTable(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS report");
            statement.execute("CREATE TABLE report (line VARCHAR(100))");
            statement.execute("DELETE FROM " + JdbcFence.TABLE_DEFAULT);
        }
        fence.adopt(connection, LOCK, STORE);
        connection.commit();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void write(Connection by, FencingToken token, String line) throws SQLException {
        try {
            fence.require(by, token);
            try (var insert = by.prepareStatement("INSERT INTO report VALUES (?)")) {
                insert.setString(1, line);
                insert.executeUpdate();
            }
            by.commit();
        } catch (SQLException | RuntimeException e) {
            by.rollback();
            throw e;
        }
    }

    private List<String> lines() throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT line FROM report")) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        connection.rollback();
        return lines;
    }

    private static Reason reason(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return ((RefusedByFenceException) org.assertj.core.api.Assertions.catchThrowable(call)).reason();
    }

    @Test
    void sameAndGreaterTokensAreAcceptedAndLesserOnesAreNot() throws SQLException {
        write(connection, token(3), "a");
        write(connection, token(3), "b");
        write(connection, token(7), "c");
        assertThatThrownBy(() -> write(connection, token(6), "late"))
                .isInstanceOf(RefusedByFenceException.class)
                .hasMessage("token 6 of lock 'invoices' is stale: token 7 was seen");
        assertThat(lines()).containsExactly("a", "b", "c");
    }

    @Test
    void tokenThatWasRolledBackWasNotSeen() throws SQLException {
        fence.require(connection, token(9));
        connection.rollback();
        write(connection, token(2), "a");
        assertThat(lines()).containsExactly("a");
    }

    @Test
    void otherStoreIsRefusedUntilItIsAdopted() throws SQLException {
        write(connection, token(9), "a");
        assertThat(reason(() -> write(connection, ofOther(10), "b"))).isEqualTo(Reason.OTHER_STORE);
        fence.adopt(connection, LOCK, STORE);
        connection.commit();
        assertThat(reason(() -> write(connection, token(8), "b"))).isEqualTo(Reason.STALE);
        fence.adopt(connection, LOCK, OTHER);
        connection.commit();
        write(connection, ofOther(1), "b");
        assertThat(reason(() -> write(connection, token(10), "c"))).isEqualTo(Reason.OTHER_STORE);
        assertThat(lines()).containsExactly("a", "b");
    }

    @Test
    void lockWithoutAStoreIsRefused() {
        FencingToken unknown = new FencingToken(STORE, "unknown", Version.of(1));
        assertThat(reason(() -> write(connection, unknown, "a"))).isEqualTo(Reason.OTHER_STORE);
    }

    @Test
    void locksAreIndependent() throws SQLException {
        fence.adopt(connection, "other", STORE);
        write(connection, token(9), "a");
        write(connection, new FencingToken(STORE, "other", Version.of(1)), "b");
        assertThat(lines()).containsExactly("a", "b");
    }

    @Test
    void connectionThatCommitsEachStatementIsRefused() throws SQLException {
        connection.setAutoCommit(true);
        assertThatIllegalStateException().isThrownBy(() -> fence.require(connection, token(1)));
    }

    /** A holder that is late in its transaction: the next one waits for it, or is first and makes it stale. Never both in the wrong order. */
    @Test
    void transactionsOfConcurrentHoldersFollowOneAnotherInTheOrderOfTokens() {
        List<Long> committed = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            int first = i;
            writers.add(CompletableFuture.runAsync(
                    () -> {
                        try (Connection own = connect()) {
                            own.setAutoCommit(false);
                            for (long number = first; number <= 40; number += 4) {
                                writeInOrder(own, number, committed);
                            }
                        } catch (SQLException e) {
                            throw new CompletionException(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        writers.forEach(CompletableFuture::join);
        assertThat(committed).isNotEmpty().isSorted();
    }

    private void writeInOrder(Connection own, long number, List<Long> committed) throws SQLException {
        try {
            fence.require(own, token(number));
            committed.add(number); // while the row is locked
            own.commit();
        } catch (RefusedByFenceException e) {
            assertThat(e.reason()).isEqualTo(Reason.STALE);
            own.rollback();
        }
    }
}
