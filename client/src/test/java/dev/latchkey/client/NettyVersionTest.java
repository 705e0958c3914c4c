package dev.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.resolver.AddressResolver;
import io.netty.util.NetUtil;
import io.netty.util.Version;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every run of the tests has the version of Netty on its class path for which it is configured in the pom, and no other. */
final class NettyVersionTest {

    /** The version that this run should have; the build passes it. Other runs, such as those of an IDE, have the first. */
    private static final String EXPECTED = System.getProperty("netty.expected", "4.2.");

    @Test
    void nettyHasTheVersionOfThisRun() {
        assertThat(Version.identify())
                .containsOnlyKeys(
                        "netty-buffer",
                        EXPECTED.startsWith("4.1.") ? "netty-codec" : "netty-codec-base",
                        "netty-common",
                        "netty-handler",
                        "netty-resolver",
                        "netty-transport",
                        "netty-transport-native-unix-common");
        assertThat(Version.identify().values())
                .extracting(Version::artifactVersion)
                .allMatch(version -> version.startsWith(EXPECTED));
    }

    /** Why: the properties are found by name, in any jar; the classes must come from the same one. */
    @ParameterizedTest
    @ValueSource(classes = {ByteBuf.class, Channel.class, AddressResolver.class, NetUtil.class})
    void classesComeFromThatVersion(Class<?> one) throws Exception {
        Path jar =
                Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
        Properties versions = new Properties();
        try (FileSystem files = FileSystems.newFileSystem(jar);
                InputStream in = Files.newInputStream(files.getPath("META-INF/io.netty.versions.properties"))) {
            versions.load(in);
        }
        assertThat(versions.stringPropertyNames().stream()
                        .filter(name -> name.endsWith(".version"))
                        .map(versions::getProperty))
                .singleElement()
                .asString()
                .startsWith(EXPECTED);
    }

    @Test
    void eventLoopOf42IsMissingIn41() {
        assertThat(NettyVersionTest.class.getClassLoader().getResource("io/netty/channel/IoEventLoop.class") == null)
                .isEqualTo(EXPECTED.startsWith("4.1."));
    }
}
