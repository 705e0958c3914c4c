package dev.latchkey.app.console;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Handlers for signals, for commands that forward them or finish their work first.
 *
 * <p>Why reflection: {@code sun.misc.Signal} is the JDK's only API for this (module jdk.unsupported, kept on purpose, JEP 260),
 * but the compiler's warning about it cannot be suppressed.
 */
public final class Signals {

    /** A signal and its number on Linux, as used in exit codes. */
    public enum Name {
        HUP(1),
        INT(2),
        TERM(15),
        USR1(10),
        USR2(12),
        ALRM(14),
        WINCH(28);

        private final int number;

        Name(int number) {
            this.number = number;
        }

        /** The exit code of a shell for a program that this signal terminated. */
        public int exitCode() {
            return 128 + number;
        }

        /** Whether the signal terminates a program that has no handler for it. */
        public boolean isFatal() {
            return this != WINCH;
        }

        /** Whether the signal requests termination: SIGHUP, SIGINT and SIGTERM. */
        public boolean isTermination() {
            return TERMINATION.contains(this);
        }
    }

    private static final Set<Name> TERMINATION = EnumSet.of(Name.HUP, Name.INT, Name.TERM);

    private Signals() {}

    /**
     * Passes SIGHUP, SIGINT and SIGTERM to {@code handler}, on a thread of its own, instead of terminating the process.
     *
     * @return an action that restores the previous handlers
     */
    public static Runnable handle(Consumer<Name> handler) {
        List<Runnable> before = new ArrayList<>();
        for (Name name : TERMINATION) {
            before.add(handle(name, handler));
        }
        return () -> before.forEach(Runnable::run);
    }

    /**
     * Passes every signal in {@link Name} to {@code handler}, on a thread of its own.
     *
     * @return the signals that this JVM reserves for itself, which keep their previous action
     */
    public static Set<Name> handleAll(Consumer<Name> handler) {
        handle(handler);
        Set<Name> refused = EnumSet.noneOf(Name.class);
        for (Name name : EnumSet.complementOf(EnumSet.copyOf(TERMINATION))) {
            try {
                handle(name, handler);
            } catch (IllegalStateException e) {
                refused.add(name); // why: the command does its work without it, and reports it
            }
        }
        return refused;
    }

    /**
     * Passes one signal to {@code handler}, on a thread of its own.
     *
     * @return an action that restores the previous handler
     */
    public static Runnable handle(Name name, Consumer<Name> handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            handler.accept(name);
                            return null;
                        }
                        return method.invoke(name, arguments);
                    });
            return install(signal, handlerType, name, proxy);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("cannot handle SIG" + name + ": " + e.getCause(), e);
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
