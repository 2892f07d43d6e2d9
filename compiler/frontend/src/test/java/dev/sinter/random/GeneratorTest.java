package dev.sinter.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.Sinter;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    @Test
    @DisplayName("T17: the words are those that the twister's authors published for the seed 5489")
    void words() {
        Generator generator = new Generator(5489);
        assertThat(generator.bits32()).isEqualTo((int) 3499211612L);
        assertThat(generator.bits32()).isEqualTo((int) 581869302L);
        for (int i = 2; i < 9999; i++) {
            generator.bits32();
        }
        // The C++ standard's required 10,000th value.
        assertThat(generator.bits32()).isEqualTo((int) 4123659995L);
    }

    @Test
    @DisplayName("T17: a seed gives the same numbers again; generators are values that do not disturb each other")
    void seeds() {
        Generator a = new Generator(1);
        Generator b = new Generator(1);
        Sinter.manualSeed(1);
        float[] first = Sinter.rand(a, 5).toFloatArray();
        Sinter.randn(3);
        assertThat(Sinter.rand(b, 5).toFloatArray()).isEqualTo(first);
        int[] state = a.state();
        float[] next = Sinter.randn(a, 3).toFloatArray();
        a.restore(state);
        assertThat(Sinter.randn(a, 3).toFloatArray()).isEqualTo(next);
    }

    @Test
    @DisplayName("T17: both ways to normals have mean 0 and deviation 1")
    void normals() {
        Generator generator = new Generator(0);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 4000; i++) {
            double x = generator.normal();
            sum += x;
            squares += x * x;
        }
        assertThat(sum / 4000).isCloseTo(0, within(0.05));
        assertThat(squares / 4000).isCloseTo(1, within(0.06));
        float[] many = new float[4003];
        generator.normal(many, 0, 1);
        sum = 0;
        squares = 0;
        for (float x : many) {
            sum += x;
            squares += x * x;
        }
        assertThat(sum / many.length).isCloseTo(0, within(0.05));
        assertThat(squares / many.length).isCloseTo(1, within(0.06));
    }

    @Test
    @DisplayName("T17: integers stay within their range, permutations hold each number once")
    void integers() {
        long[] drawn = Sinter.randint(-3, 4, 200).toLongArray();
        assertThat(drawn).contains(-3, 3);
        assertThat(Arrays.stream(drawn).allMatch(i -> i >= -3 && i < 4)).isTrue();
        assertThat(Sinter.randperm(50).toLongArray()).containsExactlyInAnyOrder(Sinter.arange(50).toLongArray());
        float[] flags = Sinter.bernoulli(Sinter.full(new long[]{500}, 0.3)).toFloatArray();
        int ones = 0;
        for (float x : flags) {
            ones += (int) x;
        }
        assertThat(ones).isBetween(110, 190);
    }
}
