package dev.latchkey.cluster.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The code writes and reads the worked examples of docs/format/cluster.md. */
final class ClusterPageTest {

    private static final Pattern EXAMPLE = Pattern.compile("(?s)```\n((?:[0-9a-f]{2}[ \n].*?))```");
    private static final Pattern BYTES = Pattern.compile("^((?:[0-9a-f]{2} )*[0-9a-f]{2})(?:   .*)?$");

    private static List<byte[]> examples() throws IOException {
        List<byte[]> examples = new ArrayList<>();
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("../docs/format/cluster.md")));
        while (example.find()) {
            String hex = example.group(1)
                    .lines()
                    .map(line -> {
                        Matcher bytes = BYTES.matcher(line);
                        assertThat(bytes.matches()).as(line).isTrue();
                        return bytes.group(1).replace(" ", "");
                    })
                    .collect(Collectors.joining());
            examples.add(HexFormat.of().parseHex(hex));
        }
        return examples;
    }

    @Test
    void examplesOfThePageAreThoseOfTheCode() throws IOException {
        List<byte[]> examples = examples();
        assertThat(examples).hasSize(3);
        assertThat(EntryCodec.encode(ClusterBytes.OF_THE_PAGE)).isEqualTo(examples.get(0));
        assertThat(EntryCodec.decode(examples.get(0))).isEqualTo(ClusterBytes.OF_THE_PAGE);
        assertThat(PeerCodec.encode(ClusterBytes.ASK_OF_THE_PAGE)).isEqualTo(examples.get(1));
        assertThat(PeerCodec.decode(examples.get(1))).isEqualTo(ClusterBytes.ASK_OF_THE_PAGE);
        assertThat(PeerCodec.encode(new PeerMessage.Barrier(43, 256))).isEqualTo(examples.get(2));
    }
}
