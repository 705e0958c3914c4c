package dev.latchkey.trial.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ClientNumbersTest {

    @Test
    void livesOfAClientAreCountedInThousands() {
        ClientNumbers numbers = new ClientNumbers(3);
        assertThat(numbers.next()).isEqualTo(3);
        assertThat(numbers.next()).isEqualTo(1_003);
        assertThat(numbers.next()).isEqualTo(2_003);
    }

    @Test
    void numbersNeverOverflow() {
        ClientNumbers numbers = new ClientNumbers(ClientNumbers.COPIES);
        int lives = Integer.MAX_VALUE / ClientNumbers.STRIDE;
        int before = -1;
        for (int life = 0; life < lives; life++) {
            int number = numbers.next();
            if (number <= before || number % ClientNumbers.STRIDE != ClientNumbers.COPIES) {
                throw new AssertionError(number + " follows " + before);
            }
            before = number;
        }
        assertThat(numbers.next()).isEqualTo(before);
    }

    @Test
    void aClientIsLessThanTheStride() {
        assertThatThrownBy(() -> new ClientNumbers(ClientNumbers.STRIDE)).isInstanceOf(IllegalArgumentException.class);
    }
}
