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
 * Keeps sockets registered with epoll while they have no interest set. Why: Netty 4.2.18 removes such a socket from the epoll set and later
 * tries to modify the removed entry, which fails the channel. This happens to a client that has closed its side, reads slowly, and has
 * replies pending. So an empty interest set is replaced by EPOLLERR, which epoll always reports anyway.
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
