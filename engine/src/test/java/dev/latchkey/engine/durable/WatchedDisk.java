package dev.latchkey.engine.durable;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A disk whose calls a test intercepts. */
final class WatchedDisk {

    /** Runs a call, or something else instead. */
    interface Watcher {
        Object at(String call, Call itself) throws Throwable;
    }

    /** The intercepted call. */
    interface Call {
        Object run() throws Throwable;
    }

    private final Watcher watcher;

    private WatchedDisk(Watcher watcher) {
        this.watcher = watcher;
    }

    static Disk of(Disk disk, Watcher watcher) {
        return new WatchedDisk(watcher).watched(Disk.class, disk);
    }

    private <T> T watched(Class<T> type, T real) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Object result = watcher.at(method.getName(), () -> invoke(real, method, arguments));
            return result instanceof DiskFile file ? watched(DiskFile.class, file) : result;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object invoke(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
