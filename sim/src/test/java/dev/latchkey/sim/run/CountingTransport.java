package dev.latchkey.sim.run;

import dev.latchkey.client.link.Endpoint;
import dev.latchkey.client.link.Transport;
import io.netty.buffer.ByteBuf;

/** A transport that counts the bytes which the client writes, and its connections. */
final class CountingTransport implements Transport {

    private final Transport real;
    long bytes;
    int connections;

    CountingTransport(Transport real) {
        this.real = real;
    }

    @Override
    public void connect(Endpoint address, Receiver receiver) {
        connections++;
        real.connect(address, new Receiver() {
            @Override
            public void opened(Pipe pipe) {
                receiver.opened(new Pipe() {
                    @Override
                    public void write(ByteBuf written) {
                        bytes += written.readableBytes();
                        pipe.write(written);
                    }

                    @Override
                    public void close() {
                        pipe.close();
                    }
                });
            }

            @Override
            public void received(ByteBuf received) {
                receiver.received(received);
            }

            @Override
            public void closed(String why) {
                receiver.closed(why);
            }
        });
    }
}
