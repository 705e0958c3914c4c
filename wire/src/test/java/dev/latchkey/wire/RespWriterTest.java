package dev.latchkey.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Reply;
import dev.latchkey.wire.replies.ReplyEncoder;
import dev.latchkey.wire.verbs.RequestEncoder;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exact bytes of RESP, in both versions. */
class RespWriterTest {

    @Test
    void everyPowerOfTenAndItsNeighboursAreWrittenInDecimal() {
        for (long power = 1; power > 0 && power <= 1_000_000_000_000_000_000L; power *= 10) {
            for (long number : new long[] {power - 1, power, power + 1, -power, -power - 1, 1 - power}) {
                assertWritten(number);
            }
        }
        for (long number : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, Integer.MIN_VALUE}) {
            assertWritten(number);
        }
    }

    private static void assertWritten(long number) {
        String decimal = Long.toString(number);
        assertThat(RespValues.write(new RespValue.Int(number), Protocol.RESP2)).isEqualTo(":" + decimal + "\r\n");
        ByteBuf out = Unpooled.buffer(1);
        RespWriter.bulkDecimal(out, number);
        assertThat(out.toString(StandardCharsets.US_ASCII))
                .isEqualTo("$" + decimal.length() + "\r\n" + decimal + "\r\n");
    }

    @Test
    void typesOfResp3AloneAreArraysInResp2() {
        RespValue one = new RespValue.Int(1);
        RespValue value = RespValue.Array.of(
                RespValue.NULL,
                RespValue.Pairs.of(one, RespValue.Bulk.of("b")),
                new RespValue.Members(List.of(one)),
                new RespValue.Push(List.of(one)),
                new RespValue.Other('#', "t"));
        assertThat(RespValues.write(value, Protocol.RESP2))
                .isEqualTo("*5\r\n$-1\r\n*2\r\n:1\r\n$1\r\nb\r\n*1\r\n:1\r\n*1\r\n:1\r\n#t\r\n");
        assertThat(RespValues.write(value, Protocol.RESP3))
                .isEqualTo("*5\r\n_\r\n%1\r\n:1\r\n$1\r\nb\r\n~1\r\n:1\r\n>1\r\n:1\r\n#t\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, RESP2, $-1",
        "GET, RESP3, _",
        "GETV, RESP2, *-1",
        "GETV, RESP3, _",
        "PUT, RESP2, -ERRNOKEY there is no such key",
        "DEL, RESP3, -ERRNOKEY there is no such key",
    })
    void aMissingKeyIsReportedInTheFormatOfTheCommand(Verb verb, Protocol protocol, String line) {
        ByteBuf out = Unpooled.buffer();
        ReplyEncoder.encode(verb, new Reply.NoKey(), protocol, null, out);
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(line + "\r\n");
    }

    @Test
    void aRequestOfTextIsAnArrayOfBulkStrings() {
        ByteBuf out = Unpooled.buffer();
        RequestEncoder.encode(out, "ECHO", "\u00e9");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("*2\r\n$4\r\nECHO\r\n$2\r\n\u00e9\r\n");
    }

    @Test
    void theVersionsAreNumberedAsInHello() {
        assertThat(Protocol.RESP2.number()).isEqualTo(2);
        assertThat(Protocol.RESP3.number()).isEqualTo(3);
    }
}
