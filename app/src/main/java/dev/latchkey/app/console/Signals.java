package dev.latchkey.app.console;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The signals by which a person or a supervisor asks a process to end, for commands that pass them on.
 *
 * <p>Why by reflection: {@code sun.misc.Signal} is what the JDK has (module jdk.unsupported, kept on purpose, JEP 260), but the
 * compiler's warning of it cannot be suppressed.
 */
public final class Signals {

    /** A signal, and the number that exit codes give it. */
    public enum Name {
        HUP(1),
        INT(2),
        TERM(15);

        private final int number;

        Name(int number) {
            this.number = number;
        }

        /** What a shell makes of a program that this signal ended. */
        public int exitCode() {
            return 128 + number;
        }
    }

    private Signals() {}

    /**
     * From now on hands each signal to {@code handler}, on a thread of its own, instead of ending the process.
     *
     * @return what has signals handled as before
     */
    public static Runnable handle(Consumer<Name> handler) {
        List<Runnable> before = new ArrayList<>();
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            for (Name name : Name.values()) {
                Object proxy = Proxy.newProxyInstance(
                        Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (self, method, arguments) -> {
                            if (method.getName().equals("handle")) {
                                handler.accept(name);
                                return null;
                            }
                            return method.invoke(name, arguments);
                        });
                before.add(install(signal, handlerType, name, proxy));
            }
            return () -> before.forEach(Runnable::run);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("cannot handle signals: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no sun.misc.Signal", e);
        }
    }

    private static Runnable install(Class<?> signal, Class<?> handlerType, Name name, Object handler)
            throws ReflectiveOperationException {
        Method handle = signal.getMethod("handle", signal, handlerType);
        Object number = signal.getConstructor(String.class).newInstance(name.name());
        Object before = handle.invoke(null, number, handler);
        return () -> {
            try {
                handle.invoke(null, number, before);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot handle signals as before", e);
            }
        };
    }
}
