package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost:5625",
        "localhost:7001, localhost:7001",
        "10.0.0.1:1, 10.0.0.1:1",
        "[::1], [::1]:5625",
        "[::1]:65535, [::1]:65535",
        "[::ffff:10.0.0.1]:7, [::ffff:10.0.0.1]:7",
        "[fe80::1%eth0]:7, [fe80::1%eth0]:7",
        "kv_1.example.org, kv_1.example.org:5625"
    })
    void addressesAreReadWithAndWithoutPort(String text, String read) {
        assertThat(ServerAddress.parseAll(text)).singleElement().hasToString(read);
    }

    @Test
    void severalAddressesAreSeparatedByCommas() {
        assertThat(ServerAddress.parseAll("a:1, b ,[::1]:3"))
                .containsExactly(
                        new ServerAddress("a", 1),
                        new ServerAddress("b", ServerAddress.PORT_DEFAULT),
                        new ServerAddress("::1", 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a,", ",a", "a:b", "a:", ":1", "::1", "a b", "[::1", "[]:1", "a:1:2", "a:123456", "a:-1"})
    void malformedAddressesAreRefusedWithTheExpectedForm(String text) {
        assertThatThrownBy(() -> ServerAddress.parseAll(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(
                        "is not a server address: use host, host:port or [ipv6]:port; the default port is 5625");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:0", "a:65536", "a:99999"})
    void portsOutOfRangeAreRefusedWithTheRange(String text) {
        assertThatThrownBy(() -> ServerAddress.parseAll(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("address '" + text + "' needs a host and a port from 1 to 65535");
    }
}
