package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.ResamplingFunctions.Interpolation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ResamplingTest {
    @Test
    @DisplayName("N2: images are resized by their nearest, or between their neighbours, with corners aligned or not")
    void interpolation() {
        Grid x = Grid.random(2, 2, 4, 5);
        for (int[] to : new int[][]{{8, 10}, {7, 3}, {2, 11}, {1, 1}}) {
            int[] sizes = {2, 2, to[0], to[1]};
            Grid.fill(sizes, at -> x.at(at[0], at[1], at[2] * 4 / to[0], at[3] * 5 / to[1])).judges(
                    Functional.interpolate(x.tensor(), new long[]{to[0], to[1]}, Interpolation.NEAREST, false), 0);
            for (boolean align : new boolean[]{false, true}) {
                Grid.fill(sizes, at -> {
                    double row = place(at[2], 4, to[0], align);
                    double column = place(at[3], 5, to[1], align);
                    double sum = 0;
                    for (int i = 0; i < 4; i++) {
                        for (int j = 0; j < 5; j++) {
                            sum += x.at(at[0], at[1], i, j) * Math.max(0, 1 - Math.abs(i - row))
                                    * Math.max(0, 1 - Math.abs(j - column));
                        }
                    }
                    return sum;
                }).judges(Functional.interpolate(x.tensor(), new long[]{to[0], to[1]}, Interpolation.LINEAR, align));
            }
        }
        assertThat(new Upsample(2).call(x.tensor()).shape().sizes()).containsExactly(2, 2, 8, 10);
        assertThatThrownBy(() -> Functional.interpolate(x.tensor(), new long[]{2}, Interpolation.LINEAR, false))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("[2, 2, 4, 5]");
    }

    private static double place(int i, int from, int to, boolean align) {
        if (align) {
            return to == 1 ? 0 : i * (from - 1.0) / (to - 1);
        }
        return Math.min(Math.max((i + 0.5) * from / to - 0.5, 0), from - 1);
    }

    @Test
    @DisplayName("N2: cubic interpolation keeps the points it has, and constants")
    void cubic() {
        Grid x = Grid.random(1, 1, 5);
        Tensor y = Functional.interpolate(x.tensor(), new long[]{9}, Interpolation.CUBIC, true);
        Grid.fill(x.sizes, at -> x.at(at)).judges(y.slice(2, 0, 9, 2));
        // Half way, with a = -3/4, the weights are -3/32, 19/32, 19/32, -3/32.
        double expected = (19 * (x.at(0, 0, 1) + x.at(0, 0, 2)) - 3 * (x.at(0, 0, 0) + x.at(0, 0, 3))) / 32;
        Grid.fill(new int[0], at -> expected).judges(y.view(9).select(0, 3));
    }

    @Test
    @DisplayName("N2: channels become pixels, pixels become channels, groups of channels are dealt out")
    void shuffles() {
        Grid x = Grid.random(2, 8, 3, 2);
        Tensor big = new PixelShuffle(2).call(x.tensor());
        Grid.fill(new int[]{2, 2, 6, 4}, at -> x.at(at[0], at[1] * 4 + at[2] % 2 * 2 + at[3] % 2, at[2] / 2, at[3] / 2))
                .judges(big, 0);
        x.judges(new PixelUnshuffle(2).call(big), 0);
        Grid.fill(x.sizes, at -> x.at(at[0], at[1] % 2 * 4 + at[1] / 2, at[2], at[3]))
                .judges(new ChannelShuffle(2).call(x.tensor()), 0);
        assertThatThrownBy(() -> new PixelShuffle(3).call(x.tensor())).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("9");
    }

    @Test
    @DisplayName("N2: margins of a number, mirrored, repeated, or from the other end")
    void paddings() {
        Grid x = Grid.random(2, 3, 4, 5);
        int[] sizes = {2, 3, 4 + 3, 5 + 3};
        Grid.fill(sizes, at -> x.has(at[0], at[1], at[2] - 2, at[3] - 1) ? x.at(at[0], at[1], at[2] - 2, at[3] - 1) : 7)
                .judges(new ConstantPad2d(7, 1, 2, 2, 1).call(x.tensor()), 0);
        Grid.fill(sizes, at -> x.at(at[0], at[1], mirrored(at[2] - 2, 4), mirrored(at[3] - 1, 5)))
                .judges(new ReflectionPad2d(1, 2, 2, 1).call(x.tensor()), 0);
        Grid.fill(sizes,
                at -> x.at(at[0], at[1], Math.clamp(at[2] - 2, 0, 3), Math.clamp(at[3] - 1, 0, 4)))
                .judges(new ReplicationPad2d(1, 2, 2, 1).call(x.tensor()), 0);
        Grid.fill(sizes, at -> x.at(at[0], at[1], Math.floorMod(at[2] - 2, 4), Math.floorMod(at[3] - 1, 5)))
                .judges(new CircularPad2d(1, 2, 2, 1).call(x.tensor()), 0);
        assertThat(new ZeroPad2d(-1).call(x.tensor()).equal(x.tensor().narrow(2, 1, 2).narrow(3, 1, 3))).isTrue();
        assertThatThrownBy(() -> new ReflectionPad1d(5).call(Sinter.ones(1, 5))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("REFLECT");
        assertThatThrownBy(() -> new ZeroPad2d(1, 2, 3)).isInstanceOf(Diagnostic.class);
    }

    private static int mirrored(int i, int size) {
        int positive = Math.abs(i);
        return positive < size ? positive : 2 * (size - 1) - positive;
    }

    @Test
    @DisplayName("N2: axes are joined and taken apart")
    void flattening() {
        Tensor x = Sinter.randn(2, 3, 4);
        assertThat(new Flatten().call(x).shape().sizes()).containsExactly(2, 12);
        assertThat(new Flatten(0, 1).call(x).shape().sizes()).containsExactly(6, 4);
        assertThat(new Unflatten(1, 4, 3).call(new Flatten().call(x)).shape().sizes()).containsExactly(2, 4, 3);
    }
}
