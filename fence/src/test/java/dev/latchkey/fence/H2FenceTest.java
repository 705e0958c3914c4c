package dev.latchkey.fence;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

final class H2FenceTest extends JdbcFenceContract {

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:h2:mem:fence;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=60000");
    }

    @Test
    void nameOfTheTableIsNoSql() {
        assertThatIllegalArgumentException().isThrownBy(() -> new JdbcFence("a; DROP TABLE b"));
        assertThatIllegalArgumentException().isThrownBy(() -> new JdbcFence(""));
        new JdbcFence("app.fence");
    }
}
