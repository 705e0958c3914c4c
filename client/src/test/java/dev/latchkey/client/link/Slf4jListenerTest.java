package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Key;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.wire.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.resolver.AddressResolver;
import io.netty.util.NetUtil;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SLF4J is used if the program has it, and not needed. */
final class Slf4jListenerTest {

    @Test
    void slf4jIsFoundIfTheProgramHasIt() {
        assertThat(Slf4jListener.find()).isPresent();
    }

    @Test
    void clientWorksWithoutSlf4j() throws Exception {
        URL[] classPath = Stream.of(
                        Slf4jListener.class,
                        Key.class,
                        SystemTime.class,
                        Answer.class,
                        ByteBuf.class,
                        Channel.class,
                        AddressResolver.class,
                        NetUtil.class)
                .map(one -> one.getProtectionDomain().getCodeSource().getLocation())
                .distinct()
                .toArray(URL[]::new);
        try (URLClassLoader without = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Object found = without.loadClass(Slf4jListener.class.getName())
                    .getMethod("find")
                    .invoke(null);
            assertThat(found).isEqualTo(Optional.empty());
            Object client = without.loadClass("dev.latchkey.client.Latchkey")
                    .getMethod("connect", String.class)
                    .invoke(null, "127.0.0.1:1");
            client.getClass().getMethod("close").invoke(client);
        }
    }
}
