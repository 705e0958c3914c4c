/** RESP encoding and decoding, and the command table. */
module dev.latchkey.wire {
    requires static org.jspecify;
    requires transitive dev.latchkey.core;
    requires transitive io.netty.buffer;
    requires io.netty.common;

    exports dev.latchkey.wire;
    exports dev.latchkey.wire.commands;
    exports dev.latchkey.wire.replies;
    exports dev.latchkey.wire.text;
    exports dev.latchkey.wire.verbs;
}
