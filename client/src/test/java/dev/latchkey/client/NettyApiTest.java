package dev.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.ClassReferences.Member;
import dev.latchkey.client.link.EventLoops;
import dev.latchkey.wire.Answer;
import java.io.IOException;
import java.lang.invoke.MethodType;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Everything in Netty that the compiled client refers to exists in Netty 4.1 too, with the same descriptor. The code is compiled
 * against 4.2, where, for example, a method may return a subtype of what it returned in 4.1; the JVM would report that only when it
 * executes the call.
 */
final class NettyApiTest {

    private final URLClassLoader oldest;

    NettyApiTest() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of("target/netty-4.1"))) {
            List<URL> urls = new ArrayList<>();
            for (Path jar : jars.sorted().toList()) {
                urls.add(jar.toUri().toURL());
            }
            assertThat(urls).as("the jars of Netty 4.1, which the build copies").hasSize(7);
            oldest = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        }
    }

    @AfterEach
    void close() throws IOException {
        oldest.close();
    }

    @Test
    void classLoaderHasNetty41() throws Exception {
        assertThat(oldest.loadClass("io.netty.channel.EventLoopGroup").getClassLoader())
                .isSameAs(oldest);
        assertThat(missing("io.netty.channel.IoEventLoop")).isTrue();
    }

    @Test
    void everyClassOfNettyExistsIn41() throws Exception {
        Set<String> named = new TreeSet<>();
        for (ClassReferences references : client()) {
            references.classes().stream()
                    .filter(name -> name.startsWith("io.netty."))
                    .forEach(named::add);
        }
        assertThat(named).contains("io.netty.buffer.ByteBuf", "io.netty.bootstrap.Bootstrap");
        assertThat(named).filteredOn(this::missing).isEmpty();
    }

    @Test
    void everyMethodAndFieldOfNettyExistsIn41() throws Exception {
        Set<String> found = new TreeSet<>();
        Set<String> missing = new TreeSet<>();
        for (ClassReferences references : client()) {
            for (Member member : references.members()) {
                if (member.owner().startsWith("io.netty.")) {
                    (exists(member) ? found : missing).add(member.owner() + "." + member.name() + member.descriptor());
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).contains("io.netty.channel.EventLoopGroup.next()Lio/netty/channel/EventLoop;");
    }

    @Test
    void memberThatDiffersIsDetected() throws Exception {
        String group = "io.netty.channel.nio.NioEventLoopGroup";
        assertThat(exists(new Member(group, "next", "()Lio/netty/channel/EventLoop;")))
                .isTrue();
        assertThat(exists(new Member(group, "next", "()Lio/netty/channel/IoEventLoop;")))
                .isFalse();
        assertThat(exists(new Member(
                        "io.netty.channel.ChannelOption", "TCP_NODELAY", "Lio/netty/channel/ChannelOption;")))
                .isTrue();
        assertThat(exists(new Member("io.netty.channel.ChannelOption", "TCP_NODELAY", "Ljava/lang/Object;")))
                .isFalse();
    }

    private boolean missing(String className) {
        try {
            return oldest.loadClass(className).getClassLoader() != oldest;
        } catch (ClassNotFoundException e) {
            return true;
        }
    }

    /** Whether the JVM would resolve a reference to the member. */
    private boolean exists(Member member) throws ClassNotFoundException {
        if (missing(member.owner())) {
            return false;
        }
        Class<?> owner = oldest.loadClass(member.owner());
        return ancestors(owner).stream().anyMatch(type -> declares(type, member));
    }

    private static Set<Class<?>> ancestors(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>(List.of(type, Object.class));
        Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
                .forEach(parent -> all.addAll(ancestors(parent)));
        return all;
    }

    private boolean declares(Class<?> type, Member member) {
        if (!member.descriptor().startsWith("(")) {
            return Stream.of(type.getDeclaredFields())
                    .anyMatch(field -> field.getName().equals(member.name())
                            && field.getType().descriptorString().equals(member.descriptor()));
        }
        if (member.name().equals("<init>")) {
            return Stream.of(type.getDeclaredConstructors())
                    .anyMatch(constructor -> MethodType.methodType(void.class, constructor.getParameterTypes())
                            .toMethodDescriptorString()
                            .equals(member.descriptor()));
        }
        return Stream.of(type.getDeclaredMethods())
                .anyMatch(method -> method.getName().equals(member.name())
                        && MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                                .toMethodDescriptorString()
                                .equals(member.descriptor()));
    }

    /** The references of every class of the client and of what it needs of Latchkey that uses Netty. */
    private static List<ClassReferences> client() throws Exception {
        List<ClassReferences> all = new ArrayList<>();
        Set<URI> places = new LinkedHashSet<>();
        for (Class<?> one : List.of(Latchkey.class, EventLoops.class, Answer.class)) {
            places.add(one.getProtectionDomain().getCodeSource().getLocation().toURI());
        }
        for (URI uri : places) {
            Path place = Path.of(uri);
            if (Files.isDirectory(place)) {
                all.addAll(classesIn(place));
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(place)) {
                    all.addAll(classesIn(jar.getPath("/")));
                }
            }
        }
        return all;
    }

    private static List<ClassReferences> classesIn(Path root) throws IOException {
        List<ClassReferences> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                all.add(ClassReferences.of(Files.readAllBytes(file)));
            }
        }
        return all;
    }
}
