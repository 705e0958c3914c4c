package dev.latchkey.wire.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.wire.Answer;
import dev.latchkey.wire.Anything;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.Parsed;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.ReplyDecoder;
import dev.latchkey.wire.RequestParser;
import dev.latchkey.wire.Requests;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespValues;
import dev.latchkey.wire.replies.ReplyEncoder;
import dev.latchkey.wire.text.RefusalText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/** Whatever one end encodes, the other end decodes to the same. */
class RoundTripTest {

    private static final StoreId STORE = StoreId.parse("ffeeddccbbaa99887766554433221100");

    @Provide
    Arbitrary<Command> commands() {
        return Anything.commands();
    }

    @Provide
    Arbitrary<Tuple.Tuple2<Command, Reply>> exchanges() {
        return Anything.commands().flatMap(command -> Anything.replies(command).map(reply -> Tuple.of(command, reply)));
    }

    @Property
    void aRequestDecodesToTheCommandThatWasSent(@ForAll("commands") Command command) {
        ByteBuf wire = Unpooled.buffer();
        RequestEncoder.encode(command, wire);
        Parsed.Request request = (Parsed.Request) new RequestParser(Limits.STANDARD.frames()).next(wire);
        assertThat(wire.isReadable()).isFalse();
        Decoded decoded = Requests.decode(Objects.requireNonNull(request).arguments());
        assertThat(((Decoded.ForStore) decoded).command()).isEqualTo(command);
    }

    @Property
    void anAnswerDecodesToTheReplyThatWasSent(
            @ForAll("exchanges") Tuple.Tuple2<Command, Reply> exchange, @ForAll Protocol protocol) {
        ByteBuf wire = Unpooled.buffer();
        ReplyEncoder.encode(verbOf(exchange.get1()), exchange.get2(), protocol, STORE, wire);
        RespValue value = RespValues.parse(wire);
        assertThat(wire.isReadable()).isFalse();
        assertThat(ReplyDecoder.decode(exchange.get1(), value)).isEqualTo(new Answer.OfStore(exchange.get2()));
    }

    @Property
    void aPlainGetIsAnsweredAsRedisDoes(@ForAll byte[] value, @ForAll Protocol protocol) {
        ByteBuf wire = Unpooled.buffer();
        ReplyEncoder.encode(
                Verb.GET, new Reply.Found(new Versioned(Value.of(value), Version.of(1), 1)), protocol, null, wire);
        assertThat(((RespValue.Bulk) RespValues.parse(wire)).bytes()).isEqualTo(value);
    }

    @Provide
    Arbitrary<RespValue> values() {
        Arbitrary<RespValue> leaves = Arbitraries.oneOf(
                Arbitraries.longs().map(RespValue.Int::new),
                Arbitraries.strings().withCharRange(' ', '~').map(RespValue.Simple::new),
                Arbitraries.strings().withCharRange(' ', '~').map(RespValue.ErrorLine::new),
                Arbitraries.strings().map(RespValue.Bulk::of),
                Arbitraries.of(RespValue.NULL, new RespValue.Other('#', "t"), new RespValue.Other(',', "1.5")));
        return Arbitraries.recursive(() -> leaves, RoundTripTest::aggregates, 0, 3);
    }

    private static Arbitrary<RespValue> aggregates(Arbitrary<RespValue> items) {
        return Arbitraries.oneOf(
                items.list().ofMaxSize(5).map(RespValue.Array::new),
                items.list().ofMaxSize(5).map(RespValue.Members::new),
                items.list().ofMaxSize(5).map(RespValue.Push::new),
                items.list().ofSize(4).map(RespValue.Pairs::new));
    }

    @Property
    void aTreeOfValuesIsParsedAsItWasWritten(@ForAll("values") RespValue value) {
        RespValue read = RespValues.parse(RespValues.write(value, Protocol.RESP3));
        assertThat(RespValues.describe(read)).isEqualTo(RespValues.describe(value));
    }

    /** A caller must be able to tell a full disk from a full memory: the code alone says less than the server did. */
    @Test
    void aRefusalKeepsItsCodeAndItsSentence() {
        Command.Put put = new Command.Put(Key.of("k"), Value.of("v"), Version.NONE);
        for (Reply.Refusal refusal : Reply.Refusal.values()) {
            ByteBuf wire = Unpooled.buffer();
            ReplyEncoder.encode(Verb.PUT, new Reply.Refused(refusal), Protocol.RESP2, null, wire);
            Answer answer = ReplyDecoder.decode(put, RespValues.parse(wire));
            assertThat(answer).isEqualTo(new Answer.OfServer(new RespValue.ErrorLine(RefusalText.of(refusal))));
        }
    }

    private static Verb verbOf(Command command) {
        ByteBuf wire = Unpooled.buffer();
        RequestEncoder.encode(command, wire);
        Parsed.Request request = (Parsed.Request) new RequestParser(Limits.STANDARD.frames()).next(wire);
        return Objects.requireNonNull(Verb.find(Objects.requireNonNull(request).arguments()[0]));
    }
}
