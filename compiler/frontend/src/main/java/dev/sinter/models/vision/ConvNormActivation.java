package dev.sinter.models.vision;

import dev.sinter.nn.BatchNorm2d;
import dev.sinter.nn.BatchNormalization;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Module;
import dev.sinter.nn.Sequential;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A convolution that keeps the size but for its stride, batch normalisation and an activation; torchvision's {@code Conv2dNormActivation}. */
final class ConvNormActivation extends Sequential {
    ConvNormActivation(int in, int out, int kernel, int stride, int groups, BatchNormalization.Options options,
            @Nullable Supplier<Module> activation) {
        super(Stream.concat(
                Stream.of(new Conv2d(in, out, kernel, stride, (kernel - 1) / 2, 1, groups, false),
                        new BatchNorm2d(out, options)),
                activation == null ? Stream.of() : Stream.of(activation.get())).toArray(Module[]::new));
    }

    /** The number of channels near {@code wanted} that 8 divides, no less than nine tenths of it. */
    static int divisible(double wanted) {
        int near = Math.max(8, (int) (wanted + 4) / 8 * 8);
        return near < 0.9 * wanted ? near + 8 : near;
    }
}
