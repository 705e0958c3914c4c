package dev.latchkey.server.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Netty's epoll, but sockets stay registered while they wait for nothing. Netty 4.2.18 takes such a socket out of the kernel's set
 * and, when it is to wait again, changes an entry that is not there any more: the channel fails. It happens to a client that has
 * ended its side, took its replies slowly, and is owed more of them. So "nothing" is made "errors", which are reported in any case.
 */
final class PersistentEpollRegistration implements IoHandlerFactory {

    private final IoHandlerFactory real;

    PersistentEpollRegistration(IoHandlerFactory real) {
        this.real = real;
    }

    @Override
    public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new Handler(real.newHandler(executor));
    }

    @Override
    public boolean isChangingThreadSupported() {
        return real.isChangingThreadSupported();
    }

    private record Handler(IoHandler real) implements IoHandler {

        @Override
        public void initialize() {
            real.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            return real.run(context);
        }

        @Override
        public void prepareToDestroy() {
            real.prepareToDestroy();
        }

        @Override
        public void destroy() {
            real.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return new Registration(real.register(handle));
        }

        @Override
        public void wakeup() {
            real.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return real.isCompatible(handleType);
        }
    }

    private record Registration(IoRegistration real) implements IoRegistration {

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // the signature is Netty's
        public <T> T attachment() {
            return real.attachment();
        }

        @Override
        public long submit(IoOps ops) {
            return real.submit(EpollIoOps.NONE.equals(ops) ? EpollIoOps.EPOLLERR : ops);
        }

        @Override
        public boolean isValid() {
            return real.isValid();
        }

        @Override
        public boolean cancel() {
            return real.cancel();
        }
    }
}
