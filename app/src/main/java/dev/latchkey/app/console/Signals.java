package dev.latchkey.app.console;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Handlers for the termination signals, for commands that forward them or finish their work first.
 *
 * <p>Why reflection: {@code sun.misc.Signal} is the JDK's only API for this (module jdk.unsupported, kept on purpose, JEP 260),
 * but the compiler's warning about it cannot be suppressed.
 */
public final class Signals {

    /** A signal and its number, as used in exit codes. */
    public enum Name {
        HUP(1),
        INT(2),
        TERM(15);

        private final int number;

        Name(int number) {
            this.number = number;
        }

        /** The exit code of a shell for a program that this signal terminated. */
        public int exitCode() {
            return 128 + number;
        }
    }

    private Signals() {}

    /**
     * Passes each signal to {@code handler}, on a thread of its own, instead of terminating the process.
     *
     * @return an action that restores the previous handlers
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
            throw new IllegalStateException("cannot install signal handlers: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java does not have sun.misc.Signal", e);
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
                throw new IllegalStateException("cannot restore the previous signal handlers", e);
            }
        };
    }
}
