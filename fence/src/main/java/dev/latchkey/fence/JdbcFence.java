package dev.latchkey.fence;

import dev.latchkey.core.StoreId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A fence in a database table, with one row for each lock. {@link #require} runs in the transaction of the caller, which then changes its
 * data and commits: token and data change in one step, or neither does. The row stays locked until the transaction ends, so transactions of
 * one lock follow one another, also at the isolation level READ COMMITTED. Tested with H2 and PostgreSQL. Thread-safe.
 *
 * <pre>{@code
 * connection.setAutoCommit(false);
 * fence.require(connection, token); // throws if a later holder has been here
 * ... change the data by the same connection ...
 * connection.commit();
 * }</pre>
 */
public final class JdbcFence {

    /** The default name of the table. */
    public static final String TABLE_DEFAULT = "latchkey_fence";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}(\\.[A-Za-z_][A-Za-z0-9_]{0,62})?");

    private final String table;

    /** A fence in the default table. */
    public JdbcFence() {
        this(TABLE_DEFAULT);
    }

    /**
     * A fence in another table.
     *
     * @throws IllegalArgumentException if {@code table} is not a plain name, possibly with a schema
     */
    public JdbcFence(String table) {
        if (!NAME.matcher(table).matches()) {
            throw new IllegalArgumentException("not the name of a table: '" + table + "'");
        }
        this.table = table;
    }

    /** Creates the table if it does not exist. */
    public void createTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + table
                    + " (lock_name VARCHAR(1024) PRIMARY KEY, store_id CHAR(32) NOT NULL, token BIGINT NOT NULL)");
        }
    }

    /**
     * Adopts a store for a lock, and forgets the tokens of any other store. For an operator, or a migration: adopt a store when it is used
     * for the first time, or when it has replaced another one and no holder of the old one is left. Adopting the store again changes
     * nothing. The caller commits.
     */
    public void adopt(Connection connection, String lock, StoreId store) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE " + table
                + " SET token = CASE WHEN store_id = ? THEN token ELSE 0 END, store_id = ? WHERE lock_name = ?")) {
            update.setString(1, store.toString());
            update.setString(2, store.toString());
            update.setString(3, lock);
            if (update.executeUpdate() > 0) {
                return;
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO " + table + " (lock_name, store_id, token) VALUES (?, ?, 0)")) {
            insert.setString(1, lock);
            insert.setString(2, store.toString());
            insert.executeUpdate();
        }
    }

    /**
     * Accepts a token and remembers it, in the transaction of {@code connection}.
     *
     * @throws RefusedByFenceException if a greater token was seen, or if it is of another store; nothing was changed
     * @throws IllegalStateException if the connection commits each statement by itself
     * @throws SQLException if the database fails; the caller rolls back
     */
    public void require(Connection connection, FencingToken token) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException(
                    "the connection commits each statement by itself: the token and the data would not change in one step");
        }
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE " + table + " SET token = ? WHERE lock_name = ? AND store_id = ? AND token <= ?")) {
            update.setLong(1, token.token().number());
            update.setString(2, token.lock());
            update.setString(3, token.store().toString());
            update.setLong(4, token.token().number());
            if (update.executeUpdate() == 1) {
                return;
            }
        }
        SeenToken.requireAccepted(seen(connection, token.lock()), token);
        throw new SQLException(
                "the fence of lock '" + token.lock() + "' was changed at the same time: repeat the transaction");
    }

    private Optional<SeenToken> seen(Connection connection, String lock) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT store_id, token FROM " + table + " WHERE lock_name = ?")) {
            select.setString(1, lock);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new SeenToken(row.getString(1), row.getLong(2))) : Optional.empty();
            }
        }
    }
}
