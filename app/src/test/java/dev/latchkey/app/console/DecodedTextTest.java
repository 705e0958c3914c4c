package dev.latchkey.app.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Text is used only if it stands for the bytes that were given. */
final class DecodedTextTest {

    @Test
    void utf8IsExactUnlessACharacterWasReplaced() {
        DecodedText text = new DecodedText("UTF-8", StandardCharsets.UTF_8);
        assertThat(text.checked("k\u00fc\u20ac")).isEqualTo("k\u00fc\u20ac").matches(DecodedText::isExact);
        assertThat(DecodedText.isExact("a\ufffdb")).isFalse();
    }

    @Test
    void onlyAsciiIsExactInAnyOtherEncoding() {
        for (DecodedText text : new DecodedText[] {
            new DecodedText("ISO-8859-1", StandardCharsets.UTF_8),
            new DecodedText("ANSI_X3.4-1968", StandardCharsets.UTF_8),
            new DecodedText("UTF-8", StandardCharsets.ISO_8859_1),
            new DecodedText("null", StandardCharsets.UTF_8)
        }) {
            assertThat(text.checked("plain ~")).isEqualTo("plain ~").matches(DecodedText::isExact);
            assertThat(DecodedText.isExact(text.checked("\u00fc"))).isFalse();
            assertThat(text.checked(Map.of("X", "\u00fc")).values())
                    .singleElement()
                    .matches(value -> !DecodedText.isExact(value));
        }
    }

    @Test
    void variableIsRefusedWithoutItsValue() {
        Environment environment = new Environment(Map.of("LATCHKEY_PASSWORD", "secret\ufffd"));
        assertThatThrownBy(() -> environment.get("LATCHKEY_PASSWORD"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("LATCHKEY_PASSWORD is not valid text")
                .hasMessageNotContaining("secret");
    }

    @Test
    void childGetsTheLocaleBack() {
        Map<String, String> set = new HashMap<>(Map.of("LC_ALL", "C.UTF-8", "LATCHKEY_LC_ALL", "C"));
        Environment.restoreLocale(set);
        assertThat(set).isEqualTo(Map.of("LC_ALL", "C"));
        Map<String, String> unset = new HashMap<>(Map.of("LC_ALL", "C.UTF-8", "LATCHKEY_LC_ALL", ""));
        Environment.restoreLocale(unset);
        assertThat(unset).isEmpty();
        Map<String, String> untouched = new HashMap<>(Map.of("LC_ALL", "de_DE.UTF-8"));
        Environment.restoreLocale(untouched);
        assertThat(untouched).isEqualTo(Map.of("LC_ALL", "de_DE.UTF-8"));
    }
}
