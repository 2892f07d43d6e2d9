package dev.sinter;

import static dev.sinter.Sinter.multinomial;
import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MultinomialTest {
    @Test
    @DisplayName("T17: multinomial draws positions as often as their weights say, which need not add up to 1")
    void frequencies() {
        int n = 20_000;
        double[] weights = {1, 0, 2, 5};
        long[] drawn = multinomial(new Generator(1), tensor(weights), n, true).toLongArray();
        int[] counts = new int[4];
        for (long position : drawn) {
            counts[(int) position]++;
        }
        for (int i = 0; i < 4; i++) {
            double p = weights[i] / 8;
            // Five standard deviations of the binomial distribution.
            assertThat(Math.abs(counts[i] - n * p)).isLessThanOrEqualTo(5 * Math.sqrt(n * p * (1 - p)));
        }
    }

    @Test
    @DisplayName("T17: multinomial without replacement draws each position once, row by row, the same for the same seed")
    void withoutReplacement() {
        Tensor weights = tensor(new float[][]{{1, 2, 3}, {0, 1, 1}});
        Tensor two = multinomial(new Generator(3), weights, 2, false);
        assertThat(two.type()).hasToString("i64[2,2]");
        long[] drawn = two.toLongArray();
        assertThat(drawn[0]).isNotEqualTo(drawn[1]);
        assertThat(new long[]{drawn[2], drawn[3]}).containsExactlyInAnyOrder(1, 2);
        assertThat(multinomial(new Generator(3), weights, 2, false).toLongArray()).containsExactly(drawn);
    }

    @Test
    @DisplayName("T17: multinomial refuses what cannot be drawn from")
    void refuses() {
        assertThatThrownBy(() -> multinomial(tensor(new float[]{1, 0}), 2, false)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("multinomial: 2 different positions were asked for, but row 0 has 1 weights above"
                        + " 0; allow replacement, or draw fewer");
        assertThatThrownBy(() -> multinomial(tensor(new float[]{1, -1}), 1, true)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("row 0 has the weight -1.0; weights are finite and 0 or more");
        assertThatThrownBy(() -> multinomial(tensor(new float[]{0}), 1, true)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("row 0 has no weight above 0");
        assertThatThrownBy(() -> multinomial(tensor(new long[]{1}), 1, true)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("multinomial of i64[1]: weights [C] or [N, C] of a floating dtype are needed");
        assertThatThrownBy(() -> multinomial(tensor(new float[]{1}), 0, true)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("0 draws were asked for; at least 1 is needed");
    }
}
