package dev.sinter.samples.iris;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.Linear;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Fits to four fifths of the flowers in the table on the command line, and tells the others apart. */
public final class Main {
    private Main() {}

    public static void main(String... arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("a table of flowers, iris.csv, is needed");
        }
        Sinter.manualSeed(0);
        Iris flowers = Iris.read(Path.of(arguments[0]));
        int count = Math.toIntExact(flowers.kinds().numel());
        int seen = count * 4 / 5;
        Tensor order = Sinter.randperm(count);
        Iris train = flowers.at(order.slice(0, 0, seen));
        Iris unseen = flowers.at(order.slice(0, seen, count));
        Linear model = train.fit(10);
        System.out.printf(Locale.ROOT, "loss %.6f, right are %.1f %% of %d seen and %.1f %% of %d unseen flowers%n",
                train.loss(model).itemDouble(), 100 * train.accuracy(model), seen, 100 * unseen.accuracy(model),
                count - seen);
    }
}
