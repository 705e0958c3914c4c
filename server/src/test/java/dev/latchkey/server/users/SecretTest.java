package dev.latchkey.server.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.seams.SystemChance;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void generatedSecretHas256BitsAndIsStoredByItsDigest() {
        String secret = Secret.generate(SystemChance.secure());
        assertThat(Base64.getUrlDecoder().decode(secret)).hasSize(32);
        assertThat(Secret.generate(SystemChance.secure())).isNotEqualTo(secret);
        Secret stored = Secret.ofGenerated(secret);
        assertThat(stored.isSlow()).isFalse();
        assertThat(stored.word()).startsWith("sha256:").doesNotContain(secret);
        assertThat(stored.matches(bytes(secret))).isTrue();
        assertThat(stored.matches(bytes(secret + "x"))).isFalse();
        assertThat(stored.matches(bytes(secret.substring(1)))).isFalse();
        assertThat(stored.matches(new byte[0])).isFalse();
    }

    /** The SHA-256 of "abc", by FIPS 180-2. */
    @Test
    void digestIsSha256() {
        Secret stored = SecretWord.parse("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(stored.matches(bytes("abc"))).isTrue();
    }

    /** The hashes were computed with Python's hashlib. */
    @ParameterizedTest
    @CsvSource({
        "passwd, 5d8dfeccd997d64433f2a2291121fed60cb8c5d91232f093e6d6f5f2ca136d4a",
        "tr\u00fcb, 72264fff081b047d9c153583da396c883833644593512f7ba860e7fddfeb501a",
    })
    void passwordIsHashedByPbkdf2WithHmacSha256(String password, String hash) {
        Secret stored = SecretWord.parse("pbkdf2:1000:0011223344556677:" + hash);
        assertThat(stored.isSlow()).isTrue();
        assertThat(stored.matches(bytes(password))).isTrue();
        assertThat(stored.matches(bytes(password + " "))).isFalse();
    }

    @Test
    void passwordThatSomebodyChoseIsStoredWith600000IterationsAndItsOwnSalt() {
        Secret stored = Secret.ofPassword(bytes("tr\u00fcb"), SystemChance.secure());
        assertThat(stored.word()).startsWith("pbkdf2:600000:").doesNotContain("tr");
        assertThat(stored.isSlow()).isTrue();
        assertThat(stored.matches(bytes("tr\u00fcb"))).isTrue();
        assertThat(stored.matches("tr\u00fcb".getBytes(StandardCharsets.ISO_8859_1)))
                .isFalse();
        assertThat(stored.matches(new byte[0])).isFalse();
        assertThat(Secret.ofPassword(bytes("tr\u00fcb"), SystemChance.secure()).word())
                .isNotEqualTo(stored.word());
    }

    @Test
    void passwordThatIsEmptyOrNotTextIsRefused() {
        assertThatThrownBy(() -> Secret.ofPassword(new byte[0], SystemChance.secure()))
                .hasMessage("the password is empty");
        assertThatThrownBy(() -> Secret.ofPassword(new byte[] {(byte) 0xff}, SystemChance.secure()))
                .hasMessage("the password is not valid UTF-8");
    }

    @Test
    void noSecretMatchesNothing() {
        assertThat(SecretWord.parse("none").matches(bytes("none"))).isFalse();
        assertThat(Secret.none().matches(new byte[0])).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hunter2",
                "sha256",
                "sha256:",
                "sha256:00",
                "sha256:zz7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad00",
                "pbkdf2:0:0011223344556677:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "pbkdf2:10000001:0011223344556677:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "pbkdf2:1:00:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "pbkdf2:1:0011223344556677",
                "none:",
            })
    void wrongWordIsRefusedAndNotRepeated(String word) {
        assertThatThrownBy(() -> SecretWord.parse(word))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2", "ba78", "zz78"));
    }

    @Test
    void wordsAreReadAsTheyAreWritten() {
        Secret password = new Secret.Password(1, new byte[8], new byte[32]);
        assertThat(SecretWord.parse(password.word()).word()).isEqualTo(password.word());
        Secret generated = Secret.ofGenerated("x");
        assertThat(SecretWord.parse(generated.word()).word()).isEqualTo(generated.word());
        assertThat(SecretWord.parse(Secret.none().word())).isEqualTo(Secret.none());
        assertThat(password.toString() + generated)
                .doesNotContain("000", generated.word().substring(7));
    }
}
