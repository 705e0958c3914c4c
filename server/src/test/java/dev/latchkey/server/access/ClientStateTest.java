package dev.latchkey.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Origin;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.server.users.Account;
import org.junit.jupiter.api.Test;

class ClientStateTest {

    private final ClientState client =
            new ClientState(1, "", Account.DEFAULT, LoginThrottle.OPEN, SystemChance.seeded(1));

    @Test
    void writesAreLoggedWithTheNameOfTheClientOrOfItsUser() {
        assertThat(client.by()).isEqualTo("default");
        client.setName("deployer");
        assertThat(client.by()).isEqualTo("deployer");
        client.setName(null);
        assertThat(client.by()).isEqualTo("default");
        client.setName("deployer");
        client.reset();
        assertThat(client.by()).isEqualTo("default");
    }

    @Test
    void aLongNameIsCut() {
        client.setName("x".repeat(256));
        assertThat(client.by()).isEqualTo("x".repeat(Origin.BY_BYTES_MAX));
        client.setName("\u20ac".repeat(30));
        assertThat(client.by()).isEqualTo("\u20ac".repeat(21));
        client.setName("\ud83d\udd12".repeat(40));
        assertThat(client.by()).isEqualTo("\ud83d\udd12".repeat(16));
        client.setName("x" + "\ud83d\udd12".repeat(40));
        assertThat(client.by()).isEqualTo("x" + "\ud83d\udd12".repeat(15));
    }
}
