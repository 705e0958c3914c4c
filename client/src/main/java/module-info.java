/** The Java client of Latchkey. */
module dev.latchkey.client {
    requires static org.jspecify;
    requires static org.slf4j;
    requires transitive dev.latchkey.core;
    requires transitive dev.latchkey.seams;
    requires transitive dev.latchkey.tls;
    requires transitive dev.latchkey.wire;
    requires transitive io.netty.buffer;
    requires transitive io.netty.transport;
    requires io.netty.common;
    requires io.netty.handler;

    exports dev.latchkey.client;
    exports dev.latchkey.client.clerk;
    exports dev.latchkey.client.completion;
    exports dev.latchkey.client.election;
    exports dev.latchkey.client.follow;
    exports dev.latchkey.client.link;
    exports dev.latchkey.client.lock;
    exports dev.latchkey.client.lock.holder;
    exports dev.latchkey.client.lock.loss;
    exports dev.latchkey.client.lock.waiting;
    exports dev.latchkey.client.pages;
    exports dev.latchkey.client.request;
    exports dev.latchkey.client.session;
}
