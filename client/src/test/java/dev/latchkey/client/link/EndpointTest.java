package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EndpointTest {

    private static final ServerAddress NAMED = new ServerAddress("kv", 1);

    private static List<InetAddress> loopback(int count) throws UnknownHostException {
        List<InetAddress> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            all.add(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) i}));
        }
        return all;
    }

    @Test
    void nameIsShownWithItsAddressAndALiteralAlone() throws Exception {
        InetAddress six = InetAddress.getAllByName("::1")[0];
        assertThat(new Endpoint(NAMED, loopback(1).get(0))).hasToString("kv:1 (127.0.0.1)");
        assertThat(new Endpoint(NAMED, six)).hasToString("kv:1 (::1)");
        assertThat(new Endpoint(new ServerAddress("127.0.0.1", 1), loopback(1).get(0)))
                .hasToString("127.0.0.1:1");
        assertThat(new Endpoint(new ServerAddress("::1", 1), six)).hasToString("[::1]:1");
        assertThat(new Endpoint(NAMED, null)).hasToString("kv:1");
    }

    @Test
    void numberOfAddressesIsBounded() throws Exception {
        assertThat(Endpoint.allOf(NAMED, host -> loopback(200))).hasSize(Endpoint.PER_SERVER_MAX);
    }

    @Test
    void everyFailureOfTheResolverIsAReason() {
        assertThatThrownBy(() -> Endpoint.allOf(NAMED, host -> {
                    throw new UnknownHostException(host);
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown host");
        assertThatThrownBy(() -> Endpoint.allOf(NAMED, host -> {
                    throw new IllegalArgumentException("odd name");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot resolve the host name: java.lang.IllegalArgumentException: odd name");
        assertThatThrownBy(() -> Endpoint.allOf(NAMED, host -> List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("the host name has no address");
    }
}
