package dev.latchkey.test;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.link.ClientConfig;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The extension behind {@link LatchkeyTest}, for JUnit 5.13 and newer, and 6. Register it with {@code @RegisterExtension} to set its
 * options in code; {@code @LatchkeyTest} on the class or the method takes precedence over them.
 */
public final class LatchkeyExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(LatchkeyExtension.class);

    private static final Map<Class<?>, Function<LatchkeyServer, Object>> PARAMETERS = Map.of(
            LatchkeyServer.class,
            server -> server,
            Latchkey.class,
            LatchkeyServer::latchkey,
            Clerk.class,
            server -> server.latchkey().clerk(),
            AsyncClerk.class,
            server -> server.latchkey().clerk().async(),
            ClientConfig.class,
            LatchkeyServer::clientConfig,
            InetSocketAddress.class,
            LatchkeyServer::socketAddress);

    private final ServerOptions options;

    /** An extension with the default options. */
    public LatchkeyExtension() {
        this(ServerOptions.DEFAULT);
    }

    /** An extension with other options. */
    public LatchkeyExtension(ServerOptions options) {
        this.options = options;
    }

    /** A server that the constructor of a test takes is that of the test, and not of the class. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        Function<LatchkeyServer, Object> part = PARAMETERS.get(type);
        if (part == null) {
            throw new ParameterResolutionException("unsupported parameter type " + type.getName());
        }
        return part.apply(server(context));
    }

    /** The server of the test, or of the class if a method has taken it that runs before all tests. JUnit closes it with its store. */
    private LatchkeyServer server(ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        @Nullable LatchkeyServer known = store.get(LatchkeyServer.class, LatchkeyServer.class);
        if (known != null) {
            return known;
        }
        LatchkeyServer started = LatchkeyServer.start(optionsOf(context));
        store.put(LatchkeyServer.class, started);
        return started;
    }

    private ServerOptions optionsOf(ExtensionContext context) {
        ExtensionContext next = context;
        while (true) {
            ServerOptions found = next.getElement()
                    .flatMap(element -> AnnotationSupport.findAnnotation(element, LatchkeyTest.class))
                    .map(test -> new ServerOptions(test.durable(), test.leases()))
                    .orElse(null);
            if (found != null || next.getParent().isEmpty()) {
                return found != null ? found : options;
            }
            next = next.getParent().get();
        }
    }
}
